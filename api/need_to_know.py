"""What a refusal may tell: an organisation with no need to know a record learns nothing of it by being refused.

A former custodian could otherwise follow a child by asking for decisions: each refusal names what would be allowed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, cast, get_args
from uuid import UUID

from ledger.application import Command, Ledger, head_facts
from ledger.domain import person_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case
from ledger.domain.errors import CustodyError, Refused, StaleVersion
from ledger.domain.event import Actor, Decision, Recorded
from ledger.domain.family.events import FamilyEvent
from ledger.domain.finding import protected
from ledger.domain.kindred import people_named
from ledger.domain.person import LinkedAsSame, PersonEvent, Unlinked
from ledger.domain.reader import Action, Purpose, Reader, may_read
from ledger.domain.register import ORGANISATIONS, REUNITES
from ledger.domain.relationship.events import RelationshipEvent

NOT_YOURS = "not_yours"


def told_to(ledger: Ledger, command: Command, problem: CustodyError) -> CustodyError:
    """The problem as the organisation of the command may hear it."""
    if not isinstance(problem, Refused | StaleVersion):
        return problem
    by = command.proposals[0].event.by
    loaded = ledger.load(list(dict.fromkeys(proposal.stream for proposal in command.proposals)))
    if all(_may_know(ledger, by, recorded) for recorded in loaded.values()):
        return problem
    return Refused(NOT_YOURS, "your organisation has no part in this record now")


def check(ledger: Ledger, command: Command) -> None:
    """A judgement about a family is for those who may know one of its people.

    In an episode the rules name who may decide. Groups, pairs and links of two records are nobody's; what is reported
    of them is taken from anybody, as everywhere.

    Raises:
        Refused: the organisation of the command may know of none of them.
    """
    for proposal in command.proposals:
        event = proposal.event
        if isinstance(event, LinkedAsSame | Unlinked):
            people: frozenset[UUID] = frozenset({event.person, event.other})
        elif isinstance(event, FamilyEvent | RelationshipEvent) and isinstance(event, Decision):
            recorded = ledger.load([proposal.stream]).get(proposal.stream, [])
            people = frozenset((*people_named(event), *(head_facts(recorded).people if recorded else ())))
        else:
            continue
        if not any(_may_know(ledger, event.by, about) for about in ledger.load(sorted(people)).values()):
            raise Refused(NOT_YOURS, "your organisation has no part in this record now")


def _may_know(ledger: Ledger, by: Actor, recorded: Sequence[Recorded[AnyEvent]]) -> bool:
    # The rule asks oversight for its purpose; to be refused is no purpose, and gives no more than a reason.
    reader = Reader(user=by.user, organisation=by.organisation, role=by.role, purpose=Purpose.OVERSIGHT)
    if _shown(reader, [recorded, *_episodes(ledger, recorded)]):
        return True
    people = [[about, *_episodes(ledger, about)] for about in ledger.load(head_facts(recorded).people).values()]
    known = [_shown(reader, streams) for streams in people]
    ours = ORGANISATIONS.get(by.organisation)
    if isinstance(recorded[0].event, RelationshipEvent) and (ours is None or ours.reader_class not in REUNITES):
        # Of whom 8 USC 1367 protects, a refusal would tell that something is on record about the two.
        kept = (any(map(protected, streams)) for streams in people)
        if any(each and not seen for each, seen in zip(kept, known, strict=True)):
            return False
    return any(known)


def _shown(reader: Reader, streams: Iterable[Sequence[Recorded[AnyEvent]]]) -> bool:
    return any(may_read(reader, Action.RECORD, _facts(each)).allowed for each in streams)


def _facts(recorded: Sequence[Recorded[AnyEvent]]) -> case.HeadFacts:
    facts = head_facts(recorded)
    return case.HeadFacts(**{each.name: getattr(facts, each.name) for each in fields(case.HeadFacts)})


def _episodes(ledger: Ledger, recorded: Sequence[Recorded[Any]]) -> Iterable[Sequence[Recorded[AnyEvent]]]:
    """The episodes of a person stream; none of another stream."""
    if not isinstance(recorded[0].event, get_args(PersonEvent)):
        return ()
    state = person_state.fold(recorded)
    return ledger.load(cast("tuple[UUID, ...]", state.episodes)).values()
