"""Invented birth dates: in the band asked for, however much of them is known, as the statistics read the claim."""

from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.demo.ages import BANDS, BirthKnown, band_on, invent_birth, written
from api.demo.months import OPENING_DAY, YEAR

DAYS = [OPENING_DAY, *(month.last for month in YEAR), date(2020, 2, 29)]


@given(st.sampled_from(sorted(BANDS)), st.sampled_from(DAYS), st.sampled_from(BirthKnown), st.integers(0, 10_000))
@example("17", date(2020, 2, 29), BirthKnown.YEAR, 0)
def test_a_birth_date_is_in_its_band_by_the_first_day_of_the_claim(
    band: str, on: date, known: BirthKnown, seed: int
) -> None:
    birth = invent_birth(Random(seed), band=band, on=on, known=known)  # noqa: S311  invents people
    claim = written(birth, known)
    assert claim.bounds()[0] == birth
    assert band_on(birth, on) == band


@pytest.mark.parametrize(
    ("birth", "known", "text"),
    [
        (date(2004, 1, 1), BirthKnown.YEAR, "2004"),
        (date(2004, 3, 1), BirthKnown.MONTH, "2004-03"),
        (date(2004, 1, 1), BirthKnown.DAY, "2004-01-01"),
        (date(2004, 3, 1), BirthKnown.YEAR, "2004-03-01"),
        (date(2004, 3, 2), BirthKnown.MONTH, "2004-03-02"),
    ],
)
def test_a_claim_is_written_as_far_as_it_is_known(birth: date, known: BirthKnown, text: str) -> None:
    assert written(birth, known).text == text
