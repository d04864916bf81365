"""Adults go through the same stream: encountered, booked, handed on, released or removed; never referred to ORR."""

from ledger.domain import person
from ledger.domain.codes import Classification, ExitKind
from ledger.domain.custody import care
from ledger.domain.custody.facets import Step, Whereabouts
from tests.domain.builders import age_determined, booked_in, booked_out, classified, designated, encountered, referred
from tests.domain.builders_handoff import accepted, dispatched, exited, offered, packed, received
from tests.domain.story import given

MET = [encountered(by="OFO", place="POE-HID"), booked_in(by="OFO", place="POE-HID")]
ADULT = [*MET, classified(as_=Classification.ADULT, by="OFO")]
WITH_ICE = [
    *ADULT,
    offered(by="OFO", to="ICE", place="ICE-HLG"),
    accepted(by="ICE"),
    packed(by="OFO"),
    booked_out(235, by="OFO", place="POE-HID"),
    dispatched(by="OFO", escort="OFO.official"),
    received(by="ICE", place="ICE-HLG"),
]


def test_an_adult_is_met_and_booked() -> None:
    given(*MET).when(classified(as_=Classification.ADULT, by="OFO")).then(
        classification=Classification.ADULT,
        step=Step.IN_DHS_CUSTODY,
        legal_custodian="OFO",
        holder="OFO",
        place="POE-HID",
    )


def test_an_adult_is_handed_to_ice_without_any_referral() -> None:
    story = given(*WITH_ICE)
    assert (story.now.legal_custodian, story.now.holder, story.now.place) == ("ICE", "ICE", "ICE-HLG")
    assert (story.now.step, story.irregular) == (Step.IN_DHS_CUSTODY, set())
    story.when(booked_in(500, by="ICE", place="ICE-SNA")).then(place="ICE-SNA")


def test_an_adult_is_released() -> None:
    given(*WITH_ICE).when(exited(9000, by="ICE", kind=ExitKind.RELEASED)).then(
        person.EpisodeClosed,
        care.Exited,
        step=Step.EXITED,
        legal_custodian=None,
        holder=None,
        whereabouts=Whereabouts.NOT_IN_CUSTODY,
    )


def test_an_adult_is_removed() -> None:
    story = given(*WITH_ICE).when(exited(9000, by="ICE", kind=ExitKind.REMOVED)).then(step=Step.EXITED)
    assert story.irregular == set()


def test_an_adult_is_not_referred_nor_placed() -> None:
    given(*ADULT).when(referred(by="OFO")).refused("not_determined")
    given(*ADULT).when(designated()).refused("not_acknowledged")
    given(*ADULT).when(offered(by="OFO", to="CARE-01")).refused("not_determined")


def test_a_child_found_adult_goes_on_as_an_adult() -> None:
    story = given(*MET, classified(by="OFO"), age_determined(100, by="OFO"))
    assert story.now.classification is Classification.ADULT
    story.when(offered(by="OFO", to="ICE", place="ICE-HLG")).then(legal_custodian="OFO")
