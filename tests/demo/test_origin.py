"""A demo's database says in its name which share of the year it replays."""

from fractions import Fraction

import pytest

from api.demo.origin import share_of


@pytest.mark.parametrize(
    ("origin", "share"),
    [
        ("custody.demo/custody_demo_1_0_02", Fraction(1, 50)),
        ("custody.demo/custody_demo_7_1", Fraction(1)),
        ("custody.demo/custody_demo_1_1_of_8", Fraction(1, 8)),
        ("custody.demo/custody_demo_1_2", None),
        ("custody.example/custody_demo_1_0_02", None),
        ("ledger.test/custody", None),
    ],
)
def test_share_of_an_origin(origin: str, share: Fraction | None) -> None:
    assert share_of(origin) == share
