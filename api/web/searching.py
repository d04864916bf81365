"""The search for a person as the page asks it and tells it: what was typed as a question, and why each one is shown.

Nothing that was typed is kept, and none of it ever stands in an address: the question is the body of a request.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from api import searching
from api.reads import on_record
from api.requests.reading import Flaw, FormInvalid, read_form
from api.requests.searching import PersonSearch
from api.searching import AgreementShown, PeopleFound, PersonFound, Wanted
from api.tokens import check_form
from api.web.forms import Written
from api.web.intake_body import birth_json
from api.web.intake_names import Unread
from api.web.intake_reading import read_birth
from api.web.intake_words import wrong_words
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.codes import NameRole, Sex
from ledger.domain.errors import CustodyError, InvalidValue
from ledger.domain.name_keys import fold, words
from ledger.domain.person import NamePart
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ReaderClass, organisation
from projections.search.asked import Born, How

NAME, BIRTH, SEX, SCHEME, NUMBER, PURPOSE, CASE = "name", "birth", "sex", "scheme", "identifier", "purpose", "case"
WORD_ENDS = re.compile(r"[\s\-_.,;/]+")
QUESTION = "search"
"""What the read log calls it, as for the API."""


class Amiss(CustodyError):
    """What was typed cannot be asked: a sentence for each field, by its name."""

    code = "amiss"

    def __init__(self, beside: Mapping[str, str]) -> None:
        self.beside = beside
        super().__init__("see beside the fields")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Somebody who may be meant, and why."""

    found: PersonFound
    why: tuple[str, ...]
    """The strongest first."""
    against: tuple[str, ...]
    """What does not agree."""


def purposes(reader: Reader) -> tuple[Purpose, ...]:
    """For what somebody may search: oversight for nothing else, and nobody else for it."""
    if organisation(reader.organisation).reader_class is ReaderClass.OVERSIGHT:
        return (Purpose.OVERSIGHT,)
    return Purpose.CUSTODY, Purpose.CARE, Purpose.PLACEMENT, Purpose.REUNIFICATION, Purpose.SAFETY


def question(visitor: Visitor, form: Written) -> tuple[Reader, Wanted]:
    """Who asks, with the purpose that was chosen, and whom they look for.

    Raises:
        Amiss: something that is needed is missing, or cannot be read.
    """
    beside: dict[str, str] = {}
    body = _body(visitor.words, form, beside)
    reader = _reader(visitor, form, beside)
    if beside:
        raise Amiss(beside)
    try:
        return reader, read_form(PersonSearch, body).wanted()
    except FormInvalid as problem:
        raise Amiss(dict(_beside(visitor.words, problem.flaws))) from None


def _body(words_: Words, form: Written, beside: dict[str, str]) -> dict[str, Any]:
    """The question as the API takes it."""
    name, number = _text(form, NAME), _text(form, NUMBER)
    body: dict[str, Any] = {"sex": _text(form, SEX) or Sex.NOT_KNOWN.value}
    if name:
        body["name"] = {"parts": [{"text": name, "role": NameRole.UNKNOWN.value}]}
    if number:
        body |= {"scheme": _text(form, SCHEME), "identifier": number}
    elif not name:
        beside[NAME] = words_.say("Write a name, or a number below.")
    elif not words([NamePart(text=name, role=NameRole.UNKNOWN)]):
        beside[NAME] = words_.say("This holds no word that is a name.")
    try:
        if (birth := read_birth(_text(form, BIRTH))) is not None:
            body["birth"] = birth_json(birth)
    except Unread as problem:
        beside[BIRTH] = wrong_words(words_, problem)
    return body


def _reader(visitor: Visitor, form: Written, beside: dict[str, str]) -> Reader:
    """The visitor with the purpose and the case that they name for this search."""
    why = next((each for each in purposes(visitor.reader) if each == _text(form, PURPOSE)), None)
    if why is None:
        beside[PURPOSE] = visitor.words.say("Say why you search: it is written down with the search.")
    case = _text(form, CASE) or visitor.reader.case_reference
    try:
        if case:
            check_form("case", case)
    except InvalidValue:
        beside[CASE] = visitor.words.say("Letters, digits, stops, slashes and dashes only, at most 60.")
    return replace(visitor.reader, purpose=why or visitor.reader.purpose, case_reference=case)


def _beside(words_: Words, flaws: tuple[Flaw, ...]) -> Iterator[tuple[str, str]]:
    for flaw in flaws:
        where = flaw.at.split("/")[1] if flaw.at.count("/") else NAME
        yield where, words_.say("This does not have the form that is asked for; see the example.")


def _text(form: Written, name: str) -> str:
    return (form.value(name) or "").strip()


def asked(visitor: Visitor, reader: Reader, wanted: Wanted, *, question: str = QUESTION) -> PeopleFound:
    """Who may be meant; its line is in the read log when this returns.

    Raises:
        NotPermitted: the reader is not on duty to search across people.
        Amiss: a number that holds neither letters nor digits.
    """
    site = visitor.site
    codec = site.ledger.custody_mapper.codec
    try:
        found = searching.search(site.views, site.readers.log, codec, reader, wanted, at_least=visitor.at_least)
    except InvalidValue:
        raise Amiss({NUMBER: visitor.words.say("Write the number: letters and digits.")}) from None
    on_record(reader, question, persons=[row.person_id for row in found.rows], position=found.position)
    return found


def told(words_: Words, wanted: Wanted, found: PeopleFound) -> list[Shown]:
    """Everybody who was found, with why, in the order of the search."""
    typed = typed_words(wanted)
    return [
        Shown(found=row, why=tuple(_why(words_, typed, row)), against=tuple(_against(words_, typed, row)))
        for row in found.rows
    ]


def typed_words(wanted: Wanted) -> list[str]:
    """The words that the search compares, as they were typed."""
    as_typed = {fold(text): text for part in wanted.parts for text in WORD_ENDS.split(part.text)}
    return [as_typed.get(word.folded, word.folded) for word in words(wanted.parts)]


def _why(words_: Words, typed: list[str], row: PersonFound) -> Iterator[str]:
    if row.by_identifier:
        yield words_.say("The number is on this record")
    if (agreement := row.agreement) is None:
        return
    for how, some in _by_how(agreement, typed):
        if how is not How.NOT_FOUND:
            yield words_.say("%(how)s: %(words)s", how=words_.code(how), words=", ".join(some))
    if agreement.birth not in {Born.DIFFERS, Born.NOT_COMPARABLE}:
        yield words_.say("Birth: %(how)s", how=_small(words_.code(agreement.birth)))


def _against(words_: Words, typed: list[str], row: PersonFound) -> Iterator[str]:
    if (agreement := row.agreement) is None:
        return
    for how, some in _by_how(agreement, typed):
        if how is How.NOT_FOUND:
            yield words_.say("%(how)s: %(words)s", how=words_.code(how), words=", ".join(some))
    if agreement.birth is Born.DIFFERS:
        yield words_.say("Birth: %(how)s", how=_small(words_.code(agreement.birth)))
    if agreement.sex_differs:
        yield words_.say("Another sex is on record")


def _by_how(agreement: AgreementShown, typed: list[str]) -> Iterator[tuple[How, list[str]]]:
    for how in How:
        some = [text for text, word in zip(typed, agreement.words, strict=False) if word.how is how]
        if some:
            yield how, some


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
