"""What a page offers to record next agrees with what the ledger takes."""

from collections.abc import Callable

import pytest

from api.web.command_targets import COMMANDS
from api.web.next_steps import NOT_MINE, REPORTS
from api.web.words import Words
from ledger.domain.event import Decision
from tests.api.world import World, receipt_body
from tests.web.filling import filled
from tests.web.reading import Page
from tests.web.test_commanding import (
    CARE,
    DHS,
    GIVEN,
    ORR,
    PLACE,
    Child,
    accepted,
    acknowledged,
    asked_for_bed,
    browser,
    determined,
    met,
    offered,
    placed,
    referred,
    under_way,
)

Stage = Callable[[World], Child]


def received(world: World) -> Child:
    child = under_way(world)
    world.done(f"/custody/{child.episode}/receive", receipt_body(child.offer, place=PLACE), by=PLACE)
    return child


def admitted(world: World) -> Child:
    child = received(world)
    body = {"claimed": world.claimed(), "place": PLACE, "program": "shelter"}
    world.done(f"/custody/{child.episode}/admit", body, by=PLACE)
    return child


STAGES = (met, determined, referred, acknowledged, asked_for_bed, placed, offered, accepted, under_way, received)
EXPECTED = {
    (DHS, "met"): {"determine-unaccompanied", "offer"},
    (DHS, "determined"): {"submit-referral"},
    (ORR, "referred"): {"acknowledge-referral", "return-referral"},
    (ORR, "acknowledged"): {"request-placement", "designate-placement"},
    (DHS, "placed"): {"offer"},
    (DHS, "offered"): {"recall"},
    (CARE, "offered"): {"accept", "decline"},
    (DHS, "accepted"): {"dispatch", "recall"},
    (DHS, "under_way"): {"redirect", "turn-back"},
    (CARE, "under_way"): {"receive"},
    (CARE, "received"): {"admit"},
}
"""What must be among the first that is offered."""
SOMEBODY_ELSES = {Words("en").code(reason, of="refusal") for reason in NOT_MINE}


def test_every_report_is_offered_under_one_subject() -> None:
    listed = [name for names in REPORTS.values() for name in names]
    there = {
        name
        for kind in ("episodes", "people")
        for name, cls in COMMANDS[kind].items()
        if not issubclass(cls, Decision) and name != "open-in-care"  # what opens an episode is no report on one
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == there


def in_order(page: Page, child: Child) -> list[str]:
    """The commands on the buttons under the name, the likeliest first."""
    start = f'href="/episodes/{child.episode}/do/'
    actions = page.response.text.partition('<div class="actions')[2].partition("</div>")[0]
    return [part.partition('"')[0] for part in actions.split(start)[1:]]


def first_offered(page: Page, child: Child) -> set[str]:
    """The same as a set."""
    return set(in_order(page, child))


def sent(world: World, stage: Stage, user: str, name: str) -> Page:
    """The answer to a command at that stage, all its fields filled in."""
    child, somebody = stage(world), browser(world, user)
    path = f"/episodes/{child.episode}/do/{name}"
    fields = filled(somebody.get(path).response.text, when="2019-06-15T12:00", **GIVEN.get(name, {}))
    return Page(somebody.send(path, fields))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: str(stage.__name__))
@pytest.mark.parametrize("user", [DHS, CARE, ORR])
def test_the_ledger_takes_what_is_offered_as_ones_own(common: World, stage: Stage, user: str) -> None:
    child = stage(common)
    page = browser(common, user).get(f"/children/{child.person}")
    names = first_offered(page, child) if page.status == 200 else set()
    assert EXPECTED.get((user, stage.__name__), set()) <= names
    for name in names:
        if issubclass(COMMANDS["episodes"][name], Decision):
            answer = sent(common, stage, user, name)
            assert answer.status in {303, 409}, (name, answer.text)
            assert not [said for said in SOMEBODY_ELSES if said in answer.text], name


@pytest.mark.parametrize(
    ("stage", "user", "first"),
    [
        (met, DHS, "determine-unaccompanied"),
        (determined, DHS, "submit-referral"),
        (placed, DHS, "offer"),
        (received, CARE, "admit"),
    ],
)
def test_what_comes_next_stands_first(common: World, stage: Stage, user: str, first: str) -> None:
    child = stage(common)
    assert in_order(browser(common, user).get(f"/children/{child.person}"), child)[0] == first


def test_a_child_is_admitted_once_and_by_who_has_it(common: World) -> None:
    child = received(common)
    assert "admit" not in in_order(browser(common, ORR).get(f"/children/{child.person}"), child)
    child = admitted(common)
    assert "admit" not in in_order(browser(common, CARE).get(f"/children/{child.person}"), child)


@pytest.mark.parametrize(("stage", "user", "name"), [(offered, DHS, "accept"), (referred, DHS, "acknowledge-referral")])
def test_what_is_not_offered_would_be_refused(common: World, stage: Stage, user: str, name: str) -> None:
    answer = sent(common, stage, user, name)
    assert answer.status == 409
    assert [said for said in SOMEBODY_ELSES if said in answer.text]
