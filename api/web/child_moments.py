"""As of when, and as known at which position: what a child's page was asked for, and the two sliders that ask.

Without a script the same form is sent with a button. A moment that cannot be read is refused: it must not be answered
with now.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from api.requests.reading import Flaw, FormInvalid
from api.web.forms import LOCAL
from api.web.visiting import Visitor
from ledger.domain.errors import InvalidValue
from ledger.domain.event import Recorded
from ledger.domain.values import Instant

DIGITS = 15


@dataclass(frozen=True, kw_only=True)
class Slider:
    """One of the two: a step for each event, and the last one for now."""

    at: int
    """Where it stands."""
    steps: int
    """The step that means now."""
    moved: int | None
    """Where somebody has put it; None when it is as the page had it."""

    @property
    def is_now(self) -> bool:
        """Whether it stands at now."""
        return self.at == self.steps


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What is asked for. None means now."""

    as_of: datetime | None
    known: int | None
    provisional: bool
    """Known at a time after the last event: more may still be recorded for it."""
    time: Slider
    knowledge: Slider
    upto: int
    """Position of the log up to which the sliders have steps."""

    @property
    def is_now(self) -> bool:
        """Whether it is the present that is shown."""
        return self.as_of is None and self.known is None

    @classmethod
    def asked(cls, visitor: Visitor, recorded: Iterable[Recorded[Any]], *, position: int) -> Self:
        """The moment that the address of the page asks for; these events are the steps, up to a position of the log.

        Raises:
            FormInvalid: a time or position that cannot be read, or that the log has not reached.
        """
        query = visitor.request.query_params
        upto = _whole(query, "upto")
        upto = position if upto is None else min(upto, position)
        entries = [item for item in recorded if item.position <= upto]
        times = sorted({item.happened_at for item in entries})
        positions = sorted(item.position for item in entries)
        moved = _moved(query, "t", len(times)), _moved(query, "k", len(positions))
        as_of, known, provisional = _as_of(visitor, moved[0], times), *_known(visitor, moved[1], positions)
        if known is not None and known > position:
            raise FormInvalid(Flaw(at="/known", code="wrong_form", detail="a position that the log has reached"))
        return cls(
            as_of=as_of,
            known=known,
            provisional=provisional,
            time=_slider(times, as_of, moved[0]),
            knowledge=_slider(positions, known, moved[1]),
            upto=upto,
        )


def _slider(steps: list[datetime] | list[int], at: datetime | int | None, moved: int | None) -> Slider:
    place = len(steps) if at is None else max(bisect_right(steps, at) - 1, 0)
    return Slider(at=place, steps=len(steps), moved=moved)


def _moved(query: Mapping[str, str], name: str, steps: int) -> int | None:
    """Where a slider was put; None if it stands where the page had it and a time was typed instead."""
    at, had = _whole(query, name), _whole(query, f"{name}_had")
    typed = query.get("as_of_local" if name == "t" else "known_local")
    return None if at is None or (at == had and typed) else min(at, steps)


def _as_of(visitor: Visitor, moved: int | None, times: list[datetime]) -> datetime | None:
    query = visitor.request.query_params
    if moved is not None:
        return times[moved] if moved < len(times) else None
    if typed := query.get("as_of_local"):
        return _local(typed, visitor.zone)
    return _instant(query["as_of"]) if query.get("as_of") else None


def _known(visitor: Visitor, moved: int | None, positions: list[int]) -> tuple[int | None, bool]:
    query = visitor.request.query_params
    if moved is not None:
        return (positions[moved] if moved < len(positions) else None), False
    if typed := query.get("known_local"):
        found = visitor.site.readers.log.known(visitor.reader, _local(typed, visitor.zone))
        return found.position, found.provisional
    return _whole(query, "known"), False


def _whole(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > DIGITS:
        raise FormInvalid(Flaw(at=f"/{name}", code="wrong_form", detail="a whole number"))
    return int(text)


def _local(text: str, zone: str) -> datetime:
    if not LOCAL.fullmatch(text):
        raise FormInvalid(Flaw(at="/as_of", code="wrong_form", detail="a date and time"))
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise FormInvalid(Flaw(at="/as_of", code="wrong_form", detail="no such date or time")) from None


def _instant(text: str) -> datetime:
    try:
        return Instant.parse(text).at
    except InvalidValue as problem:
        raise FormInvalid(Flaw(at="/as_of", code="wrong_form", detail=problem.allowed)) from None
