"""What is refused of two people. Claims, doubts and ends are reports: they pass when they name what is there."""

from collections.abc import Sequence
from typing import assert_never

from ledger.domain.errors import Refused
from ledger.domain.event import Recorded
from ledger.domain.relationship import events
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.state import RelationshipState, Standing, fold
from ledger.domain.strikes import check_strike

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
        case events.SamePersonProposed():
            if state.same_person.proposed_by is not None and state.same_person.rejected is None:
                raise Refused("already_proposed", "it waits for an answer", allowed=["reject-same-person"])
        case events.SamePersonRejected():
            return
        case events.RelationshipCorrected() | events.RelationshipVoided():
            check_strike(recorded, proposed, opening_stays=False)  # a struck claim stays in sight
        case _:
            assert_never(proposed)


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
