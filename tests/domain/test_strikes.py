"""Corrections and voids: what stands afterwards, who may strike, and what depends on what."""

import pytest

from ledger.domain import person
from ledger.domain.custody import care
from ledger.domain.custody.case import head_facts
from ledger.domain.custody.facets import Mark, Step
from ledger.domain.event import StrikeReason
from ledger.domain.strikes import standing, struck
from ledger.domain.values import EventId, PartialDate
from tests.domain.builders import (
    CHILD,
    EPISODE,
    SECOND_EPISODE,
    Said,
    actor,
    an_id,
    booked_in,
    corrected,
    decision,
    determined,
    encountered,
    make,
    referred,
    registered,
    voided,
)
from tests.domain.builders_handoff import (
    ACCEPTED,
    DETERMINED,
    DISPATCHED,
    IN_CARE,
    IN_DHS,
    OFFERED,
    ON_THE_ROAD,
    RELEASED,
    accepted,
    exited,
    moved,
    recalled,
    received,
)
from tests.domain.story import Story, given

BOOKED = IN_DHS[1]
DISPATCH = DISPATCHED[-1]
RECEIPT = IN_CARE[-1]
EXIT = RELEASED[-1]


def facets_of(story: Story) -> list[object]:
    return [(step.item.event.event_id, step.after, step.marks) for step in story.case.history.steps]


# what stands ----------------------------------------------------------------------------------------------------------


def test_a_void_takes_away_and_its_void_restores() -> None:
    story = given(*DISPATCHED)
    before, state = story.now, story.case.state
    void = voided(DISPATCH, 5000)
    story.when(void).then(step=Step.PLACED, between_hands=False, place="BP-RGV")
    story.when(voided(void, 5001)).then()
    assert (story.now, story.case.state) == (before, state)
    assert struck(story.log.custody()) == {void.event.event_id: voided(void, 5001).event.event_id}


def test_a_correction_puts_the_replacement_in_place() -> None:
    story = given(*IN_CARE)
    story.when(corrected(RECEIPT, received(450), 5000)).then(holder="CARE-01")
    assert story.at(420).between_hands
    assert not story.at(450).between_hands
    gone = story.case.history.struck
    assert list(gone) == [RECEIPT.event.event_id]


def test_a_correction_of_a_correction() -> None:
    first, second = booked_in(20, place="BP-LRT"), booked_in(21, place="BP-DRT")
    story = given(*IN_DHS).when(corrected(BOOKED, first, 5000)).then(place="BP-LRT")
    story.when(corrected(first, second, 5001)).then(place="BP-DRT")
    stand = {item.event.event_id for item in standing(story.log.custody())}
    assert stand & {said.event.event_id for said in (BOOKED, first, second)} == {second.event.event_id}
    story.when(corrected(BOOKED, booked_in(22), 5002)).refused("already_struck")


def test_voids_of_corrections_go_back_one_by_one() -> None:
    first, second = booked_in(20, place="BP-LRT"), booked_in(21, place="BP-DRT")
    to_first, to_second = corrected(BOOKED, first, 5000), corrected(first, second, 5001)
    story = given(*IN_DHS).when(to_first).then().when(to_second).then()
    story.when(voided(to_first[1], 5002)).refused("others_rely_on_it", allows="void")
    story.when(voided(to_second[1], 5003)).then(place="BP-LRT")
    story.when(voided(to_first[1], 5004)).then(place="BP-RGV")


def test_a_void_does_not_come_back_beside_a_correction() -> None:
    """Otherwise the replacement would stand though the record that it replaces did not occur."""
    void = voided(BOOKED, 5000)
    unvoid = voided(void, 5001)
    story = given(*IN_DHS, void, unvoid).when(corrected(BOOKED, booked_in(40, place="BP-LRT"), 5002)).then()
    story.when(voided(unvoid, 5003)).refused("others_rely_on_it")


def test_a_voided_replacement_leaves_nothing_in_place() -> None:
    replacement = booked_in(20, place="BP-LRT")
    correction = corrected(BOOKED, replacement, 5000)
    story = given(*IN_DHS).when(correction).then()
    story.when(voided(replacement, 5001)).then(step=Step.ENCOUNTERED)
    story.when(voided(correction[1], 5002)).then(step=Step.IN_DHS_CUSTODY)


# what may not be struck -----------------------------------------------------------------------------------------------


def test_the_opening_record_and_what_stands_for_it_are_never_voided() -> None:
    again = encountered(1, place="BP-LRT")
    story = given(*IN_DHS)
    story.when(voided(IN_DHS[0], 5000)).refused("opening_record", allows="correct")
    story.when(corrected(IN_DHS[0], again, 5001)).then(place="BP-RGV")
    story.when(voided(again, 5002)).refused("opening_record")
    assert story.at(5).place == "BP-LRT"


