"""One child from the encounter to the receipt, each step by the organisation whose step it is."""

from tests.api.world import World, receipt_body


def test_a_child_passes_from_dhs_to_hhs(world: World) -> None:
    [child] = world.met("Canela")
    episode = child["episode"]
    world.placed(episode)
    offer = world.accepted(episode)
    world.dispatched(episode, offer)
    world.done(
        f"/custody/{episode}/arrive", {"claimed": world.claimed(), "offer": offer, "place": "CARE-01"}, by="CARE-01"
    )
    answer = world.done(f"/custody/{episode}/receive", receipt_body(offer, at=world.tick()), by="CARE-01")
    assert [event["topic"] for event in answer["events"]] == ["custody.received.v1"]
    assert answer["events"][0]["version"] == world.versions[episode] == 11
