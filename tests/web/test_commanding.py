"""Every command of the catalogue as a form: in both languages, filled in and recorded, on the real database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.requests.single import OPENINGS
from api.web.command_targets import COMMANDS
from api.web.pages.commanding import BEGINNINGS
from api.web.words import LANGUAGES, Words
from ledger.domain.event import Correction, Decision, Void
from tests.api.family_story import met_together
from tests.api.world import NOW, World, claimed, receipt_body, registration
from tests.web.filling import controls, filled
from tests.web.reading import Browser, Page

DHS, ORR, CARE = "BP-RGV.night", "ORR.intakes.night", "CARE-11.evening"
PLACE = "CARE-11"
LOCAL = (NOW - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
"""An hour before the clock of a test begins, by the clock of Texas."""


def browser(world: World, user: str, *, language: str = "en") -> Browser:
    world.app.state.site = world.site
    client = TestClient(world.app, base_url="http://127.0.0.1", follow_redirects=False)
    client.headers.update({"sec-fetch-site": "same-origin", "accept-language": language})
    made = Browser(client)
    made.post("/sign-in", {"user": user})
    return made


@dataclass(frozen=True)
class Child:
    """A child of a story, and its offer."""

    person: str
    episode: str
    offer: str = ""


def met(world: World) -> Child:
    [child] = world.met("Zinnia")
    return Child(child["person"], child["episode"])


def determined(world: World) -> Child:
    child = met(world)
    world.done(f"/custody/{child.episode}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    return child


def referred(world: World) -> Child:
    child = determined(world)
    body = {
        "referring_agency": "border_patrol",
        "entry_class": "entry_without_inspection",
        "needs": [],
        "separated": False,
    }
    world.done(f"/custody/{child.episode}/submit-referral", body, by="USBP")
    return child


def acknowledged(world: World) -> Child:
    child = referred(world)
    world.done(f"/custody/{child.episode}/acknowledge-referral", {}, by="ORR")
    return child


def asked_for_bed(world: World) -> Child:
    child = acknowledged(world)
    world.done(f"/custody/{child.episode}/request-placement", {"place": PLACE}, by="ORR")
    return child


def placed(world: World) -> Child:
    child = met(world)
    world.placed(child.episode, place=PLACE)
    return child


def offered(world: World) -> Child:
    child = placed(world)
    return Child(child.person, child.episode, world.offered(child.episode, place=PLACE))


def accepted(world: World) -> Child:
    child = placed(world)
    return Child(child.person, child.episode, world.accepted(child.episode, place=PLACE))


def under_way(world: World) -> Child:
    child = accepted(world)
    world.dispatched(child.episode, child.offer)
    return child


def unanswered(world: World) -> Child:
    """Nobody said who came along: an irregularity that is open."""
    body = {
        "claimed": world.claimed(),
        "place": "BP-RGV",
        "people": [{"registration": registration("Zinnia"), "companions_answer": "not_asked"}],
    }
    [child] = world.done("/encounters", body, by="USBP")["people"]
    return Child(child["person"], child["episode"])


def expired(world: World) -> Child:
    child = offered(world)
    world.move_clock(world.now + timedelta(days=61))
    return child


DECISIONS: dict[str, tuple[str, Callable[[World], Child]]] = {
    "classify": (DHS, met),
    "determine-unaccompanied": (DHS, met),
    "determine-age": (DHS, met),
    "declare-exceptional-circumstance": (DHS, met),
    "submit-referral": (DHS, determined),
    "acknowledge-referral": (ORR, referred),
    "return-referral": (ORR, referred),
    "cancel-referral": (DHS, referred),
    "request-placement": (ORR, acknowledged),
    "decline-placement": (ORR, asked_for_bed),
    "designate-placement": (ORR, acknowledged),
    "offer": (DHS, placed),
    "accept": (CARE, offered),
    "decline": (CARE, offered),
    "recall": (DHS, accepted),
    "redirect": (DHS, under_way),
    "review-irregularity": (DHS, unanswered),
    "explain-alone": (DHS, met),
    "expire": (DHS, expired),
}
GIVEN = {
    "decline-placement": {"place": PLACE},
    "designate-placement": {"place": PLACE},
    "request-placement": {"place": PLACE},
    "offer": {"to_place": PLACE},
    "redirect": {"to_place": PLACE},
    "explain-alone": {"supervisor": "usbp.chief"},
}
ON_RECORDS = [
    (kind, name, cls)
    for kind, classes in COMMANDS.items()
    for name, cls in classes.items()
    if not issubclass(cls, Correction | Void)
]
REPORTS = [(kind, name) for kind, name, cls in ON_RECORDS if not issubclass(cls, Decision)]


def test_the_table_of_this_test_names_every_decision_on_an_episode() -> None:
    found = {name for kind, name, cls in ON_RECORDS if kind == "episodes" and issubclass(cls, Decision)}
    assert found == DECISIONS.keys()


@pytest.fixture(scope="module")
def story(common: World) -> Child:
    """A child under way, whose identifier and birth date can be disputed and taken away."""
    child = under_way(common)
    common.done(
        f"/people/{child.person}/assign-identifier",
        {"claimed": common.claimed(), "scheme": "a_number", "identifier": "A 205-123-456"},
        by="USBP",
    )
    return child


@pytest.fixture(scope="module")
def trip(common: World) -> str:
    body = {
        "claimed": claimed(NOW),
        "mode": "bus",
        "vehicle": "BUS-1",
        "carrier": "CARRIER-A",
        "from_place": "BP-RGV",
        "to_place": PLACE,
        "expected_arrival": None,
    }
    return str(common.done("/trips", body, by="USBP")["id"])


@pytest.fixture(scope="module")
def kindred(common: World) -> dict[str, str]:
    """A group that was separated, and two people of it of whom something is said: where their forms are."""
    family = met_together(common)
    parted = {"claimed": common.claimed(), "children": [family.girl["person"]]}
    common.done(f"/families/{family.group}/report-separation", parted, by="USBP")
    pair = f"{family.mother['person']}/{family.girl['person']}"
    return {"families": f"/families/{family.group}", "relationships": f"/relationships/{pair}"}


@pytest.fixture(scope="module")
def places(story: Child, trip: str, kindred: dict[str, str]) -> dict[str, str]:
    """By kind, the record whose forms are asked for."""
    of_story = {"episodes": f"/episodes/{story.episode}", "people": f"/people/{story.person}"}
    return {**of_story, "trips": f"/trips/{trip}", **kindred}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name, _ in ON_RECORDS])
def test_every_command_has_a_form_in_both_languages(
    common: World, places: dict[str, str], kind: str, name: str, language: str
) -> None:
    page = browser(common, DHS, language=language).get(f"{places[kind]}/do/{name}")
    assert page.status == 200
    names = [control.name for control in controls(page.response.text)]
    assert "key" in names
    assert all(each in {"key", "version"} or each.startswith("/") for each in names)
    assert [word for word in page.text.split() if "_" in word or word == "None"] == []


def record(somebody: Browser, path: str, fields: list[tuple[str, str]]) -> str:
    """Send a form that must be recorded; where it leads."""
    response = somebody.send(path, fields)
    assert response.status_code == 303, (response.status_code, Page(response).text)
    where = str(response.headers["location"])
    assert "done=recorded" in where
    return where


@pytest.mark.parametrize(("kind", "name"), REPORTS)
def test_every_report_can_be_made_with_all_its_fields(
    common: World, story: Child, places: dict[str, str], kind: str, name: str
) -> None:
    somebody = browser(common, CARE if name == "receive" else DHS)
    path = f"{places[kind]}/do/{name}"
    if name in {"exit", "receive"}:
        path = f"/episodes/{(met if name == 'exit' else under_way)(common).episode}/do/{name}"
    if kind == "people" and name in OPENINGS:
        registered = common.done("/people", {"claimed": claimed(NOW), **registration("Yarrow")}, by="USBP")
        path = f"/people/{registered['id']}/do/{name}"
    record(somebody, path, filled(somebody.get(path).response.text, when=LOCAL, person=story.person))


@pytest.mark.parametrize("name", ["link-as-same", "unlink"])
def test_every_decision_on_a_person_can_be_taken(world: World, name: str) -> None:
    one, other = met(world), met(world)
    if name == "unlink":
        world.same_person(one.person, other.person)
    else:
        pair = f"/relationships/{one.person}/{other.person}/propose-same-person"
        world.done(pair, {"basis": "document"}, by="USBP", version=0)
    somebody, path = browser(world, DHS), f"/people/{one.person}/do/{name}"
    record(somebody, path, filled(somebody.get(path).response.text, other=other.person))


@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_can_be_taken_when_the_record_admits_it(world: World, name: str) -> None:
    user, ready = DECISIONS[name]
    child = ready(world)
    somebody, path = browser(world, user), f"/episodes/{child.episode}/do/{name}"
    fields = filled(somebody.get(path).response.text, when="2019-06-15T12:00", **GIVEN.get(name, {}))
    record(somebody, path, fields)


@pytest.mark.parametrize(("kind", "begins"), [("people", "/children/"), ("trips", "/trips/")])
def test_a_person_and_a_trip_can_be_begun(common: World, kind: str, begins: str) -> None:
    somebody, path = browser(common, DHS), f"/{kind}/do/{BEGINNINGS[kind].COMMAND}"
    where = record(somebody, path, filled(somebody.get(path).response.text, when=LOCAL))
    assert where.startswith(begins)


def test_a_person_in_custody_is_encountered_in_the_open_episode(common: World, story: Child) -> None:
    response = browser(common, DHS).client.get(f"/people/{story.person}/do/record-encounter")
    assert response.headers["location"] == f"/episodes/{story.episode}/do/record-encounter"


def test_a_report_without_a_time_is_of_now(world: World) -> None:
    child, somebody = met(world), browser(world, DHS)
    path = f"/people/{child.person}/do/record-need"
    record(somebody, path, filled(somebody.get(path).response.text))
    [entry] = [
        each
        for each in world.told(f"/children/{child.person}/history", by="USBP")["entries"]
        if each["topic"] == "person.need_recorded.v1"
    ]
    assert datetime.fromisoformat(entry["claimed"]["earliest"]) == world.now
    assert entry["late_minutes"] == 0


def test_a_form_sent_twice_is_recorded_once(world: World) -> None:
    child, somebody = met(world), browser(world, DHS)
    path = f"/people/{child.person}/do/record-need"
    fields = filled(somebody.get(path).response.text, when=LOCAL)
    assert record(somebody, path, fields) == record(somebody, path, fields)


def test_all_that_must_be_answered_is_told_at_once_and_what_was_typed_stays(common: World, story: Child) -> None:
    somebody, path = browser(common, CARE), f"/episodes/{story.episode}/do/receive"
    fields = dict(somebody.get(path).form("")) | {"/head_count:int": "11", "/note": "At the gate."}
    page = Page(somebody.send(path, fields))
    assert page.status == 422
    assert page.text.count("Please answer this") == 2, "identity and condition; the place is their own"
    again = page.form("")
    assert again["/head_count:int"] == "11"
    assert again["/note"] == "At the gate."
    assert again["key"] != fields["key"]


def test_a_flaw_stands_beside_its_field(common: World, story: Child) -> None:
    somebody, path = browser(common, DHS), f"/episodes/{story.episode}/do/classify"
    fields = dict(somebody.get(path).form("")) | {"/classification": "adult", "/rule": "because"}
    response = somebody.send(path, fields)
    assert response.status_code == 422
    assert 'id="f-rule-error"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_a_refusal_is_told_in_plain_words_with_what_is_possible(common: World, story: Child) -> None:
    somebody, path = browser(common, CARE), f"/episodes/{story.episode}/do/classify"
    fields = dict(somebody.get(path).form("")) | {"/classification": "adult", "/rule": "6 USC 279(g)(2)"}
    page = Page(somebody.send(path, fields))
    assert page.status == 409
    assert Words("en").code("not_the_custodian", of="refusal") in page.text
    assert "What the record would take now" in page.text


def test_a_decision_on_a_record_that_has_changed_says_what_is_new(world: World) -> None:
    child = offered(world)
    somebody, path = browser(world, CARE), f"/episodes/{child.episode}/do/accept"
    fields = somebody.get(path).form("")
    world.done(f"/custody/{child.episode}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    page = Page(somebody.send(path, fields))
    assert page.status == 409
    assert "The record has changed" in page.text
    assert "New since you opened the page Booked in" in page.text
    record(somebody, path, list(page.form("").items()))


def test_a_decision_says_on_what_it_rests(common: World, story: Child) -> None:
    somebody, path = browser(common, DHS), f"/episodes/{story.episode}/do/classify"
    fields = somebody.get(path).form("")
    del fields["version"]
    assert somebody.send(path, fields).status_code == 422


def test_more_rows_come_and_keep_what_was_typed(common: World, story: Child) -> None:
    somebody, path = browser(common, DHS), f"/episodes/{story.episode}/do/assemble-packet"
    fields = dict(somebody.get(path).form("")) | {"/items/2/kind": "i_213", "more": "/items"}
    page = Page(somebody.send(path, fields))
    assert page.status == 200
    again = page.form("")
    assert again["/items/2/kind"] == "i_213"
    assert "/items/5/kind" in again
    assert "/items/6/kind" not in again


def test_who_had_the_child_may_still_report_and_decides_nothing(world: World) -> None:
    child = under_way(world)
    body = receipt_body(child.offer, place=PLACE)
    world.done(f"/custody/{child.episode}/receive", body, by=PLACE)
    somebody = browser(world, DHS)
    assert somebody.get(f"/episodes/{child.episode}/do/classify").status == 404
    path = f"/episodes/{child.episode}/do/book-out"
    page = somebody.get(path)
    assert "is not shown to your organization now" in page.text
    assert "Zinnia" not in page.response.text
    assert record(somebody, path, filled(page.response.text, when=LOCAL, place="BP-RGV")).startswith("/?")
    path = f"/episodes/{child.episode}/do/turn-back"
    fields = filled(somebody.get(path).response.text, when=LOCAL)
    assert ("/offer", child.offer) in fields, "an offer that it made itself"
    record(somebody, path, fields)
    stranger = browser(world, "ICE-SNA.coordinator").get(path)
    assert child.offer not in stranger.response.text


@pytest.mark.parametrize("kind", ["episodes", "people", "trips"])
def test_what_is_not_there_is_not_found(common: World, story: Child, kind: str) -> None:
    somebody = browser(common, DHS)
    command = {"episodes": "receive", "people": "record-need", "trips": "delay"}[kind]
    assert somebody.get(f"/{kind}/{uuid4()}/do/{command}").status == 404
    assert somebody.get(f"/{kind}/{story.episode}/do/no-such-command").status == 404
    assert somebody.get(f"/people/{story.person}/do/open-episode").status == 404


def test_what_is_to_be_struck_is_chosen_among_ones_own_records(common: World, story: Child) -> None:
    page = browser(common, DHS).get(f"/episodes/{story.episode}/do/correct")
    assert "Encountered" in page.text
    assert "Left: the giver still answers" in page.text
    assert "Offered to the next holder" not in page.text, "a decision is not edited"
    assert "Offer accepted" not in page.text, "somebody else signed it"
    void = browser(common, CARE).get(f"/episodes/{story.episode}/do/void")
    assert "Offer accepted" in void.text
    assert "Encountered" not in void.text


def test_a_trip_has_a_page_with_what_was_reported(common: World, trip: str) -> None:
    page = browser(common, DHS).get(f"/trips/{trip}")
    assert "BUS-1" in page.text
    assert f"/trips/{trip}/do/delay" in page.links
    assert browser(common, "CARE-02.evening").get(f"/trips/{trip}").status == 404
