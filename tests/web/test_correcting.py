"""Correct and void from the timeline: what stands, what would change, and only then the recording."""

from collections.abc import Callable
from datetime import timedelta

from api.web.words import Words
from ledger.domain.custody.facets import Mark
from tests.api.world import NOW, Json, World, claimed
from tests.web.reading import Browser, Page
from tests.web.test_commanding import CARE, DHS, PLACE, Child, accepted, browser, met, under_way
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
WORDS = Words("en")
EARLIEST = "replacement__claimed__earliest:local"


def entries(world: World, child: Child, topic: str = "") -> list[Json]:
    found: list[Json] = world.told(f"/children/{child.person}/history", by="DHS-OIG")["entries"]
    return [each for each in found if each["topic"].startswith(topic)]


def booked(world: World, *, place: str = "BP-DRT") -> tuple[Child, str]:
    """A child who is on record as booked in at another place; the record."""
    child = met(world)
    body = {"claimed": world.claimed(), "place": place}
    world.done(f"/custody/{child.episode}/book-in", body, by="USBP")
    return child, entries(world, child, "custody.booked_in")[-1]["event_id"]


def path_of(child: Child, event: str, act: str) -> str:
    return f"/children/{child.person}/events/{event}/{act}"


def see(somebody: Browser, path: str, **changed: str) -> Page:
    """Fill in the form and ask what it would change; a name's slashes are written as __."""
    fields = dict(somebody.get(path).form("")) | {"/reason": "incorrect_data", "step": "preview"}
    fields |= {f"/{name.replace('__', '/')}": text for name, text in changed.items()}
    page = Page(somebody.send(path, fields))
    assert page.status == 200, page.text
    assert "What this would change" in page.text, page.text
    return page


def confirm(somebody: Browser, path: str, page: Page) -> str:
    """Record what was shown; where it leads."""
    response = somebody.send(path, dict(page.form("")) | {"/reason": "incorrect_data", "step": "record"})
    assert response.status_code == 303, Page(response).text
    return str(response.headers["location"])


def test_a_correction_begins_with_what_stands(world: World) -> None:
    child, event = booked(world)
    page = browser(world, DHS).get(path_of(child, event, "correct"))
    fields = page.form("")
    assert fields["/replacement/place"] == "BP-DRT"
    assert fields["/replacement/claimed/earliest:local"] == "2019-05-01T07:03"
    assert fields["/replacement/claimed/basis"] == "observed"
    assert fields["/replacement/claimed/zone"] == "America/Chicago"
    assert "Booked in" in page.text


