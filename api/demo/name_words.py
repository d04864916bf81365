"""Words that invented names are made of: common given names and surnames, no pair of which is anybody's.

Small lists on purpose, and ours (`name_words.json`, words between spaces). Words keep the spelling that people use,
accents and apostrophes included.
"""

import json
from importlib.resources import files

_LISTS = json.loads(files("api.demo").joinpath("name_words.json").read_text("utf-8"))


def _words(name: str) -> tuple[str, ...]:
    return tuple(" ".join(_LISTS[name]).split())


SPANISH_GIVEN_MALE = _words("spanish_given_male")
SPANISH_GIVEN_FEMALE = _words("spanish_given_female")
SPANISH_SURNAMES = _words("spanish_surnames")
MAYAN_SURNAMES = _words("mayan_surnames")
GIVEN_LIKE_SURNAMES = _words("given_like_surnames")
"""Surnames of the Q'anjob'al and Chuj country: given names by their look, so that the order cannot be told."""
HAITIAN_GIVEN_MALE = _words("haitian_given_male")
HAITIAN_GIVEN_FEMALE = _words("haitian_given_female")
HAITIAN_SURNAMES = _words("haitian_surnames")
BRAZILIAN_GIVEN_MALE = _words("brazilian_given_male")
BRAZILIAN_GIVEN_FEMALE = _words("brazilian_given_female")
BRAZILIAN_SURNAMES = _words("brazilian_surnames")
INDIAN_GIVEN_MALE = _words("indian_given_male")
INDIAN_GIVEN_FEMALE = _words("indian_given_female")
INDIAN_SURNAMES = _words("indian_surnames")
SURNAMES_WITH_PARTICLE = (
    ("de la", "Cruz"),
    ("de la", "Rosa"),
    ("de la", "Torre"),
    ("de los", "Ángeles"),
    ("de", "León"),
    ("del", "Cid"),
    ("del", "Valle"),
)
