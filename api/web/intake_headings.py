"""What the columns of people's spreadsheets are called, in English and Spanish, and in the exports of the agencies."""

import re
from collections.abc import Mapping, Sequence

from api.web.intake_names import folded
from ledger.domain.codes import IdentifierScheme

DEFAULT_ORDER: Mapping[int, tuple[str, ...]] = {
    1: ("whole",),
    2: ("given", "surnames"),
    7: ("given", "first", "second", "birth", "sex", "nationality", "languages"),
}
"""Columns of lines without headings, by how many there are; any other number is read as the longest."""

_ENGLISH = {
    "given": "given name|given names|given|first name|first names|forename|forenames|name given|first middle name",
    "first": "first surname|paternal surname|father's surname|surname 1|last name 1",
    "second": "second surname|maternal surname|mother's surname|surname 2|last name 2",
    "surnames": "surname|surnames|last name|last names|family name|family names",
    "whole": "name|full name|names|person|child",
    "birth": "birth|birth date|birthdate|date of birth|dob|age|age years|born",
    "sex": "sex|gender",
    "nationality": "nationality|citizenship|country|country of origin|country of birth|country of citizenship|coc|cob",
    "languages": "language|languages|language spoken|primary language|preferred language",
    "answer": "companions|came with|who came along|accompanied by|travelled with|traveled with",
    "note": "note|notes",
    "ignored": "#|no|nr|number|row",
}
_SPANISH = {
    "given": "nombres|nombre de pila|nombres de pila|primer nombre",
    "first": "primer apellido|apellido paterno|apellido 1",
    "second": "segundo apellido|apellido materno|apellido 2",
    "surnames": "apellido|apellidos",
    "whole": "nombre|nombre completo|nombre y apellido|nombre y apellidos|nombres y apellidos|persona|menor|nino",
    "birth": "nacimiento|fecha de nacimiento|fecha nacimiento|fecha de nac|f nacimiento|nacido|nacida|edad|edad anos",
    "sex": "sexo|genero",
    "nationality": "nacionalidad|pais|pais de origen|pais de nacimiento|ciudadania",
    "languages": "idioma|idiomas|lengua|lenguas|idioma materno|lengua materna",
    "answer": "acompanantes|acompanante|vino con|acompanado por|viaja con",
    "note": "nota|notas|observacion|observaciones",
    "ignored": "num|numero|n°|nº|fila",
}
_NUMBERS = {
    IdentifierScheme.A_NUMBER: "a number|a#|a no|a num|alien number|alien registration number|alien file number"
    "|numero a|numero de extranjero|anumber",
    IdentifierScheme.FINS: "fins|fin|fins number|fingerprint number|fingerprint identification number",
    IdentifierScheme.EID_SUBJECT: "eid subject id|eid",
    IdentifierScheme.CIV_ID: "civ id|subject key|civ",
    IdentifierScheme.SIGMA_SUBJECT: "sigma subject id|sigma subject person id|sigma person id",
    IdentifierScheme.UC_PORTAL: "uc portal number|uc portal id|portal id",
    IdentifierScheme.FAMILY_UNIT: "family unit number|family unit|fmu number|fmu number s|fmu numbers"
    "|numero de unidad familiar",
    IdentifierScheme.CONSULAR: "consular number|consular id|numero consular",
    IdentifierScheme.STATE_ID: "state id|national id|cui|dpi|dui|curp|partida de nacimiento",
}


def _plain(heading: str) -> str:
    """A heading for comparison: what stands between words makes no difference."""
    return " ".join(re.sub(r"[()/:*]", " ", folded(heading)).split())


def _by_heading() -> dict[str, str]:
    found = {
        _plain(each): kind
        for table in (_ENGLISH, _SPANISH)
        for kind, names in table.items()
        for each in names.split("|")
    }
    numbers = {
        _plain(each): f"number:{scheme.value}" for scheme, names in _NUMBERS.items() for each in names.split("|")
    }
    return found | numbers


_KINDS = _by_heading()
SPANISH = frozenset(_plain(each) for names in _SPANISH.values() for each in names.split("|"))
"""Headings that are Spanish."""


def column_of(heading: str) -> str | None:
    """What a column is, by its heading; None where that is not understood."""
    return _KINDS.get(_plain(heading))


def is_headings(line: Sequence[str]) -> bool:
    """Whether a line has headings: two that are understood, or the only one."""
    told = [cell for cell in line if cell]
    understood = sum(column_of(cell) not in {None, "ignored"} for cell in told)
    return understood >= min(2, len(told)) and understood > 0