def test_what_would_change_is_shown_before_anything_is_recorded(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    before = len(entries(world, child))
    page = see(somebody, path, replacement__place="BP-LRT")
    assert "The record itself Place: Del Rio Sector, Del Rio TX → Laredo Sector" in page.text
    assert "What is true now Where: Del Rio Sector, Del Rio TX → Laredo Sector" in page.text
    assert "struck through Booked in" in page.text
    assert "new Booked in" in page.text
    assert len(entries(world, child)) == before
    assert confirm(somebody, path, page).startswith(f"/children/{child.person}?done=corrected")
    strikes = entries(world, child, "custody.corrected")
    assert [each["said"]["target"] for each in strikes] == [event]
    assert "Laredo" in somebody.get(f"/children/{child.person}").text


def test_what_nobody_changed_stays_word_for_word(world: World) -> None:
    """Seconds, offset and the lack of a zone are not lost by way of the form."""
    child = met(world)
    said = {"earliest": "2019-05-01T03:12:33.250000-04:00", "precision": "hour", "basis": "paper_record"}
    world.done(f"/custody/{child.episode}/book-in", {"claimed": said, "place": "BP-DRT"}, by="USBP")
    [old] = entries(world, child, "custody.booked_in")
    somebody, path = browser(world, DHS), path_of(child, old["event_id"], "correct")
    page = see(somebody, path, replacement__place="BP-LRT")
    assert "When it happened" not in page.text.partition("What is true now")[0].partition("The record itself")[2]
    confirm(somebody, path, page)
    [new] = [each for each in entries(world, child, "custody.booked_in") if each["struck_by"] is None]
    assert new["claimed"] == old["claimed"]
    assert new["said"]["place"] == "BP-LRT"


def test_a_form_that_differs_from_what_was_shown_is_shown_again(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    page = see(somebody, path, replacement__place="BP-LRT")
    changed = dict(page.form("")) | {"/reason": "incorrect_data", "step": "record", "/replacement/place": "BP-MIP"}
    again = Page(somebody.send(path, changed))
    assert again.status == 200
    assert "Miami" in again.text.partition("The record itself")[2].partition("What is true now")[0]
    assert entries(world, child, "custody.corrected") == []


def test_recording_twice_records_once(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    page = see(somebody, path, replacement__place="BP-LRT")
    assert confirm(somebody, path, page) == confirm(somebody, path, page)
    assert len(entries(world, child, "custody.corrected")) == 1


def test_marks_that_come_and_go_are_told(world: World) -> None:
    child, _ = booked(world)
    world.move_clock(world.now + timedelta(hours=3))
    somebody, mark = browser(world, DHS), WORDS.code(Mark.BEFORE_ENCOUNTER)
    later, earlier = {EARLIEST: "2019-05-01T07:30"}, {EARLIEST: "2019-05-01T07:00"}
    [first] = entries(world, child, "custody.encounter_recorded")
    path = path_of(child, first["event_id"], "correct")
    page = see(somebody, path, **later)
    assert f"changes Booked in, May 1, 2019, 07:03 CDT · irregular from now on: {mark}" in page.text
    confirm(somebody, path, page)
    second = entries(world, child, "custody.encounter_recorded")[-1]
    page = see(somebody, path_of(child, second["event_id"], "correct"), **earlier)
    assert f"no longer irregular: {mark}" in page.text


def test_what_changes_the_same_way_all_along_is_told_once(world: World) -> None:
    child, event = booked(world)
    at = f"/custody/{child.episode}"
    for rule in ("adult", "age_disputed", "adult"):
        world.done(f"{at}/classify", {"classification": rule, "rule": "6 USC 279(g)(2)"}, by="USBP")
    page = see(browser(world, DHS), path_of(child, event, "correct"), replacement__place="BP-LRT")
    changes = page.text.partition("The timeline")[2].partition("Record the correction")[0]
    assert changes.count("Where: Del Rio Sector") == 1
    assert "(3 records)" in changes


def test_a_void_shows_what_is_left_without_the_record_and_a_void_of_it_restores(world: World) -> None:
    child = under_way(world)
    [left] = entries(world, child, "custody.dispatched")
    somebody, path = browser(world, DHS), path_of(child, left["event_id"], "void")
    page = see(somebody, path)
    assert "Case step: Under way → Place designated, transfer to come" in page.text
    assert "struck through Left: the giver still answers" in page.text
    assert confirm(somebody, path, page).startswith(f"/children/{child.person}?done=voided")
    record = somebody.get(f"/children/{child.person}?done=voided")
    assert "Voided. The record stays, struck through." in record.text
    assert "Between hands" not in record.text.partition("What is claimed")[0].partition("years")[2]
    [void] = entries(world, child, "custody.voided")
    path = path_of(child, void["event_id"], "void")
    assert "Take a void back" in somebody.get(path).text
    page = see(somebody, path)
    assert "comes back Left: the giver still answers" in page.text
    confirm(somebody, path, page)
    assert "Between hands" in somebody.get(f"/children/{child.person}").text


def test_a_refusal_is_told_at_the_preview(world: World) -> None:
    child = under_way(world)
    [encountered] = entries(world, child, "custody.encounter_recorded")
    somebody, path = browser(world, DHS), path_of(child, encountered["event_id"], "void")
    fields = dict(somebody.get(path).form("")) | {"/reason": "did_not_occur", "step": "preview"}
    page = Page(somebody.send(path, fields))
    assert page.status == 409
    assert WORDS.code("opening_record", of="refusal") in page.text


def test_what_cannot_be_corrected_says_so_before_anybody_fills_it_in(world: World) -> None:
    child = accepted(world)
    [offered] = entries(world, child, "custody.handoff_offered")
    [agreed] = entries(world, child, "custody.handoff_accepted")
    somebody = browser(world, DHS)
    for event, act, reason in (
        (offered, "correct", "decision_not_correctable"),
        (agreed, "void", "not_your_record"),
        (agreed, "correct", "not_your_record"),
    ):
        page = somebody.get(path_of(child, event["event_id"], act))
        assert WORDS.code(reason, of="refusal") in page.text
        assert "See what changes" not in page.text


def test_what_was_struck_before_says_so(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    confirm(somebody, path, see(somebody, path, replacement__place="BP-LRT"))
    assert WORDS.code("already_struck", of="refusal") in somebody.get(path).text


def test_a_reason_must_be_given_and_all_flaws_are_told_at_once(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    fields = dict(somebody.get(path).form("")) | {"step": "preview"}
    fields |= {"/replacement/place": "", "/replacement/claimed/earliest:local": ""}
    page = Page(somebody.send(path, fields))
    assert page.status == 422
    assert page.text.count("Please answer this") == 3
    assert 'id="f-replacement-place-error"' in page.response.text


def test_a_record_that_changed_since_the_preview_is_not_struck_unseen(world: World) -> None:
    child, event = booked(world)
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    page = see(somebody, path, replacement__place="BP-LRT")
    world.done(f"/custody/{child.episode}/book-out", {"claimed": world.claimed(), "place": "BP-DRT"}, by="USBP")
    response = somebody.send(path, dict(page.form("")) | {"/reason": "incorrect_data", "step": "record"})
    told = Page(response)
    assert told.status == 409
    assert "New since you opened the page Booked out" in told.text
    assert entries(world, child, "custody.corrected") == []


def test_a_name_is_corrected_with_its_parts(world: World) -> None:
    child = met(world)
    [registered] = entries(world, child, "person.registered")
    somebody, path = browser(world, DHS), path_of(child, registered["event_id"], "correct")
    fields = somebody.get(path).form("")
    assert fields["/replacement/name/parts/0/text"] == "Zinnia"
    page = see(somebody, path, replacement__name__parts__0__text="Xinia")
    assert "Name: Zinnia Invented" in page.text
    confirm(somebody, path, page)
    assert "Xinia Invented" in somebody.get(f"/children/{child.person}").text


def test_a_report_of_a_trip_is_corrected_on_its_own_page(world: World) -> None:
    plan = {
        "claimed": claimed(NOW),
        "mode": "bus",
        "vehicle": "BUS-1",
        "carrier": "CARRIER-A",
        "from_place": "BP-RGV",
        "to_place": PLACE,
        "expected_arrival": "2019-05-01T20:00:00-05:00",
    }
    trip = world.done("/trips", plan, by="USBP")["id"]
    somebody = browser(world, DHS)
    [path] = [link for link in somebody.get(f"/trips/{trip}").links if link.endswith("/correct")]
    page = see(somebody, path, replacement__vehicle="BUS-2")
    assert confirm(somebody, path, page).startswith(f"/trips/{trip}?")
    assert "BUS-2" in somebody.get(f"/trips/{trip}").text


def test_what_is_sealed_to_the_corrector_goes_over_and_is_not_shown(world: World) -> None:
    child = met(world)
    told = "Xochiquetzalli, by telephone"
    body = {"claimed": world.claimed(), "place": "BP-DRT", "note": told, "labels": ["do_not_share_dhs"]}
    world.done(f"/custody/{child.episode}/book-in", body, by="USBP")
    event = entries(world, child, "custody.booked_in")[-1]["event_id"]
    somebody, path = browser(world, DHS), path_of(child, event, "correct")
    assert "A part of this record is sealed to you." in somebody.get(path).text
    shown = see(somebody, path, replacement__place=PLACE)
    assert told not in shown.response.text, "what goes over is not shown"
    confirm(somebody, path, shown)
    assert told not in somebody.get(f"/children/{child.person}").response.text
    [stands] = [each for each in entries(world, child, "custody.booked_in") if each["struck_by"] is None]
    assert (stands["said"]["place"], stands["said"]["note"]) == (PLACE, told)


def test_nobody_else_and_nothing_else(world: World) -> None:
    child, event = booked(world)
    assert browser(world, CARE).get(path_of(child, event, "correct")).status == 404
    other, _ = booked(world)
    assert browser(world, DHS).get(path_of(other, event, "correct")).status == 404
    assert browser(world, DHS).get(path_of(child, event, "rewrite")).status == 404


def test_it_asks_the_database_at_most_ten_times(world: World, asked: list[str]) -> None:
    """The form, its preview, and the recording, which loads, decides and appends besides."""
    child = under_way(world)
    [left] = entries(world, child, "custody.dispatched")
    somebody, path = browser(world, DHS), path_of(child, left["event_id"], "correct")
    fields = dict(see(somebody, path, replacement__escort="usbp.2").form(""))
    asked.clear()
    somebody.get(path)
    form = len(asked)
    asked.clear()
    somebody.send(path, fields | {"step": "preview"})
    previewed = len(asked)
    asked.clear()
    response = somebody.send(path, fields | {"step": "record"})
    assert response.status_code == 303
    assert max(form, previewed, len(asked)) <= MOST
