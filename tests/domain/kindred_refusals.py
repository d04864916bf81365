"""The refusals of groups and pairs, for `test_refusals`: what was recorded, what is tried, what is allowed instead."""

from collections.abc import Sequence

from ledger.domain.family.groups import GroupFormed
from ledger.domain.relationship.events import RelationshipVerified
from ledger.domain.values import UserId
from tests.domain.builders import CHILD, MOTHER, Said
from tests.domain.builders_kindred import (
    FATHER,
    asserted,
    changed,
    formed,
    found_same,
    linked,
    looked_at,
    one_person_proposed,
    one_person_rejected,
    reunited,
    separated,
    separation_decided,
    struck_out,
    verified,
)

CLAIM = asserted()
PARTED = separated(60)

REFUSALS: dict[str, tuple[Sequence[Said], Said, str]] = {
    # groups
    "group_not_formed": ([], linked(10), "form"),
    "already_formed": ([formed()], formed(7), "add-member"),
    "nobody_named": ([], changed(formed(), GroupFormed, members=()), "form"),
    "named_twice": ([], formed(5, MOTHER, CHILD, MOTHER), "form"),
    # separations
    "nobody_separated": ([formed(), PARTED], reunited(90, PARTED), "end-separation"),
    "not_of_the_group": ([formed()], separation_decided(adults=(FATHER,)), "add-member"),
    "needs_second_person": ([formed()], separation_decided(supervisor=UserId("USBP.official")), "decide-separation"),
    "separation_incomplete": ([formed()], separation_decided(informed=()), "report-separation"),
    "no_such_separation": ([formed()], looked_at(70, PARTED), "report-separation"),
    "separation_over": ([formed(), PARTED, reunited(90, PARTED, CHILD)], looked_at(95, PARTED), "report-separation"),
    # two people
    "one_person": ([], asserted(5, MOTHER, MOTHER), "assert"),
    "no_such_claim": ([], verified(20, CLAIM), "assert"),
    "no_evidence": ([CLAIM], changed(verified(20, CLAIM), RelationshipVerified, methods=()), "refute"),
    "needs_other_people": ([CLAIM], verified(20, CLAIM, second="ORR.official"), "dispute"),
    "judged_by_two": ([CLAIM, verified(20, CLAIM)], struck_out(verified(20, CLAIM)), "dispute"),
    "already_proposed": ([one_person_proposed(30)], one_person_proposed(40), "reject-same-person"),
    "nothing_new": (
        [one_person_proposed(30), one_person_rejected(40)],
        one_person_proposed(50),
        "propose-same-person",
    ),
    "not_proposed": ([], found_same(50), "propose-same-person"),
    "proposer_cannot_confirm": (
        [one_person_proposed(30)],
        found_same(50, user="USBP.official"),
        "reject-same-person",
    ),
}
"""Codes that people and custody have too are in the table there."""
