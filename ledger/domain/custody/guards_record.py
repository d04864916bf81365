"""Guards of what is done to the record itself: corrections, voids, closing an irregularity, explaining what is odd.

A report can be corrected or voided by who signed it. A decision is never edited; one that nothing stands on yet can
be voided.
"""

from collections.abc import Iterator

from ledger.domain.codes import DEPARTURES
from ledger.domain.custody import care
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.facets import Mark
from ledger.domain.custody.history_intake import custodian_of
from ledger.domain.errors import Refused
from ledger.domain.event import Decision, Void
from ledger.domain.register import ORGANISATIONS, ReaderClass
from ledger.domain.strikes import check_strike, root
from ledger.domain.values import EventId, OrganisationCode


def guard_strike(case: Case, proposed: care.CustodyCorrected | care.CustodyVoided) -> None:
    """Pass, or refuse.

    Raises:
        Refused: not there, not theirs, the opening record, or something relies on it.
    """
    target = check_strike(case.recorded, proposed)
    if isinstance(proposed, Void) and isinstance(root(case.recorded, target).event, Decision):
        gone = case.history.struck
        if any(item.version > target.version and item.event.event_id not in gone for item in case.recorded):
            raise Refused("others_rely_on_it", "later records stand on that decision", allowed=allowed_now(case))


def guard_review(case: Case, proposed: care.IrregularityReviewed) -> None:
    """Pass, or refuse. That a child was left behind is also known from ties, which are not on the episode: the review
    of that may name any departure.

    Raises:
        Refused: no such open irregularity, no note, or an organisation that has nothing to do with the person.
    """
    open_marks = {(step.item.event.event_id, mark.value) for step, mark in case.history.open_marks()}
    open_marks |= {(departure, Mark.REMOVED_WITHOUT_CHILD.value) for departure in departures(case)}
    if (proposed.target, proposed.code) not in open_marks:
        raise Refused(
            "no_such_irregularity", "no open irregularity of that code on that record", allowed=allowed_now(case)
        )
    if not _involved(case, proposed.by.organisation):
        raise Refused("not_involved", "only who had a part in the episode, or oversight, closes an irregularity")
    if proposed.note is None:
        raise Refused("note_missing", "an irregularity is closed with a note of what was found")


def guard_alone(case: Case, proposed: care.AloneExplained) -> None:
    """Pass, or refuse. It is about the record: an episode that has ended can still be explained.

    Raises:
        Refused: somebody came along, no second person, no note, or an organisation that has nothing to do with it.
    """
    allowed = allowed_now(case)
    if not case.state.nobody_came_along:
        raise Refused("not_alone", "the record does not say that nobody came along", allowed=allowed)
    if not _involved(case, proposed.by.organisation):
        raise Refused("not_involved", "only who had a part in the episode, or oversight, explains it")
    if proposed.supervisor == proposed.by.user:
        raise Refused("needs_second_person", "the supervisor is somebody else", allowed=allowed)
    if proposed.note is None:
        raise Refused("note_missing", "a reason comes with a note of what was found", allowed=allowed)


def departures(case: Case) -> Iterator[EventId]:
    """The exits out of the country that stand: each may have left a child behind whom only a tie names."""
    for step in case.history.steps:
        event = step.item.event
        if isinstance(event, care.Exited) and event.kind in DEPARTURES:
            yield event.event_id


def _involved(case: Case, organisation: OrganisationCode) -> bool:
    signers = {item.event.by.organisation for item in case.recorded}
    known = ORGANISATIONS.get(organisation)
    oversight = known is not None and known.reader_class is ReaderClass.OVERSIGHT
    return oversight or organisation in signers | {custodian_of(signer) for signer in signers}
