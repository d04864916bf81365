"""The controls of a command's form, derived from its event class: each field becomes what a person can answer.

A control's name is the pointer of its value in the request's body, as `forms.py` reads it. What a field takes is
decided by `api.requests`, from the same class; here only how it is asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, get_args

from api.requests.forms import field_hints, filled_in, parts_of
from api.requests.texts import BY_TYPE, OPEN, SEALED
from api.web.command_picks import Picks
from api.web.forms import Written
from api.web.words import Words
from ledger.domain.event import Correction, Event
from ledger.domain.person import IdentifierValue
from ledger.domain.personal import Personal
from ledger.domain.values import (
    ClaimedTime,
    EventId,
    Instant,
    ManifestId,
    OfferId,
    OrganisationCode,
    PersonId,
    PlaceCode,
    TripId,
)
from ledger.store.storable import TypeForm, origin

Kind = Literal[
    "text",
    "area",
    "number",
    "time",
    "select",
    "pick",
    "radios",
    "check",
    "ticks",
    "people",
    "group",
    "rows",
    "when",
    "hidden",
]
Options = tuple[tuple[str, str], ...]

EMPTY_ROWS = 3
RADIOS_MAX = 4
"""More codes than these are a list to choose from."""
ROWS_DIGITS = 3
EXAMPLE_MAX = 40
"""A longer example says nothing to a person."""
ASIDE = ("on_behalf_of", "source", "labels")
"""Fields of every event, asked apart."""
LAST = "note"
NEW = frozenset({"HandoffOffered.offer", "HandoffOffered.manifest"})
"""Ids that the command makes."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What asks for one field."""

    kind: Kind
    name: str
    """Pointer, and the kind of value behind it."""
    field: str
    """Its name in the catalogues of words."""
    required: bool
    options: Options = ()
    value: str | None = None
    """What stands there before anybody has answered."""
    example: str | None = None
    parts: tuple["Control", ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()

    @property
    def pointer(self) -> str:
        """Where flaws name it."""
        return self.name.partition(":")[0].removesuffix("/-")


@dataclass(frozen=True, kw_only=True)
class CommandForm:
    """The controls of a command."""

    own: tuple[Control, ...]
    """What the command is about."""
    aside: tuple[Control, ...]
    """What any event may have: for whom it was recorded, its source, labels."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One field that is to be asked for."""

    cls: type
    field: "Field[Any]"
    hint: TypeForm
    """Plain, see `plain`."""
    optional: bool
    at: str
    """Pointer."""
    in_row: bool

    @property
    def where(self) -> str:
        """Class and field, as the tables of forms name it."""
        return f"{self.cls.__name__}.{self.field.name}"

    @property
    def required(self) -> bool:
        """Whether it has to be answered."""
        return self.field.default is MISSING and not self.optional

    def control(self, kind: Kind, **more: Any) -> Control:  # noqa: ANN401  # see `Control`
        """The control that asks for it."""
        name = self.at + suffix(self.hint)
        return Control(kind=kind, name=name, field=self.field.name, required=self.required, **more)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the controls of one form depend on."""

    words: Words
    picks: Picks
    form: Written | None
    """The form as it was sent, or as it stands: it says how many rows there are."""
    more_rows: str | None = None
    """Pointer of the list that more rows were asked for."""

    def command_form(self, cls: type[Event], prefix: str = "") -> CommandForm:
        """The form of an event class, its fields below a pointer."""
        made = {field.name: self._top(cls, field, hint, prefix) for field, hint in asked_of(cls)}
        aside = tuple(made.pop(name) for name in ASIDE)
        note = made.pop(LAST)
        own = sorted(made.values(), key=lambda control: not control.required)  # what must be said comes first
        return CommandForm(own=(*own, note), aside=aside)

    def _top(self, cls: type[Event], field: "Field[Any]", hint: TypeForm, prefix: str) -> Control:
        slot = _slot(cls, field, hint, prefix, in_row=False)
        joint = field.name == "correlation"
        follows = field.name == "to_organisation" and "to_place" in field_hints(cls)  # the place says whose it is
        return slot.control("hidden") if joint or follows else self._control(slot)

    def _control(self, slot: Slot) -> Control:
        hint = slot.hint
        if hint is ClaimedTime:
            return slot.control("when")
        if origin(hint) is tuple:
            return self._list(slot)
        if isinstance(hint, type) and is_dataclass(hint) and hint is not IdentifierValue:
            return slot.control("group", parts=self._parts(hint, slot.at, in_row=slot.in_row))
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._coded(slot, hint)
        if hint is bool:
            return self._yes_or_no(slot)
        if hint is int:
            return slot.control("number")
        if hint is Instant:
            return slot.control("time", value=self.picks.times.get(slot.field.name))
        return self._picked(slot) or _text(slot)

    def _parts(self, cls: type, at: str, *, in_row: bool) -> tuple[Control, ...]:
        hints = field_hints(cls)
        return tuple(self._control(_slot(cls, field, hints[field.name], at, in_row=in_row)) for field in fields(cls))

    def _list(self, slot: Slot) -> Control:
        item = plain(get_args(slot.hint)[0])[0]
        if isinstance(item, type) and issubclass(item, StrEnum):
            return slot.control("ticks", options=self._codes(item))
        if item is PersonId:
            return slot.control("people", options=self.picks.people)
        if isinstance(item, type) and is_dataclass(item):
            rows = (self._parts(item, f"{slot.at}/{row}", in_row=True) for row in range(self._rows(slot.at)))
            return slot.control("rows", rows=tuple(rows))
        return slot.control("text", example=OPEN[slot.where].example)

    def _rows(self, at: str) -> int:
        """Three empty ones, or those that were sent; three more where somebody asked for them."""
        names = [name for name, _ in self.form.fields] if self.form is not None else []
        parts = [name[len(at) + 1 :].partition("/")[0] for name in names if name.startswith(f"{at}/")]
        used = max((int(part) + 1 for part in parts if part.isdecimal() and len(part) <= ROWS_DIGITS), default=0)
        return max(EMPTY_ROWS, used + (EMPTY_ROWS if self.more_rows == at else 0))

    def _coded(self, slot: Slot, codes: type[StrEnum]) -> Control:
        default = slot.field.default
        few = slot.required and len(codes) <= RADIOS_MAX and not slot.in_row
        value = str(default) if isinstance(default, StrEnum) else None
        return slot.control("radios" if few else "select", options=self._codes(codes), value=value)

    def _codes(self, codes: type[StrEnum]) -> Options:
        return tuple((each.value, self.words.code(each)) for each in codes)

    def _yes_or_no(self, slot: Slot) -> Control:
        say = self.words.say
        answers: Options = (("yes", say("Yes")), ("no", say("No")))
        if slot.in_row:
            return slot.control("select", options=answers)
        if slot.optional:
            return slot.control("radios", options=(*answers, ("", say("Not known"))), value="")
        return slot.control("radios", options=answers) if slot.required else slot.control("check")

    def _picked(self, slot: Slot) -> Control | None:
        """A control for an id or a code: of a register, or of the record."""
        picks, hint, value = self.picks, slot.hint, self.picks.values.get(slot.field.name)
        if slot.where in NEW or hint is ManifestId:
            return slot.control("hidden", value=picks.new_id())
        if hint is OfferId:
            if slot.required and len(picks.offers) == 1:
                return slot.control("hidden", value=picks.offers[0][0])
            return slot.control("select", options=picks.offers, value=picks.offer)
        if hint in (PlaceCode, OrganisationCode):
            options = picks.places if hint is PlaceCode else picks.organisations
            return slot.control("select", options=options, value=None if slot.in_row else value)
        if hint in (TripId, PersonId):
            return slot.control("pick", options=picks.trips if hint is TripId else picks.people, value=value)
        if hint is EventId or slot.where in picks.codes:
            return slot.control("select", options=picks.codes.get(slot.where, ()), value=value)
        if slot.where in picks.lists:
            return slot.control("pick", options=picks.lists[slot.where], example=OPEN[slot.where].example)
        return None


def asked_of(cls: type[Event]) -> Iterator[tuple["Field[Any]", TypeForm]]:
    """The fields of an event class that a person is asked for, with their types."""
    hints, without = field_hints(cls), filled_in(cls)
    for field in fields(cls):
        if field.name not in without and not (issubclass(cls, Correction) and field.name == "replacement"):
            yield field, hints[field.name]


def plain(hint: TypeForm) -> tuple[TypeForm, bool]:
    """The type that is asked for, a personal value in the open, and whether it may be left out."""
    inner, may_be_none = parts_of(hint)
    return (parts_of(get_args(inner)[0])[0] if origin(inner) is Personal else inner), may_be_none


def suffix(hint: TypeForm) -> str:
    """What stands behind the pointer in a control's name; `hint` is plain."""
    if origin(hint) is tuple:
        item = plain(get_args(hint)[0])[0]
        if item is PersonId or (isinstance(item, type) and issubclass(item, StrEnum)):
            return "/-"
        return "" if isinstance(item, type) and is_dataclass(item) else ":words"
    return _SUFFIXES.get(hint, "")


_SUFFIXES: Mapping[TypeForm, str] = {bool: ":yes", int: ":int", Instant: ":local"}


def _slot(cls: type, field: "Field[Any]", hint: TypeForm, below: str, *, in_row: bool) -> Slot:
    inner, optional = plain(hint)
    return Slot(cls=cls, field=field, hint=inner, optional=optional, at=f"{below}/{field.name}", in_row=in_row)


def _text(slot: Slot) -> Control:
    where, name = slot.where, slot.field.name
    if name in {LAST, "narrative"} or where == "DisagreementStated.statement":
        return slot.control("area")
    form = OPEN.get(where) or SEALED.get(where) or BY_TYPE.get(getattr(slot.hint, "__name__", ""))
    short = form is not None and len(form.example) <= EXAMPLE_MAX
    return slot.control("text", example=form.example if form is not None and short else None)
