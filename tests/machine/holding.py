"""Holds the ledger against the plain memory: timeline, view, head row, and the rules of custody at every instant."""

from collections.abc import Sequence
from itertools import pairwise

from ledger.domain.custody.facets import Facets
from projections.timeline.entries import Entry
from tests.domain.memory import CUSTODY_OF
from tests.machine.record import Record
from tests.machine.truth import Truth
from tests.machine.world import World

SIGNED = frozenset({"record-encounter", "receive", "take-as-carrier", "turn-back", "report-located"})
"""Reports by which whoever signs has the child."""
LEGAL = frozenset({"record-encounter", "receive"})
"""Signatures by which legal custody passes."""
QUESTIONS = 5
"""How many earlier positions of a record are asked for at the end."""


def facets(world: World, record: Record) -> Facets:
    """What the ledger says of an episode now."""
    return world.ask(record.person).timeline.now[record.episode]


def check(world: World, record: Record) -> None:
    """Everything that is shown of an episode now is what the memory says."""
    case = record.case()
    desk, truth = case.desk, case.truth
    asked = world.ask(record.person).timeline
    assert _shown(asked.now[record.episode]) == _told(truth)
    _check_custody([entry for entry in asked.entries if entry.episode == record.episode and entry.after is not None])
    last = record.lines[-1].position
    offer = case.offer.offer if case.offer is not None else None
    assert world.row(record.episode) == (*_told(truth)[:6], offer, desk.exited, last)
    head = world.heads(record.person)[record.episode]
    previous = truth.last_legal if truth.exited else truth.answers if truth.answers != truth.holder else None
    following = case.offer.to if case.offer is not None else None
    facts = head.facts
    assert head.version == record.version
    assert (facts.legal_custodian, facts.holder) == (truth.legal, truth.holder)
    assert (facts.next_holder, facts.previous_holder) == (following, previous)
    assert facts.referred_to == ("ORR" if truth.referred else None)


def check_what_was_known(world: World, record: Record) -> None:
    """What was true at a moment, by what was known at a position, is what the memory knew then."""
    for count in range(1, record.version + 1, record.version // QUESTIONS + 1):
        before = Record(record.person, record.episode, record.lines[:count])
        position = before.lines[-1].position
        for moment in (None, before.moments()[0]):
            asked = world.ask(record.person, as_of=moment, as_known_at=position)
            assert _shown(asked.timeline.now[record.episode]) == _told(before.truth(as_of=moment))


def _shown(now: Facets) -> tuple[object, ...]:
    return (
        now.legal_custodian,
        now.holder,
        now.place,
        now.whereabouts,
        now.answerable,
        now.classification,
        now.between_hands,
    )


def _told(truth: Truth) -> tuple[object, ...]:
    return (
        truth.legal,
        truth.holder,
        truth.place,
        truth.where,
        truth.answers,
        truth.classification,
        truth.under_way,
    )


def _check_custody(entries: Sequence[Entry]) -> None:
    """One custodian at every instant, and every change signed for."""
    for entry in entries:
        assert entry.before is not None
        assert entry.after is not None
        _check_step(entry, entry.before, entry.after)
    assert all(earlier.after == later.before for earlier, later in pairwise(entries))


def _check_step(entry: Entry, before: Facets, after: Facets) -> None:
    command, by = entry.item.event.COMMAND, entry.item.event.by.organisation
    in_custody = after.since is not None and after.whereabouts != "not_in_custody"
    assert (after.legal_custodian is not None) == in_custody, "one legal custodian, and none but in custody"
    assert (after.answerable is not None) == in_custody, "somebody answers for the child"
    assert (after.holder is not None) == (in_custody and after.whereabouts != "missing")
    if after.holder != before.holder:
        signed = command in SIGNED and after.holder == by
        assert signed or (command in {"report-missing", "exit"} and after.holder is None), command
    if after.legal_custodian != before.legal_custodian:
        signed = command in LEGAL and after.legal_custodian == CUSTODY_OF[by]
        assert signed or (command == "exit" and after.legal_custodian is None), command
