"""Searching for a person, whichever exit the answer leaves by: found by hashes, opened only for who may see the record.

Of somebody whose record the reader may not see nothing is told but that they are known, and whom to ask. Why they were
found is not told either: trying dates until one agrees would read the record.
"""

from datetime import date
from uuid import UUID

import msgspec

from api.relatives import birth_of, name_of
from ledger.domain.birth_keys import BirthFacts, birth_facts
from ledger.domain.codes import IdentifierScheme, Sex
from ledger.domain.person import BirthClaim, NamePart
from ledger.domain.reader import Action, Reader
from ledger.store.codec import Codec
from projections.asking import Views, permit
from projections.identifiers import queries as identifiers
from projections.names import Named, names_of
from projections.reading import LogReader
from projections.search import queries
from projections.search.asked import Born, How
from projections.search.queries import Match
from projections.search.scoring import Agreement


class WordAgreement(msgspec.Struct, kw_only=True, frozen=True):
    """How one word asked for agrees, particles and titles left out."""

    how: How
    elsewhere: bool
    """A surname where a given name was asked for, or the other way round."""


class AgreementShown(msgspec.Struct, kw_only=True, frozen=True):
    """Why somebody is shown. It orders a list for a person to look at, and decides nothing."""

    score: int
    """0 to 100; no probability."""
    words: tuple[WordAgreement, ...]
    not_asked: int
    """Words of the record that were not asked for."""
    birth: Born
    sex_differs: bool


class PersonFound(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody who may be meant, the best first."""

    person_id: UUID
    by_identifier: bool
    """They have the identifier that was asked for."""
    ask: str | None
    """The organisation that answers for them, when the reader may not see the record; all else is left out then."""
    name: str | None
    """As recorded last, parts in the order given."""
    born: str | None
    age_years: int | None
    sex: Sex | None
    agreement: AgreementShown | None


class PeopleFound(msgspec.Struct, kw_only=True, frozen=True):
    """People who may be meant: at most twenty, and never a list by anything but a name or an identifier."""

    position: int
    rows: tuple[PersonFound, ...]


class Wanted(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a search is for."""

    parts: tuple[NamePart, ...] = ()
    birth: BirthClaim | None = None
    sex: Sex = Sex.NOT_KNOWN
    identifier: tuple[IdentifierScheme, str] | None = None


def search(
    views: Views, log: LogReader, codec: Codec, reader: Reader, wanted: Wanted, *, at_least: int = 0
) -> PeopleFound:
    """Who may be meant, as a reader is shown them.

    Raises:
        NotPermitted: the reader is not on duty to search across people.
        InvalidValue: nothing is asked that could be looked for.
        NotYet: a view does not come to the position in time.
    """
    permit(reader, Action.DUTY_SEARCH)
    keyring = codec.sealer.keyring
    known: list[UUID] = []
    if wanted.identifier is not None:
        scheme, written = wanted.identifier
        have = identifiers.who_has(views, reader, keyring, scheme=scheme, written=written, at_least=at_least)
        known = [row.person_id for row in have.rows]
    found = queries.search(
        views,
        reader,
        keyring,
        parts=wanted.parts,
        birth=_birth(log, reader, wanted.birth),
        sex=wanted.sex,
        identified=known,
        at_least=at_least,
    )
    names = names_of(log, reader, [row.person_id for row in found.rows])
    rows = tuple(_shown(row, names.get(row.person_id), codec=codec, reader=reader) for row in found.rows)
    return PeopleFound(position=found.position, rows=rows)


def _birth(log: LogReader, reader: Reader, claim: BirthClaim | None) -> BirthFacts | None:
    if claim is None:
        return None
    return birth_facts(claim, log.clock(reader).date() if claim.date is None else date.min)


def _shown(match: Match, who: Named | None, *, codec: Codec, reader: Reader) -> PersonFound:
    if who is None:
        return PersonFound(
            person_id=match.person_id,
            by_identifier=match.by_identifier,
            ask=match.ask,
            name=None,
            born=None,
            age_years=None,
            sex=None,
            agreement=None,
        )
    birth = birth_of(who, codec=codec, reader=reader)
    return PersonFound(
        person_id=match.person_id,
        by_identifier=match.by_identifier,
        ask=None,
        name=name_of(who, codec=codec, reader=reader),
        born=birth.date.text if birth is not None and birth.date is not None else None,
        age_years=birth.age_years if birth is not None else None,
        sex=who.sex,
        agreement=_agreement(match.agreement) if match.agreement is not None else None,
    )


def _agreement(why: Agreement) -> AgreementShown:
    return AgreementShown(
        score=why.score,
        words=tuple(WordAgreement(how=word.how, elsewhere=word.elsewhere) for word in why.words),
        not_asked=why.not_asked,
        birth=why.birth,
        sex_differs=why.sex_differs,
    )
