"""The lists of the referral page: which steps each side sees, and the children at one of them, most urgent first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.cursors import from_cursor, to_cursor
from api.web.referral_rows import Group, Row, grouped, rows_of
from api.web.visiting import Visitor
from ledger.domain.custody.facets import Step
from ledger.domain.custody.state import Referral
from ledger.domain.errors import UnknownStream
from ledger.domain.policy import pack_on
from ledger.domain.register import DHS, ORGANISATIONS, PLACES, ReaderClass
from ledger.domain.values import EpisodeId, PlaceCode
from projections.asking import Answer
from projections.current_custody import queries as current_custody
from projections.current_custody.queries import Child, Cursor, Work

ROWS = 50
"""Children of one page."""
QUICK = "complete"
"""Section that is shown first: nothing in it needs to be thought about."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)

DHS_STEPS = (Step.IN_DHS_CUSTODY, Step.UC_DETERMINED, Step.REFERRED, Step.PLACEMENT_SEARCH)
STEPS: Mapping[ReaderClass, tuple[Step, ...]] = {
    ReaderClass.CBP: DHS_STEPS,
    ReaderClass.ICE: DHS_STEPS,
    ReaderClass.ORR: (Step.REFERRED, Step.PLACEMENT_SEARCH, Step.PLACED),
}
"""Steps at which each side has something to do or to wait for; the others have no list of them."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Children of a list with whom the same is to be done next."""

    name: str
    """What they have in common, as the templates name it."""
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The children at one step, as far as one page has them."""

    step: Step
    sections: tuple[Section, ...]
    returned: tuple[Row, ...]
    """Whose referral ORR has returned, where the list is of those who wait for ORR."""
    counts: Mapping[Step, int]
    cursor: str | None
    position: int

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [row for section in self.sections for group in section.groups for row in group.rows]


def kind_of(visitor: Visitor) -> ReaderClass:
    """On whose side the visitor is.

    Raises:
        UnknownStream: on none that has a part in this page.
    """
    kind = ORGANISATIONS[visitor.who.caller.actor.organisation].reader_class
    if kind not in STEPS and kind is not ReaderClass.PROVIDER:
        raise UnknownStream("no such page for this organisation")
    return kind


def office_of(visitor: Visitor) -> PlaceCode | None:
    """Where the visitor of a DHS agency is on duty, unless they ask for the whole agency."""
    office = visitor.who.caller.actor.office
    dhs = kind_of(visitor) in DHS
    return office if dhs and office in PLACES and visitor.request.query_params.get("of") != "all" else None


def listing(visitor: Visitor, *, at_least: int | None = None) -> Listing:
    """The list that the address asks for: of the step in it, else of the first step at which somebody waits.

    The line in the read log is written when this returns.

    Raises:
        UnknownStream: the visitor's side has no such step.
        NotYet: the lists have not come to the position.
    """
    at_least = visitor.at_least if at_least is None else at_least
    steps = STEPS[kind_of(visitor)]
    counts = _counts(visitor, at_least=at_least)
    asked = visitor.request.query_params.get("step")
    step = next((each for each in steps if each.value == asked), None)
    if step is None:
        if asked:
            raise UnknownStream("no such step")
        step = next((each for each in steps if counts.get(each)), steps[0])
    return _listing(visitor, step, counts, at_least=at_least)


def _counts(visitor: Visitor, *, at_least: int) -> dict[Step, int]:
    """How many wait at each step, as the page has the steps."""
    views, reader = visitor.site.views, visitor.reader
    found = current_custody.counted_by_step(views, reader, place=office_of(visitor), at_least=at_least).rows
    counts = {row.step: row.people for row in found}
    if kind_of(visitor) is ReaderClass.ORR:
        to_acknowledge = sum(row.unacknowledged for row in found)
        acknowledged = counts.get(Step.REFERRED, 0) - to_acknowledge
        counts[Step.REFERRED] = to_acknowledge
        counts[Step.PLACEMENT_SEARCH] = counts.get(Step.PLACEMENT_SEARCH, 0) + acknowledged
    else:
        counts[Step.IN_DHS_CUSTODY] = counts.get(Step.IN_DHS_CUSTODY, 0) + counts.get(Step.ENCOUNTERED, 0)
    return counts


def _listing(visitor: Visitor, step: Step, counts: Mapping[Step, int], *, at_least: int) -> Listing:
    answer = _worklist(visitor, _work(visitor, step), after=_after(visitor), at_least=at_least)
    waits_for_orr = step is Step.REFERRED and kind_of(visitor) is not ReaderClass.ORR
    to_refer = _worklist(visitor, _work(visitor, Step.UC_DETERMINED)).rows if waits_for_orr else ()
    rows = rows_of(visitor, [*answer.rows, *to_refer])
    visitor.on_record("referrals", [row.child.person_id for row in rows], position=answer.position)
    listed = {child.episode for child in answer.rows}
    last = answer.rows[-1].cursor if len(answer.rows) >= ROWS else None
    return Listing(
        step=step,
        sections=_sections(visitor, step, [row for row in rows if row.episode in listed]),
        returned=tuple(row for row in rows if row.episode not in listed and row.said.returned is not None),
        counts=counts,
        cursor=to_cursor((last.step_since, last.episode)) if last else None,
        position=answer.position,
    )


def _work(visitor: Visitor, step: Step) -> Work:
    """Whom a step's list is of. A child can be classified from the encounter on, whether it was booked in or not; ORR
    looks for a place from its acknowledgement on, whether it has asked or not.
    """
    if kind_of(visitor) is not ReaderClass.ORR:
        steps = [Step.ENCOUNTERED, step] if step is Step.IN_DHS_CUSTODY else [step]
        return Work(steps=steps, holder=visitor.who.caller.actor.organisation, place=office_of(visitor))
    match step:
        case Step.REFERRED:
            return Work(steps=[Step.REFERRED], referral=Referral.SUBMITTED)
        case Step.PLACEMENT_SEARCH:
            return Work(steps=[Step.REFERRED, Step.PLACEMENT_SEARCH], referral=Referral.ACKNOWLEDGED)
        case _:
            return Work(steps=[step])


def _worklist(visitor: Visitor, work: Work, *, after: Cursor | None = None, at_least: int = 0) -> Answer[Child]:
    views, reader = visitor.site.views, visitor.reader
    return current_custody.worklist(views, reader, work, after=after, limit=ROWS, at_least=at_least)


def _after(visitor: Visitor) -> Cursor | None:
    found: tuple[datetime, UUID] | None = from_cursor(visitor.request.query_params.get("cursor"), tuple[datetime, UUID])
    return Cursor(step_since=found[0], episode=EpisodeId(found[1])) if found else None


def _sections(visitor: Visitor, step: Step, rows: Sequence[Row]) -> tuple[Section, ...]:
    """The rows in the sections of the step, siblings together, the longest waiting first."""
    names, section_of, since = _ORDER[step] if kind_of(visitor) is not ReaderClass.ORR else _ORR_ORDER[step]
    found: dict[str, list[Group]] = {name: [] for name in names}
    for group in grouped(rows):
        ranks = [names.index(section_of(row)) for row in group.rows]
        found[names[min(ranks)]].append(group)
    for groups in found.values():
        groups.sort(key=lambda group: min(since(row) or LONG_AGO for row in group.rows))
    sections = [Section(name=name, groups=tuple(groups)) for name, groups in found.items() if groups]
    return tuple(sorted(sections, key=lambda section: section.name != QUICK))


def transfer_due(row: Row, now: datetime) -> datetime | None:
    """Until when the child must be with HHS: so many hours after the determination."""
    at = row.said.determined_at
    return None if at is None else at + timedelta(hours=pack_on(now).transfer_hours)


def _referred_at(row: Row) -> datetime | None:
    return row.said.referred.recorded_at if row.said.referred else None


_Order = tuple[tuple[str, ...], Callable[[Row], str], Callable[[Row], datetime | None]]
_ORDER: Mapping[Step, _Order] = {
    Step.IN_DHS_CUSTODY: (("booked_in",), lambda _row: "booked_in", lambda row: row.said.met_at),
    Step.UC_DETERMINED: (
        ("returned", "to_refer"),
        lambda row: "returned" if row.said.returned else "to_refer",
        lambda row: row.said.determined_at,
    ),
    Step.REFERRED: (
        ("waiting", "acknowledged"),
        lambda row: "acknowledged" if row.acknowledged else "waiting",
        _referred_at,
    ),
    Step.PLACEMENT_SEARCH: (("searching",), lambda _row: "searching", _referred_at),
}
"""Of each step: its sections in order, in which a row stands, and since when it waits."""
_ORR_ORDER: Mapping[Step, _Order] = {
    Step.REFERRED: (
        ("incomplete", "complete"),
        lambda row: "incomplete" if row.missing else "complete",
        _referred_at,
    ),
    Step.PLACEMENT_SEARCH: (
        ("acknowledged", "searching"),
        lambda row: "searching" if row.said.asks else "acknowledged",
        _referred_at,
    ),
    Step.PLACED: (
        ("placed",),
        lambda _row: "placed",
        lambda row: row.said.designated.recorded_at if row.said.designated else None,
    ),
}
