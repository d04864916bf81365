"""Languages and nationalities that intake offers by name; any other code of the standards can be typed.

A list to choose from, not a limit: no language is assumed, least of all Spanish.
"""

import unicodedata

from api.web.words import Words

SPOKEN = (
    *("spa", "eng"),
    # Guatemala, and Belize beside it
    *("mam", "quc", "kek", "kjb", "cak", "ixl", "acr", "poh", "tzj", "cac", "knj", "jac", "agu", "qum", "caa", "mop"),
    # Honduras and Nicaragua
    *("cab", "miq"),
    # Mexico, and the Andes
    *("tzh", "tzo", "ctu", "zap", "que"),
    *("por", "hat", "fra", "ara", "rus", "zho", "pan", "guj", "hin", "ron", "tur"),
    *("gsm", "ase"),
)
"""Languages by ISO 639-3 code."""

NATIONALITIES = (
    *("GTM", "HND", "SLV", "MEX", "NIC", "CRI", "PAN", "BLZ"),
    *("ECU", "COL", "VEN", "PER", "BOL", "CHL", "BRA"),
    *("CUB", "HTI", "DOM", "JAM"),
    *("CHN", "IND", "PAK", "BGD", "NPL", "AFG"),
    *("ROU", "RUS", "UKR", "TUR"),
    *("GHA", "CMR", "COD", "AGO", "ERI", "SOM"),
    "USA",
)
"""Nationalities by ISO 3166-1 alpha-3 code; a claim to be a citizen can be written down too."""


def languages(words: Words) -> list[tuple[str, str]]:
    """Languages with their names, by name."""
    return _by_name([(code, words.code(code, of="Language")) for code in SPOKEN])


def nationalities(words: Words) -> list[tuple[str, str]]:
    """Nationalities with their names, by name."""
    return _by_name([(code, words.code(code, of="Nationality")) for code in NATIONALITIES])


def _by_name(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sorted as a person looks them up: accents and capitals make no difference."""
    return sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1].casefold()).encode("ascii", "ignore"))
