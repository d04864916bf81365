"""Where each relative is, and how that is known: the replay of 2018, and the floors against every kind of reader."""

from uuid import UUID

from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import PersonId
from tests.api.family_story import BOY, FATHER, GIRL, MOTHER, met_together, relatives, zero_tolerance
from tests.api.world import World, is_uuid, registration

INVENTED = " Invented"


def test_the_replay_of_2018_loses_nobody(world: World) -> None:
    family = zero_tolerance(world)
    found = relatives(world, family.girl, by="ORR")
    assert set(found) == {FATHER + INVENTED, MOTHER + INVENTED, BOY + INVENTED}
    father, mother, boy = (found[name + INVENTED] for name in (FATHER, MOTHER, BOY))
    assert (mother["place"]["now"], mother["place"]["holder"], mother["place"]["place"]) == (
        "in_custody", "ICE", "ICE-HLG",
    )  # fmt: skip
    assert (father["place"]["now"], father["place"]["place"], father["place"]["exit"]) == (
        "left_custody",
        None,
        "removed",
    )
    assert (boy["place"]["place"], boy["separated"]) == ("CARE-02", False)
    assert father["separated"]
    assert mother["separated"]
    assert [claim["kin"] for claim in father["claims"]] == ["father"]
    assert {(claim["kin"], claim["relative"] == family.mother["person"]) for claim in mother["claims"]} == {
        ("mother", True),
        ("parent", True),
    }
    assert [group["family"] for group in father["groups"]] == [family.group]
    assert {claim["standing"] for each in found.values() for claim in each["claims"]} == {"claimed"}


def test_each_reader_is_told_what_the_floors_allow(world: World) -> None:
    family = zero_tolerance(world)
    of_mother = relatives(world, family.mother, by="ICE")
    assert set(of_mother) == {FATHER + INVENTED, GIRL + INVENTED, BOY + INVENTED}
    girl = of_mother[GIRL + INVENTED]["place"]
    assert (girl["custodian"], girl["holder"], girl["place"]) == ("ORR", "ORR", None)
    assert of_mother[FATHER + INVENTED]["place"]["exit"] is None
    provider = relatives(world, family.girl, by="CARE-02")
    assert provider[MOTHER + INVENTED]["place"]["place"] == "ICE-HLG"
    for by, person in (("CARE-05", family.girl), ("USBP", family.girl), ("CARE-02", family.mother)):
        assert world.get(f"/children/{person['person']}/relatives", by=by).status_code == 404


def test_a_relative_at_liberty_is_orrs(world: World) -> None:
    [child] = world.met("Petrona")
    aunt = world.done("/people", registration("Fidelina") | {"claimed": world.claimed()}, by="ORR")["id"]
    claim = {
        "claimed": world.claimed(),
        "kin": "aunt_or_uncle",
        "lineage": "maternal",
        "bonds": ["biological"],
        "asserted_by": "statement_of_person",
        "evidence": ["child_interview"],
        "confidence": "high",
    }
    path = f"/relationships/{aunt}/{child['person']}"
    answer = world.done(f"{path}/assert", claim, by="ORR")
    assert is_uuid(answer["events"][0]["stream"])
    world.done(f"/custody/{child['episode']}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    world.done(
        f"/custody/{child['episode']}/submit-referral",
        {
            "referring_agency": "border_patrol",
            "entry_class": "entry_without_inspection",
            "needs": [],
            "separated": False,
        },
        by="USBP",
    )
    assert relatives(world, child, by="USBP") == {}
    world.done(f"{path}/assert", claim, by="USBP", version=1)
    assert relatives(world, child, by="USBP") == {}, "to claim a tie to an id is no way to a name"
    [found] = relatives(world, child, by="ORR").values()
    assert (found["place"]["now"], found["place"]["answers"]) == ("never_in_custody", "ORR")
    assert (found["claims"][0]["lineage"], found["confirmed"]) == ("maternal", False)


def test_a_claim_is_verified_by_two_others_and_what_was_known_before_stays(world: World) -> None:
    family = met_together(world)
    mother, girl = family.mother["person"], family.girl["person"]
    path = f"/relationships/{mother}/{girl}"
    before = world.told(f"/children/{girl}/relatives", by="USBP")
    claim = next(each for each in before["claims"] if (each["kin"], each["relative_of"]) == ("mother", girl))
    version = before["versions"][str(relationship_id(PersonId(UUID(mother)), PersonId(UUID(girl))))]
    verdict = {"claim": claim["said_in"], "methods": ["birth_certificate", "child_interview"]}
    alone = world.post(f"{path}/verify", verdict | {"second_verifier": claim["by"]}, by="USBP", version=version)
    assert (alone.status_code, alone.json()["reason"]) == (409, "needs_other_people")
    two = verdict | {"second_verifier": "usbp.77"}
    stranger = world.post(f"{path}/verify", two, by="ICE", version=version)
    assert (stranger.status_code, stranger.json()["reason"]) == (409, "not_yours")
    done = world.post(f"{path}/verify", two, by="USBP", version=version, role="supervisor", user="usbp.78")
    assert done.status_code == 201, done.text
    now = relatives(world, family.girl, by="USBP")[MOTHER + INVENTED]
    assert (now["confirmed"], now["last_confirmed"] is not None) == (True, True)
    then = world.told(f"/children/{girl}/relatives", by="USBP", as_known_at=before["position"])
    assert then["relatives"] == before["relatives"]


def test_of_whom_8_usc_1367_protects_not_even_whom_to_ask_is_told(common: World) -> None:
    [child] = common.met("Petrona")
    [aunt] = common.met("Fidelina", by="ICE", place="ICE-HLG")
    claim = {
        "claimed": common.claimed(),
        "kin": "aunt_or_uncle",
        "lineage": "maternal",
        "bonds": ["biological"],
        "asserted_by": "statement_of_person",
        "evidence": ["child_interview"],
        "confidence": "high",
    }
    common.done(f"/relationships/{aunt['person']}/{child['person']}/assert", claim, by="USBP")
    assert len(relatives(common, child, by="USBP")) == 1
    said = {"claimed": common.claimed(), "language": "mam", "tested": True, "labels": ["section_1367"]}
    common.done(f"/people/{aunt['person']}/record-language", said, by="ICE")
    told = common.told(f"/children/{child['person']}/relatives", by="USBP")
    assert (told["relatives"], told["claims"], told["versions"]) == ([], [], {})
    [found] = relatives(common, child, by="DHS-OIG").values()
    assert found["place"]["answers"] == "ICE"
    assert len(relatives(common, aunt, by="ICE")) == 1
