"""Writes the rows: how each touched person, encounter, pair and group may be compared with others."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from ledger.domain import codes, person, person_state
from ledger.domain.custody.care import CustodyCorrected, CustodyVoided
from ledger.domain.custody.events import CompanionsDeclared, CustodyEvent, EncounterRecorded
from ledger.domain.event import Event, Label, Recorded
from ledger.domain.family import groups
from ledger.domain.family import state as family_state
from ledger.domain.family.events import FamilyEvent
from ledger.domain.identifiers import A_NUMBER_DIGITS, NOBODYS
from ledger.domain.name_keys import words
from ledger.domain.person import PersonEvent
from ledger.domain.relationship import state as pair_state
from ledger.domain.relationship.events import RelationshipEvent, SamePersonRejected, TieJudged
from ledger.domain.strikes import standing
from ledger.domain.values import ClaimedTime, Precision
from projections.contract import ALL_EVENTS, RELATIONSHIP_EVENTS, Batch, Cursor, View
from projections.tables import Table
from projections.ties.keys import OWN, Hasher

PERSON = Table(
    name="person",
    key="person_id",
    columns={"person_id": "uuid", "position": "bigint", "open": "boolean", "same": "uuid[]"},
)
MET = Table(
    name="met",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "organisation": "text",
        "event": "text",
        "subjects": "integer",
        "place": "text",
        "met_at": "timestamptz",
        "exact": "boolean",
        "not_to_dhs": "boolean",
        "position": "bigint",
    },
)
COMPANION = Table(
    name="companion",
    key="episode",
    columns={"episode": "uuid", "person_id": "uuid", "other": "uuid", "not_to_dhs": "boolean", "position": "bigint"},
)
SURNAME = Table(
    name="surname",
    key="person_id",
    columns={"person_id": "uuid", "place": "text", "key": "bigint", "not_to_dhs": "boolean", "position": "bigint"},
)
NUMBER = Table(
    name="number",
    key="person_id",
    columns={
        "person_id": "uuid",
        "side": "smallint",
        "key": "bigint",
        "own": "bigint",
        "not_to_dhs": "boolean",
        "position": "bigint",
    },
)
PAIR = Table(
    name="pair",
    key="pair",
    columns={
        "pair": "uuid",
        "one": "uuid",
        "other": "uuid",
        "related": "boolean",
        "answer": "text",
        "looked_at": "text[]",
        "judged_at": "timestamptz",
        "judged_by": "text",
        "position": "bigint",
        "version": "integer",
    },
)
MEMBER = Table(name="member", key="family", columns={"family": "uuid", "person_id": "uuid"})
LINK = Table(name="link", key="family", columns={"family": "uuid", "other": "uuid"})

Row = tuple[object, ...]
STRIKES: frozenset[type[Event]] = frozenset({person.PersonCorrected, person.PersonVoided})
OF_PERSON: frozenset[type[Event]] = STRIKES | {
    person.PersonRegistered,
    person.EpisodeOpened,
    person.EpisodeClosed,
    person.LinkedAsSame,
    person.Unlinked,
}
OF_NAME: frozenset[type[Event]] = STRIKES | {person.PersonRegistered, person.NameRecorded}
OF_NUMBER: frozenset[type[Event]] = STRIKES | {person.IdentifierAssigned, person.IdentifierRetired}
OF_CUSTODY: frozenset[type[Event]] = frozenset({EncounterRecorded, CompanionsDeclared, CustodyCorrected, CustodyVoided})
GROUP_STRIKES: frozenset[type[Event]] = frozenset({groups.FamilyCorrected, groups.FamilyVoided})
OF_GROUP: frozenset[type[Event]] = GROUP_STRIKES | {groups.GroupFormed, groups.MemberAdded, groups.MemberLeft}
OF_LINK: frozenset[type[Event]] = GROUP_STRIKES | {groups.GroupsLinked, groups.GroupsUnlinked}
USED = OF_PERSON | OF_NAME | OF_NUMBER | OF_CUSTODY | OF_GROUP | OF_LINK | RELATIONSHIP_EVENTS
"""Events that can change a row."""
RELATIVE = "relative_not_same"
"""The answer that two records are of relatives, where somebody had taken them for one person."""
DAYS = frozenset({Precision.MINUTE, Precision.HOUR, Precision.DAY})
"""Precisions with which the day is known."""


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of what was touched, table by table: what does not concern one is not read for it."""
    hasher = Hasher(batch.blind_index)
    _replace(cursor, PERSON, batch, OF_PERSON, lambda stream: _of_person(stream, batch.people[stream]))
    _replace(cursor, SURNAME, batch, OF_NAME, lambda stream: _surnames(hasher, batch, stream))
    _replace(cursor, NUMBER, batch, OF_NUMBER, lambda stream: _numbers(hasher, batch, stream))
    _replace(cursor, MET, batch, OF_CUSTODY, lambda stream: _met(batch.cases[stream].recorded))
    _replace(cursor, COMPANION, batch, OF_CUSTODY, lambda stream: _companions(batch.cases[stream].recorded))
    _replace(cursor, PAIR, batch, RELATIONSHIP_EVENTS, lambda stream: _of_pair(stream, batch.pairs[stream]))
    _replace(cursor, MEMBER, batch, OF_GROUP, lambda stream: _members(stream, batch.families[stream]))
    _replace(cursor, LINK, batch, OF_LINK, lambda stream: _links(stream, batch.families[stream]))


