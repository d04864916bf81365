"""Which date the list of separated children is asked for, and with which other one it is compared.

A date is asked by a slider of days or typed into a field; both stand in one form, and what was changed counts. A date
means its last moment by the clock of the visitor's office; today means now. What cannot be read is refused: it must
not be answered with now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from api.requests.reading import Flaw, FormInvalid
from api.web.visiting import Visitor
from ledger.domain.errors import InvalidValue
from ledger.domain.values import Instant

DAYS_MAX = 20_000
"""Most steps of the slider: more than fifty years."""
DIGITS = 15
THEN = "then"
"""As it was known on the date itself."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A date, what was known of it, and the date with which it is compared."""

    day: date
    as_of: datetime
    """The last moment of the day; of today, now; or the very moment that was asked for."""
    since: date | None
    since_at: datetime | None
    known: int | str | None
    """A position, `then`, or None for what is known now."""
    today: date

    @classmethod
    def of(cls, visitor: Visitor) -> Self:
        """What the address of the page asks for.

        Raises:
            FormInvalid: a date or position that cannot be read.
        """
        query = visitor.request.query_params
        zone, now = ZoneInfo(visitor.zone), visitor.now
        today = now.astimezone(zone).date()
        day = min(_slid(query) or _date(query, "on") or today, today)
        as_of = _instant(query.get("as_of")) if not query.get("d") else None
        if as_of is not None:
            day = as_of.astimezone(zone).date()
        since = _date(query, "since")
        since = None if since is None else min(since, today)
        return cls(
            day=day,
            as_of=as_of or _end(day, zone, now),
            since=since,
            since_at=None if since is None else _end(since, zone, now),
            known=_known(query.get("known")),
            today=today,
        )

    @property
    def as_known_at(self) -> int | datetime | None:
        """What the list is asked with."""
        return self.as_of if self.known == THEN else None if isinstance(self.known, str) else self.known

    def address(self, **more: object) -> str:
        """The address of the same question, with something else in it."""
        said = {"on": self.day.isoformat(), "since": self.since and self.since.isoformat(), "known": self.known}
        asked = {name: value for name, value in (said | more).items() if value is not None}
        return f"/separations?{urlencode(asked)}"


@dataclass(frozen=True, kw_only=True)
class Days:
    """The slider: a step a day, the last one today."""

    start: date
    at: int
    steps: int

    @classmethod
    def of(cls, asked: Asked, first: datetime | None, zone: str) -> Self:
        """From the day of the first separation that is known, or the earliest one asked for."""
        known = first.astimezone(ZoneInfo(zone)).date() if first is not None else asked.today
        start = max(min(known, asked.day) - timedelta(days=1), asked.today - timedelta(days=DAYS_MAX))
        return cls(start=start, at=max((asked.day - start).days, 0), steps=(asked.today - start).days)


def _slid(query: Mapping[str, str]) -> date | None:
    """The day to which the slider was moved; None where it stands as the page had it."""
    moved, had, start = query.get("d"), query.get("d_had"), _date(query, "start")
    if not moved or moved == had or start is None:
        return None
    if not moved.isdecimal() or len(moved) > DIGITS or int(moved) > DAYS_MAX + 1:
        raise FormInvalid(Flaw(at="/d", code="wrong_form", detail="a number of days"))
    return start + timedelta(days=int(moved))


def _date(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise FormInvalid(Flaw(at=f"/{name}", code="wrong_form", detail="a date")) from None
    if not date(1970, 1, 1) <= found <= date(9000, 1, 1):
        raise FormInvalid(Flaw(at=f"/{name}", code="wrong_form", detail="a date of our time"))
    return found


def _instant(text: str | None) -> datetime | None:
    try:
        return Instant.parse(text).at if text else None
    except InvalidValue as problem:
        raise FormInvalid(Flaw(at="/as_of", code="wrong_form", detail=problem.allowed)) from None


def _known(text: str | None) -> int | str | None:
    if not text or text == THEN:
        return text or None
    if not text.isdecimal() or len(text) > DIGITS:
        raise FormInvalid(Flaw(at="/known", code="wrong_form", detail="a position"))
    return int(text)


def _end(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    following = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return min(following.astimezone(now.tzinfo) - INSTANT, now)
