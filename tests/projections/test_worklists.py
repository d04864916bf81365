"""Lists of work: who is at which step of the way to ORR, longest waiting first, and their counts."""

from uuid import UUID

import pytest

from ledger.domain import codes
from ledger.domain.custody import handoff, intake
from ledger.domain.custody.facets import Step
from ledger.domain.custody.state import Referral
from ledger.domain.register import ORR
from ledger.domain.values import PlaceCode
from projections.current_custody import queries
from projections.current_custody.queries import AtStep, Work
from tests.projections.world import CARE, NOW, OVERSIGHT, SECTOR, SHELTER, USBP, Child, World, minutes, reader

SEARCHED = Work(steps={Step.PLACEMENT_SEARCH})
TO_ACKNOWLEDGE = Work(steps={Step.REFERRED}, referral=Referral.SUBMITTED)
TO_OFFER = Work(steps={Step.PLACED}, offered=False)


def refer(child: Child) -> None:
    child.say(intake.UnaccompaniedDetermined, USBP, rule="6 USC 279(g)(2)")
    child.say(
        intake.ReferralSubmitted,
        USBP,
        referring_agency=codes.ReferringAgency.BORDER_PATROL,
        entry_class=codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
        needs=(),
        separated=False,
    )


@pytest.fixture
def cases(world: World) -> dict[str, Child]:
    """Children at every step of the way to ORR, each a minute after the one before."""
    names = ("met", "determined", "referred", "acknowledged", "asked", "placed", "offered", "in_care")
    children = {name: world.child(at=NOW + minutes(number)) for number, name in enumerate(names)}
    children["determined"].say(intake.UnaccompaniedDetermined, USBP, rule="6 USC 279(g)(2)")
    for name in ("acknowledged", "referred", "asked"):
        refer(children[name])
    for name in ("acknowledged", "asked"):
        children[name].say(intake.ReferralAcknowledged, ORR)
    children["asked"].say(intake.PlacementRequested, ORR, place=SHELTER)
    children["placed"].placed()
    children["offered"].placed()
    children["offered"].offered()
    children["in_care"].in_care(NOW + minutes(20))
    world.project()
    return children


def episodes(world: World, by: str, work: Work) -> list[UUID]:
    return [row.episode for row in queries.worklist(world.views, reader(by), work).rows]


def test_orr_sees_what_is_referred_to_it_before_any_offer(world: World, cases: dict[str, Child]) -> None:
    assert episodes(world, "ORR", TO_ACKNOWLEDGE) == [cases["referred"].episode]
    waiting = [cases[name].episode for name in ("acknowledged", "referred")]
    assert episodes(world, "ORR", Work(steps={Step.REFERRED})) == waiting
    assert episodes(world, "ORR", SEARCHED) == [cases["asked"].episode]
    assert episodes(world, "ORR", Work(steps={Step.UC_DETERMINED, Step.ENCOUNTERED})) == []
    assert episodes(world, "ICE", TO_ACKNOWLEDGE) == episodes(world, "CARE-01", SEARCHED) == []


def test_dhs_sees_whom_it_has_to_refer_and_to_offer(world: World, cases: dict[str, Child]) -> None:
    assert episodes(world, "USBP", Work(steps={Step.UC_DETERMINED})) == [cases["determined"].episode]
    assert episodes(world, "USBP", TO_OFFER) == [cases["placed"].episode]
    assert episodes(world, "USBP", Work(steps={Step.PLACED}, offered=True)) == [cases["offered"].episode]
    assert episodes(world, "USBP", Work(steps=set())) == []


def test_a_list_of_work_is_of_one_holder_and_one_place(world: World, cases: dict[str, Child]) -> None:
    everybody = frozenset(Step)
    assert len(episodes(world, OVERSIGHT, Work(steps=everybody))) == len(cases)
    assert episodes(world, OVERSIGHT, Work(steps=everybody, holder=CARE)) == [cases["in_care"].episode]
    assert len(episodes(world, OVERSIGHT, Work(steps=everybody, place=SECTOR))) == len(cases) - 1
    assert episodes(world, OVERSIGHT, Work(steps=everybody, place=PlaceCode("BP-LRT"))) == []


