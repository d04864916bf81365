"""How a candidate is scored: by the worst word, one word with one, birth and sex; bounded keys; twins told apart."""

import hashlib

import pytest

from ledger.domain.birth_keys import BirthFacts, birth_facts
from ledger.domain.codes import NameRole, Sex
from ledger.domain.name_keys import words
from ledger.domain.person import BirthClaim, NamePart
from ledger.domain.values import PartialDate
from projections.search.asked import Asked, Born, How, ask_for
from projections.search.hashing import SOUNDS_MAX, Hasher, index_keys
from projections.search.scoring import Agreement, agreement
from projections.search.view import Claims, compared
from tests.projections.world import NOW

HASHER = Hasher(lambda kind, text: hashlib.sha256(f"{kind}|{text}".encode()).digest())


def parts(text: str) -> list[NamePart]:
    return [NamePart(text=word, role=NameRole.UNKNOWN) for word in text.split()]


def born(text: str | None) -> BirthFacts | None:
    return birth_facts(BirthClaim(date=PartialDate(text=text)), NOW.date()) if text else None


def asked(text: str, birth: str | None = None, sex: Sex = Sex.NOT_KNOWN) -> Asked:
    return ask_for(HASHER, words(parts(text)), born(birth), sex)


def compare(one: str, other: str, *, births: tuple[str | None, str | None] = (None, None), sex: str = "0") -> Agreement:
    """A record of the second name, asked for by the first."""
    wanted, claimed = asked(one, births[0], Sex.MALE), born(births[1])
    claims = Claims(names=[words(parts(other))], births=[claimed] if claimed is not None else [])
    roles, places, facts = compared(HASHER, claims)
    told = [fact if fact in wanted.facts else 0 for fact in facts]  # as the door does
    return agreement(wanted, sex=sex, roles=roles, places=places, facts=told)


def hows(found: Agreement) -> list[How]:
    return [word.how for word in found.words]


def test_one_word_agrees_with_one() -> None:
    assert hows(compare("Ana Garcia Garcia", "Ana Garcia")) == [How.EXACT, How.EXACT, How.NOT_FOUND]
    assert hows(compare("Ana Garsia García", "Ana Garcia Lopez")) == [How.EXACT, How.NOT_FOUND, How.EXACT]


def test_a_half_alone_is_not_two_words_glued() -> None:
    assert hows(compare("Juan Martinezcruz", "Juan Cruz Martinez")) == [How.EXACT, How.JOINED]
    assert hows(compare("Juan Martinezcruz", "Juan Cruz Lopez")) == [How.EXACT, How.NOT_FOUND]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Juan Carlos Caal Tot", "Juan Karlos Caal Tot"),
        ("Juan Karlos Caal Tot", "Juan Pedro Caal Tot"),
        ("Juan Carlos Caal", "Juan Caal Tzul"),
        ("Juan Carlos Caal Tot Choc", "Juan Carlos Caal"),
    ],
)
def test_the_worst_word_decides(better: str, worse: str) -> None:
    told = "Juan Carlos Caal Tot"
    assert compare(told, better).score > compare(told, worse).score


def test_the_nearer_birth_and_the_same_sex_are_better() -> None:
    claimed = ("2010-03-04", "2010-04-03", "2010-03-12", "2010", None, "2011-06-07", "2001-01-01")
    found = [compare("Ana Caal", "Ana Caal", births=("2010-03-04", each)) for each in claimed]
    told = [Born.DAY, Born.SWAPPED, Born.MONTH, Born.YEAR, Born.NOT_COMPARABLE, Born.NEAR, Born.DIFFERS]
    assert [each.birth for each in found] == told
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores) - 1, "a swapped day and a month weigh alike"
    assert compare("Ana Caal", "Ana Caal", sex="2").score < compare("Ana Caal", "Ana Caal", sex="1").score
    assert compare("Ana Caal", "Ana Caal", sex="0").score == compare("Ana Caal", "Ana Caal", sex="1").score


def test_a_very_long_name_has_no_more_keys_than_a_long_one() -> None:
    syllables = ("ba", "de", "fi", "ko", "lu", "ma", "ne", "pi", "ro", "tu")
    many = " ".join(one + two for one in syllables for two in syllables)
    keys = set(index_keys(HASHER, [words(parts(many))], [BirthFacts(years=(2010,))]))
    assert len(keys) == 2 * SOUNDS_MAX * (SOUNDS_MAX - 1) // 2
    assert keys & asked("baba bade", "2010").keys


def test_two_kinds_of_hashes_never_meet() -> None:
    [word] = words(parts("kak"))
    assert len({HASHER.exact(word), HASHER.name("kak"), HASHER.sound("kak"), HASHER.day("kak")}) == len("four")
    assert HASHER.pair("ana", "kal", "2010") == HASHER.pair("kal", "ana", "2010")
