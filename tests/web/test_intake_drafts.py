"""A group is saved as it is typed: in two windows, twice, after the session, up to a hundred and sixty people."""

import io
import json
import re

import psycopg
import pytest
from httpx import Response

from api.page_store.drafts import DRAFT_BYTES_MAX
from api.page_store.owner import Owner
from api.web import intake_recording
from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.person import PersonRegistered
from ledger.domain.values import OrganisationCode, UserId
from ledger.store.write_errors import OutcomeUnknown
from tests.api.world import World
from tests.web.intake import COORDINATOR, NIGHT, Browse, Fields, alone, begun, events, record, typed, with_
from tests.web.reading import Browser
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

SAVE = {"do": "save"}


def save(somebody: Browser, path: str, fields: Fields) -> Response:
    """Save as the page does by itself."""
    content = "&".join(f"{name}={text}" for name, text in fields.items())
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    answer: Response = somebody.client.post(f"{path}/save", content=content, headers=headers)
    return answer


def test_a_change_is_saved_by_the_page_itself_and_the_rest_stays(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    somebody.post(path, typed(somebody, path, p1=alone("Ana"), p2={"given": "Luis"}) | SAVE)
    fields = somebody.get(path).form(path)
    answer = save(somebody, path, {"revision": fields["revision"], "p.2.first": "Pop"})
    told = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch(r"Saved at \d\d:\d\d by the server's clock", told["said"])
    again = somebody.get(path).form(path)
    assert (again["p.1.given"], again["p.2.given"], again["p.2.first"]) == ("Ana", "Luis", "Pop")
    assert again["revision"] == str(told["revision"])


def test_hints_come_with_the_saving(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    told = save(somebody, path, {"revision": "1", "p.1.birth": "2", "p.1.answer": "none"}).json()
    assert told["hints"]["1"] == ["Under five and nobody came along? Ask again who brought the child."]
    told = save(somebody, path, {"revision": "2", "p.1.birth": "12"}).json()
    assert told["hints"] == {"group": []}


def test_an_empty_box_takes_back_what_was_in_it(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    ticked = typed(somebody, path, p1=alone("Ana", surnames_first="yes") | with_(0, "1", "sibling"))
    somebody.post(path, ticked | SAVE)
    fields = somebody.get(path).form(path)
    assert fields["p.1.surnames_first"] == "yes"
    emptied = {name: text for name, text in fields.items() if "surnames_first" not in name and ".0." not in name}
    somebody.post(path, emptied | SAVE | {"p.1.given": ""})
    again = somebody.get(path).form(path)
    assert again["p.1.given"] == ""
    assert "p.1.surnames_first" not in again
    assert again["p.1.companions.0.who"] == ""


def test_two_windows_lose_nothing(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    one, other = (
        typed(somebody, path, p1={"given": "Ana"}),
        typed(somebody, path, p1={"given": "Anna", "second": "Choc"}),
    )
    somebody.post(path, one | SAVE)
    told = save(somebody, path, other)
    assert told.status_code == 409
    assert "Changed in another window" in told.json()["said"]
    page = somebody.post(path, other | SAVE)
    assert "kept as a second draft" in page.text
    second = page.response.url.path
    assert second != path
    assert path in page.links
    assert somebody.get(path).form(path)["p.1.given"] == "Ana"
    kept = somebody.get(second).form(second)
    assert (kept["p.1.given"], kept["p.1.second"]) == ("Anna", "Choc")
    assert "second draft" in somebody.get("/intake").text


def test_a_row_that_another_window_took_out_comes_back_with_what_was_typed(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    somebody.post(path, typed(somebody, path, p1=alone("Ana"), p2=alone("Luis")) | SAVE)
    fields = somebody.get(path).form(path)
    page = somebody.post(path, fields | {"do": "out.2"})
    assert "p.2.given" not in page.form(path)
    assert "Put number 2 back" in page.response.text
    kept = somebody.post(path, fields | SAVE | {"p.2.first": "Pop"})
    second = kept.response.url.path
    assert (kept.form(second)["p.2.given"], kept.form(second)["p.2.first"]) == ("Luis", "Pop")
    back = somebody.post(path, somebody.get(path).form(path) | {"do": "back.2"})
    assert back.form(path)["p.2.given"] == "Luis"


def test_a_number_stays_the_persons_when_another_is_taken_out(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 3)
    people = typed(somebody, path, p1=alone("Ana"), p2={"given": "Luis"} | with_(0, "3", "sibling"), p3=alone("Eva"))
    page = somebody.post(path, people | {"do": "out.1"})
    done = record(somebody, path, page.form(path))
    named = {
        event.person: event.name.value.parts[0].text for event in events(world, done, PersonRegistered) if event.name
    }
    [luis] = [event for event in events(world, done, EncounterRecorded) if event.companions]
    assert [named[each.person] for each in luis.companions] == ["Eva"]
    assert set(named.values()) == {"Luis", "Eva"}


def test_a_button_that_is_pressed_twice_acts_once(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1={"given": "Ana"})
    somebody.post(path, fields | {"do": "add.5"})
    page = somebody.post(path, fields | {"do": "add.5"})
    assert "p.6.given" in page.form(path)
    assert "p.7.given" not in page.form(path)


def test_somebody_only_named_gets_a_row_of_their_own(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    page = somebody.post(path, typed(somebody, path, p1=alone("Ana")) | {"do": "named"})
    assert page.form(path)["p.2.only_named"] == "yes"
    assert "Only named, not met" in page.text


def test_not_asked_for_all_that_are_open_answers_for_nobody_else(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 4)
    people = typed(
        somebody, path, p1=alone("Ana"), p2={"given": "Luis"}, p3={"given": "Eva"} | with_(0, "1", "sibling")
    )
    fields = somebody.post(path, people | {"do": "not_asked"}).form(path)
    assert [fields[f"p.{number}.answer"] for number in range(1, 5)] == ["none", "not_asked", "", ""]


def test_what_others_say_of_their_companions_is_taken_over(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 3)
    people = typed(
        somebody,
        path,
        p1={"given": "Ana"} | with_(0, "2", "mother"),
        p2={"given": "Carla"},
        p3={"given": "Luis"} | with_(0, "2", "cousin"),
    )
    page = somebody.post(path, people | SAVE)
    assert "Number 2 does not name this person back." in page.text
    fields = somebody.post(path, page.form(path) | {"do": "both.2"}).form(path)
    said = [(fields[f"p.2.companions.{each}.who"], fields[f"p.2.companions.{each}.relation"]) for each in range(3)]
    assert said == [("1", "own_child"), ("3", "cousin"), ("", "")]


def test_now_is_the_time_by_the_clock_of_the_place(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = somebody.post(path, typed(somebody, path, p1={}) | {"do": "now", "g.place": "BP-TCA"}).form(path)
    assert (fields["g.date"], fields["g.time"]) == ("2019-05-01", "05:00")


@pytest.mark.parametrize(
    ("fields", "precision", "starts"),
    [
        ({"g.time": ""}, "day", "2019-05-01T00:00:00.000000-05:00"),
        ({"g.date": "", "g.time": "", "g.precision": "unknown"}, "unknown", "2019-05-01T07:00:00.000000-05:00"),
        ({"g.precision": "hour", "g.basis": "paper_record"}, "hour", "2019-05-01T03:12:00.000000-05:00"),
    ],
)
def test_the_time_may_be_known_in_part(
    browse: Browse, world: World, *, fields: Fields, precision: str, starts: str
) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    page = record(somebody, path, typed(somebody, path, p1=alone("Ana")) | fields)
    [met] = events(world, page, EncounterRecorded)
    assert (met.claimed.precision, met.claimed.earliest.text) == (precision, starts)


def test_sent_twice_it_is_recorded_once_and_answered_the_same(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    fields = typed(somebody, path, p1=alone("Ana"), p2=alone("Luis"))
    first = record(somebody, path, fields)
    position = world.site.ledger.log_recorder.head().position
    second = record(somebody, path, fields | {"p.1.given": "Anna"})
    assert world.site.ledger.log_recorder.head().position == position
    assert sorted(first.links) == sorted(second.links)
    assert somebody.get(path).links == second.links
    assert path not in somebody.get("/intake").links


def test_an_answer_that_did_not_arrive_is_found_again(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    recorded = intake_recording.record

    def broken(*given: object) -> None:
        recorded(*given)  # type: ignore[arg-type]  # as given
        raise OutcomeUnknown("the connection broke")

    with monkeypatch.context() as patched:
        patched.setattr(intake_recording, "record", broken)
        page = record(somebody, path, typed(somebody, path, p1=alone("Ana")))
    assert page.status == 503
    assert "it cannot be recorded twice" in page.text
    position = world.site.ledger.log_recorder.head().position
    page = record(somebody, path, page.form(path) | {"p.1.given": "Anna"})
    assert "The group is recorded" in page.text
    assert world.site.ledger.log_recorder.head().position == position


def test_a_hundred_and_sixty_people(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 160)
    people = {f"p{number}": alone(f"Persona {number}", birth="9") for number in range(1, 161)}
    fields = typed(somebody, path, **people)
    assert "p.7.note" not in fields
    page = somebody.post(path, fields | {"do": "open.7"})
    assert "p.7.note" in page.form(path)
    full = somebody.post(path, page.form(path) | {"do": "add.1", "p.7.note": "Wears a red coat."})
    assert full.status == 409
    assert "at most 160 people" in full.text
    assert somebody.get(f"{path}?open=7").form(path)["p.7.note"] == "Wears a red coat."
    done = record(somebody, path, somebody.get(path).form(path))
    assert "The group is recorded: 160 people." in done.text
    met = events(world, done, EncounterRecorded)
    assert len(met) == 160
    assert sum(event.note is not None for event in met) == 1


def test_a_draft_that_is_too_large_is_shown_again_with_all_that_was_typed(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1=alone("Ana", kept="x" * DRAFT_BYTES_MAX))
    page = somebody.post(path, fields | SAVE)
    assert page.status == 413
    assert "Shorten the notes" in page.text
    assert page.form(path)["p.1.kept"] == fields["p.1.kept"]
    assert save(somebody, path, fields).status_code == 413


def test_thrown_away_it_is_gone(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    somebody.post(path, typed(somebody, path, p1=alone("Ana")) | SAVE)
    page = somebody.post(f"{path}/discard", {})
    assert "The draft is thrown away." in page.text
    assert "No draft is open" in page.text
    assert "No draft is open" in somebody.get(path).text
    assert save(somebody, path, {"revision": "2", "p.1.given": "x"}).status_code == 409


def test_a_draft_is_nobody_elses(browse: Browse) -> None:
    path = begun(browse(NIGHT), 1)
    assert browse(COORDINATOR).get(path).status == 404
    assert browse(COORDINATOR).send(f"{path}/discard", {}).status_code == 404
    assert browse(NIGHT).get(path).status == 200


@pytest.mark.parametrize("user", ["ORR.intakes.night", "CARE-11.evening", "HHS-OIG.auditor"])
def test_intake_is_of_those_who_meet_people(browse: Browse, logged: io.StringIO, user: str) -> None:
    assert browse(user).get("/intake").status == 404
    denied = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert any(line["event"] == "read_denied" and line["user"] == user for line in denied)


def test_what_is_typed_stands_nowhere_in_the_clear(browse: Browse, world: World, logged: io.StringIO) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    somebody.post(path, typed(somebody, path, p1=alone("Zyxwvut", birth="03/04/2010")) | SAVE)
    record(somebody, path, somebody.get(path).form(path))
    with psycopg.connect(world.database.admin) as connection:
        [(kept,)] = connection.execute("SELECT sealed FROM page.draft").fetchall()
    assert b"Zyxwvut" not in kept
    assert "Zyxwvut" not in logged.getvalue()


def test_the_list_names_what_is_open(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 3)
    somebody.post(path, typed(somebody, path, p1=alone("Ana", first="Caal"), p2=alone("Luis")) | SAVE)
    page = somebody.get("/intake")
    assert path in page.links
    assert "2 people" in page.text
    assert "Ana Caal" in page.text
    owner = Owner(organisation=OrganisationCode("USBP"), user=UserId(NIGHT))
    assert len(somebody.client.app.state.site.page_store.drafts.of_owner(owner)) == 1  # type: ignore[attr-defined]  # FastAPI's


def test_no_page_of_intake_asks_more_than_ten_times(browse: Browse, world: World, asked: list[str]) -> None:
    [somewhere] = world.met("Fidel")
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{somewhere['person']}/assign-identifier", body, by="USBP")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    paths = [begun(somebody, 2) for _ in range(9)]
    fidel = alone("Fidel") | {"numbers.0.scheme": "a_number", "numbers.0.written": "A205123456"}
    somebody.post(paths[0], typed(somebody, paths[0], p1=fidel, p2=alone("Luis")) | SAVE)
    record(somebody, paths[1], typed(somebody, paths[1], p1=alone("Ana"), p2=alone("Eva")))
    shown = ["/intake", paths[0], f"{paths[0]}?row=1&open=1", f"{paths[0]}/paste", f"{paths[1]}/done"]
    for path in shown:
        asked.clear()
        assert somebody.get(path).status == 200
        assert 0 < len(asked) <= MOST, (path, asked)
    fields = somebody.get(paths[0]).form(paths[0])
    for path, more in ((f"{paths[0]}/save", {}), (paths[0], {"do": "add.1"})):
        asked.clear()
        save(somebody, paths[0], fields) if path.endswith("save") else somebody.send(path, fields | more)
        assert 0 < len(asked) <= MOST, (path, asked)
