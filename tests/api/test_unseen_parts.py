"""What is sealed to those who correct a record goes over unseen, or the correction is refused."""

from typing import Any
from uuid import UUID

import pytest

from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Label
from tests.api.world import Json, World

TOLD = "Xochiquetzalli, by telephone"
KEPT = {"note": TOLD, "labels": ["do_not_share_dhs"]}


def booked(world: World, child: Json, **more: Any) -> str:  # noqa: ANN401  # parts of a body
    """A booking; the id of its record."""
    body = {"claimed": world.claimed(), "place": "BP-DRT", **more}
    return str(world.done(f"/custody/{child['episode']}/book-in", body, by="USBP")["events"][0]["event_id"])


def correct(world: World, stream: str, target: str, **replacement: Any) -> Any:  # noqa: ANN401  # parts of a body
    body = {"target": target, "reason": "incorrect_data", "replacement": {"claimed": world.claimed(), **replacement}}
    return world.post(f"{stream}/correct", body, by="USBP", version="seen")


def stands(world: World, stream: str, event: str) -> AnyEvent:
    """A record as the log has it, every box open that can be opened."""
    codec, stream_id = world.site.ledger.custody_mapper.codec, UUID(stream.split("/")[2])
    [item] = [each for each in world.site.ledger.load([stream_id])[stream_id] if str(each.event.event_id) == event]
    return codec.open(item.event, stream=item.stream, version=item.version)


def test_an_unseen_part_and_its_label_go_over(world: World) -> None:
    [child] = world.met("Acacia")
    path = f"/custody/{child['episode']}"
    response = correct(world, path, booked(world, child, **KEPT), place="BP-RGV")
    assert response.is_success, response.text
    assert TOLD not in response.text
    now = stands(world, path, response.json()["events"][0]["event_id"])
    assert (now.note and now.note.value, now.labels) == (TOLD, (Label.NOT_TO_DHS,))
    for by, told in (("USBP", False), ("DHS-OIG", True)):
        entries = world.told(f"/children/{child['person']}/history", by=by)
        assert (TOLD in str(entries)) is told, by


def test_what_is_said_in_its_place_stands_as_it_is_said(world: World) -> None:
    [child] = world.met("Boj")
    path = f"/custody/{child['episode']}"
    response = correct(world, path, booked(world, child, **KEPT), place="BP-RGV", note="At the station.")
    now = stands(world, path, response.json()["events"][0]["event_id"])
    assert (now.note and now.note.value, now.labels) == ("At the station.", ())


def test_what_the_corrector_may_see_and_leaves_out_is_left_out(world: World) -> None:
    [child] = world.met("Cedro")
    path = f"/custody/{child['episode']}"
    response = correct(world, path, booked(world, child, note=TOLD), place="BP-RGV")
    assert stands(world, path, response.json()["events"][0]["event_id"]).note is None


def test_a_part_whose_key_is_destroyed_is_gone(world: World) -> None:
    [child] = world.met("Drago")
    path = f"/custody/{child['episode']}"
    target = booked(world, child, **KEPT)
    world.site.ledger.custody_mapper.codec.sealer.keyring.destroy(UUID(child["person"]))
    response = correct(world, path, target, place="BP-RGV")
    assert response.is_success, response.text
    assert stands(world, path, response.json()["events"][0]["event_id"]).note is None


def companion(person: str) -> Json:
    return {"person": person, "relation": "mother", "said_by": "document", "present_now": True}


@pytest.mark.parametrize("names_her", [True, False])
def test_an_unseen_part_stays_under_the_keys_of_all_it_names(world: World, names_her: bool) -> None:  # noqa: FBT001
    [child, mother] = world.met("Encina", "Fresno")
    path = f"/custody/{child['episode']}"
    declared = {"claimed": world.claimed(), "companions_answer": "named", **KEPT}
    body = declared | {"companions": [companion(mother["person"])]}
    target = world.done(f"{path}/declare-companions", body, by="USBP")["events"][0]["event_id"]
    who = [companion(mother["person"])] if names_her else []
    response = correct(world, path, target, companions_answer="named" if names_her else "none", companions=who)
    if names_her:
        now = stands(world, path, response.json()["events"][0]["event_id"])
        assert now.note is not None
        assert now.note.value == TOLD
    else:
        assert (response.status_code, response.json()["reason"]) == (409, "unseen_part")
        assert "void" in response.json()["allowed"]


def test_nobody_learns_of_an_unseen_part_by_correcting_what_is_not_theirs(world: World) -> None:
    [child] = world.met("Guayabo")
    target = booked(world, child, **KEPT)
    body = {
        "target": target,
        "reason": "incorrect_data",
        "replacement": {"claimed": world.claimed(), "place": "BP-RGV"},
    }
    response = world.post(f"/custody/{child['episode']}/correct", body, by="ICE", version="seen")
    assert (response.status_code, response.json()["reason"]) == (409, "not_yours")