def test_only_who_signed_may_strike() -> None:
    story = given(*IN_CARE)
    story.when(voided(RECEIPT, 5000, by="USBP")).refused("not_your_record", allows="state-disagreement")
    story.when(corrected(RECEIPT, received(411), 5000, by="ORR")).refused("not_your_record")


def test_a_replacement_is_brought_along_and_of_the_same_kind() -> None:
    correction = corrected(BOOKED, booked_in(20), 5000)
    story = given(*IN_DHS)
    story.when(correction[1]).refused("no_replacement")
    story.when([*reversed(correction)]).refused("no_replacement")
    story.when(corrected(BOOKED, moved(20, by="USBP"), 5000)).refused("no_replacement")
    story.when(corrected(BOOKED, encountered(20), 5000)).refused("no_replacement")


def test_a_record_of_its_own_is_no_replacement() -> None:
    """Voiding that correction would take away a record that it did not bring."""
    other = booked_in(50, place="BP-LRT")
    correction = corrected(BOOKED, other, 5000)
    given(*IN_DHS, other).when(correction[1]).refused("no_replacement")
    given(*IN_DHS, other).when([booked_in(60), correction[1]]).refused("no_replacement")
    itself = decision(
        care.CustodyCorrected,
        5000,
        "USBP",
        target=BOOKED.event.event_id,
        replacement=BOOKED.event.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    given(*IN_DHS).when(itself).refused("no_replacement")


def test_a_strike_is_voided_never_corrected() -> None:
    """Else its replacement would be a void that nobody has checked."""
    void = voided(BOOKED, 5000)
    stronger = voided(IN_DHS[0], 5001)
    correction = decision(
        care.CustodyCorrected,
        5001,
        "USBP",
        target=void.event.event_id,
        replacement=stronger.event.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    given(*IN_DHS, void).when([stronger, correction]).refused("decision_not_correctable")


def test_a_decision_is_voided_only_while_nothing_stands_on_it() -> None:
    last = DETERMINED[-1]
    given(*DETERMINED).when(voided(last, 5000)).then(step=Step.IN_DHS_CUSTODY)
    given(*DETERMINED, referred()).when(voided(last, 5000)).refused("others_rely_on_it")
    given(*DETERMINED, voided(last, 5000)).when(determined(5001)).then(step=Step.UC_DETERMINED)


def test_a_recall_does_not_come_back_after_the_acceptance() -> None:
    recall = recalled(205)
    void = voided(recall, 206)
    story = given(*OFFERED, recall, void, accepted(210))
    story.when(voided(void, 5000)).refused("others_rely_on_it")


def test_a_sender_does_not_confirm_by_way_of_a_correction() -> None:
    unoffered = received(390, by="USBP", place="BP-RGV", offer=None)
    story = given(*ON_THE_ROAD, unoffered, received())
    confirming = received(391, by="USBP", place="BP-RGV")
    given(*ACCEPTED, unoffered).when(corrected(unoffered, confirming, 5000)).refused("sender_cannot_confirm")
    assert story.now.holder == "CARE-01"


# dependents -----------------------------------------------------------------------------------------------------------


def test_what_depends_on_a_voided_report_is_marked() -> None:
    story = given(*IN_CARE)
    assert story.irregular == set()
    story.when(voided(DISPATCH, 5000)).then(holder="CARE-01", legal_custodian="ORR")
    taking, _, receipt = IN_CARE[-3:]
    assert story.marks(taking) == {Mark.NOT_DISPATCHED}
    assert story.marks(receipt) == set(), "the carrier's signature shows that the child had left"


def test_a_receipt_without_its_dispatch_is_marked() -> None:
    story = given(*DISPATCHED, received())
    story.when(voided(DISPATCH, 5000)).then(holder="CARE-01")
    assert story.irregular == {Mark.NOT_DISPATCHED}


def test_the_void_of_a_receipt_gives_the_child_back_to_the_road() -> None:
    story = given(*IN_CARE)
    story.when(voided(RECEIPT, 5000)).then(
        holder="CARRIER-A", legal_custodian="USBP", answerable="USBP", between_hands=True
    )
    offer = story.case.offer
    assert offer is not None
    assert offer.dispatched
    story.when(received(420)).then(holder="CARE-01", legal_custodian="ORR")


# exits ----------------------------------------------------------------------------------------------------------------


def test_the_void_of_an_exit_reopens_the_episode_on_the_person() -> None:
    story = given(*RELEASED)
    story.when(voided(EXIT, 9500)).then(
        person.PersonVoided, care.CustodyVoided, holder="CARE-01", step=Step.IN_ORR_CARE
    )
    story.when(exited(9600)).then(person.EpisodeClosed, care.Exited)


def test_the_void_of_that_void_closes_it_again() -> None:
    void = voided(EXIT, 9500)
    story = given(*RELEASED, void)
    story.when(voided(void, 9600)).then(person.EpisodeClosed, care.CustodyVoided, step=Step.EXITED)
    again = Said(encountered(12_000).event, 12_000, SECOND_EPISODE)
    story.when(again).then(person.EpisodeOpened, type(again.event))


def test_an_exit_is_not_voided_once_a_newer_episode_is_open() -> None:
    again = Said(encountered(12_000, by="ICE", place="ICE-HLG").event, 12_000, SECOND_EPISODE)
    given(*RELEASED, again).when(voided(EXIT, 13_000)).refused("episode_already_open", allows="exit")


def test_one_of_two_exits_is_voided_and_the_episode_stays_closed() -> None:
    twice = exited(9001)
    story = given(*RELEASED, twice)
    story.when(voided(twice, 9500)).then(care.CustodyVoided, step=Step.EXITED)
    story.when(voided(EXIT, 9501)).then(person.PersonVoided, care.CustodyVoided, step=Step.IN_ORR_CARE)


def test_a_corrected_exit_stays_an_exit() -> None:
    story = given(*RELEASED)
    story.when(corrected(EXIT, exited(8000), 9500)).then(type(EXIT.event), care.CustodyCorrected, step=Step.EXITED)
    assert story.at(8500).step is Step.EXITED
    story.when(voided(exited(8000), 9501)).then(person.PersonVoided, care.CustodyVoided, step=Step.IN_ORR_CARE)


def test_after_the_exit_the_last_custodian_may_still_see_and_correct() -> None:
    facts = head_facts(given(*RELEASED).case)
    assert (facts.legal_custodian, facts.holder, facts.next_holder, facts.previous_holder) == (None, None, None, "ORR")
    assert facts.referred_to is None


# people ---------------------------------------------------------------------------------------------------------------


def born(text: str) -> person.BirthClaim:
    return person.BirthClaim(date=PartialDate(text=text))


def person_strike(cls: type[person.PersonCorrected | person.PersonVoided], target: EventId, **values: object) -> Said:
    about: dict[str, object] = {"person": CHILD, "target": target, "reason": StrikeReason.INCORRECT_DATA}
    return Said(make(cls, "USBP", "", about | values), 5000, CHILD)


def test_a_registration_is_corrected_never_voided() -> None:
    first, again = registered(birth=born("2005")), registered(birth=born("2005-04-03"), minute=1)
    first_id, again_id = first.event.event_id, again.event.event_id
    correction = person_strike(person.PersonCorrected, first_id, replacement=again_id)
    story = Story().given(first)
    story.when([again, correction]).then(person.PersonRegistered, person.PersonCorrected)
    story.when(person_strike(person.PersonVoided, again_id)).refused("opening_record")
    story.when(person_strike(person.PersonVoided, correction.event.event_id)).then(person.PersonVoided)
    assert list(struck(story.log.streams[CHILD])) == [correction.event.event_id, again_id]


@pytest.mark.parametrize("strike", [person.PersonVoided])
def test_what_custody_writes_on_the_person_is_not_struck_there(strike: type[person.PersonVoided]) -> None:
    story = given(*RELEASED)
    written = [item.event for item in story.log.streams[CHILD] if not isinstance(item.event, person.PersonRegistered)]
    assert [type(event) for event in written] == [person.EpisodeOpened, person.EpisodeClosed]
    opened, closed = written
    story.when(person_strike(strike, opened.event_id)).refused("decision_not_correctable")
    story.when(Said(strike_by("CARE-01", closed.event_id), 9900, CHILD)).refused("decision_not_correctable")
    story.given(voided(EXIT, 9500))
    reopened = story.log.streams[CHILD][-1].event
    assert isinstance(reopened, person.PersonVoided)
    story.when(Said(strike_by("CARE-01", reopened.event_id), 9901, CHILD)).refused("decision_not_correctable")


def strike_by(organisation: str, target: EventId) -> person.PersonVoided:
    return person.PersonVoided(
        event_id=EventId(an_id(f"strike {target}")),
        by=actor(organisation),
        person=CHILD,
        target=target,
        reason=StrikeReason.DID_NOT_OCCUR,
    )


def test_a_strike_in_another_episode_finds_no_record() -> None:
    elsewhere = Said(voided(EXIT, 9500).event, 9500, EPISODE)
    given(*IN_CARE).when(elsewhere).refused("no_such_record")
