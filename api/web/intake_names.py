"""Reads names of languages, countries and sexes as people write them, in both languages of the page, into codes.

A list to find names in, not a limit: any code of the standards can be typed. What is not found is refused with a code,
and with what may be meant; `intake_words` says it in a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from api.web.origins import NATIONALITIES, SPOKEN
from api.web.words import LANGUAGES, Words
from ledger.domain.codes import Sex
from ledger.domain.errors import CustodyError

APOSTROPHES = "'`\u00b4\u02bb\u02bc\u2018\u2019"
"""Glottal stops and quotes: names of Mayan languages are written with any of them, or none."""


class Unread(CustodyError):
    """A text that cannot be read, or in two ways; `reason` says which, `near` what may be meant."""

    code = "unread"

    def __init__(self, reason: str, *, near: str | None = None) -> None:
        self.reason = reason
        self.near = near
        super().__init__(reason)


def folded(text: str) -> str:
    """For comparison: small letters without accents, apostrophes, and with single spaces."""
    plain = unicodedata.normalize("NFKD", "".join(each for each in text.casefold() if each not in APOSTROPHES))
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.split(r"[\s._-]+", kept)).strip()


UNKNOWN = frozenset({
    "?", "??", "-", "--", "n/a", "na", "unk", "unknown", "not known", "none", "desconocido", "desconocida",
    "se desconoce", "no se sabe", "no sabe", "sin dato",
})  # fmt: skip
"""Ways to write that something is not known, folded."""

_LANGUAGE_ALIASES = {
    "es": "spa", "castellano": "spa", "en": "eng", "pt": "por", "ht": "hat", "kreyol": "hat", "creole": "hat",
    "criollo": "hat", "haitian creole": "hat", "fr": "fra", "ar": "ara", "ru": "rus", "zh": "zho", "mandarin": "zho",
    "pa": "pan", "gu": "guj", "hi": "hin", "ro": "ron", "tr": "tur", "qu": "que", "quechua": "que", "kichwa": "que",
    "quiche": "quc", "qiche": "quc", "kekchi": "kek", "quekchi": "kek", "qeqchi": "kek",
    "kanjobal": "kjb", "canjobal": "kjb",
    "cakchiquel": "cak", "acateco": "knj", "acatec": "knj", "jacalteco": "jac", "jakalteko": "jac",
    "pocomchi": "poh", "aguacateco": "agu", "chorti": "caa", "tzutujil": "tzj",
    "zutuhil": "tzj", "tzeltal": "tzh", "tzotzil": "tzo",
    "chol": "ctu", "miskito": "miq", "miskitu": "miq",
}  # fmt: skip
_STEMS = {
    "guatemal": "GTM", "hondur": "HND", "salvador": "SLV", "mexic": "MEX", "nicarag": "NIC", "ecuator": "ECU",
    "ecuador": "ECU", "colombi": "COL", "venezol": "VEN", "venezuel": "VEN", "peru": "PER", "haiti": "HTI",
    "cuba": "CUB", "brasil": "BRA", "brazil": "BRA", "dominican": "DOM", "costarric": "CRI", "panam": "PAN",
    "chin": "CHN", "indian": "IND", "bolivi": "BOL", "chilen": "CHL", "rumano": "ROU", "romanian": "ROU",
}  # fmt: skip
"""Beginnings of countries' names and of what their people are called, in both languages."""
_SHORT = {
    "GT": "GTM", "HN": "HND", "SV": "SLV", "MX": "MEX", "NI": "NIC", "CR": "CRI", "PA": "PAN", "BZ": "BLZ", "EC": "ECU",
    "CO": "COL", "VE": "VEN", "PE": "PER", "BO": "BOL", "CL": "CHL", "BR": "BRA", "CU": "CUB", "HT": "HTI", "DO": "DOM",
    "CN": "CHN", "IN": "IND", "US": "USA",
}  # fmt: skip


@cache
def _names(kind: str) -> Mapping[str, str]:
    """Codes by their folded names in every language of ours, and by themselves."""
    codes: Iterable[str] = SPOKEN if kind == "Language" else NATIONALITIES
    named = {folded(Words(language).code(code, of=kind)): code for language in LANGUAGES for code in codes}
    return named | {code.casefold(): code for code in codes}


def read_languages(written: str) -> tuple[str, ...]:
    """Languages by ISO 639-3 code, in the order given, each once.

    Raises:
        Unread: `language`.
    """
    parts = [folded(part) for part in re.split(r"[,;/|&+\n]|\s(?:and|y|e)\s", written)]
    return tuple(dict.fromkeys(_language(part) for part in parts if part and part not in UNKNOWN))


def _language(part: str) -> str:
    known = _names("Language")
    found = known.get(part) or _LANGUAGE_ALIASES.get(part)
    if found is None and re.fullmatch(r"[a-z]{3}", part):
        found = part
    if found is None:
        raise Unread("language", near=_near(part, known, kind="Language"))
    return found


def read_nationality(written: str) -> str | None:
    """A country by ISO 3166-1 alpha-3 code; None where it is not known.

    Raises:
        Unread: `nationality`.
    """
    part = folded(written).removeprefix("el ").removeprefix("la ")
    if not part or part in UNKNOWN:
        return None
    known = _names("Nationality")
    found = known.get(part) or known.get(f"el {part}") or _SHORT.get(part.upper())
    found = found or next((code for stem, code in _STEMS.items() if part.startswith(stem)), None)
    if found is None and re.fullmatch(r"[a-z]{3}", part):
        found = part.upper()
    if found is None:
        raise Unread("nationality", near=_near(part, known, kind="Nationality"))
    return found


def _near(part: str, known: Mapping[str, str], *, kind: str) -> str | None:
    """The message id of what may be meant."""
    close = get_close_matches(part, [name for name in known if len(name) > 3], n=1, cutoff=0.7)  # noqa: PLR2004  # codes aside
    return f"{kind}.{known[close[0]]}" if close else None


_SEXES = {
    Sex.MALE: "1 m male man boy h hombre masculino varon nino",
    Sex.FEMALE: "2 f female woman girl mujer femenino femenina nina",
    Sex.NOT_KNOWN: "0 u x",
    Sex.NOT_APPLICABLE: "9",
}


def read_sex(written: str, *, m_is_female: bool | None = False) -> Sex:
    """A sex. `m_is_female` is for a list in Spanish, where M may be *mujer*; None if that cannot be told.

    Raises:
        Unread: `sex`.
    """
    part = folded(written)
    if not part or part in UNKNOWN:
        return Sex.NOT_KNOWN
    if part == "m" and m_is_female is not False:
        if m_is_female is None:
            raise Unread("sex")
        return Sex.FEMALE
    for sex, names in _SEXES.items():
        if part in names.split():
            return sex
    raise Unread("sex")
