"""The list of separated children: on a date, told again later, and what changed between two dates, with the why."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.api.family_story import FATHER, GIRL, Family, met_together, zero_tolerance
from tests.api.test_separations import ended, parted
from tests.api.world import World
from tests.web.reading import Browser, Page
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
DHS, ICE, ORR, CARE, OIG = (
    "BP-RGV.night",
    "ICE-SNA.coordinator",
    "ORR.intakes.night",
    "CARE-11.evening",
    "HHS-OIG.auditor",
)


def of(somebody: Browser, **query: object) -> Page:
    page = somebody.get(f"/separations?{urlencode(query)}")
    assert page.status == 200, page.text
    return page


def parted_and_ended(world: World) -> tuple[Family, str, str, str]:
    """Met, separated two days later, the girl brought back after five more: the family, and each day."""
    family = met_together(world)
    met = f"{world.now:%Y-%m-%d}"
    world.move_clock(world.now + timedelta(days=2))
    said = parted(world, family)
    separated = f"{world.now:%Y-%m-%d}"
    world.move_clock(world.now + timedelta(days=5))
    ended(world, family, said, family.girl)
    brought_back = f"{world.now:%Y-%m-%d}"
    world.move_clock(world.now + timedelta(days=3))
    world.runner.catch_up()
    return family, met, separated, brought_back


def test_the_list_of_today_leads_to_each_family(world: World, browse: Browse, logged: io.StringIO) -> None:
    family, *_ = parted_and_ended(world)
    page = of(browse(DHS))
    assert "1 child is separated now." in page.text
    assert "1 reported, not decided 1 incomplete" in page.text
    assert f"/children/{family.boy['person']}/family" in page.links
    assert f"/children/{family.father['person']}/family" in page.links, "from whom"
    assert family.girl["person"] not in page.response.text
    assert "What happened, in words" in page.text, "what is not on record"
    unnamed = of(browse(ORR))
    assert "a record that is not shown to you of the group" in unnamed.text
    assert family.group in unnamed.text, "so that somebody can be asked"
    [line, _] = [
        each for each in map(json.loads, logged.getvalue().splitlines()) if each.get("question") == "separations"
    ]
    assert set(line["persons"]) == {family.boy["person"], family.father["person"]}


def test_a_date_is_slid_to_or_typed(world: World, browse: Browse) -> None:
    _, met, separated, _ = parted_and_ended(world)
    somebody = browse(ORR)
    form = of(somebody).form("/separations")
    assert form["d"] == form["d_had"], "the slider stands at today"
    start = form["start"]
    assert start < separated, "it begins the day before the first separation"
    slid = of(somebody, **form | {"d": "1"})
    assert "2 children were separated on" in slid.text, "the slider was moved: the field that was left alone gives way"
    assert slid.form("/separations")["on"] == separated
    typed = of(somebody, **form | {"on": met})
    assert "0 children were separated on" in typed.text
    assert "No separation of a child whom you may know of" in typed.text
    assert of(somebody, on="8999-01-01").form("/separations")["on"] == form["on"], "what has not come yet is today"


def test_what_changed_is_told_with_its_why(world: World, browse: Browse) -> None:
    _, met, separated, brought_back = parted_and_ended(world)
    somebody = browse(ORR)
    came = of(somebody, on=separated, since=met)
    assert came.text.count("Came onto the list") == 2
    assert "Separated in between" in came.text
    left = of(somebody, on=brought_back, since=separated)
    assert left.text.count("Left the list") == 1
    assert "The separation ended in between: Together again, in custody" in left.text
    assert FATHER not in left.text, "ORR is told of the separation before it may know who it is"
    assert FATHER in of(browse(DHS), on=brought_back, since=separated).text
    assert of(somebody, on=separated, since=brought_back).text.count("Left the list") == 1, "in whichever order"
    assert "Nobody came onto the list" in of(somebody, on=met, since=met).text


def test_a_list_is_told_again_after_its_record_was_struck(world: World, browse: Browse) -> None:
    family = met_together(world)
    said = parted(world, family)
    world.runner.catch_up()
    somebody = browse(OIG)
    again = next(link for link in of(somebody).links if "known=" in link)
    world.tick()
    world.done(f"/families/{family.group}/void", {"target": said, "reason": "did_not_occur"}, by="USBP")
    world.runner.catch_up()
    assert "0 children are separated now." in of(somebody).text
    told = somebody.get(again)
    assert "2 children" in told.text
    assert "As it was known then" in told.text
    assert told.form("/separations")["known"].isdecimal(), "another date is asked as known at the same position"


def test_who_may_know_of_whom(world: World, browse: Browse, asked: list[str]) -> None:
    family = zero_tolerance(world)
    world.runner.catch_up()
    for user, seen in ((ORR, 2), (OIG, 2), (ICE, 2), (DHS, 0), (CARE, 0)):
        page = of(browse(user))
        assert f"{seen} children are separated now." in page.text, user
        assert (GIRL in page.text) == (user in {ORR, OIG}), user
        assert "CARE-02" not in page.response.text
    assert "Amparo" in of(browse(ICE)).text, "whom they hold"
    assert family.girl["person"] not in of(browse(ICE)).response.text
    today = f"{world.now:%Y-%m-%d}"
    somebody = browse(ORR)
    for query in ({}, {"on": today, "since": "2019-01-01"}, {"on": "2019-01-01", "since": today, "known": "then"}):
        of(somebody, **query)
        asked.clear()
        of(somebody, **query)
        assert len(asked) <= MOST, asked


@pytest.mark.parametrize(
    "query",
    [
        "on=yesterday",
        "since=2019-13-01",
        "known=now",
        "as_of=2019-05-01",
        "d=x&start=2019-01-01",
        "cursor=x",
        "known=999",
    ],
)
def test_what_cannot_be_read_is_not_answered_with_now(world: World, browse: Browse, query: str) -> None:
    assert browse(ORR).get(f"/separations?{query}").status == 422
