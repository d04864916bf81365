"""What a companion's relation, as it is asked at an encounter, claims of two people."""

from collections.abc import Mapping

from ledger.domain.codes import Kin, Lineage, Relation

_LINEAGE: Mapping[Relation, Lineage] = {
    Relation.MATERNAL_GRANDPARENT: Lineage.MATERNAL,
    Relation.PATERNAL_GRANDPARENT: Lineage.PATERNAL,
    Relation.MATERNAL_AUNT_OR_UNCLE: Lineage.MATERNAL,
    Relation.PATERNAL_AUNT_OR_UNCLE: Lineage.PATERNAL,
}
_KIN: Mapping[Relation, Kin] = {
    Relation.MOTHER: Kin.MOTHER,
    Relation.FATHER: Kin.FATHER,
    Relation.LEGAL_GUARDIAN: Kin.LEGAL_GUARDIAN,
    Relation.STEPPARENT: Kin.STEPPARENT,
    Relation.SIBLING: Kin.SIBLING,
    Relation.HALF_SIBLING: Kin.HALF_SIBLING,
    Relation.MATERNAL_GRANDPARENT: Kin.GRANDPARENT,
    Relation.PATERNAL_GRANDPARENT: Kin.GRANDPARENT,
    Relation.MATERNAL_AUNT_OR_UNCLE: Kin.AUNT_OR_UNCLE,
    Relation.PATERNAL_AUNT_OR_UNCLE: Kin.AUNT_OR_UNCLE,
    Relation.AUNT_OR_UNCLE: Kin.AUNT_OR_UNCLE,
    Relation.COUSIN: Kin.COUSIN,
    Relation.SPOUSE_OR_PARTNER: Kin.SPOUSE_OR_PARTNER,
    Relation.OWN_CHILD: Kin.PARENT,
    Relation.GODPARENT: Kin.GODPARENT,
    Relation.FAMILY_FRIEND: Kin.FAMILY_FRIEND,
}

WITH_LINEAGE = frozenset({Kin.GRANDPARENT, Kin.GREAT_GRANDPARENT, Kin.AUNT_OR_UNCLE, Kin.COUSIN, Kin.HALF_SIBLING})
"""Kin of whom it is asked through whom."""


def kin_of(relation: Relation) -> tuple[Kin, Lineage] | None:
    """The kin and lineage that a relation claims; None for somebody unrelated or of whom it is not known."""
    kin = _KIN.get(relation)
    if kin is None:
        return None
    return kin, _LINEAGE.get(relation, Lineage.UNKNOWN if kin in WITH_LINEAGE else Lineage.NOT_APPLICABLE)


def turned(relation: Relation) -> bool:
    """Whether the one who was asked is what is claimed, and the companion whose: `own_child` makes a parent of them."""
    return relation is Relation.OWN_CHILD
