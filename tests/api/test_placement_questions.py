"""Questions about placement over HTTP: a provider has what it needs to answer, and answers with it."""

import pytest

from tests.api.world import Json, World

REFERRAL = {
    "referring_agency": "border_patrol",
    "entry_class": "entry_without_inspection",
    "needs": ["interpreter"],
    "separated": False,
}


def asked(world: World, name: str, *places: str) -> Json:
    """A child for whom these places are asked."""
    [child] = world.met(name)
    at = f"/custody/{child['episode']}"
    world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    world.done(f"{at}/submit-referral", REFERRAL, by="USBP")
    world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    for place in places:
        world.done(f"{at}/request-placement", {"place": place}, by="ORR")
    return child


def test_a_provider_answers_with_what_it_is_told_and_has_no_record(world: World) -> None:
    child = asked(world, "Alma", "CARE-05", "CARE-06")
    [row] = world.told("/placements/asked", by="CARE-05")["rows"]
    assert (row["person_id"], row["status"], row["needs"], row["sex"]) == (
        child["person"], "asked", ["interpreter"], "0",
    )  # fmt: skip
    assert (row["age_from"], row["age_until"], row["holder"]) == (9, 10, None)
    for question in ("", "/history", "/placements"):
        assert world.get(f"/children/{child['person']}{question}", by="CARE-05").status_code == 404
    decline = {"place": "CARE-05", "reason": "no_isolation"}
    world.done(f"/custody/{row['episode']}/decline-placement", decline, by="CARE-05", version=row["version"])
    assert world.told("/placements/asked", by="CARE-05")["rows"] == []
    told = world.told(f"/children/{child['person']}/placements", by="ORR")["rows"]
    assert {each["place"]: (each["status"], each["reason"]) for each in told} == {
        "CARE-05": ("declined", "no_isolation"),
        "CARE-06": ("asked", None),
    }
    assert world.get(f"/children/{child['person']}/placements", by="ICE").status_code == 404


def test_a_child_for_whom_nobody_was_asked_has_no_rows(world: World) -> None:
    [child] = world.met("Berta")
    assert world.told(f"/children/{child['person']}/placements", by="USBP")["rows"] == []


def test_the_list_is_read_page_by_page(world: World) -> None:
    children = [asked(world, name, "CARE-05")["episode"] for name in ("Cora", "Delia", "Elena")]
    first = world.told("/placements/asked", by="CARE-05", limit=2)
    rest = world.told("/placements/asked", by="CARE-05", limit=2, cursor=first["next_cursor"])
    assert [row["episode"] for row in first["rows"] + rest["rows"]] == children
    assert rest["next_cursor"] is None
    assert len(world.told("/placements/asked", by="ORR", organisation="CARE-05", place="CARE-05")["rows"]) == 3
    assert world.told("/placements/asked", by="CARE-05", place="CARE-06")["rows"] == []


@pytest.mark.parametrize("query", [{"cursor": "WzFd"}, {"place": "nowhere"}, {"plaec": "CARE-05"}], ids=str)
def test_a_question_that_is_misspelt_is_not_answered(common: World, query: dict[str, str]) -> None:
    assert common.get("/placements/asked", by="CARE-05", **query).status_code == 422
