"""The packet checklist: answered once for all children, with what is different for single ones.

An item of which nothing is said is not in the record: the receiver sees that nobody answered, and not that it is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.requests.reading import Flaw, FormInvalid
from api.web.acting import Sent
from api.web.forms import Written
from api.web.handoffs import Manifest, Row, manifest_of, shown
from api.web.pages.handoffs_giving import for_each, record
from api.web.visiting import Here
from ledger.application import Command
from ledger.domain.codes import ItemStatus, PacketItemKind
from ledger.domain.custody.handoff import PacketAssembled

USUAL = (
    PacketItemKind.I_213,
    PacketItemKind.I_216,
    PacketItemKind.P_7,
    PacketItemKind.MEDICAL_SUMMARY,
    PacketItemKind.PROPERTY,
    PacketItemKind.FAMILY_CONTACT_SHEET,
)
"""What travels with nearly every child: one press says that it goes along, to be looked over before it is signed."""
EXCEPTIONS = 4
"""Lines for what is different for single children, to begin with."""
EXCEPTIONS_MAX = 200

Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Packet:
    """The items of one child, each with where on the form it was said."""

    items: list[Item] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def on_form(self, error: FormInvalid) -> FormInvalid:
        """The same error with the places of the form."""
        return FormInvalid(*(self._moved(flaw) for flaw in error.flaws))

    def _moved(self, flaw: Flaw) -> Flaw:
        _, items, index, *rest = (*flaw.at.split("/"), "", "")
        if items != "items" or not index.isdecimal() or int(index) >= len(self.places):
            return flaw
        return replace(flaw, at="/".join((self.places[int(index)], *rest)).rstrip("/"))


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/handoffs/{manifest}/pack", send, methods=["POST"])
    return made


def send(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Answer the checklist; or fill in what is usual, or show more lines, and show the form again."""
    now = manifest_of(visitor, manifest)
    if form.value("do") == "usual":
        return shown(visitor, now, act="pack", form=with_usual(form))
    if form.value("do") == "lines":
        return shown(visitor, now, act="pack", form=with_lines(form))
    return record(visitor, now, form, "pack", "packed", lambda: _pack(visitor, now, form))


def _pack(visitor: Here, manifest: Manifest, form: Written) -> Command:
    packets = {row.episode: packet_of(form, row.episode) for row in manifest.rows}
    said = {name: form.body[name] for name in ("claimed",) if name in form.body}

    def body(row: Row) -> Item:
        if not packets[row.episode].items:
            raise FormInvalid(Flaw(at="/items", code="missing_field", detail="at least one item of each child"))
        return said | {"items": packets[row.episode].items}

    try:
        return for_each(visitor, manifest, form, PacketAssembled, body)
    except FormInvalid as error:
        longest = max(packets.values(), key=lambda packet: len(packet.items))
        raise longest.on_form(error) from None


def packet_of(form: Written, episode: UUID) -> Packet:
    """The items of one child: what is said for all, with what is different for this one in its place."""
    found: dict[str, tuple[str, Item]] = {}
    for number, item in enumerate(_listed(form, "items")):
        if "status" in item and "kind" in item:
            found[item["kind"]] = (f"/items/{number}", _bare(item))
    for number, item in enumerate(_listed(form, "except")):
        if item.get("episode") == str(episode) and "status" in item and "kind" in item:
            found[item["kind"]] = (f"/except/{number}", _bare(item))
    return Packet(items=[item for _, item in found.values()], places=[place for place, _ in found.values()])


def _bare(item: Mapping[str, Any]) -> Item:
    """An item as the record has it; form, count and seal only of what goes along."""
    names = ("kind", "status", "form", "count", "seal") if item["status"] == ItemStatus.PRESENT else ("kind", "status")
    return {name: item[name] for name in names if name in item}


def _listed(form: Written, name: str) -> list[Item]:
    part = form.body.get(name)
    return [item for item in part if isinstance(item, dict)] if isinstance(part, list) else []


def with_usual(form: Written) -> Written:
    """The form with the usual items going along, where nothing else was said of them."""
    number_of = {kind: number for number, kind in enumerate(PacketItemKind)}
    wanted = {f"/items/{number_of[kind]}/status" for kind in USUAL}
    fields = [(name, str(ItemStatus.PRESENT) if name in wanted and not text else text) for name, text in form.fields]
    return replace(form, fields=tuple(fields))


def with_lines(form: Written) -> Written:
    """The form with as many more lines for single children."""
    given = form.value("lines") or ""
    lines = min((int(given) if given.isdecimal() else 0) + EXCEPTIONS, EXCEPTIONS_MAX)
    kept = tuple(pair for pair in form.fields if pair[0] != "lines")
    return replace(form, fields=(*kept, ("lines", str(lines))))
