"""Two records of one person: read together as parts, each as far as a reader may see it; apart again once unlinked."""

from typing import Any
from uuid import UUID

from api.cli.child_parts import as_plain, print_parts
from api.cli.render import console
from ledger.domain.values import PersonId
from projections.relatives.parts import joined
from projections.timeline import queries as timeline
from tests.api.world import Json, World, caller, claimed, registration

SEEN_BY_NOBODY: Json = {"parts": [], "two_custodians": False}


def two_records(world: World) -> tuple[Json, Json]:
    """Of one child: in custody of the Border Patrol, and in custody of ICE."""
    [one], [other] = world.met("Zinnia"), world.met("Sinia", by="ICE", place="ICE-HLG")
    return one, other


def part_of(world: World, record: Json, *, by: str, of: str = "", **how: Any) -> tuple[Any, bool]:  # noqa: ANN401  # as `told`
    """The one part of a joined answer, and whether it sounds the alarm."""
    answer = world.told(f"/children/{record['person']}{of}", by=by, **how)
    [part] = answer["parts"]
    return part, answer["two_custodians"]


def listed(world: World, *, by: str) -> set[frozenset[str]]:
    rows = world.told("/irregular/two-custodians", by=by)["rows"]
    return {frozenset({row["person_id"], row["other_person"]}) for row in rows}


def test_a_linked_record_is_a_part_of_its_own_with_who_linked_it(common: World) -> None:
    one, other = two_records(common)
    before = common.told(f"/children/{one['person']}", by="DHS-OIG")
    common.same_person(one["person"], other["person"], confirms="ICE")
    part, alarm = part_of(common, one, by="DHS-OIG")
    assert (part["person"], part["may_see"], alarm) == (other["person"], True, True)
    link = part["link"]
    assert (link["by"], link["organisation"], link["basis"]) == ("ice.1", "ICE", "consulate")
    assert link["linked_with"] == one["person"]
    assert [each["episode"] for each in part["episodes"]] == [other["episode"]]
    now = common.told(f"/children/{one['person']}", by="DHS-OIG")
    assert now["episodes"] == before["episodes"]
    history, _ = part_of(common, one, by="DHS-OIG", of="/history")
    assert {entry["stream"] for entry in history["entries"]} == {other["person"], other["episode"]}
    then = common.told(f"/children/{one['person']}", by="DHS-OIG", as_known_at=before["position"])
    assert {name: then[name] for name in SEEN_BY_NOBODY} == SEEN_BY_NOBODY


def test_who_may_not_see_the_other_part_learns_its_government_place_and_the_alarm(common: World) -> None:
    one, other = two_records(common)
    common.same_person(one["person"], other["person"], confirms="ICE")
    for of, told in (("", "episodes"), ("/history", "entries")):
        part, alarm = part_of(common, one, by="USBP", of=of)
        assert (part["may_see"], part[told], alarm) == (False, [], True)
        assert (part["place"]["now"], part["place"]["holder"]) == ("in_custody", "ICE")
        assert part["place"]["place"] == "ICE-HLG"
    assert "Sinia" not in common.get(f"/children/{one['person']}/history", by="USBP").text
    assert common.get(f"/children/{other['person']}", by="USBP").status_code == 404


def test_the_alarm_ends_with_an_episode_or_the_link_and_software_never_chooses(common: World) -> None:
    one, other = two_records(common)
    both = frozenset({one["person"], other["person"]})
    common.same_person(one["person"], other["person"])
    for by in ("USBP", "ICE"):
        assert both in listed(common, by=by)
    common.linked(one["person"], "unlink", other["person"], by="USBP")
    assert both not in listed(common, by="ICE")
    answer = common.told(f"/children/{one['person']}", by="USBP")
    assert {name: answer[name] for name in SEEN_BY_NOBODY} == SEEN_BY_NOBODY
    common.same_person(one["person"], other["person"])
    assert part_of(common, other, by="ICE")[1]
    left = common.claimed()
    common.done(f"/custody/{other['episode']}/exit", {"claimed": left, "kind": "released"}, by="ICE")
    part, alarm = part_of(common, one, by="USBP")
    assert (part["place"]["now"], part["place"]["exit"], alarm) == ("left_custody", None, False)
    assert both not in listed(common, by="USBP")
    before = common.told(f"/children/{one['person']}", by="USBP", as_of=left["earliest"])
    assert before["two_custodians"] is False


