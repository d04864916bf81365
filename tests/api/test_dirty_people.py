"""What really comes in about people and times, each case with its outcome: numbers 1, 10 and 12 of the list."""

import pytest

from tests.api.test_dirty_data import history, tell, topics
from tests.api.world import NOW, Json, World, claimed, registration

# ------------------------------------------------------------------------------------------------- 1. A-numbers

A_NUMBERS = [
    ("A205123456", "A205123456", []),
    ("A-205-123-456", "A205123456", []),
    ("205 123 456", "A205123456", []),
    ("a 205.123.456", "A205123456", []),
    ("A12345678", "A012345678", []),
    ("a0205123456", "A205123456", ["ten_digits"]),
    ("A2O5123456", "A205123456", ["letter_for_digit"]),
    ("A20512345l", "A205123451", ["letter_for_digit"]),
    ("A205-123-465", "A205123465", []),
    ("pending", "PENDING", ["not_recognised"]),
    ("b(6), b(7)c", None, ["not_recognised"]),
]


@pytest.mark.parametrize(("written", "normalised", "doubts"), A_NUMBERS, ids=[row[0] for row in A_NUMBERS])
def test_an_a_number_is_taken_however_it_is_written(
    common: World, written: str, normalised: str | None, doubts: list[str]
) -> None:
    [child] = common.met("Acacia")
    body = {"claimed": common.claimed(), "scheme": "a_number", "identifier": written}
    common.done(f"/people/{child['person']}/assign-identifier", body, by="USBP", version=None)
    said = history(common, child)[-1]["said"]
    assert said["identifier"]["written"] == written
    assert normalised is None or said["identifier"]["normalised"] == normalised
    assert said["doubts"] == doubts


def test_one_number_on_two_people_is_flagged_and_refused_to_nobody(common: World) -> None:
    """The parent's number typed on the child, siblings' numbers swapped, two numbers on one child."""
    parent, child = common.met("Berta", "Beatriz")
    for person, number in ((parent, "A209 000 001"), (child, "A209000001"), (child, "A209000002")):
        body = {"claimed": common.claimed(), "scheme": "a_number", "identifier": number}
        common.done(f"/people/{person['person']}/assign-identifier", body, by="USBP", version=None)
    rows = common.told("/identifiers/shared", by="USBP", role="processing_coordinator")["rows"]
    assert [parent["person"], child["person"]] in [row["people"] for row in rows]

    wrong = history(common, child)[-2]["event_id"]
    body = {"claimed": common.claimed(), "assigned": wrong}
    common.done(f"/people/{child['person']}/retire-identifier", body, by="USBP", version=None)
    rows = common.told("/identifiers/shared", by="USBP", role="processing_coordinator")["rows"]
    assert [parent["person"], child["person"]] not in [row["people"] for row in rows]


# --------------------------------------------------------------------------------------------- 10. birth dates

BIRTHS: list[tuple[str, Json, int]] = [
    ("only the year", {"date": {"text": "2010"}}, 201),
    ("the month", {"date": {"text": "2010-04"}}, 201),
    ("said to be the first of January", {"date": {"text": "2005-01-01", "approximate": True}}, 201),
    ("day or month first, nobody knows", {"date": {"text": "03/04/2010"}}, 422),
    ("after the encounter", {"date": {"text": "2020-01-01"}}, 201),
    ("17 years and 364 days", {"date": {"text": "2001-05-02"}}, 201),
    ("29 February", {"date": {"text": "2008-02-29"}}, 201),
    ("29 February of no leap year", {"date": {"text": "2009-02-29"}}, 422),
    ("about 7", {"age_years": 7}, 201),
    ("an adult", {"date": {"text": "1988-03-01"}}, 201),
]


@pytest.mark.parametrize(("birth", "status"), [row[1:] for row in BIRTHS], ids=[row[0] for row in BIRTHS])
def test_a_birth_date_is_claimed_as_far_as_it_is_known(common: World, birth: Json, status: int) -> None:
    [child] = common.met("Cedro")
    body = {"claimed": common.claimed(), "birth": birth, "basis": "statement_of_person"}
    response = common.post(f"/people/{child['person']}/claim-birth-date", body, by="USBP")
    assert response.status_code == status
    if status == 201:
        said = history(common, child)[-1]["said"]["birth"]
        assert (said["date"] or {}).get("text") == birth.get("date", {}).get("text")


def test_three_dates_from_three_sources_stand_side_by_side(common: World) -> None:
    [child] = common.met("Copal")
    path = f"/people/{child['person']}/claim-birth-date"
    disputed: str | None = None
    for text, basis in (("2009-06", "statement_of_person"), ("2007-06-11", "document"), ("2008", "consulate")):
        body = {"claimed": common.claimed(), "birth": {"date": {"text": text}}, "basis": basis, "disputes": disputed}
        disputed = common.done(path, body, by="USBP", version=None)["events"][0]["event_id"]
    claims = [entry for entry in history(common, child) if entry["topic"] == "person.birth_date_claimed.v1"]
    assert [claim["said"]["birth"]["date"]["text"] for claim in claims] == ["2009-06", "2007-06-11", "2008"]
    assert {claim["struck_by"] for claim in claims} == {None}


# --------------------------------------------------------------------------------------------------- 12. times

TIMES = [
    ("no offset", "2019-05-01T10:00:00", 422),
    ("24:00", "2019-04-30T24:00:00-05:00", 422),
    ("a date alone", "2019-05-01", 422),
    ("a leap second", "2016-12-31T23:59:60Z", 422),
    ("in the gap of spring", "2019-03-10T02:30:00-06:00", 201),
    ("the second 1:30 of autumn", "2018-11-04T01:30:00-06:00", 201),
    ("mountain time", "2019-05-01T05:00:00-06:00", 201),
    ("in twenty minutes", "2019-05-01T12:20:00Z", 422),
    ("in four minutes", "2019-05-01T12:04:00Z", 201),
]


@pytest.mark.parametrize(("text", "status"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_a_time_has_an_offset_and_is_not_ahead(world: World, text: str, status: int) -> None:
    body = {"claimed": claimed() | {"earliest": text}, **registration("Dalbergia")}
    assert world.post("/people", body, by="USBP").status_code == status


def test_a_whole_batch_stamped_at_midnight_is_told_in_the_order_of_the_process(common: World) -> None:
    midnight = NOW.replace(hour=0)
    person = common.done("/people", {"claimed": claimed(midnight), **registration("Drago")}, by="USBP")["id"]
    event = {"claimed": claimed(midnight, precision="day"), "place": "BP-RGV"}
    met = event | {"companions_answer": "none", "companions": []}
    opening = {"person": person, "command": "record-encounter", "event": met}
    child = {"person": person, "episode": common.done("/custody", opening, by="USBP")["id"]}
    for command in ("book-out", "book-in"):
        tell(common, child, command, by="USBP", at=midnight, place="BP-RGV")
    assert topics(history(common, child)) == ["encounter_recorded", "booked_in", "booked_out"]
