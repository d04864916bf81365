"""A handoff warns when the next place lacks the child's language, and is recorded all the same."""

from tests.api.world import Json, World, offer_body

MAM = {"language": "mam", "tested": True, "found_by": "interpreter", "interpreter": "relay"}


def speaking(world: World, name: str, **said: object) -> Json:
    """A child whose language was tested, acknowledged by ORR."""
    [child] = world.met(name)
    at = f"/custody/{child['episode']}"
    world.done(f"/people/{child['person']}/record-language", {"claimed": world.claimed()} | MAM | said, by="USBP")
    world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    referral = {"referring_agency": "border_patrol", "entry_class": "entry_without_inspection", "needs": []}
    world.done(f"{at}/submit-referral", referral | {"separated": False}, by="USBP")
    world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    return child


def lacking(answer: Json) -> list[tuple[str, str, list[str]]]:
    return [(each["person"], each["place"], each["languages"]) for each in answer["languages_lacking"]]


def test_a_designation_and_an_offer_warn_and_are_recorded(common: World) -> None:
    child = speaking(common, "Petrona")
    at, warned = f"/custody/{child['episode']}", [(child["person"], "CARE-01", ["mam"])]
    place = {"place": "CARE-01", "program": "shelter"}
    assert lacking(common.done(f"{at}/designate-placement", place, by="ORR")) == warned
    offer = offer_body("5f0e6c1e-1c5b-4b0a-9d3e-0c6f6b3a7a42")
    assert lacking(common.done(f"{at}/offer", offer, by="USBP", key="offered-once")) == warned
    again = speaking(common, "Catarina")
    spoken = {"place": "CARE-02", "program": "shelter"}
    assert lacking(common.done(f"/custody/{again['episode']}/designate-placement", spoken, by="ORR")) == []


def test_a_manifest_warns_of_each_child_and_the_same_answer_comes_again(common: World) -> None:
    children = [speaking(common, "Petrona"), speaking(common, "Ana", language="ixl")]
    rows: list[Json] = []
    for number, child in enumerate(children):
        place = {"place": "CARE-10", "program": "shelter"}
        common.done(f"/custody/{child['episode']}/designate-placement", place, by="ORR")
        version = common.versions[child["episode"]]
        offer = f"5f0e6c1e-1c5b-4b0a-9d3e-0c6f6b3a7b0{number}"
        rows.append({"episode": child["episode"], "version": version, "offer": offer})
    whole = offer_body(rows[0]["offer"], place="CARE-10") | {"rows": rows}
    del whole["offer"]
    answer = common.done("/manifests/offer", whole, by="USBP", key="manifest-once")
    assert sorted(lacking(answer)) == sorted(
        (child["person"], "CARE-10", [language]) for child, language in zip(children, ("mam", "ixl"), strict=True)
    )
    common.done(
        f"/people/{children[0]['person']}/record-language",
        {"claimed": common.claimed()} | MAM | {"language": "eng"},
        by="USBP",
    )
    assert common.done("/manifests/offer", whole, by="USBP", key="manifest-once") == answer


def test_the_register_says_what_is_assumed_to_be_spoken(common: World) -> None:
    rows = common.told("/register/places", by="USBP")["rows"]
    assert {row["code"]: row["languages"] for row in rows}["CARE-02"] == ["eng", "ixl", "mam", "quc", "spa"]
