"""At which rates the year has families, and what befalls them. Nobody publishes such rates: every number is a guess.

A rate is per hundred of the children met in the year; those in care at the opening are not among them. Whoever is
not chosen here keeps the companions of the plan, who have a record and no custody of their own.
"""

from enum import StrEnum
from typing import NamedTuple

from api.demo.draws import Weighted
from ledger.domain.codes import (
    AloneReason,
    DisputeReason,
    ExitKind,
    Relation,
    SeparationReason,
)


class FamilyKind(StrEnum):
    """What is told of a family, or of two people who are none."""

    PARTED = "parent_parted"
    """A parent who came along: the separation is decided, complete, by two people."""
    PARTED_UNTOLD = "parent_parted_untold"
    """The same, but nobody decided it on record: ORR reports it afterwards."""
    NO_PARENT = "no_parent"
    """Separated because nobody could verify it; two officials then find that the adult is not the parent."""
    TOGETHER = "parent_together"
    """A parent who stays with the child: both are released together."""
    SMALL_ALONE = "small_alone"
    """A child under five with nobody on record."""
    SIBLINGS = "siblings"
    """Two children of the year met in one event; one names the other."""
    UNRECORDED = "unrecorded"
    """Two siblings of the year met in one event, of whom nobody wrote down that they are."""
    STRANGERS = "strangers"
    """Two children of the year met in one event who have nothing to do with each other."""
    RELATIVE = "relative"
    """An aunt, uncle or grandparent who came along and is in custody."""
    RELATIVE_PARTED = "relative_parted"
    """The same; ORR reports that the child was separated from them."""
    MISCOUNTED = "miscounted"
    """The same, but on no list: the event counts one more than it has on record."""
    DOUBTED = "doubted"
    """A relative is named, and the relation is doubted later."""
    TWO_RECORDS = "two_records"
    """A care provider makes a second record of the child."""


class Rate(NamedTuple):
    """How often, and what the figure rests on."""

    per_hundred: float
    what: str
    because: str


_GUESS = "a guess"
RATES = {
    FamilyKind.NO_PARENT: Rate(0.1, "adults said to be a parent and found not to be", _GUESS),
    FamilyKind.PARTED_UNTOLD: Rate(0.1, "separations from a parent that were only reported", _GUESS),
    FamilyKind.PARTED: Rate(0.4, "separations from a parent that were decided on record", _GUESS),
    FamilyKind.TOGETHER: Rate(1.0, "children released together with a parent in custody", _GUESS),
    FamilyKind.SMALL_ALONE: Rate(0.3, "children under five with nobody on record", f"{_GUESS}; some are explained"),
    FamilyKind.SIBLINGS: Rate(2.0, "pairs of siblings of the year met in one event", f"{_GUESS}; some are verified"),
    FamilyKind.UNRECORDED: Rate(
        0.45,
        "pairs of siblings of whom nobody wrote down that they are",
        "DHS OIG-20-06 found 136 and 1,233 children with a tie that was not recorded, beside an estimated 3,014 who "
        "were separated: 45 to a hundred. That one of a hundred children is separated is a guess, so is this",
    ),
    FamilyKind.STRANGERS: Rate(1.0, "pairs of strangers met in one event", f"{_GUESS}; some are judged not related"),
    FamilyKind.RELATIVE: Rate(3.0, "aunts, uncles and grandparents in custody", _GUESS),
    FamilyKind.RELATIVE_PARTED: Rate(0.3, "separations from such a relative, all only reported", _GUESS),
    FamilyKind.MISCOUNTED: Rate(0.3, "encounters that count one more than are on record", _GUESS),
    FamilyKind.DOUBTED: Rate(0.5, "claims of kinship that are doubted", f"{_GUESS}; some are refuted"),
    FamilyKind.TWO_RECORDS: Rate(0.3, "children with two records", f"{_GUESS}; half of them are linked"),
}
"""In the order in which children are chosen: the rarest pools first. At least one of each where a child fits."""

TOGETHER_HOURS = 2
"""Longest time between the encounters of two children in one event."""
APART_MINUTES = 45
"""The same of two strangers."""
YEARS_BETWEEN_SIBLINGS = 12
GROWN_RELATIONS = frozenset(
    {
        Relation.MATERNAL_AUNT_OR_UNCLE,
        Relation.PATERNAL_AUNT_OR_UNCLE,
        Relation.MATERNAL_GRANDPARENT,
        Relation.PATERNAL_GRANDPARENT,
    }
)
YEARS_OLDER = {
    Relation.MOTHER: (17, 34),
    Relation.FATHER: (18, 38),
    Relation.MATERNAL_AUNT_OR_UNCLE: (19, 35),
    Relation.PATERNAL_AUNT_OR_UNCLE: (19, 35),
    Relation.MATERNAL_GRANDPARENT: (38, 58),
    Relation.PATERNAL_GRANDPARENT: (38, 58),
}
"""By how much an adult is older than the child, at least and at most; nobody is younger than `YOUNGEST_ADULT`."""
YOUNGEST_ADULT = 20

# Of adults who are not with the child any more.
STAYS_WITH_DHS = 0.35
"""Never handed to ICE: released from the place where they were met."""
LEFT = Weighted([(ExitKind.REMOVED, 0.5), (ExitKind.RELEASED, 0.25), (None, 0.25)])
"""How those end who are handed on; None for those in custody when the year ends."""
DAYS_IN_CUSTODY = (5, 60)
REMOVAL_REVIEWED = 0.4
TO_THE_MARSHALS = frozenset({SeparationReason.REFERRED_FOR_PROSECUTION, SeparationReason.OTHER_WARRANT})
"""Reasons for which a parent is handed to the U.S. Marshals, where there is a district near."""

# Of separations.
SUPPLEMENTED = 0.5
"""Of those only reported: DHS says later why and by whom."""
REVIEWED_AFTER_DAYS = 30
ENDED_AT_THE_EXIT = 0.7
"""Of children who leave care to a sponsor or a parent."""

VERIFIED_SIBLINGS = 0.4
STRANGERS_JUDGED = 0.4
UNRECORDED_JUDGED = 0.3
REFUTED = 0.3
"""Of claims that are doubted."""
DOUBTS = Weighted(
    [
        (DisputeReason.DENIED_BY_CHILD, 0.4),
        (DisputeReason.DOCUMENT_DOUBTED, 0.3),
        (DisputeReason.CONTRADICTED, 0.3),
    ]
)
ALONE_EXPLAINED = 0.5
ALONE = Weighted(
    [
        (AloneReason.LEFT_BY_COMPANION, 0.5),
        (AloneReason.FOUND_ALONE, 0.3),
        (AloneReason.BROUGHT_BY_STRANGER, 0.2),
    ]
)
RECORDS_LINKED = 0.5
RECORDS_OF_RELATIVES = 0.25
"""Of children with two records: the second one is found to be a relative's. The rest waits for an answer."""
