"""Command keys: one key and body is one effect and one answer, whoever sends it how often."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.api.world import World, claimed, offer_body, registration


def test_fifty_at_once_record_one_person(world: World) -> None:
    key, body = str(uuid4()), {"claimed": claimed(), **registration("Alheli")}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: world.post("/people", body, by="USBP", key=key), range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    person = answers[0].json()["id"]
    assert (
        world.done(f"/people/{person}/record-need", {"claimed": claimed(), "need": "mobility"}, by="USBP")["events"][0][
            "version"
        ]
        == 2
    )


def test_fifty_offers_at_once_are_one_offer(world: World) -> None:
    [child] = world.met("Brisa")
    world.placed(child["episode"])
    key, body = str(uuid4()), offer_body(str(uuid4()))
    path, version = f"/custody/{child['episode']}/offer", world.versions[child["episode"]]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: world.post(path, body, by="USBP", key=key, version=version), range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["events"][0]["version"] for answer in answers} == {version + 1}


def test_the_spelling_of_a_body_is_not_its_meaning(world: World) -> None:
    key, body = str(uuid4()), {"claimed": claimed(), **registration("Cielo")}
    first = world.post("/people", body, by="USBP", key=key)
    again = world.post("/people", dict(reversed(body.items())), by="USBP", key=key)
    assert first.text == again.text


def test_another_body_under_the_key_is_refused(world: World) -> None:
    key = str(uuid4())
    world.done("/people", {"claimed": claimed(), **registration("Dalia")}, by="USBP", key=key)
    response = world.post("/people", {"claimed": claimed(), **registration("Elena")}, by="USBP", key=key)
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


def test_another_address_under_the_key_is_refused(world: World) -> None:
    one, two = world.met("Flor", "Gala")
    key, body = str(uuid4()), {"claimed": claimed(), "place": "BP-RGV"}
    world.done(f"/custody/{one['episode']}/book-in", body, by="USBP", key=key)
    response = world.post(f"/custody/{two['episode']}/book-in", body, by="USBP", key=key)
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


def test_a_colleague_does_not_get_the_answer_to_another_ones_act(world: World) -> None:
    key, body = str(uuid4()), {"claimed": claimed(), **registration("Hiedra")}
    world.done("/people", body, by="USBP", key=key)
    response = world.post("/people", body, by="USBP", key=key, role="supervisor")
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


def test_the_same_key_of_another_organisation_is_another_key(world: World) -> None:
    key, body = str(uuid4()), {"claimed": claimed(), **registration("Iris")}
    ids = {world.done("/people", body, by=organisation, key=key)["id"] for organisation in ("USBP", "OFO")}
    assert len(ids) == 2


def test_a_refused_command_leaves_its_key_free(world: World) -> None:
    [child] = world.met("Jazmin")
    path, key = f"/custody/{child['episode']}", str(uuid4())
    early = world.post(f"{path}/offer", offer_body(str(uuid4())), by="USBP", key=key, version="seen")
    assert early.json()["reason"] == "not_determined"
    world.placed(child["episode"])
    world.done(f"{path}/offer", offer_body(str(uuid4())), by="USBP", key=key)


def test_an_answer_is_given_again_after_the_record_has_moved_on(world: World) -> None:
    [child] = world.met("Kantuta")
    world.placed(child["episode"])
    offer, key = str(uuid4()), str(uuid4())
    path, body = f"/custody/{child['episode']}/offer", offer_body(offer)
    version = world.versions[child["episode"]]
    first = world.post(path, body, by="USBP", key=key, version=version)
    world.done(f"/custody/{child['episode']}/accept", {"offer": offer}, by="CARE-01")
    again = world.post(path, body, by="USBP", key=key, version=version)
    assert (again.status_code, again.text) == (201, first.text)
    assert (again.headers["ETag"], again.headers["Idempotent-Replayed"]) == (first.headers["ETag"], "true")


def test_a_group_is_recorded_once(world: World) -> None:
    key = str(uuid4())
    person = {"registration": registration("Lirio"), "companions_answer": "none"}
    body = {"claimed": claimed(), "place": "BP-RGV", "people": [person, person]}
    first = world.post("/encounters", body, by="USBP", key=key)
    again = world.post("/encounters", body, by="USBP", key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.text == again.text
