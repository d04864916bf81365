"""What happens to each child of the plan can have happened: in order, in time, once."""

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from api.demo.ages import adult_from, age_on
from api.demo.assumed import COMPANION_ALWAYS_UNDER_YEARS
from api.demo.family_assumed import FamilyKind
from api.demo.months import CLOSING_SECONDS, seconds_of
from api.demo.plan import CareKind, ChildPlan, CorrectionKind, ManifestPlan, OfferEnding, Origin, RoadKind
from api.demo.year import YearPlan, plan_year
from ledger.domain.codes import Classification, CompanionsAnswer, ExitKind
from ledger.domain.register import PLACES, PlaceKind
from tests.demo import tally

THREE_DAYS = timedelta(hours=72)


@pytest.fixture(scope="module")
def plan() -> YearPlan:
    return plan_year(share=Fraction(1, 10), seed=2019)


def test_numbers_run_from_one_in_order_of_the_encounter(plan: YearPlan) -> None:
    assert [child.number for child in plan.children] == list(range(1, len(plan.children) + 1))
    assert [manifest.number for manifest in plan.manifests] == list(range(1, len(plan.manifests) + 1))
    met = [child.encountered_at for child in plan.children if child.origin is not Origin.OPENING_CENSUS]
    assert met == sorted(met)


def _course(child: ChildPlan, plan: YearPlan) -> list[datetime]:
    """All instants of a child's way into care, in the order in which they must come."""
    referral = child.referral
    assert referral is not None
    assert child.booked_in_at is not None
    assert child.classified_at is not None
    course = [child.encountered_at, child.booked_in_at, child.classified_at, referral.submitted_at]
    if referral.returned_at is not None:
        assert referral.submitted_again_at is not None
        course += [referral.returned_at, referral.submitted_again_at]
    course.append(referral.acknowledged_at)
    for declined in referral.declined:
        course += [declined.requested_at, declined.declined_at]
    course += [referral.requested_at, referral.designated_at]
    for number in child.manifests:
        course += _journey(plan.manifests[number - 1])
    return course


def _journey(manifest: ManifestPlan) -> list[datetime]:
    course: list[datetime] = []
    if failed := manifest.failed_offer:
        course += [failed.offered_at, failed.ended_at]
    if leg := manifest.first_leg:
        course += [leg.offered_at, leg.accepted_at, leg.dispatched_at, leg.received_at]
    course += [manifest.offered_at, manifest.accepted_at, manifest.packed_at]
    if start := manifest.false_start:
        course += [start.dispatched_at, start.voided_at]
    course.append(manifest.dispatched_at)
    course += sorted(road.at for road in manifest.road)
    return [*course, manifest.arrived_at, manifest.received_at, manifest.admitted_at]


def test_everything_on_the_way_into_care_happens_in_order(plan: YearPlan) -> None:
    for child in plan.children:
        if child.referral is not None:
            course = _course(child, plan)
            assert all(before < after for before, after in pairwise(course)), child.number


def test_offers_and_expected_arrivals_make_sense(plan: YearPlan) -> None:
    for manifest in plan.manifests:
        assert manifest.accepted_at < manifest.expires_at
        assert manifest.dispatched_at < manifest.expected_at <= manifest.arrived_at
        assert (manifest.carrier is None) == (manifest.taken_at is None)
        if manifest.taken_at is not None:
            assert manifest.dispatched_at < manifest.taken_at < manifest.arrived_at
        if redirect := manifest.redirect:
            assert manifest.dispatched_at < redirect.at < redirect.accepted_at < manifest.arrived_at
            assert redirect.place != manifest.provider
        if (failed := manifest.failed_offer) and failed.ending is OfferEnding.EXPIRED:
            assert failed.ended_at > failed.expires_at
        elif failed:
            assert failed.ended_at < failed.expires_at


def test_every_referred_child_is_received_once_by_its_last_manifest(plan: YearPlan) -> None:
    listed = Counter(child for manifest in plan.manifests for child in manifest.children)
    received = Counter(child for manifest in plan.manifests for child in manifest.received)
    for child in plan.children:
        assert listed[child.number] == len(child.manifests)
        assert received[child.number] == (1 if child.referral else 0)
        if child.referral:
            last = plan.manifests[child.manifests[-1] - 1]
            assert child.number in last.received
            assert (child.received_at, child.received_place) == (last.received_at, last.arrives_at)
            assert plan.manifests[child.manifests[0] - 1].provider == child.referral.place
            assert child.referral.place not in {declined.place for declined in child.referral.declined}


def test_a_manifest_lists_at_most_twelve_children_of_one_place(plan: YearPlan) -> None:
    for manifest in plan.manifests:
        assert 1 <= len(manifest.children) <= 12
        again = any(plan.children[number - 1].manifests[0] != manifest.number for number in manifest.children)
        if again and PLACES[manifest.origin].kind is PlaceKind.ICE_OFFICE:
            continue  # ICE had taken the child before it was left behind
        assert {plan.children[number - 1].place for number in manifest.children} == {manifest.origin}


