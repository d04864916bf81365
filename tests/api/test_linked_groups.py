"""Groups that were found to be one family: their members are relatives, marked so, until the link is undone."""

from tests.api.world import Json, World, registration


def group_of(world: World, *people: str, by: str) -> str:
    members = [{"person": each, "role": "child", "reason": "said_by_member"} for each in people]
    body = {"claimed": world.claimed(), "kind": "travelling_group", "members": members}
    formed: str = world.done("/families", body, by=by)["id"]
    return formed


def through(world: World, person: str, *, by: str, **how: int) -> dict[str, tuple[str, str | None]]:
    """The relatives, each with the group that makes them so and the own group through which."""
    found: list[Json] = world.told(f"/children/{person}/relatives", by=by, **how)["relatives"]
    return {each["person"]: (each["groups"][0]["family"], each["groups"][0]["through"]) for each in found}


def test_members_of_a_linked_group_are_relatives_until_it_is_unlinked(common: World) -> None:
    one, sister = (each["person"] for each in common.met("Petrona", "Catarina"))
    [aunt] = common.met("Fidelina", by="ICE", place="ICE-HLG")
    [cousin] = common.met("Matea", by="ICE", place="ICE-HLG")
    own = group_of(common, one, sister, by="USBP")
    hers, further = group_of(common, aunt["person"], by="ICE"), group_of(common, cousin["person"], by="ICE")
    assert through(common, one, by="USBP") == {sister: (own, None)}
    for group, by in ((own, "USBP"), (further, "ICE")):
        common.done(f"/families/{group}/link-group", {"other": hers, "basis": "document"}, by=by)
    position = common.told(f"/children/{one}/relatives", by="USBP")["position"]
    expected = {sister: (own, None), aunt["person"]: (hers, own), cousin["person"]: (further, own)}
    for by in ("USBP", "DHS-OIG"):
        assert through(common, one, by=by) == expected
    relatives = common.told(f"/children/{one}/relatives", by="USBP")["relatives"]
    assert {each["place"]["place"] for each in relatives} == {"BP-RGV", "ICE-HLG"}
    common.done(f"/families/{own}/unlink-group", {"other": hers, "basis": "document"}, by="USBP")
    assert through(common, one, by="USBP") == {sister: (own, None)}
    assert through(common, one, by="USBP", as_known_at=position) == expected
    assert through(common, aunt["person"], by="ICE") == {cousin["person"]: (further, hers)}


def test_a_member_at_liberty_is_orrs(common: World) -> None:
    [child] = common.met("Petrona")
    at_liberty = common.done("/people", registration("Fidelina") | {"claimed": common.claimed()}, by="ORR")["id"]
    own, other = group_of(common, child["person"], by="USBP"), group_of(common, at_liberty, by="ORR")
    common.done(f"/families/{own}/link-group", {"other": other, "basis": "document"}, by="USBP")
    assert through(common, child["person"], by="USBP") == {}
    assert through(common, child["person"], by="DHS-OIG") == {at_liberty: (other, own)}
    assert common.get(f"/children/{child['person']}/relatives", by="CARE-05").status_code == 404
