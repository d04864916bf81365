"""What is refused of two people. Claims, doubts and ends are reports: they pass when they name what is there."""

from collections.abc import Sequence
from typing import assert_never

from ledger.domain.errors import Refused
from ledger.domain.event import Recorded
from ledger.domain.relationship import events
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.state import RelationshipState, Standing, fold
from ledger.domain.strikes import check_strike, strikers

Judgement = events.RelationshipVerified | events.RelationshipRefuted


def guard(recorded: Sequence[Recorded[RelationshipEvent]], proposed: RelationshipEvent) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the rules do not allow it now.
    """
    if proposed.relative == proposed.relative_of:
        raise Refused("one_person", "nobody is related to themselves", allowed=["assert"])
    state = fold(recorded)
    match proposed:
        case events.RelationshipAsserted() | events.TieJudged():
            return
        case events.RelationshipVerified() | events.RelationshipRefuted():
            _guard_judgement(state, proposed)
        case events.RelationshipDisputed() | events.RelationshipEnded():
            if state.claim(proposed.claim) is None:
                raise Refused("no_such_claim", "no claim of that id about these two", allowed=["assert"])
        case events.SamePersonProposed() | events.SamePersonRejected():
            return  # `ledger.domain.same_person`, which also knows the records of the two
        case events.RelationshipCorrected() | events.RelationshipVoided():
            check_strike(recorded, proposed, opening_stays=False)  # a struck claim stays in sight
            _guard_judged(recorded, proposed)
        case _:
            assert_never(proposed)


def _guard_judged(
    recorded: Sequence[Recorded[RelationshipEvent]],
    proposed: events.RelationshipCorrected | events.RelationshipVoided,
) -> None:
    """One official does not take away what two have found; to bring it back takes nothing away."""
    stood = [item.event for item in recorded]
    before, after = strikers(stood), strikers([*stood, proposed])
    if any(isinstance(event, Judgement) for event in stood if (event.event_id in after) > (event.event_id in before)):
        raise Refused(
            "judged_by_two",
            "two officials judged: dispute it, or two judge anew",
            allowed=["dispute", "verify", "refute"],
        )


def _guard_judgement(state: RelationshipState, proposed: Judgement) -> None:
    """Two officials judge, and neither of them recorded the claim (domain.md f.1: who proposes does not verify)."""
    claim = state.claim(proposed.claim)
    if claim is None or claim.standing is Standing.WITHDRAWN:
        raise Refused("no_such_claim", "no standing claim of that id about these two", allowed=["assert"])
    if not proposed.methods:
        raise Refused("no_evidence", "say what the judgement rests on", allowed=["verify", "refute"])
    if len({proposed.by.user, proposed.second_verifier, claim.by}) < 3:  # noqa: PLR2004  # three different officials
        raise Refused(
            "needs_other_people",
            "two officials judge a claim, and neither of them is who recorded it",
            allowed=["verify", "refute", "dispute"],
        )