def test_a_stated_share_is_received_later_than_72_hours_after_the_referral(plan: YearPlan) -> None:
    waits = [c.received_at - c.referral.submitted_at for c in plan.children if c.referral and c.received_at]
    late = sum(wait > THREE_DAYS for wait in waits) / len(waits)
    assert 0.03 < late < 0.08
    until_referred = [c.referral.submitted_at - c.encountered_at for c in plan.children if c.referral]
    assert max(until_referred) <= timedelta(hours=48)


def test_everything_in_care_lies_within_the_stay_and_one_month(plan: YearPlan) -> None:
    for child in plan.children:
        for care in child.care:
            assert child.received_at is not None
            ends = max(care.ended_at or care.at, care.said_at)
            assert child.received_at < care.at <= ends
            assert child.exit is None or ends < child.exit.at
            assert tally.month_of(care.at) == tally.month_of(care.ended_at or care.at) >= 0


def test_nobody_stays_beyond_the_18th_birthday(plan: YearPlan) -> None:
    for child in plan.children:
        birthday = adult_from(child.person.birth)
        if child.exit is None:
            assert tally.month_end(12) < birthday
        elif child.exit.kind is ExitKind.AGED_OUT:
            assert child.exit.at.date() == birthday
        elif child.received_at is not None:
            assert child.exit.at.date() <= birthday


def test_those_not_referred_leave_within_48_hours_and_never_enter_care(plan: YearPlan) -> None:
    unreferred = [c for c in plan.children if c.referral is None and c.origin is not Origin.OPENING_CENSUS]
    assert len(unreferred) == sum(plan.figures.not_referred)
    for child in unreferred:
        assert child.exit is not None
        assert child.received_at is None
        assert timedelta(0) < child.exit.at - child.encountered_at < timedelta(hours=48)
    kinds = Counter((child.exit.kind, child.classification) for child in unreferred if child.exit)
    assert set(kinds) == {
        (ExitKind.REPATRIATION, Classification.UNACCOMPANIED_CHILD),
        (ExitKind.RELEASED, Classification.ACCOMPANIED_CHILD),
        (ExitKind.FOUND_ADULT, Classification.ADULT),
    }


def test_those_of_the_opening_census_are_in_care_before_the_year(plan: YearPlan) -> None:
    opening = [child for child in plan.children if child.origin is Origin.OPENING_CENSUS]
    assert len(opening) == plan.figures.census_total[0]
    for child in opening:
        assert child.received_at is not None
        assert child.encountered_at < child.received_at
        assert tally.month_of(child.received_at) < 0
        assert (child.booked_in_at, child.classified_at, child.referral) == (None, None, None)


def test_late_reports_are_said_after_they_happened_and_before_the_year_ends(plan: YearPlan) -> None:
    receipts = [m.receipt_said_at - m.received_at for m in plan.manifests]
    exits = [child.exit.said_at - child.exit.at for child in plan.children if child.exit]
    for waits in (receipts, exits):
        late = [wait for wait in waits if wait]
        assert late
        assert all(timedelta(hours=24) <= wait <= timedelta(hours=96) for wait in late)
    said = [*(m.receipt_said_at for m in plan.manifests), *(c.exit.said_at for c in plan.children if c.exit)]
    assert max(map(seconds_of, said)) <= CLOSING_SECONDS + 4 * 3600
    for manifest in plan.manifests:
        for number in manifest.received:
            leaving = plan.children[number - 1].exit
            assert leaving is None or manifest.receipt_said_at < leaving.at


def test_every_complication_happens_to_somebody(plan: YearPlan) -> None:
    children, manifests = plan.children, plan.manifests
    assert {m.failed_offer.ending for m in manifests if m.failed_offer} == set(OfferEnding)
    assert {road.kind for m in manifests for road in m.road} == set(RoadKind)
    assert {care.kind for child in children for care in child.care} == set(CareKind)
    assert {child.correction.kind for child in children if child.correction} == set(CorrectionKind)
    assert {child.companions_answer for child in children} == set(CompanionsAnswer)
    for happened in (
        any(m.first_leg for m in manifests),
        any(m.false_start for m in manifests),
        any(m.redirect for m in manifests),
        any(m.not_aboard for m in manifests),
        any(m.refused for m in manifests),
        any(m.discrepancies for m in manifests),
        any(m.carrier for m in manifests),
        any(child.referral and child.referral.returned_at for child in children),
        any(child.referral and child.referral.declined for child in children),
        any(child.separation_reason for child in children),
    ):
        assert happened


def test_a_small_child_is_alone_only_at_the_stated_rate(plan: YearPlan) -> None:
    alone = {family.number for family in plan.families if family.kind is FamilyKind.SMALL_ALONE}
    assert alone
    for child in plan.children:
        if child.origin is not Origin.OPENING_CENSUS:
            age = age_on(child.person.birth, child.encountered_at.date())
            named = child.companions_answer is CompanionsAnswer.NAMED
            assert named or age >= COMPANION_ALWAYS_UNDER_YEARS or child.number in alone
            assert named == bool(child.companions)