def _replace(
    cursor: Cursor,
    table: Table,
    batch: Batch,
    kinds: frozenset[type[Event]],
    rows: Callable[[UUID], Iterator[Row]],
) -> None:
    touched = {item.stream: None for item in batch.events if type(item.event) in kinds}
    if touched:
        table.replace(cursor, touched, (row for stream in touched for row in rows(stream)))


def _of_person(who: UUID, recorded: Sequence[Recorded[PersonEvent]]) -> Iterator[Row]:
    state = person_state.fold(recorded)
    yield who, recorded[0].position, state.open_episode is not None, sorted(state.same_as)


def _surnames(hasher: Hasher, batch: Batch, who: UUID) -> Iterator[Row]:
    rows: dict[Row, Row] = {}
    for item in standing(batch.people[who]):
        if type(item.event) not in OF_NAME or getattr(item.event, "name", None) is None:
            continue
        name = getattr(batch.opened(item).event, "name", None)
        if name is None or not name.is_open:
            continue  # the person's key is destroyed: what was derived from it goes too
        for word in words(name.value.parts):
            for place, key in hasher.surnames(word):
                row = (who, place, key, _kept_from_dhs(item.event))
                rows.setdefault(row, (*row, item.position))
    yield from rows.values()


def _numbers(hasher: Hasher, batch: Batch, who: UUID) -> Iterator[Row]:
    kept = person_state.fold(batch.people[who]).identifiers
    for item in standing(batch.people[who]):
        event = item.event
        if not isinstance(event, person.IdentifierAssigned) or event.event_id not in kept:
            continue
        if event.scheme is not codes.IdentifierScheme.A_NUMBER or not NOBODYS.isdisjoint(event.doubts):
            continue
        identifier = batch.opened(item).event.identifier  # type: ignore[union-attr]  # of an assignment
        if not identifier.is_open:
            continue
        digits = identifier.value.normalised[-A_NUMBER_DIGITS:]
        keys = list(hasher.number(int(digits), _day(event.claimed))) if digits.isdecimal() else []
        own = next((key for side, key in keys if side == OWN), 0)
        yield from ((who, side, key, own, _kept_from_dhs(event), item.position) for side, key in keys)


def _day(claimed: ClaimedTime) -> str | None:
    """The day of a time, in the offset in which it was written."""
    return claimed.earliest.at.date().isoformat() if claimed.precision in DAYS else None


def _met(recorded: Sequence[Recorded[CustodyEvent]]) -> Iterator[Row]:
    for item in standing(recorded):
        event = item.event
        if not isinstance(event, EncounterRecorded):
            continue
        act = str(event.correlation) if event.correlation is not None else None
        yield (
            item.stream,
            event.person,
            event.by.organisation,
            event.event_number or act,
            event.subjects_count,
            event.place,
            event.claimed.earliest.at,
            event.claimed.precision is Precision.MINUTE,
            _kept_from_dhs(event),
            item.position,
        )


def _companions(recorded: Sequence[Recorded[CustodyEvent]]) -> Iterator[Row]:
    for item in standing(recorded):
        event = item.event
        if isinstance(event, EncounterRecorded | CompanionsDeclared):
            for each in event.companions:
                if each.relation is codes.Relation.UNKNOWN and each.person != event.person:
                    yield item.stream, event.person, each.person, _kept_from_dhs(event), item.position


def _of_pair(stream: UUID, recorded: Sequence[Recorded[RelationshipEvent]]) -> Iterator[Row]:
    one, other = sorted((recorded[0].event.relative, recorded[0].event.relative_of), key=lambda each: each.int)
    related = any(not claim.withdrawn for claim in pair_state.fold(recorded).claims)
    yield stream, one, other, related, *_judged(recorded), recorded[-1].version


def _judged(recorded: Sequence[Recorded[RelationshipEvent]]) -> Row:
    """What was found last, which signs were looked at, when, by whom, and where in the log."""
    for item in reversed(standing(recorded)):
        match item.event:
            case TieJudged(answer=answer, signs=signs):
                said: Row = str(answer), sorted({str(sign) for sign in signs})
            case SamePersonRejected(answer=codes.SamePersonAnswer.RELATIVE):
                said = RELATIVE, None
            case _:
                continue
        return *said, item.recorded_at, item.event.by.organisation, item.position
    return None, None, None, None, None


def _members(family: UUID, recorded: Sequence[Recorded[FamilyEvent]]) -> Iterator[Row]:
    memberships = family_state.fold(recorded).memberships
    people = {each.person for each in memberships if each.left is not codes.LeaveReason.NOT_OF_THE_GROUP}
    yield from ((family, who) for who in sorted(people))


def _links(family: UUID, recorded: Sequence[Recorded[FamilyEvent]]) -> Iterator[Row]:
    yield from ((family, other) for other in sorted(family_state.fold(recorded).linked))


def _kept_from_dhs(event: Event) -> bool:
    return Label.NOT_TO_DHS in event.labels


VIEW = View(
    name="ties",
    folder="projections.ties",
    apply=apply,
    uses=USED,
    ignores=ALL_EVENTS - USED,
)
