"""Where an alarm can be that only a join of all rows finds: small children with nobody, encounters with other numbers.

Kept beside the rows so that a list does not look through everybody each time that it is asked for.
"""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from ledger.store import queries
from projections.contract import Cursor

Gathering = tuple[str, str, int]
"""Those of one encounter: agency, what they have in common, fiscal year."""


def same_as(cursor: Cursor, people: Collection[UUID]) -> set[UUID]:
    """Whose records the records of these people say are theirs too, as the rows stand."""
    cursor.execute(_sql("same"), {"people": list(people)})
    return {other for (other,) in cursor.fetchall()}


def gatherings(cursor: Cursor, episodes: Collection[UUID], people: Collection[UUID]) -> set[Gathering]:
    """Encounters that these episodes and people are of, as the rows stand."""
    cursor.execute(_sql("gatherings"), {"episodes": list(episodes), "people": list(people)})
    return set(cursor.fetchall())


def find(cursor: Cursor, episodes: Collection[UUID], people: Collection[UUID], touched: Collection[Gathering]) -> None:
    """Find anew what is amiss with these episodes, people and encounters."""
    about = {"episodes": list(episodes), "people": list(people)}
    cursor.execute(_sql("forget_small_alone"), about)
    cursor.execute(_sql("find_small_alone"), about)
    organisations, together, years = (list(part) for part in zip(*touched, strict=True)) if touched else ([], [], [])
    of = {"organisations": organisations, "together": together, "years": years}
    cursor.execute(_sql("forget_miscounted"), of)
    cursor.execute(_sql("find_miscounted"), of)


def _sql(name: str) -> LiteralString:
    return queries.blocks("projections.family_watch", "candidates.sql")[name]
