"""What does not fit among claims of kinship, and what only says the same less exactly."""

from datetime import date

import pytest

from ledger.domain.codes import Bond, Confidence, FactBasis, Kin, Lineage
from ledger.domain.relationship.conflicts import ConflictKind, conflicts
from ledger.domain.relationship.state import Claim, Judgement, Standing
from ledger.domain.values import EventId, OrganisationCode, PersonId, UserId
from tests.domain.builders import an_id, moment

CHILD, OTHER_CHILD, ADULT, OTHER = (PersonId(an_id(name)) for name in ("child", "brother", "adult", "other adult"))


def said(
    relative: PersonId, kin: Kin, of: PersonId = CHILD, *, lineage: Lineage = Lineage.UNKNOWN, refuted: bool = False
) -> Claim:
    verdict = Judgement(
        at=moment(9),
        by=UserId("orr.1"),
        organisation=OrganisationCode("ORR"),
        standing=Standing.REFUTED,
        methods=(),
        said_in=EventId(an_id("verdict")),
    )
    return Claim(
        said_in=EventId(an_id(f"{relative} {kin} {of} {lineage}")),
        relative=relative,
        relative_of=of,
        kin=kin,
        lineage=lineage,
        bonds=(Bond.UNKNOWN,),
        asserted_by=FactBasis.STATEMENT_OF_PERSON,
        evidence=(),
        confidence=Confidence.UNKNOWN,
        at=moment(0),
        by=UserId("usbp.1"),
        organisation=OrganisationCode("USBP"),
        judgements=(verdict,) if refuted else (),
        withdrawn=False,
    )


def kinds(*claims: Claim, **born: tuple[date, date]) -> list[ConflictKind]:
    people = {"child": CHILD, "brother": OTHER_CHILD, "adult": ADULT, "other": OTHER}
    return [each.kind for each in conflicts(claims, {people[name]: days for name, days in born.items()})]


def days(year: int, month: int = 1, day: int = 2) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day)


def test_two_mothers_are_shown_until_one_is_refuted() -> None:
    mother, other = said(ADULT, Kin.MOTHER), said(OTHER, Kin.MOTHER)
    assert kinds(mother, other) == [ConflictKind.TWO_MOTHERS]
    assert kinds(said(ADULT, Kin.FATHER), said(OTHER, Kin.FATHER)) == [ConflictKind.TWO_FATHERS]
    assert kinds(mother, said(OTHER, Kin.MOTHER, refuted=True)) == []
    assert kinds(mother, said(OTHER, Kin.FATHER)) == []


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (said(ADULT, Kin.MOTHER), said(ADULT, Kin.PARENT), False),
        (said(ADULT, Kin.AUNT_OR_UNCLE), said(ADULT, Kin.RELATIVE), False),
        (said(ADULT, Kin.MOTHER), said(ADULT, Kin.AUNT_OR_UNCLE), True),
        (said(ADULT, Kin.AUNT_OR_UNCLE), said(ADULT, Kin.AUNT_OR_UNCLE, lineage=Lineage.MATERNAL), False),
        (
            said(ADULT, Kin.AUNT_OR_UNCLE, lineage=Lineage.PATERNAL),
            said(ADULT, Kin.AUNT_OR_UNCLE, lineage=Lineage.MATERNAL),
            True,
        ),
    ],
)
def test_two_answers_clash_only_when_both_cannot_be_true(one: Claim, other: Claim, *, clash: bool) -> None:
    assert kinds(one, other) == ([ConflictKind.TWO_ANSWERS] if clash else [])


def test_a_parent_was_fourteen_and_an_unknown_date_contradicts_nothing() -> None:
    claim = said(ADULT, Kin.FATHER)
    assert kinds(claim, adult=days(2000), child=days(2013)) == [ConflictKind.PARENT_TOO_YOUNG]
    assert kinds(claim, adult=days(2000), child=days(2014)) == []
    assert kinds(claim, adult=days(2000)) == []


def test_siblings_are_nine_months_apart_unless_born_together() -> None:
    claim = said(OTHER_CHILD, Kin.SIBLING)
    assert kinds(claim, child=days(2010, 3), brother=days(2010, 8)) == [ConflictKind.SIBLINGS_TOO_CLOSE]
    assert kinds(claim, child=days(2010, 3), brother=days(2011, 3)) == []
    assert kinds(said(OTHER_CHILD, Kin.TWIN), child=days(2010, 3), brother=days(2010, 8)) == []
