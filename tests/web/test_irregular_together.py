"""Several irregular reports of one kind closed together: chosen, seen once more, each by an event of its own."""

from typing import Any

import pytest

from tests.api.world import Json, World
from tests.web.reading import Page
from tests.web.test_commanding import Child, browser, unanswered

AGENT, AUDITOR = "BP-RGV.night", "HHS-OIG.auditor"
KIND = "/irregular?code=companions_not_answered"
NOTE = "The group was met in a storm; who came along was asked the next morning."


@pytest.fixture
def children(common: World) -> list[Child]:
    """Three of whom nobody was asked who came along."""
    found = [unanswered(common) for _ in range(3)]
    common.runner.catch_up()
    return found


def history(world: World, child: Child) -> list[Json]:
    found: list[Json] = world.told(f"/children/{child.person}/history", by="USBP")["entries"]
    return found


def reviews(world: World, child: Child) -> list[Json]:
    return [each for each in history(world, child) if each["topic"].startswith("custody.irregularity_reviewed")]


def box(world: World, child: Child) -> str:
    """The name of the box of the child's encounter."""
    told = history(world, child)
    event = next(each["event_id"] for each in told if each["topic"].startswith("custody.encounter_recorded"))
    return f"/rows/{event}/tick"


def form(page: Page, **more: str) -> list[tuple[str, str]]:
    return [*page.fields("/irregular"), *more.items()]


def chosen(world: World, *children: Child) -> dict[str, str]:
    return {box(world, each): "yes" for each in children} | {"do": "review"}


def test_nobody_is_chosen_until_a_person_does(common: World, children: list[Child]) -> None:
    agent = browser(common, AGENT)
    assert not agent.get("/irregular").boxes(), "of one kind only"
    page = agent.get(KIND)
    boxes = {name for name, _ in page.boxes()}
    assert {box(common, each) for each in children} <= boxes
    assert not [name for name, _ in form(page) if name.endswith("/tick")]
    every = agent.post("/irregular", form(page, do="all"))
    assert {name for name, _ in form(every) if name.endswith("/tick")} == boxes
    none = agent.post("/irregular", form(page, do="review"))
    assert none.status == 422
    assert "Choose the reports first" in none.text
    assert not browser(common, AUDITOR).get(KIND).boxes(), "oversight writes nothing"
    assert browser(common, AUDITOR).send("/irregular", form(page, do="review")).status_code == 422


def test_those_chosen_are_seen_once_more_and_each_is_closed_by_itself(common: World, children: list[Child]) -> None:
    first, second, third = children
    agent = browser(common, AGENT)
    preview = agent.post("/irregular", form(agent.get(KIND), **chosen(common, first, second)))
    assert "Close 2 irregular reports" in preview.text
    assert "Nothing is recorded yet." in preview.text
    assert not reviews(common, first)
    without = agent.post("/irregular", form(preview, do="record"))
    assert without.status == 422
    assert "Close 2 irregular reports" in without.text, "still there"
    assert without.text.count("Nothing was closed yet.") == 2, "above and beside the note"
    fields = [*((name, text) for name, text in form(without) if name != "/note"), ("/note", NOTE), ("do", "record")]
    sent = agent.send("/irregular", fields)
    assert sent.status_code == 303
    assert "done=reviewed&n=2" in sent.headers["location"]
    again = agent.send("/irregular", fields)
    assert again.headers["location"] == sent.headers["location"], "a double click gets the first answer"
    common.runner.catch_up()
    after = agent.get(sent.headers["location"])
    assert "Closed with your note: 2." in after.text
    left = {name for name, _ in after.boxes()}
    assert box(common, third) in left
    assert not {box(common, first), box(common, second)} & left
    for child in (first, second):
        [review] = reviews(common, child)
        assert review["by"]["user"] == AGENT
    assert not reviews(common, third)


def test_one_that_was_closed_meanwhile_holds_up_nobody(common: World, children: list[Child]) -> None:
    first, second, third = children
    agent = browser(common, AGENT)
    page = agent.get(KIND)
    stale = agent.post("/irregular", form(page, **chosen(common, first, second)))
    target = box(common, first).split("/")[2]
    body = {"target": target, "code": "companions_not_answered", "note": "Asked by the day shift."}
    common.done(f"/custody/{first.episode}/review-irregularity", body, by="USBP", version=1)
    common.runner.catch_up()
    later = agent.post("/irregular", form(page, **chosen(common, first, third)))
    assert "1 of those chosen is closed already" in later.text
    fields = [(name, NOTE if name == "/note" else text) for name, text in form(stale, do="record")]
    told = agent.post("/irregular", fields)
    assert told.status == 200
    assert "1 report was not closed" in told.text
    assert "Closed with your note: 1." in told.text
    assert len(reviews(common, first)) == 1
    assert len(reviews(common, second)) == 1


def test_several_of_one_child_and_in_spanish(common: World) -> None:
    child = unanswered(common)
    back: dict[str, Any] = {"place": "BP-RGV", "claimed": common.claimed()}
    events = [
        common.done(f"/custody/{child.episode}/end-absence", back, by="USBP")["events"][0]["event_id"] for _ in range(2)
    ]
    common.runner.catch_up()
    agent = browser(common, AGENT, language="es")
    page = agent.get("/irregular?code=not_away")
    preview = agent.post("/irregular", form(page, **{f"/rows/{each}/tick": "yes" for each in events}, do="review"))
    assert "Cerrar 2 informes irregulares" in preview.text
    fields = [(name, NOTE if name == "/note" else text) for name, text in form(preview, do="record")]
    sent = agent.send("/irregular", fields)
    assert sent.status_code == 303, Page(sent).text
    assert len(reviews(common, child)) == 2
    common.runner.catch_up()
    assert not agent.get("/irregular?code=not_away").boxes()
