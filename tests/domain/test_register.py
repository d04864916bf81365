"""The register: what care providers can do is said for each, and is enough for every need somewhere."""

import pytest

from ledger.domain.codes import Need, ProgramKind
from ledger.domain.register import PLACES, Care, Place, PlaceKind

PROVIDERS = [place for place in PLACES.values() if place.kind is PlaceKind.CARE_PROVIDER]
SHELTER = Care(
    youngest=6, oldest=17, programs=(ProgramKind.SHELTER,), meets=frozenset({Need.MEDICATION, Need.INTERPRETER})
)


def test_care_is_what_care_providers_give_and_nobody_else() -> None:
    assert [place.code for place in PLACES.values() if place.care is not None] == [place.code for place in PROVIDERS]


@pytest.mark.parametrize("need", Need)
def test_every_need_is_met_somewhere(need: Need) -> None:
    assert [place.code for place in PROVIDERS if place.care and not place.care.unmet([need])]


@pytest.mark.parametrize("program", ProgramKind)
def test_every_kind_of_care_is_given_somewhere(program: ProgramKind) -> None:
    assert [place.code for place in PROVIDERS if place.care and program in place.care.programs]


@pytest.mark.parametrize("place", PROVIDERS, ids=lambda place: place.code)
def test_a_place_that_takes_small_children_meets_their_need(place: Place) -> None:
    assert place.care is not None
    assert (place.care.youngest < 6) == (Need.TENDER_AGE in place.care.meets)
    assert place.care.youngest < place.care.oldest <= 17


def test_unmet_needs_are_named_in_the_order_of_the_list() -> None:
    assert SHELTER.unmet([Need.ISOLATION, Need.INTERPRETER, Need.PREGNANCY]) == (Need.PREGNANCY, Need.ISOLATION)
    assert SHELTER.unmet([Need.MEDICATION]) == ()


def test_an_age_that_is_open_is_taken_when_all_of_it_is() -> None:
    asked = [(6, 6), (17, 17), (6, 17), (5, 6), (17, 18)]
    assert [ages for ages in asked if SHELTER.takes_age(*ages)] == [(6, 6), (17, 17), (6, 17)]
