"""Children: those in custody whom the visitor may see, and the way to one record by a number."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.acting import Sent
from api.web.numbers import NoNumber, on_duty, record_in, who_has
from api.web.people import named
from api.web.visiting import Here, Visitor
from ledger.domain.codes import IdentifierScheme
from ledger.domain.custody.facets import Step
from ledger.domain.register import ORGANISATIONS, PLACES
from ledger.domain.values import EpisodeId, OrganisationCode, PlaceCode
from projections.current_custody import queries as current_custody
from projections.current_custody.queries import Filters

ROWS = 50
STEPS = tuple(step for step in Step if step not in {Step.NOT_STARTED, Step.EXITED})


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/children", children, methods=["GET"])
    made.add_api_route("/children", search, methods=["POST"])
    return made


def children(visitor: Here) -> Response:
    """Those in custody, by holder, place and case step."""
    return _shown(visitor)


def search(visitor: Here, form: Sent) -> Response:
    """The record of a number: straight to it where there is one that the visitor may see."""
    written = form.value("number") or ""
    if record := record_in(written):
        return visitor.go(f"/children/{record}")
    try:
        found = who_has(visitor, scheme=form.value("scheme") or "", written=written)
    except NoNumber as trouble:
        return _shown(visitor, status=422, trouble=str(trouble))
    names = named(visitor, found)
    if len(found) == 1 and found[0] in names:
        return visitor.go(f"/children/{found[0]}")
    return _shown(visitor, found=found, found_names=names)


def _shown(visitor: Visitor, *, status: int = 200, **more: Any) -> Response:  # noqa: ANN401  # what a search gave
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    query = visitor.request.query_params
    after = from_cursor(query.get("cursor"), tuple[UUID])
    filters = _filters(query)
    answer = current_custody.listed(
        views, reader, **filters, after=EpisodeId(after[0]) if after else None, limit=ROWS, at_least=at_least
    )
    holdings = current_custody.counted(views, reader, at_least=at_least).rows
    persons = [row.person_id for row in answer.rows]
    visitor.on_record("children", persons, position=answer.position)
    kept = {name: query[name] for name in ("holder", "place", "step") if query.get(name)}
    return visitor.show(
        "child/list.html",
        status=status,
        rows=answer.rows,
        names=named(visitor, persons),
        total=sum(row.children for row in holdings),
        holders=_counted((row.holder, row.children) for row in holdings),
        places=_counted((row.place, row.children) for row in holdings),
        steps=STEPS,
        chosen=kept,
        schemes=IdentifierScheme,
        on_duty=on_duty(visitor),
        path="/children" + (f"?{urlencode(kept)}" if kept else ""),
        cursor=to_cursor((answer.rows[-1].episode,)) if len(answer.rows) >= ROWS else None,
        position=answer.position,
        now=visitor.now,
        **({"found": None, "found_names": {}, "trouble": None} | more),
    )


def _filters(query: Mapping[str, str]) -> Filters:
    """The filters of the address; a code that is in no list is none."""
    holder, place, step = (query.get(name, "") for name in ("holder", "place", "step"))
    return Filters(
        holder=OrganisationCode(holder) if holder in ORGANISATIONS else None,
        place=PlaceCode(place) if place in PLACES else None,
        steps=[Step(step)] if step in set(STEPS) else None,
    )


def _counted(pairs: Iterable[tuple[str | None, int]]) -> list[tuple[str, int]]:
    """Codes with how many people there are, most first."""
    found: dict[str, int] = {}
    for code, people in pairs:
        if code is not None:
            found[code] = found.get(code, 0) + people
    return sorted(found.items(), key=lambda item: -item[1])
