"""Asking who may be meant: candidates by keyed hashes, the best first, each with why.

The names asked for never leave this process: they are folded and hashed here, and the hashes are looked up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ledger.domain.birth_keys import BirthFacts
from ledger.domain.codes import Sex
from ledger.domain.errors import InvalidValue
from ledger.domain.name_keys import words
from ledger.domain.person import NamePart
from ledger.domain.reader import Action, Reader
from ledger.domain.values import OrganisationCode, PersonId
from ledger.store import queries
from ledger.store.keys import Keyring
from projections.asking import Answer, Views, permit
from projections.search.asked import ask_for
from projections.search.hashing import Hasher
from projections.search.scoring import Agreement, agreement

CANDIDATES = 100
"""Who is compared at most: those who share most of what is asked for."""
SHOWN = 20
"""Who is answered at most: a list for one person to look at, not to take away."""
SCORE_MIN = 30
"""Below it there is no more in common than among strangers."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A row of the view that shares something with what is asked for."""

    person_id: PersonId
    sex: Sex
    roles: tuple[str, ...]
    places: tuple[int, ...]
    facts: tuple[int, ...]
    ask: OrganisationCode


@dataclass(frozen=True, kw_only=True)
class Match:
    """Somebody who may be meant."""

    person_id: PersonId
    agreement: Agreement | None
    """None when no name is asked for: then they have the identifier."""
    by_identifier: bool
    ask: OrganisationCode
    """Who answers for them, for a reader who may not see the record."""


def search(
    views: Views,
    reader: Reader,
    keyring: Keyring,
    *,
    parts: Sequence[NamePart] = (),
    birth: BirthFacts | None = None,
    sex: Sex = Sex.NOT_KNOWN,
    identified: Sequence[UUID] = (),
    at_least: int = 0,
) -> Answer[Match]:
    """Who may be meant by a name, a birth and a sex; `identified` are people known by an identifier that was asked for.

    Raises:
        NotPermitted: the reader is not on duty to search across people.
        InvalidValue: the name holds no word that is one, and nobody is identified.
        NotYet: as `Views.ask`.
    """
    permit(reader, Action.DUTY_SEARCH)
    wanted = words(parts)
    if parts and not wanted and not identified:
        raise InvalidValue("name", "at least one word that is a name")
    asked = ask_for(Hasher(keyring.blind_index), wanted, birth, sex)
    found = views.ask(
        reader,
        view="search",
        statement=queries.blocks("projections.search", "queries.sql")["candidates"],
        row=Candidate,
        at_least=at_least,
        keys=sorted(asked.keys),
        facts=asked.facts,
        also=list(identified),
        limit=CANDIDATES,
    )
    known = frozenset(identified)
    matches = [
        Match(
            person_id=row.person_id,
            agreement=agreement(asked, sex=row.sex, roles=row.roles, places=row.places, facts=row.facts)
            if wanted
            else None,
            by_identifier=row.person_id in known,
            ask=row.ask,
        )
        for row in found.rows
    ]
    kept = [each for each in matches if each.by_identifier or _score(each) >= SCORE_MIN]
    kept.sort(key=lambda each: (not each.by_identifier, -_score(each), each.person_id))
    return Answer(position=found.position, rows=tuple(kept[:SHOWN]))


def answering(
    views: Views, reader: Reader, people: Sequence[UUID], *, at_least: int = 0
) -> Mapping[PersonId, OrganisationCode]:
    """Who answers for each of these people, for a reader of ORR who was told of them as possible relatives.

    Raises:
        NotPermitted: the reader is not of ORR, or comes neither to reunite nor to protect.
        NotYet: as `Views.ask`.
    """
    permit(reader, Action.TIE_DESK)
    if not people:
        return {}
    found = views.ask(
        reader,
        view="search",
        statement=queries.blocks("projections.search", "queries.sql")["candidates"],
        row=Candidate,
        at_least=at_least,
        keys=[],
        facts=[],
        also=list(people),
        limit=0,
    )
    return {row.person_id: row.ask for row in found.rows}


def _score(match: Match) -> int:
    return match.agreement.score if match.agreement is not None else 0
