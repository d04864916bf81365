"""The page of a child: who has them, what is claimed, what nobody said, what happened and who signed it."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.web.demo_users import BY_USER
from ledger.domain.values import PersonId, UserId
from projections.handlers import queries as handlers
from tests.api.world import NOW, Json, World, claimed, receipt_body, registration
from tests.web.reading import Browser, Page
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
DHS, CARE, ORR, OIG = "BP-RGV.night", "CARE-11.evening", "ORR.intakes.night", "HHS-OIG.auditor"
PLACE = "CARE-11"


def family(world: World) -> tuple[Json, Json, Json]:
    """A girl who says that her aunt got away, and the brother who is with her."""
    people = [
        {
            "registration": registration("Zinnia"),
            "companions_answer": "named",
            "companions": [
                {
                    "index": 1,
                    "relation": "maternal_aunt_or_uncle",
                    "said_by": "statement_of_person",
                    "present_now": False,
                },
                {"index": 2, "relation": "sibling", "said_by": "statement_of_person", "present_now": True},
            ],
        },
        {"registration": registration("Yarrow"), "encountered": False},
        {"registration": registration("Aster"), "companions_answer": "none"},
    ]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "people": people}
    girl, aunt, brother = world.done("/encounters", body, by="USBP")["people"]
    return girl, aunt, brother


def under_way(world: World, child: Json) -> str:
    world.placed(child["episode"], place=PLACE)
    offer = world.accepted(child["episode"], place=PLACE)
    world.dispatched(child["episode"], offer)
    return offer


def of(browse: Browse, user: str, child: Json, query: str = "") -> Page:
    page = browse(user).get(f"/children/{child['person']}{query}")
    assert page.status == 200, page.text
    return page


def test_who_has_the_child_where_and_since_when(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    text = of(browse, DHS, child).text
    assert "Zinnia Invented , 9 years Rio Grande Valley Sector, Edinburg TX · U.S. Border Patrol · since" in text
    for facet in (
        "Legal custodian",
        "Physical custodian",
        "Classification not classified",
        "Case step Encounter recorded",
    ):
        assert facet in text


def test_between_hands_the_giver_answers_and_the_handoff_is_one_click_away(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    under_way(world, child)
    page = of(browse, DHS, child)
    assert "Between hands" in page.text
    assert "Until the receiver has signed, U.S. Border Patrol answers for the child." in page.text
    assert any(link.startswith("/handoffs/") for link in page.links)


def test_a_child_is_expected_when_the_trip_was_last_said_to_arrive(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    world.placed(child["episode"], place=PLACE)
    offer = world.accepted(child["episode"], place=PLACE)
    plan = {
        "claimed": world.claimed(),
        "mode": "bus",
        "vehicle": "BUS-1",
        "carrier": "CARRIER-A",
        "from_place": "BP-RGV",
        "to_place": PLACE,
        "expected_arrival": "2019-05-01T20:00:00-05:00",
    }
    trip = world.done("/trips", plan, by="USBP")["id"]
    left = {"claimed": world.claimed(), "offer": offer, "trip": trip, "escort": None}
    left["expected_arrival"] = "2019-05-01T20:00:00-05:00"
    world.done(f"/custody/{child['episode']}/dispatch", left, by="USBP")
    assert "Expected May 1, 2019, 20:00 CDT" in of(browse, DHS, child).text
    late = {"claimed": world.claimed(), "reason": "weather", "expected_arrival": "2019-05-01T22:30:00-05:00"}
    world.done(f"/trips/{trip}/delay", late, by="USBP")
    assert "Expected May 1, 2019, 22:30 CDT" in of(browse, DHS, child).text


def test_claims_stand_side_by_side_and_a_disputed_one_says_so(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    at = f"/people/{child['person']}"
    first = world.told(f"/children/{child['person']}/history", by="USBP")["entries"][0]["event_id"]
    birth = {"birth": {"date": {"text": "2010-04", "approximate": True}}, "basis": "consulate", "disputes": first}
    world.done(f"{at}/claim-birth-date", {"claimed": world.claimed(), **birth}, by="USBP")
    number = {"scheme": "a_number", "identifier": "A 2O5-123-456"}
    world.done(f"{at}/assign-identifier", {"claimed": world.claimed(), **number}, by="USBP")
    world.done(f"{at}/record-language", {"claimed": world.claimed(), "language": "mam", "tested": True}, by="USBP")
    text = of(browse, DHS, child).text
    assert "Born Age in years: 9 What the person says" in text
    assert "about April 2010" in text
    assert "disputes another" in text
    assert "disputed" in text.replace("disputes", "")
    assert "A 2O5-123-456 A-number · A letter stands where a digit belongs" in text
    assert "Mam tested" in text


def test_what_nobody_said_is_said(world: World, browse: Browse) -> None:
    body = {
        "claimed": world.claimed(),
        "place": "BP-RGV",
        "people": [
            {
                "registration": {"name": None, "birth": None, "birth_basis": None, "sex": "0"},
                "companions_answer": "not_asked",
            }
        ],
    }
    [child] = world.done("/encounters", body, by="USBP")["people"]
    page = of(browse, DHS, child)
    assert page.text.count("Name not known") == 1
    for sentence in (
        "The name is not known. The birth date is not known. The sex is not known. The nationality was not asked.",
        "No identifier is on record. The language was not asked.",
        "Nobody said what the person needs. Who came along is not known. The person is not classified.",
    ):
        assert sentence in page.text


def test_companions_are_told_with_where_they_are_as_far_as_it_may_be_shown(world: World, browse: Browse) -> None:
    girl, aunt, brother = family(world)
    page = of(browse, DHS, girl)
    assert "Aunt or uncle, mother's side: Yarrow Invented · no custody on record" in page.text
    assert "Brother or sister: Aster Invented · Rio Grande Valley Sector, Edinburg TX" in page.text
    assert {f"/children/{aunt['person']}", f"/children/{brother['person']}"} <= set(page.links)
    under_way(world, girl)
    there = of(browse, CARE, girl)
    assert "Yarrow" not in there.response.text
    assert f"/children/{brother['person']}" not in there.links
    assert there.text.count("a person whose record is not shown to you · not shown to your organization") == 2


def test_of_a_companion_who_was_released_no_place_is_told(world: World, browse: Browse) -> None:
    girl, _, brother = family(world)
    leaves = {"claimed": world.claimed(), "kind": "released"}
    world.done(f"/custody/{brother['episode']}/exit", leaves, by="USBP")
    assert "Aster Invented · left custody: ask the reunification desk" in of(browse, DHS, girl).text


def test_a_corrected_record_stays_struck_through_with_a_link_to_what_stands(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    at = f"/custody/{child['episode']}"
    world.done(f"{at}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    entries = world.told(f"/children/{child['person']}/history", by="USBP")["entries"]
    [wrong] = [each["event_id"] for each in entries if each["topic"].startswith("custody.booked_in")]
    correction = {
        "target": wrong,
        "reason": "incorrect_data",
        "replacement": {"claimed": world.claimed(precision="day", basis="paper_record"), "place": "BP-DRT"},
    }
    world.done(f"{at}/correct", correction, by="USBP")
    page = of(browse, DHS, child)
    entries = world.told(f"/children/{child['person']}/history", by="USBP")["entries"]
    [right] = [e["event_id"] for e in entries if e["topic"].startswith("custody.booked_in") and e["event_id"] != wrong]
    assert f'id="e-{wrong}" class="is-struck"' in page.response.text
    assert f"#e-{right}" in page.links
    assert "struck through by what is recorded here" in page.text
    assert "Booked in · May 1, 2019 (The day only)" in page.text
    assert "Written on paper at the time" in page.text


def test_what_was_entered_late_says_by_how_much(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    body = {"claimed": claimed(NOW - timedelta(hours=5)), "place": "BP-RGV"}
    world.done(f"/custody/{child['episode']}/book-in", body, by="USBP")
    assert re.search("entered 5 hours [1-5] minutes late", of(browse, DHS, child).text)


def test_what_a_step_changed_is_told_facet_by_facet(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    assert "Case step: Not started → Encounter recorded" in of(browse, DHS, child).text


def test_what_is_kept_from_a_department_is_sealed_to_it_and_open_to_others(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    under_way(world, child)
    need = {
        "claimed": world.claimed(),
        "need": "parenting",
        "labels": ["do_not_share_dhs"],
        "note": "Said in confidence.",
    }
    world.done(f"/people/{child['person']}/record-need", need, by=PLACE)
    dhs, care = of(browse, DHS, child), of(browse, CARE, child)
    assert "Said in confidence." not in dhs.response.text
    assert "sealed: not for you, or its key is destroyed" in dhs.text
    assert "Said in confidence." in care.text


def test_a_name_that_keeps_from_a_department_is_not_in_its_lists_either(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    under_way(world, child)
    name = {
        "claimed": world.claimed(),
        "name": {"parts": [{"text": "Secret", "role": "given"}]},
        "basis": "court_order",
        "labels": ["do_not_share_dhs"],
    }
    world.done(f"/people/{child['person']}/record-name", name, by=PLACE)
    world.runner.catch_up()
    for path in (f"/children/{child['person']}", "/between-hands"):
        assert "Secret" not in browse(DHS).get(path).response.text
    assert "Secret" in of(browse, CARE, child).text


def test_names_are_shown_as_written_and_never_as_markup(world: World, browse: Browse) -> None:
    people = [
        {"registration": registration("<script>alert(1)</script>", "O'Brien ñ Ж 李 عبد"), "companions_answer": "none"}
    ]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "people": people}
    [child] = world.done("/encounters", body, by="USBP")["people"]
    page = of(browse, DHS, child)
    assert "<script>alert" not in page.response.text
    assert "<script>alert(1)</script> O'Brien ñ Ж 李 عبد" in page.text


def test_who_handled_the_child_is_what_the_read_model_says(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    world.placed(child["episode"], place=PLACE)
    offer = world.accepted(child["episode"], place=PLACE)
    at = f"/custody/{child['episode']}"
    world.done(f"{at}/dispatch", {"claimed": world.claimed(), "offer": offer, "trip": None, "escort": None}, by="USBP")
    world.move_clock(world.now + timedelta(minutes=42))
    world.done(f"{at}/receive", receipt_body(offer, place=PLACE, at=world.now), by=PLACE)
    world.runner.catch_up()
    reader, person = BY_USER[UserId(OIG)].caller.reader, PersonId(UUID(child["person"]))
    views = world.site.views
    page = of(browse, OIG, child)
    for row in handlers.of_person(views, reader, person).rows:
        assert row.user_id in page.text
    [gap] = handlers.gaps_of(views, reader, person).rows
    assert f"{gap.minutes} minutes from" in page.text
    assert gap.minutes >= 42
    assert "U.S. Border Patrol answered for the child" in page.text
    during = (gap.from_at + timedelta(minutes=10)).isoformat().replace("+", "%2B")
    then = of(browse, OIG, child, f"?as_of={during}")
    assert "10 minutes still open from" in then.text, "what ended later was open then"
    assert "Decided, Had the person" in page.text
    assert "Decided, Had the person" not in then.text


def test_an_open_irregularity_leads_to_its_report_and_to_closing_it(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    at = f"/custody/{child['episode']}"
    world.done(f"{at}/receive", receipt_body(None, place=PLACE, at=world.tick()), by=PLACE)
    page = of(browse, CARE, child)
    assert "Handed over without an offer" in page.text
    [closing] = {link for link in page.links if "review-irregularity" in link and "code=without_offer" in link}
    fields = browse(CARE).get(closing).form("")
    assert fields["/code"] == "without_offer"
    assert f"target={fields['/target']}" in closing


def test_what_can_be_recorded_next_is_what_the_visitor_may_do(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    at = f"/episodes/{child['episode']}/do"
    dhs = of(browse, DHS, child)
    assert f"{at}/determine-unaccompanied" in dhs.links
    assert f"{at}/accept" not in dhs.links
    assert f"{at}/book-in" in dhs.links
    assert f"/people/{child['person']}/do/record-name" in dhs.links
    world.placed(child["episode"], place=PLACE)
    world.offered(child["episode"], place=PLACE)
    assert {f"{at}/accept", f"{at}/decline"} <= set(of(browse, CARE, child).links)
    assert f"{at}/recall" in of(browse, DHS, child).links
    assert f"{at}/accept" not in of(browse, DHS, child).links
    assert "somebody else now: Accept, Decline" in of(browse, DHS, child).text
    auditor = of(browse, OIG, child)
    assert not [link for link in auditor.links if "/do/" in link and "state-disagreement" not in link]


def test_a_record_without_custody_can_open_an_episode(world: World, browse: Browse) -> None:
    _, aunt, _ = family(world)
    page = of(browse, DHS, aunt)
    assert "No custody is on record that you may see." in page.text
    assert f"/people/{aunt['person']}/do/record-encounter" in page.links
    assert not [link for link in page.links if link.startswith("/episodes/")]


def test_nobody_else_sees_it_and_every_look_is_on_record(world: World, browse: Browse, logged: io.StringIO) -> None:
    [child] = world.met("Zinnia")
    path = f"/children/{child['person']}"
    assert browse("CARE-02.evening").get(path).status == 404
    assert browse(DHS).get(f"/children/{uuid4()}").status == 404
    somebody = browse(DHS)
    before = len(logged.getvalue())
    somebody.get(path)
    [line] = [each for each in logged.getvalue()[before:].splitlines() if '"record_read"' in each]
    assert child["person"] in line
    assert "Zinnia" not in logged.getvalue()


@pytest.mark.parametrize("query", ["", "?t=1", "?known_local=2019-05-01T07:02"])
def test_it_asks_the_database_at_most_ten_times(world: World, browse: Browse, asked: list[str], query: str) -> None:
    girl, _, _ = family(world)
    under_way(world, girl)
    somebody, path = browse(DHS), f"/children/{girl['person']}{query}"
    somebody.get(path)
    asked.clear()
    assert somebody.get(path).status == 200
    assert 5 < len(asked) <= MOST, asked


def test_in_spanish(world: World, browse: Browse) -> None:
    girl, _, _ = family(world)
    text = browse(DHS, language="es").get(f"/children/{girl['person']}").text
    assert "Custodio legal" in text
    assert "Venía con" in text