def test_the_row_says_what_can_be_done_next(world: World, cases: dict[str, Child]) -> None:
    [placed] = queries.worklist(world.views, reader("USBP"), TO_OFFER).rows
    last = world.ledger.load([placed.episode])[placed.episode][-1]
    assert (placed.referral, placed.designated, placed.version) == (Referral.ACKNOWLEDGED, SHELTER, last.version)
    assert (placed.step_since, placed.referred_to) == (last.recorded_at, ORR)
    [met] = queries.worklist(world.views, reader("USBP"), Work(steps={Step.ENCOUNTERED})).rows
    assert (met.referral, met.designated, met.step_since) == (Referral.NONE, None, NOW)


def test_longest_at_the_step_comes_first_page_by_page(world: World) -> None:
    children = world.people(5)
    for child in (children[3], children[0], children[4], children[2], children[1]):
        refer(child)
    world.project()
    expected = [children[number].episode for number in (3, 0, 4, 2, 1)]
    for limit in (1, 2, 5, 6):
        seen: list[UUID] = []
        after = None
        while page := queries.worklist(world.views, reader("ORR"), TO_ACKNOWLEDGE, after=after, limit=limit).rows:
            assert len(page) <= limit
            after = page[-1].cursor
            seen += [row.episode for row in page]
        assert seen == expected


def test_a_step_that_comes_back_is_new(world: World) -> None:
    child = world.child()
    refer(child)
    child.say(intake.ReferralCancelled, USBP, reason=codes.CancelReason.OTHER)
    world.project()
    [row] = queries.worklist(world.views, reader("USBP"), Work(steps={Step.UC_DETERMINED})).rows
    assert row.step_since == world.ledger.load([child.episode])[child.episode][-1].recorded_at
    assert row.referral is Referral.NONE


def test_counts_are_by_step_and_of_those_shown(world: World, cases: dict[str, Child]) -> None:
    def counted(by: str) -> dict[str, tuple[int, int, int]]:
        rows: tuple[AtStep, ...] = queries.counted_by_step(world.views, reader(by)).rows
        return {row.step: (row.people, row.unacknowledged, row.not_offered) for row in rows}

    on_the_way = {
        "referred": (2, 1, 2), "placement_search": (1, 0, 1), "placed_pending_transfer": (2, 0, 1),
    }  # fmt: skip
    in_care, at_dhs = {"in_orr_care": (1, 0, 1)}, {"encountered": (1, 0, 1), "uc_determined": (1, 0, 1)}
    assert counted("ORR") == on_the_way | in_care
    assert counted("USBP") == on_the_way | at_dhs
    assert counted(OVERSIGHT) == on_the_way | at_dhs | in_care
    assert counted("ICE") == {}
    for place, there in (("BP-RGV", counted("USBP")), ("CARE-01", {})):
        at_place = queries.counted_by_step(world.views, reader("USBP"), place=PlaceCode(place)).rows
        assert {row.step: (row.people, row.unacknowledged, row.not_offered) for row in at_place} == there
    cases["offered"].say(handoff.HandoffAccepted, CARE, offer=last_offer(world, cases["offered"]))
    world.project()
    assert counted("USBP") == on_the_way | at_dhs


def last_offer(world: World, child: Child) -> UUID | None:
    [row] = queries.of_person(world.views, reader(OVERSIGHT), child.person).rows
    return row.offer


def test_the_list_by_episode_can_be_of_some_steps(world: World, cases: dict[str, Child]) -> None:
    rows = queries.listed(world.views, reader("ORR"), steps={Step.REFERRED, Step.PLACED}).rows
    expected = {cases[name].episode for name in ("referred", "acknowledged", "placed", "offered")}
    assert [row.episode for row in rows] == sorted(expected)
