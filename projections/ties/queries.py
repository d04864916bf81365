"""Asking for possible ties: of one person, and the open ones for the desk that reunites families.

Read to reunite or to protect, for nothing else (design 7, floor f). A sign is no finding: a person judges it, with the
command `judge-tie` on the two.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from ledger.domain.codes import TieSign
from ledger.domain.reader import Action, Reader
from ledger.domain.values import OrganisationCode, PersonId
from ledger.store import queries
from projections.asking import Answer, Views, permit

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""
CAP = 20
"""Possible ties of one person, at most: a list for somebody to look at."""


class Alike(StrEnum):
    """What is alike, of signs that can be alike in several ways. The first is of the person whose list it is."""

    FIRST_IS_FIRST = "first_is_first"
    FIRST_IS_SECOND = "first_is_second"
    SECOND_IS_FIRST = "second_is_first"
    SECOND_IS_SECOND = "second_is_second"
    NOT_SAID = "not_said"
    """Surnames of which nobody has said which they are."""
    NEXT_NUMBER = "next_number"
    NEAR_NUMBER = "near_number"


class Answered(StrEnum):
    """What a person found of two people before."""

    RELATED = "related"
    NOT_RELATED = "not_related"
    UNDECIDED = "undecided"
    RELATIVE_NOT_SAME = "relative_not_same"
    """Relatives, whose records somebody had taken for one person's."""


class Cursor(NamedTuple):
    """The place of a row in the list: a page goes on after it."""

    person_position: int
    other_position: int


@dataclass(frozen=True, kw_only=True)
class PossibleTie:
    """Two people who may belong together, and why."""

    person_id: PersonId
    other: PersonId
    signs: tuple[TieSign, ...]
    strong: tuple[TieSign, ...]
    """Of these, those that are enough by themselves."""
    hows: tuple[Alike, ...]
    minutes: int | None
    """Alike far apart they were met, where that is a sign."""
    fresh: tuple[TieSign, ...]
    """Signs that whoever judged it has not looked at; all of them where nobody has."""
    answer: Answered | None
    judged_at: datetime | None
    judged_by: OrganisationCode | None
    version: int
    """Of the record of the two, 0 if there is none: what `If-Match` says when it is judged."""
    person_position: int
    other_position: int
    is_open: bool
    """Whether it waits for a person: nobody has judged it, or left it undecided, or a sign came up since."""

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(person_position=self.person_position, other_position=self.other_position)


def of_person(views: Views, reader: Reader, person: PersonId, *, at_least: int = 0) -> Answer[PossibleTie]:
    """Possible ties of one person, judged ones too, the open and strongest first. Whether the reader may see the person
    is asked of the log before.

    Raises:
        NotPermitted: the reader comes neither to reunite nor to protect.
        NotYet: as `Views.ask`.
    """
    permit(reader, Action.TIES)
    return _ask(views, reader, "of_person", at_least=at_least, person=person)


def listed(
    views: Views, reader: Reader, *, after: Cursor | None = None, limit: int = PAGE_ROWS, at_least: int = 0
) -> Answer[PossibleTie]:
    """Open ones of which ORR may know one and somebody is in custody, who came on record last first.

    Raises:
        NotPermitted: the reader is not of ORR, or comes neither to reunite nor to protect.
        NotYet: as `Views.ask`.
    """
    permit(reader, Action.TIE_DESK)
    return _ask(
        views,
        reader,
        "listed",
        at_least=at_least,
        after_person=after.person_position if after else None,
        after_other=after.other_position if after else None,
        limit=limit,
    )


def _ask(views: Views, reader: Reader, block: str, *, at_least: int, **arguments: object) -> Answer[PossibleTie]:
    statement = queries.blocks("projections.ties", "queries.sql")[block]
    return views.ask(
        reader, view="ties", statement=statement, row=PossibleTie, at_least=at_least, per_person=CAP, **arguments
    )
