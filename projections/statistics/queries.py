"""The tables of the view, month by month. Counts only; a cell that is not answered is 0."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ledger.domain.codes import Classification, ExitKind, Sex
from ledger.domain.reader import Action, Reader
from ledger.domain.values import PlaceCode
from ledger.store import queries
from projections.asking import Answer, Views, permit

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Months:
    """From one month to another, both included; each given by its first day."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Encounters:
    """People met by the Border Patrol in a sector in a month."""

    sector: PlaceCode
    month: date
    taken_for: Classification | None
    """The classification that stands last; None while there is none."""
    adult: bool
    """Of age when the month began, by the last birth claim that stands; False where no claim says so."""
    people: int


@dataclass(frozen=True, kw_only=True)
class Releases:
    """Children released to individual sponsors in a month."""

    category: str | None
    """1, 2 (which is 2A and 2B) or 3; None when the report names none."""
    month: date
    people: int


@dataclass(frozen=True, kw_only=True)
class Census:
    """People in ORR's legal custody at the end of a month."""

    sex: Sex
    month: date
    people: int


@dataclass(frozen=True, kw_only=True)
class Referrals:
    """Children first referred to ORR in a month."""

    month: date
    people: int


@dataclass(frozen=True, kw_only=True)
class Exits:
    """Episodes of one kind of exit that ended in a month."""

    kind: ExitKind
    month: date
    people: int


@dataclass(frozen=True, kw_only=True)
class Care:
    """How many were in ORR's care in a month, and for how long; None where there was nobody."""

    month: date
    average_in_care: int | None
    """Mean of the daily counts."""
    days_discharged: int | None
    """Mean days of care of those who left in the month."""
    days_in_care: int | None
    """Mean days of care, so far, of those in care at its end."""


@dataclass(frozen=True, kw_only=True)
class Ages:
    """People in ORR's legal custody at the end of a month, by published age band."""

    band: str
    month: date
    people: int


def encounters(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Encounters]:
    """Encounters by sector and month. Raises `NotPermitted` and `NotYet`, as every table here; see `Views.ask`."""
    return _table(views, reader, months, block="encounters", row=Encounters, at_least=at_least)


def releases(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Releases]:
    """Releases to individual sponsors by category and month."""
    return _table(views, reader, months, block="releases", row=Releases, at_least=at_least)


def census(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Census]:
    """In care at the end of each month by sex, for months whose last day has begun by the ledger's clock."""
    return _table(views, reader, months, block="census", row=Census, at_least=at_least)


def referrals(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Referrals]:
    """Referrals by month."""
    return _table(views, reader, months, block="referrals", row=Referrals, at_least=at_least)


def exits(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Exits]:
    """Ends of episodes by kind and month."""
    return _table(views, reader, months, block="exits", row=Exits, at_least=at_least)


def care(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Care]:
    """Average in care and lengths of care, for months whose last day has begun."""
    return _table(views, reader, months, block="care", row=Care, at_least=at_least)


def ages(views: Views, reader: Reader, months: Months, *, at_least: int = 0) -> Answer[Ages]:
    """The census by age band, for months whose last day has begun."""
    return _table(views, reader, months, block="ages", row=Ages, at_least=at_least)


def _table(views: Views, reader: Reader, months: Months, *, block: str, row: type[T], at_least: int) -> Answer[T]:
    permit(reader, Action.STATISTICS)
    statement = queries.blocks("projections.statistics", "queries.sql")[block]
    return views.ask(
        reader,
        view="statistics",
        statement=statement,
        row=row,
        at_least=at_least,
        first=months.first,
        last=months.last,
    )
