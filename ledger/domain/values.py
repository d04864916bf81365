"""Small validated values: ids, codes, instants, claimed times, partial dates.

Owns their forms and refuses what has no meaning. Reads no clock and makes no id.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NewType, Self
from uuid import UUID

from ledger.domain.errors import InvalidValue

PersonId = NewType("PersonId", UUID)
EpisodeId = NewType("EpisodeId", UUID)
TripId = NewType("TripId", UUID)
FamilyId = NewType("FamilyId", UUID)
RelationshipId = NewType("RelationshipId", UUID)
EventId = NewType("EventId", UUID)
OfferId = NewType("OfferId", UUID)
ManifestId = NewType("ManifestId", UUID)
OrganisationCode = NewType("OrganisationCode", str)
PlaceCode = NewType("PlaceCode", str)
UserId = NewType("UserId", str)

INSTANT_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that an instant may lie in: outside of them a date is a slip of the pen, and UTC might not exist."""


class Instant:
    """A point of time with the offset it was written in.

    Its text form is fixed (microseconds and offset always written), so equal instants of one offset have
    equal bytes. Ordering is by the point of time, equality by the text.
    """

    __slots__ = ("at", "text")

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise InvalidValue("instant", "needs an offset from UTC")
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise InvalidValue("instant", f"a year from {FIRST_YEAR} to {LAST_YEAR}")
        self.at = at
        self.text = at.isoformat(timespec="microseconds")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read RFC 3339 text with an offset; a leap second or 24:00 is not an instant of this form.

        Raises:
            InvalidValue: another form, or no such point of time.
        """
        if not INSTANT_FORM.fullmatch(text):
            raise InvalidValue("instant", "use 2019-05-01T03:12:00-05:00, with an offset and at most six decimals")
        if text[11:13] == "24":
            raise InvalidValue("instant", "24:00 is not a time: write 00:00 of the next day")
        try:
            return cls(datetime.fromisoformat(text))
        except ValueError as problem:
            raise InvalidValue("instant", "no such date, time or offset") from problem

    @property
    def utc(self) -> datetime:
        """The same point of time in UTC."""
        return self.at.astimezone(UTC)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instant) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: "Instant") -> bool:
        return self.at < other.at

    def __le__(self, other: "Instant") -> bool:
        return self.at <= other.at

    def __repr__(self) -> str:
        return f"Instant({self.text})"


class Precision(StrEnum):
    """How exact a claimed time is: the claim covers this much from its earliest instant on."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class TimeBasis(StrEnum):
    """What a claimed time rests on (OIG-22-66: apprehension times rest on different things)."""

    OBSERVED = "observed"
    FIELD_CONTACT = "field_contact"
    ARRIVAL_AT_STATION = "arrival_at_station"
    DATA_ENTRY = "data_entry"
    PAPER_RECORD = "paper_record"
    REPORTED_BY_OTHER = "reported_by_other"


@dataclass(frozen=True, kw_only=True)
class ClaimedTime:
    """When a person says that something happened (`occurred_at`): never set by the software."""

    earliest: Instant
    """The earliest instant the claim allows, in the offset of the place: history is ordered by it."""
    precision: Precision
    """How much time the claim covers from `earliest` on."""
    basis: TimeBasis
    """What the claim rests on."""
    zone: str | None = None
    """IANA zone of the place, when known: an offset alone does not tell it."""

    def __post_init__(self) -> None:
        if self.zone is not None and not ZONE_FORM.fullmatch(self.zone):
            raise InvalidValue("zone", "an IANA time zone such as America/Chicago")

    @property
    def until(self) -> datetime | None:
        """Where the time that the claim covers ends; None when nobody knows. To the minute it is one instant."""
        start = self.earliest.at
        match self.precision:
            case Precision.MINUTE:
                return start
            case Precision.HOUR:
                return start + timedelta(hours=1)
            case Precision.DAY:
                return start + timedelta(days=1)
            case Precision.MONTH:
                return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            case Precision.UNKNOWN:
                return None


ZONE_FORM = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
"""The form of a zone's name. Not the list: what was stored must be readable on a machine with another list."""

PARTIAL_DATE_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PartialDate:
    """A date known to the year, the month or the day; `approximate` when the source says "about"."""

    text: str
    """`2010`, `2010-04` or `2010-04-03`: a part that is not known is absent, never defaulted to 01."""
    approximate: bool = False
    """The source itself says that it is an estimate."""

    def __post_init__(self) -> None:
        match = PARTIAL_DATE_FORM.fullmatch(self.text)
        if match is None:
            raise InvalidValue("date", "use 2010, 2010-04 or 2010-04-03; leave out what is not known")
        year, month, day = match.groups()
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError as problem:
            raise InvalidValue("date", "no such day in the calendar") from problem

    def bounds(self) -> tuple[date, date]:
        """The first and the last day that the claim allows, `approximate` aside."""
        match [int(part) for part in self.text.split("-")]:
            case [year]:
                return date(year, 1, 1), date(year, 12, 31)
            case [year, 12]:
                return date(year, 12, 1), date(year, 12, 31)
            case [year, month]:
                return date(year, month, 1), date(year, month + 1, 1) - timedelta(days=1)
            case [year, month, day]:
                return date(year, month, day), date(year, month, day)
            case _:
                raise AssertionError("the form was checked when the value was made")
