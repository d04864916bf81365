"""In which languages somebody is understood, and what is lacking at a place: told, never a refusal."""

from typing import cast

import pytest

from ledger.domain import codes, person
from ledger.domain.event import Recorded, StrikeReason
from ledger.domain.languages import lacking, understood
from ledger.domain.person import PersonEvent
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode
from tests.domain.builders import CHILD, LATE, Said, claim, make
from tests.domain.builders_handoff import DESIGNATED, offered
from tests.domain.story import given

MAM, SPANISH, KICHE = "mam", "spa", "quc"


def spoken(language: str, minute: float = 5, *, tested: bool = True) -> Said:
    values: dict[str, object] = {
        "person": CHILD,
        "claimed": claim(minute),
        "language": language,
        "tested": tested,
        "found_by": codes.LanguageFound.LANGUAGE_CARD if tested else codes.LanguageFound.FROM_COUNTRY,
        "interpreter": codes.InterpreterUse.RELAY,
    }
    return Said(make(person.LanguageRecorded, "USBP", "", values), minute + 1, CHILD)


def languages(*said: Said) -> tuple[str, ...]:
    record = given(*said).log.streams[CHILD]
    return understood(cast("list[Recorded[PersonEvent]]", record))


def test_what_was_tested_counts_and_what_was_assumed_only_until_then() -> None:
    assert languages() == ()
    assert languages(spoken(SPANISH, tested=False)) == (SPANISH,)
    assert languages(spoken(SPANISH, tested=False), spoken(MAM, 9)) == (MAM,)
    assert languages(spoken(MAM, 9), spoken(SPANISH, 20, tested=False), spoken(KICHE, 30)) == (MAM, KICHE)


@pytest.mark.parametrize(
    ("said", "place", "missing"),
    [
        ((MAM,), "CARE-02", ()),
        ((MAM,), "CARE-01", (MAM,)),
        ((MAM, SPANISH), "CARE-01", ()),
        ((), "CARE-01", ()),
        (("ixl", "kjb"), "CARE-03", ("ixl", "kjb")),
        ((MAM,), "ICE-HLG", (MAM,)),
    ],
)
def test_a_place_lacks_what_none_of_its_people_speaks(
    said: tuple[str, ...], place: str, missing: tuple[str, ...]
) -> None:
    assert lacking(said, PLACES[PlaceCode(place)]) == missing


@pytest.mark.parametrize("language", ["mam", "quc", "kjb", "ixl", "kek", "cac"])
def test_some_care_provider_speaks_each_of_these(language: str) -> None:
    assert any(language in place.languages for place in PLACES.values() if place.care is not None)


def test_a_handoff_is_not_refused_for_a_language() -> None:
    assert given(*DESIGNATED, spoken("ixl")).when(offered()).problem is None


def test_a_test_that_was_struck_counts_no_more() -> None:
    wrong = spoken(MAM)
    values: dict[str, object] = {"person": CHILD, "target": wrong.event.event_id, "reason": StrikeReason.WRONG_PERSON}
    void = Said(make(person.PersonVoided, "USBP", "", values), LATE, CHILD)
    assert languages(spoken(SPANISH, 3, tested=False), wrong, void) == (SPANISH,)
