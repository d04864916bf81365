"""Everybody is invented: from our own lists, numbered in a series that no agency uses, the same on every machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from api.demo import name_words
from api.demo.names import a_number
from api.demo.plan import ChildPlan
from api.demo.year import YearPlan, plan_year
from ledger.domain.codes import IdentifierScheme, NameRole
from ledger.domain.identifiers import read_identifier
from ledger.domain.person import RecordedName

LISTS = {name: words for name, words in vars(name_words).items() if name.isupper()}
GIVEN = {word for name, words in LISTS.items() if "GIVEN_" in name and "LIKE" not in name for word in words}
PARTICLES = {particle for particle, _ in name_words.SURNAMES_WITH_PARTICLE}
SURNAMES = {word for name, words in LISTS.items() if name.endswith("SURNAMES") for word in words} | {
    surname for _, surname in name_words.SURNAMES_WITH_PARTICLE
}
ALLOWED = {NameRole.GIVEN: GIVEN, NameRole.PARTICLE: PARTICLES}


@cache
def small_plan() -> YearPlan:
    return plan_year(share=Fraction(1, 50), seed=2019)


def _names(child: ChildPlan) -> Iterator[RecordedName]:
    yield child.person.name
    for companion in child.companions:
        yield companion.name


def test_every_part_of_every_name_comes_from_our_lists() -> None:
    for child in small_plan().children:
        for name in _names(child):
            assert name.parts[0].role is NameRole.GIVEN
            assert all(part.text in ALLOWED.get(part.role, SURNAMES) for part in name.parts)
            assert any(part.role is not NameRole.GIVEN for part in name.parts)


def test_no_word_is_in_a_list_twice() -> None:
    for name, words in LISTS.items():
        assert len(set(words)) == len(words), name


def test_a_numbers_are_of_the_invented_series_and_nobody_shares_one() -> None:
    read = []
    for child in small_plan().children:
        if child.person.a_number is not None:
            number = read_identifier(IdentifierScheme.A_NUMBER, child.person.a_number).normalised
            assert number == a_number(child.number)
            assert number.startswith("A999")
            read.append(number)
    assert len(set(read)) == len(read) > 1_700


def test_many_ways_of_writing_a_number_come_up() -> None:
    written = {child.person.a_number for child in small_plan().children if child.person.a_number}
    shapes = {"".join("9" if sign.isdigit() else sign for sign in number) for number in written}
    assert len(shapes) == 5


def test_birth_dates_are_partly_partial() -> None:
    lengths = {len(child.person.birth_written.text) for child in small_plan().children}
    assert lengths == {len("2005"), len("2005-01"), len("2005-01-31")}


def test_the_same_seed_and_share_give_the_same_plan_and_another_seed_another_one() -> None:
    share = Fraction(1, 500)
    assert plan_year(share=share, seed=1) == plan_year(share=share, seed=1)
    assert plan_year(share=share, seed=1).children != plan_year(share=share, seed=2).children


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_the_plan_does_not_depend_on_the_machine(zone: str) -> None:
    program = (
        "import hashlib; from fractions import Fraction; from api.demo.year import plan_year;"
        "print(hashlib.sha256(repr(plan_year(share=Fraction(1, 500), seed=1)).encode()).hexdigest())"
    )
    here = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    env = os.environ | {"TZ": zone, "PYTHONHASHSEED": str(len(zone))}
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env).stdout
    assert here == there
