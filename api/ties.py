"""Possible ties as they are shown, whichever exit they leave by: of each of the two what the reader may know, and why.

Of somebody whose record the reader may not see nothing is told but the signs and whom to ask, as in the search.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from api.relatives import birth_of, name_of
from ledger.domain.codes import Sex, TieSign
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import PersonId
from ledger.store.codec import Codec
from projections.asking import Answer, Views, permit
from projections.names import Named, names_of
from projections.reading import LogReader
from projections.search.queries import answering
from projections.ties import queries
from projections.ties.queries import Alike, Answered, PossibleTie

OF_SIGN = {
    TieSign.SHARED_SURNAME: frozenset(Alike) - {Alike.NEXT_NUMBER, Alike.NEAR_NUMBER},
    TieSign.CONSECUTIVE_NUMBERS: frozenset({Alike.NEXT_NUMBER, Alike.NEAR_NUMBER}),
}
"""Which ways of being alike say more of which sign."""


class PersonTied(msgspec.Struct, kw_only=True, frozen=True):
    """One of the two."""

    person_id: UUID
    ask: str | None
    """The organisation that answers for them, when the reader may not see the record; all else is left out then."""
    name: str | None
    """As recorded last, parts in the order given."""
    born: str | None
    age_years: int | None
    sex: Sex | None


class SignShown(msgspec.Struct, kw_only=True, frozen=True):
    """One reason."""

    sign: TieSign
    strong: bool
    """Whether it is enough by itself."""
    hows: tuple[Alike, ...]
    """What is alike, `person` first: `second_is_first` is the second surname of `person`, the first of `other`."""
    minutes: int | None
    """Alike far apart they were met, of `same_place_and_time`."""
    fresh: bool
    """Whether nobody who judged the two has looked at it."""


class JudgedShown(msgspec.Struct, kw_only=True, frozen=True):
    """What a person found of the two."""

    answer: Answered
    at: datetime
    organisation: str


class TieShown(msgspec.Struct, kw_only=True, frozen=True):
    """Two people who may belong together though nobody has said so. Signs are no finding: a person judges."""

    person: PersonTied
    other: PersonTied
    signs: tuple[SignShown, ...]
    open: bool
    """Whether it waits for a person: not judged, left undecided, or a sign came up since."""
    judged: JudgedShown | None
    version: int
    """Of the record of the two, 0 if there is none: what `If-Match` says on `judge-tie`."""


class Ties(msgspec.Struct, kw_only=True, frozen=True):
    """Possible ties, with where the next page begins after them."""

    position: int
    rows: tuple[TieShown, ...]
    last: queries.Cursor | None

    @property
    def persons(self) -> list[UUID]:
        """Whom it tells of."""
        return [each.person_id for row in self.rows for each in (row.person, row.other)]


def may_ask(reader: Reader) -> bool:
    """Whether the reader comes to reunite or to protect."""
    return may_read(reader, Action.TIES, None).allowed


def of_person(views: Views, log: LogReader, codec: Codec, reader: Reader, person: UUID, *, at_least: int = 0) -> Ties:
    """Possible ties of somebody whose record the reader may see, judged ones too.

    Raises:
        NotPermitted: the reader may not see the person, or comes neither to reunite nor to protect.
        NotYet: a view does not come to the position in time.
    """
    permit(reader, Action.TIES)
    log.heads(reader, person)
    return of_seen(views, log, codec, reader, person, at_least=at_least)


def of_seen(views: Views, log: LogReader, codec: Codec, reader: Reader, person: UUID, *, at_least: int = 0) -> Ties:
    """The same of somebody whom the reader was just allowed to see.

    Raises:
        NotPermitted: the reader comes neither to reunite nor to protect.
        NotYet: a view does not come to the position in time.
    """
    found = queries.of_person(views, reader, PersonId(person), at_least=at_least)
    return _shown(views, log, codec, reader, found)


def listed(
    views: Views,
    log: LogReader,
    codec: Codec,
    reader: Reader,
    *,
    after: queries.Cursor | None,
    limit: int,
    at_least: int = 0,
) -> Ties:
    """Open ones for the desk that reunites, who came on record last first.

    Raises:
        NotPermitted: the reader is not of that desk.
        NotYet: a view does not come to the position in time.
    """
    found = queries.listed(views, reader, after=after, limit=limit, at_least=at_least)
    return _shown(views, log, codec, reader, found)


def _shown(views: Views, log: LogReader, codec: Codec, reader: Reader, found: Answer[PossibleTie]) -> Ties:
    people = [each for row in found.rows for each in (row.person_id, row.other)]
    names = names_of(log, reader, people)
    hidden = [each for each in dict.fromkeys(people) if each not in names]
    desk = may_read(reader, Action.TIE_DESK, None).allowed
    ask = answering(views, reader, hidden) if desk else {}
    told = {each: _person(each, names, ask, codec=codec, reader=reader) for each in people}
    return Ties(
        position=found.position,
        rows=tuple(_tie(row, told) for row in found.rows),
        last=found.rows[-1].cursor if found.rows else None,
    )


def _person(
    person: PersonId, names: Mapping[UUID, Named], ask: Mapping[PersonId, str], *, codec: Codec, reader: Reader
) -> PersonTied:
    who = names.get(person)
    if who is None:
        return PersonTied(person_id=person, ask=ask.get(person), name=None, born=None, age_years=None, sex=None)
    birth = birth_of(who, codec=codec, reader=reader)
    return PersonTied(
        person_id=person,
        ask=None,
        name=name_of(who, codec=codec, reader=reader),
        born=birth.date.text if birth is not None and birth.date is not None else None,
        age_years=birth.age_years if birth is not None else None,
        sex=who.sex,
    )


def _tie(row: PossibleTie, told: Mapping[PersonId, PersonTied]) -> TieShown:
    judged = None
    if row.answer is not None and row.judged_at is not None and row.judged_by is not None:
        judged = JudgedShown(answer=row.answer, at=row.judged_at, organisation=row.judged_by)
    return TieShown(
        person=told[row.person_id],
        other=told[row.other],
        signs=tuple(_sign(row, sign) for sign in row.signs),
        open=row.is_open,
        judged=judged,
        version=row.version,
    )


def _sign(row: PossibleTie, sign: TieSign) -> SignShown:
    return SignShown(
        sign=sign,
        strong=sign in row.strong,
        hows=tuple(how for how in row.hows if how in OF_SIGN.get(sign, ())),
        minutes=row.minutes if sign is TieSign.SAME_PLACE_AND_TIME else None,
        fresh=sign in row.fresh,
    )
