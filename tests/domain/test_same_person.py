"""Two records of one person: proposed by one, confirmed by another, undone; a rejection is never out of sight."""

from typing import cast

from ledger.domain import codes, person_state
from ledger.domain.event import Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.relationship import events
from ledger.domain.relationship.state import SamePerson
from ledger.domain.values import PersonId, UserId
from tests.domain.builders import AUNT, CHILD, LATE, MOTHER, encountered
from tests.domain.builders_kindred import (
    WHY,
    changed,
    done,
    found_same,
    found_two,
    one_person_proposed,
    one_person_rejected,
    pair_in,
    struck_out,
    told_of,
)
from tests.domain.story import Story


def same(story: Story) -> SamePerson:
    return pair_in(story.log, AUNT, MOTHER).same_person


def link(story: Story, of: PersonId = AUNT) -> person_state.SameLink | None:
    about = cast("list[Recorded[PersonEvent]]", story.log.streams[of])
    return person_state.same_links(about).get(MOTHER if of == AUNT else AUNT)


def test_two_records_are_proposed_as_one_person_and_found_to_be_relatives() -> None:
    story = done(told_of().when(one_person_proposed(30)))
    assert [type(each.event) for each in story.decided] == [events.SamePersonProposed]
    [proposal] = same(story).proposals
    assert (proposal.by, proposal.basis, same(story).waiting) == (
        UserId("USBP.official"),
        codes.FactBasis.DOCUMENT,
        proposal,
    )
    story.when(one_person_proposed(35, by="ICE")).refused("already_proposed", allows="reject-same-person")
    done(story.when(one_person_rejected(40, by="ORR")))
    assert [type(each.event) for each in story.decided] == [events.SamePersonRejected]
    [rejection] = same(story).rejections
    assert (rejection.by, rejection.answer) == (UserId("ORR.official"), codes.SamePersonAnswer.RELATIVE)
    assert (same(story).waiting, same(story).proposals) == (None, (proposal,))


def test_what_was_rejected_is_proposed_again_only_with_something_new_and_the_rejection_stays() -> None:
    story = told_of(one_person_proposed(30), one_person_rejected(40, by="ORR"))
    story.when(one_person_proposed(50, by="ICE")).refused("nothing_new", allows="propose-same-person")
    explained = changed(one_person_proposed(50, by="ICE"), events.SamePersonProposed, note=WHY)
    by_consulate = changed(
        one_person_proposed(50, by="ICE"), events.SamePersonProposed, basis=codes.FactBasis.CONSULATE
    )
    for new in (explained, by_consulate):
        again = done(told_of(one_person_proposed(30), one_person_rejected(40, by="ORR")).when(new))
        waiting = same(again).waiting
        assert waiting is not None
        assert waiting.by == UserId("ICE.official")
        assert [each.answer for each in same(again).rejections] == [codes.SamePersonAnswer.RELATIVE]


def test_that_two_are_not_one_is_remembered_though_nobody_proposed_it() -> None:
    story = told_of(one_person_rejected(40, answer=codes.SamePersonAnswer.SOMEBODY_ELSE))
    assert [each.answer for each in same(story).rejections] == [codes.SamePersonAnswer.SOMEBODY_ELSE]
    story.when(one_person_proposed(50)).refused("nothing_new")


def test_who_proposed_does_not_confirm() -> None:
    story = told_of(one_person_proposed(30))
    story.when(found_same(40, by="USBP")).refused("proposer_cannot_confirm", allows="reject-same-person")
    story.when(found_same(40, by="ICE", user="USBP.official")).refused("proposer_cannot_confirm")
    story.when(found_same(40, (MOTHER, AUNT), by="USBP")).refused("proposer_cannot_confirm")
    done(story.when(found_same(40, (MOTHER, AUNT), by="USBP", user="USBP.second")))
    for record in (AUNT, MOTHER):
        found = link(story, record)
        assert found is not None
        assert (found.by, found.basis, found.undone_at) == (UserId("USBP.second"), codes.FactBasis.CONSULATE, None)


def test_what_nobody_proposed_or_what_was_rejected_or_withdrawn_is_not_confirmed() -> None:
    proposed = one_person_proposed(30)
    for before in (
        [],
        [one_person_rejected(30)],
        [proposed, one_person_rejected(40)],
        [proposed, struck_out(proposed)],
    ):
        told_of(*before).when(found_same(LATE + 1)).refused("not_proposed", allows="propose-same-person")


def test_while_two_are_linked_nothing_else_is_said_of_it() -> None:
    proposed = one_person_proposed(30)
    story = told_of(proposed, found_same(40))
    story.when(one_person_proposed(50, by="ICE")).refused("already_linked", allows="unlink")
    story.when(one_person_rejected(50, by="ICE")).refused("already_linked", allows="unlink")
    story.when(struck_out(proposed)).refused("others_rely_on_it", allows="unlink")


def test_a_link_that_was_undone_is_not_made_again_on_the_old_proposal() -> None:
    story = told_of(one_person_proposed(30), found_same(40), found_two(50))
    undone = link(story)
    assert undone is not None
    assert undone.undone_at is not None
    story.when(found_same(60)).refused("not_proposed")
    story.when(one_person_proposed(60)).refused("nothing_new")
    new = changed(one_person_proposed(60), events.SamePersonProposed, basis=codes.FactBasis.COURT_ORDER)
    done(story.when(new))
    done(story.when(found_same(70)))
    again = link(story)
    assert again is not None
    assert again.undone_at is None


def test_records_before_a_link_and_after_it_is_undone_are_the_same() -> None:
    """Both records and their custody survive: the link adds to them and takes nothing."""
    before = told_of(encountered(), one_person_proposed(30, (CHILD, AUNT)))
    kept = {stream: list(items) for stream, items in before.log.streams.items()}
    after = done(done(before.when(found_same(40, (CHILD, AUNT)))).when(found_two(50, (CHILD, AUNT))))
    for stream, items in kept.items():
        assert after.log.streams[stream][: len(items)] == items
    about = cast("list[Recorded[PersonEvent]]", after.log.streams[CHILD])
    assert person_state.fold(about) == person_state.fold(about[:-2])
