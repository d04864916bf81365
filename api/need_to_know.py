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
from ledger.domain.event import Actor, Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.reader import Action, Purpose, Reader, may_read

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


def _may_know(ledger: Ledger, by: Actor, recorded: Sequence[Recorded[AnyEvent]]) -> bool:
    # The rule asks oversight for its purpose; to be refused is no purpose, and gives no more than a reason.
    reader = Reader(user=by.user, organisation=by.organisation, role=by.role, purpose=Purpose.OVERSIGHT)
    streams = (recorded, *_episodes(ledger, recorded))
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
