"""Possible ties of a person on the page of the family, in plain words; for who comes to reunite or to protect."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from msgspec.structs import replace

from api import ties
from api.ties import SignShown, TieShown
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.codes import TieSign
from projections.positions import NotYet
from projections.ties.queries import Alike

OTHER_SIDE = {Alike.FIRST_IS_SECOND: Alike.SECOND_IS_FIRST, Alike.SECOND_IS_FIRST: Alike.FIRST_IS_SECOND}
"""The same, said from the side of the other."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One possible tie."""

    tie: TieShown
    reasons: tuple[tuple[str, bool], ...]
    """Each in words, with whether it came up since the two were judged."""


@dataclass(frozen=True, kw_only=True)
class Possible:
    """What the page says of possible ties."""

    rows: tuple[Row, ...]
    behind: bool
    """Whether what the visitor has just recorded may be missing: a list that lags must not hide the relatives."""


def possible_ties(visitor: Visitor, person: UUID) -> Possible | None:
    """Possible ties of a person whom the visitor may see, in three statements; None where they are not for them.

    Their line is in the read log when this returns.
    """
    try:
        found, behind = _asked(visitor, person, at_least=visitor.at_least), False
    except NotYet:
        found, behind = _asked(visitor, person), True
    if found is None:
        return None
    return Possible(
        rows=tuple(Row(tie=tie, reasons=tuple(reasons(visitor.words, tie))) for tie in found.rows), behind=behind
    )


def signs_of(visitor: Visitor, person: UUID, other: UUID) -> tuple[TieSign, ...]:
    """What speaks for a tie of the two now, for the form that judges it; nothing where it is not for the visitor."""
    found = _asked(visitor, person)
    rows = found.rows if found is not None else ()
    return tuple(each.sign for tie in rows if tie.other.person_id == other for each in tie.signs)


def _asked(visitor: Visitor, person: UUID, *, at_least: int = 0) -> ties.Ties | None:
    if not ties.may_ask(visitor.reader):
        return None
    site = visitor.site
    codec, log = site.ledger.custody_mapper.codec, site.readers.log
    found = ties.of_seen(site.views, log, codec, visitor.reader, person, at_least=at_least)
    visitor.on_record("ties", [person, *found.persons], position=found.position)
    return found


def seen_first(tie: TieShown) -> TieShown:
    """The same tie from the side of whose record is shown, so that "here" is that person."""
    if tie.person.sex is not None:
        return tie
    signs = tuple(replace(sign, hows=tuple(OTHER_SIDE.get(how, how) for how in sign.hows)) for sign in tie.signs)
    return replace(tie, person=tie.other, other=tie.person, signs=signs)


def reasons(words: Words, tie: TieShown) -> Iterator[tuple[str, bool]]:
    """Every sign in words, the strong ones first."""
    for sign in sorted(tie.signs, key=lambda each: not each.strong):
        since = tie.judged is not None and sign.fresh
        yield from ((said, since) for said in _said(words, sign))


def _said(words: Words, sign: SignShown) -> Iterator[str]:
    match sign.sign:
        case TieSign.SAME_EVENT if sign.strong:
            yield words.say("They were met in the same event.")
        case TieSign.SAME_EVENT:
            yield words.say("They were met in the same event, with many other people.")
        case TieSign.SAME_PLACE_AND_TIME if sign.minutes:
            yield words.say("They were met at the same place; minutes in between: %(num)s.", num=sign.minutes)
        case TieSign.SAME_PLACE_AND_TIME:
            yield words.say("They were met at the same place, in the same minute.")
        case TieSign.NAMED_BY_THE_OTHER:
            yield words.say("One was named as having come with the other, and nobody knew how they are related.")
        case TieSign.SHARED_SURNAME | TieSign.CONSECUTIVE_NUMBERS:
            hows = set(sign.hows) - ({Alike.NEAR_NUMBER} if Alike.NEXT_NUMBER in sign.hows else set())
            yield from (_alike(words, each) for each in sign.hows if each in hows)
        case _:
            yield words.code(sign.sign)


def _alike(words: Words, alike: Alike) -> str:
    match alike:
        case Alike.FIRST_IS_FIRST:
            return words.say("Their first surnames sound the same, as of people with one father.")
        case Alike.SECOND_IS_SECOND:
            return words.say("Their second surnames sound the same, as of people with one mother.")
        case Alike.FIRST_IS_SECOND:
            return words.say("The first surname here sounds like the second one there, as of a mother and her child.")
        case Alike.SECOND_IS_FIRST:
            return words.say("The second surname here sounds like the first one there, as of a child and its mother.")
        case Alike.NOT_SAID:
            return words.say("A surname sounds the same; nobody has said which one it is.")
        case Alike.NEXT_NUMBER:
            return words.say("Their A-numbers follow each other.")
        case Alike.NEAR_NUMBER:
            return words.say("Their A-numbers are close to each other, given on the same day.")
