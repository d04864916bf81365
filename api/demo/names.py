"""Invented names and numbers: given names and surnames as the countries of origin use them.

Every word comes from `name_words`; which words meet is drawn. A-numbers begin with 999, a series that no agency
has reached, and count people up, so that anybody sees that they are invented.
"""

from api.demo import name_words as words
from api.demo.draws import Draws, Weighted
from ledger.domain.codes import NameRole, OrderConfidence, Sex
from ledger.domain.person import NamePart, RecordedName

TWO_GIVEN_NAMES = 0.55
SURNAME_OF_ONE_PARENT = 0.06
SAME_SURNAME_TWICE = 0.02
SURNAME_WITH_PARTICLE = 0.03
MAYAN_SURNAME = 0.7
"""Of those who speak a Mayan language; the others have Spanish surnames."""
SURNAMES_LIKE_GIVEN_NAMES = frozenset({"kjb", "cac", "knj", "jac"})
"""Languages of the country where surnames look like given names."""
MAYAN_LANGUAGES = SURNAMES_LIKE_GIVEN_NAMES | {"mam", "quc", "kek", "ixl"}

_GIVEN = {
    "HTI": {Sex.MALE: words.HAITIAN_GIVEN_MALE, Sex.FEMALE: words.HAITIAN_GIVEN_FEMALE},
    "IND": {Sex.MALE: words.INDIAN_GIVEN_MALE, Sex.FEMALE: words.INDIAN_GIVEN_FEMALE},
    "BRA": {Sex.MALE: words.BRAZILIAN_GIVEN_MALE, Sex.FEMALE: words.BRAZILIAN_GIVEN_FEMALE},
}
_SPANISH_GIVEN = {Sex.MALE: words.SPANISH_GIVEN_MALE, Sex.FEMALE: words.SPANISH_GIVEN_FEMALE}
_ONE_SURNAME = {"HTI": words.HAITIAN_SURNAMES, "IND": words.INDIAN_SURNAMES}
_A_NUMBER_FORMS = Weighted(
    [
        ("A{}{}{}", 0.6),
        ("A-{}-{}-{}", 0.2),
        ("{} {} {}", 0.12),
        ("a{}{}{}", 0.05),
        ("A {}{}{}", 0.03),
    ]
)


def invent_name(draws: Draws, *, sex: Sex, country: str, language: str) -> RecordedName:
    """A name as it might be recorded at the border, for a country (ISO 3166-1) and a language (ISO 639-3)."""
    if country in _ONE_SURNAME:
        surnames = [_part(draws.choice(_ONE_SURNAME[country]), NameRole.SURNAME)]
        return _name(draws, sex, country, surnames)
    first, second = (_surname(draws, country, language) for _ in range(2))
    if draws.random() < SAME_SURNAME_TWICE:
        second = first
    surnames = [_part(first, NameRole.FIRST_SURNAME)]
    if draws.random() >= SURNAME_OF_ONE_PARENT:
        surnames.append(_part(second, NameRole.SECOND_SURNAME))
    if language in SURNAMES_LIKE_GIVEN_NAMES:
        surnames = [_part(part.text, NameRole.UNKNOWN) for part in surnames]
    elif country != "BRA" and draws.random() < SURNAME_WITH_PARTICLE:
        surnames[:1] = _with_particle(draws)
    return _name(draws, sex, country, surnames)


def invent_relative(draws: Draws, *, kin: RecordedName, sex: Sex, country: str, language: str) -> RecordedName:
    """A name of somebody of the same blood: one of the kin's surnames, in first place, beside another one."""
    shared = draws.choice([part for part in kin.parts if part.role not in {NameRole.GIVEN, NameRole.PARTICLE}])
    if country in _ONE_SURNAME:
        return _name(draws, sex, country, [shared])
    role = NameRole.UNKNOWN if shared.role is NameRole.UNKNOWN else NameRole.FIRST_SURNAME
    other_role = NameRole.UNKNOWN if role is NameRole.UNKNOWN else NameRole.SECOND_SURNAME
    other = _part(_surname(draws, country, language), other_role)
    return _name(draws, sex, country, [_part(shared.text, role), other])


def a_number(number: int) -> str:
    """The invented A-number of a person of the plan, in its normal form."""
    return f"A{999_000_000 + number}"


def write_a_number(draws: Draws, number: int) -> str:
    """The invented A-number as some official might write it."""
    digits = a_number(number)[1:]
    return _A_NUMBER_FORMS.draw(draws).format(digits[:3], digits[3:6], digits[6:])


def _name(draws: Draws, sex: Sex, country: str, surnames: list[NamePart]) -> RecordedName:
    given = _GIVEN.get(country, _SPANISH_GIVEN)[sex]
    count = 2 if draws.random() < TWO_GIVEN_NAMES else 1
    parts = (*(_part(text, NameRole.GIVEN) for text in draws.sample(given, count)), *surnames)
    unsure = any(part.role is NameRole.UNKNOWN for part in surnames)
    order = OrderConfidence.UNKNOWN if unsure else OrderConfidence.LIKELY
    return RecordedName(parts=parts, script="Latn", order=order)


def _surname(draws: Draws, country: str, language: str) -> str:
    if country == "BRA":
        return draws.choice(words.BRAZILIAN_SURNAMES)
    if language in SURNAMES_LIKE_GIVEN_NAMES:
        return draws.choice(words.GIVEN_LIKE_SURNAMES)
    if language in MAYAN_LANGUAGES and draws.random() < MAYAN_SURNAME:
        return draws.choice(words.MAYAN_SURNAMES)
    return draws.choice(words.SPANISH_SURNAMES)


def _with_particle(draws: Draws) -> list[NamePart]:
    particle, surname = draws.choice(words.SURNAMES_WITH_PARTICLE)
    return [_part(particle, NameRole.PARTICLE), _part(surname, NameRole.FIRST_SURNAME)]


def _part(text: str, role: NameRole) -> NamePart:
    return NamePart(text=text, role=role)