def test_to_dhs_a_part_in_orr_care_is_in_orr_care(common: World) -> None:
    [one] = common.met("Zinnia")
    other = common.done("/people", registration("Sinia") | {"claimed": common.claimed()}, by="ORR")["id"]
    common.same_person(one["person"], other, confirms="ORR")
    part, alarm = part_of(common, one, by="USBP")
    assert (part["may_see"], part["place"], alarm) == (False, None, False)
    in_care = {"claimed": claimed(common.tick()), "place": "CARE-02"}
    opened = {"person": other, "command": "open-in-care", "event": in_care}
    episode = common.post("/custody", opened, by="CARE-02", version=3)
    assert episode.is_success, episode.text
    place, alarm = part_of(common, one, by="USBP")
    assert alarm
    assert (place["place"]["custodian"], place["place"]["holder"], place["place"]["place"]) == ("ORR", "ORR", None)


def test_records_linked_through_a_third_are_parts_too(common: World) -> None:
    one, other = two_records(common)
    [third] = common.met("Zina")
    common.same_person(one["person"], other["person"])
    common.same_person(other["person"], third["person"])
    parts = common.told(f"/children/{one['person']}", by="DHS-OIG")["parts"]
    assert {(part["person"], part["link"]["linked_with"]) for part in parts} == {
        (other["person"], one["person"]),
        (third["person"], other["person"]),
    }


def test_a_stranger_to_both_does_not_link(common: World) -> None:
    one, other = two_records(common)
    two = {"basis": "document"}
    path = f"/relationships/{one['person']}/{other['person']}/propose-same-person"
    common.done(path, two, by="USBP", user="proposes", version=0)
    body = two | {"other": other["person"]}
    refused = common.post(f"/people/{one['person']}/link-as-same", body, by="OFO", version=2)
    assert (refused.status_code, refused.json()["reason"]) == (409, "not_yours")


def test_the_terminal_shows_the_parts(common: World) -> None:
    one, other = two_records(common)
    common.same_person(one["person"], other["person"], confirms="ICE")
    log, inspector = common.site.readers.log, caller("DHS-OIG").reader
    person = PersonId(UUID(one["person"]))
    found = timeline.of_person(log, inspector, person, as_of=None, as_known_at=None)
    together = joined(log, inspector, person, found.items, position=found.known.position, as_of=None)
    with console.capture() as printed:
        print_parts(together, as_of=None)
    text = " ".join(printed.get().split())
    for told in ("Two custodians at once", f"record {other['person']}", "linked by ice.1 (ICE)", "ICE-HLG"):
        assert told in text, told
    [part] = as_plain(together, as_of=None)["parts"]
    assert (part["person"], list(part["episodes"])) == (other["person"], [other["episode"]])


def asked_of(world: World, one: Json, other: str, *, by: str = "USBP") -> Json:
    found = world.told(f"/children/{one['person']}/relatives", by=by)["relatives"]
    [relative] = [each for each in found if each["person"] == other]
    asked: Json = relative["same_person"]
    return asked


def test_a_rejection_is_shown_beside_a_new_proposal(common: World) -> None:
    one, other = (each["person"] for each in common.met("Zinnia", "Sinia"))
    pair, record = f"/relationships/{one}/{other}", {"person": one}
    common.done(f"{pair}/propose-same-person", {"basis": "document"}, by="USBP", version=0)
    assert asked_of(common, record, other)["waiting"]["organisation"] == "USBP"
    answer = {"basis": "document", "answer": "relative"}
    common.done(f"{pair}/reject-same-person", answer, by="USBP", user="usbp.2", version=1)
    assert asked_of(common, record, other)["waiting"] is None
    again = common.post(f"{pair}/propose-same-person", {"basis": "document"}, by="USBP", version=2)
    assert (again.status_code, again.json()["reason"]) == (409, "nothing_new")
    common.done(f"{pair}/propose-same-person", {"basis": "consulate"}, by="USBP", version=2)
    asked = asked_of(common, record, other)
    assert (asked["linked"], asked["waiting"]["basis"], len(asked["proposals"])) == (False, "consulate", 2)
    assert [(each["by"], each["answer"]) for each in asked["rejections"]] == [("usbp.2", "relative")]
    two = {"other": other, "basis": "document"}
    own = common.post(f"/people/{one}/link-as-same", two, by="USBP", version=2)
    assert (own.status_code, own.json()["reason"]) == (409, "proposer_cannot_confirm")
    common.done(f"/people/{one}/link-as-same", two, by="USBP", user="usbp.2", version=2)
    assert asked_of(common, record, other)["linked"]
