"""Names as people write them: which spellings meet, which do not, and that nothing is taken for a last name."""

from datetime import date

import pytest

from ledger.domain.birth_keys import birth_facts
from ledger.domain.codes import NameRole
from ledger.domain.name_keys import fold, halves, joined, words
from ledger.domain.name_sounds import sounds
from ledger.domain.person import BirthClaim, NamePart
from ledger.domain.values import PartialDate


def heard(text: str) -> list[set[str]]:
    """What each word of a name is found by."""
    return [set(word.sounds) for word in words([NamePart(text=text, role=NameRole.UNKNOWN)])]


def shared(one: str, other: str) -> int:
    """How many words of one name sound like one of the other."""
    return sum(any(sound & each for each in heard(other)) for sound in heard(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Juan Jiménez", "Juan Gimenez"),
        ("Juan Gimenez", "JUAN XIMENEZ"),
        ("Yessica Vásquez", "Jessica Basques"),
        ("Jesica Vazquez", "Yesica Vasques"),
        ("Mateo Cac", "Mateo Kak"),
        ("Pascual Kanjobal", "Pascual Q'anjob'al"),
        ("Pascual Q\u2019anjob\u02bcal", "Pascual Q'anjob'al"),
        ("Ana K'iche'", "Ana Quiché"),
        ("Ana Tzul", "Ana Tsul"),
        ("Ana Tzul", "Ana Zul"),
        ("Ana Xol", "Ana Shol"),
        ("Ana Ixcoy", "Ana Ishcoy"),
        ("Ana Caal", "Ana Kaal"),
        ("Rosa Nu\u0301n\u0303ez", "Rosa N\u00fa\u00f1ez"),
        ("ROSA NUÃ‘EZ", "Rosa Núñez"),
        ("Rosa PE?A", "Rosa Peña"),
        ("Rosa Pe\ufffda", "Rosa Peña"),
        ("Rosa\u00a0Pe\u00ad\u00f1a\u200b", "Rosa Peña"),
        ("Cruz-López", "Cruz López"),
        ("Cruz\u2010López", "Lopez Cruz"),
        ("Domingo Francisco", "Francisco Domingo"),
        ("Chepe Caal", "José Caal"),
        ("J. Caal", "Jose Caal"),
        ("Paco Caal", "Pancho Caal"),
        ("Lupe Caal", "Guadalupe Caal"),
        ("Chuy Caal", "Jesús Caal"),
        ("Nando Caal", "Fernando Caal"),
        ("Nando Caal", "Hernando Caal"),
        ("Toño Caal", "Antonio Caal"),
        ("Ma. Caal", "María Caal"),
        ("Brayan Caal", "Brian Caal"),
        ("Yonatan Caal", "Jonathan Caal"),
        ("Maicol Caal", "Michael Caal"),
        ("Estiven Caal", "Steven Caal"),
        ("Juan del Cid", "Juan Delcid"),
        ("Juan San Juan", "Juan Sanjuan"),
        ("Juan de la O", "Juan O"),
        ("Hernández Llanos", "Ernandes Yanos"),
        ("Isabel Huamán", "Ysabel Guaman"),
        ("Rojas Zambrano", "Roxas Sanbrano"),
        ("Иван Иванов", "иванов ИВАН"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert shared(one, other) >= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Juan Caal", "Juana Call"),
        ("Ana Tot", "Ana Tut"),
        ("Ana Choc", "Ana Chuc"),
        ("Juan Pedro", "Juana Petrona"),
        ("Juan de la Cruz", "Ana de la Rosa"),
        ("Иван Петров", "Иван Иванов"),
    ],
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert shared(one, other) < 2


def test_titles_and_placeholders_are_nobodys_name_and_particles_alone_stay() -> None:
    assert heard("FNU LNU") == []
    assert [word.folded for word in words([NamePart(text="Sr. Juan Caal, Jr", role=NameRole.UNKNOWN)])] == [
        "juan",
        "caal",
    ]
    assert [word.folded for word in words([NamePart(text="De la", role=NameRole.SURNAME)])] == ["la"]
    parts = [NamePart(text=text, role=NameRole.UNKNOWN) for text in ("Ana", "de", "la", "Cruz")]
    assert [word.folded for word in words(parts)] == ["ana", "cruz"]
    assert "delakrus" in words(parts)[1].sounds


def test_a_word_keeps_its_part_and_its_role() -> None:
    parts = [NamePart(text="Ana María", role=NameRole.GIVEN), NamePart(text="Tot", role=NameRole.FIRST_SURNAME)]
    assert [(word.part, word.role, word.folded) for word in words(parts)] == [
        (0, NameRole.GIVEN, "ana"),
        (0, NameRole.GIVEN, "maria"),
        (1, NameRole.FIRST_SURNAME, "tot"),
    ]


def test_two_words_glued_together() -> None:
    one, other = words([NamePart(text="Martínez Cruz", role=NameRole.SURNAME)])
    [glued] = words([NamePart(text="MARTINEZCRUZ", role=NameRole.SURNAME)])
    assert set(joined(one, other)) & set(glued.sounds)
    assert (one.sounds[0], other.sounds[0]) in list(halves(glued))
    [short] = words([NamePart(text="Choc", role=NameRole.SURNAME)])
    assert list(halves(short)) == []


def test_folding_keeps_the_letters_of_other_scripts() -> None:
    assert fold("ÅSA Ø") == "asa o"
    assert fold("अंजली") == "अंजली"
    assert sounds("李") == ("李",)


@pytest.mark.parametrize(
    ("claim", "day", "swapped", "month", "years"),
    [
        (PartialDate(text="2010-04-03"), "2010-04-03", "2010-03-04", "2010-04", (2010,)),
        (PartialDate(text="2010-04-04"), "2010-04-04", None, "2010-04", (2010,)),
        (PartialDate(text="2012-02-29"), "2012-02-29", None, "2012-02", (2012,)),
        (PartialDate(text="2010-04"), None, None, "2010-04", (2010,)),
        (PartialDate(text="2010"), None, None, None, (2010,)),
        (9, None, None, None, (2009, 2010)),
        (None, None, None, None, ()),
    ],
)
def test_what_a_birth_claim_says(
    claim: PartialDate | int | None, day: str | None, swapped: str | None, month: str | None, years: tuple[int, ...]
) -> None:
    made = BirthClaim(age_years=claim) if isinstance(claim, int) else BirthClaim(date=claim)
    facts = birth_facts(made, date(2019, 5, 1))
    assert (facts.day, facts.swapped, facts.month, facts.years) == (day, swapped, month, years)
