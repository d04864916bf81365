"""Reads what people type into the short fields of intake: birth dates, numbers of people, the script of a name.

Everything is taken in the ways in which people write it, as long as only one reading is possible. What has two
readings, or none, is refused with a code; `intake_words` says it in a sentence.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from api.web.intake_names import UNKNOWN, Unread

YEARS = (1900, 2100)
AGE_MAX = 120


@dataclass(frozen=True, kw_only=True)
class Birth:
    """A birth date as far as it is known, or an age."""

    text: str | None = None
    """`2010`, `2010-04` or `2010-04-03`."""
    age: int | None = None
    approximate: bool = False


_ABOUT = re.compile(
    r"^(?:~|≈|about|approx(?:imately)?|around|circa|ca|c|aprox(?:imadamente)?|alrededor de|unos|unas|como)\.?\s*"
)
_AGE = re.compile(r"(\d{1,3})\s*(?:y|yo|y/o|yrs?|years?(?: old)?|a|anos?(?: de edad)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_DAY_NAME = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]*(?:de |of )?\s*)?([a-z]{3,10})\.?[\s,-]*(?:del? )?\s*(\d{4})"
)
_NAME_DAY = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MIDNIGHT = re.compile(r"[ t]0{1,2}:00(?::00(?:\.0+)?)?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril",
            "may mayo", "jun june junio", "jul july julio", "aug august ago agosto",
            "sep sept september set septiembre setiembre", "oct october octubre", "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def read_birth(written: str, *, day_first: bool | None = None) -> Birth | None:
    """A birth date or age; None where it is said not to be known. `day_first` settles 03/04/2010.

    Raises:
        Unread: `birth`, `birth_two_ways` or `no_such_day`.
    """
    text = _digits(written).casefold().strip()
    text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    text = _MIDNIGHT.sub("", text)
    if not text or text in UNKNOWN:
        return None
    bare = _ABOUT.sub("", text)
    approximate = bare != text or bare.endswith(("~", "?"))
    bare = bare.rstrip("~?").strip()
    if (age := _AGE.fullmatch(bare)) and int(age[1]) <= AGE_MAX:
        return Birth(age=int(age[1]), approximate=approximate)
    year, month, day = _date(bare, day_first=day_first)
    return Birth(text=_checked(year, month, day), approximate=approximate)


def _date(text: str, *, day_first: bool | None) -> tuple[int, int | None, int | None]:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (None if part is None else int(part) for part in match.groups())
        return year or 0, month, day
    if match := _YEAR_LAST.fullmatch(text):
        return _settled(int(match[1]), int(match[2]), int(match[3]), day_first=day_first)
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if (match := _NAME_DAY.fullmatch(text)) and match[1] in _MONTHS:
        return int(match[3]), _MONTHS[match[1]], int(match[2])
    if (match := _DAY_NAME.fullmatch(text)) and match[2] in _MONTHS:
        return int(match[3]), _MONTHS[match[2]], None if match[1] is None else int(match[1])
    raise Unread("birth")


def _settled(one: int, two: int, year: int, *, day_first: bool | None) -> tuple[int, int, int]:
    """Day and month, by the only reading that there is."""
    if one == two or two > 12:  # noqa: PLR2004  # months of a year
        return year, one, two
    if one > 12:  # noqa: PLR2004  # months of a year
        return year, two, one
    if day_first is None:
        raise Unread("birth_two_ways")
    return (year, two, one) if day_first else (year, one, two)


def _checked(year: int, month: int | None, day: int | None) -> str:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise Unread("no_such_day") from None
    if not YEARS[0] <= year <= YEARS[1]:
        raise Unread("no_such_day")
    return "-".join(f"{part:0{size}}" for part, size in ((year, 4), (month, 2), (day, 2)) if part is not None)


def _digits(text: str) -> str:
    """With the digits of every script as ours."""
    return "".join(
        str(unicodedata.digit(each)) if each.isdigit() else each for each in unicodedata.normalize("NFKC", text)
    )


_ONE = re.compile(r"#?\s*(\d{1,4})\b.*", re.DOTALL)
_SEVERAL = re.compile(r"#?\d{1,4}(?:\s*[,;+&]\s*#?\d{1,4}|\s+#?\d{1,4})*")


def read_numbers(written: str) -> tuple[int, ...]:
    """Numbers of people of the group: "2", "2, 3", or "2 · Ana" as the list of suggestions writes it.

    Raises:
        Unread: `who`.
    """
    text = _digits(written).strip()
    if _SEVERAL.fullmatch(text):
        return tuple(dict.fromkeys(int(each) for each in re.findall(r"\d+", text)))
    if one := _ONE.fullmatch(text):
        return (int(one[1]),)
    raise Unread("who")


def script_of(text: str) -> str | None:
    """The ISO 15924 code of the script of a name; None where there are several or an unusual one."""
    scripts = {_SCRIPTS.get(unicodedata.name(each, "").split(" ")[0]) for each in text if each.isalpha()}
    return scripts.pop() if len(scripts) == 1 else None


_SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "CJK": "Hani", "CYRILLIC": "Cyrl", "DEVANAGARI": "Deva", "GURMUKHI": "Guru",
    "GUJARATI": "Gujr", "BENGALI": "Beng", "ETHIOPIC": "Ethi", "GREEK": "Grek", "HANGUL": "Hang", "HEBREW": "Hebr",
    "GEORGIAN": "Geor", "ARMENIAN": "Armn", "TAMIL": "Taml", "THAI": "Thai",
}  # fmt: skip
