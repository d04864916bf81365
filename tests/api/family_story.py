"""A family of four as the API is told of it: for tests of links, relatives and separations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.api.world import Json, World, receipt_body, registration

FATHER, MOTHER, GIRL, BOY = "Rosendo", "Amparo", "Ximena", "Tadeo"


def came_with(index: int, relation: str, said_by: str = "statement_of_person") -> Json:
    return {"index": index, "relation": relation, "said_by": said_by, "present_now": True}


@dataclass
class Family:
    """Four people who were met together, and their group."""

    father: Json
    mother: Json
    girl: Json
    boy: Json
    group: str

    @property
    def everybody(self) -> tuple[Json, ...]:
        return self.father, self.mother, self.girl, self.boy


def met_together(world: World) -> Family:
    """Father, mother, a girl of nine and a boy of four, met by the Border Patrol; the children say who came along."""
    parents = [came_with(0, "father"), came_with(1, "mother")]
    people = [
        {"registration": registration(FATHER), "companions_answer": "not_asked"},
        {"registration": registration(MOTHER), "companions_answer": "named", "companions": [came_with(2, "own_child")]},
        {
            "registration": registration(GIRL),
            "companions_answer": "named",
            "companions": [*parents, came_with(3, "sibling")],
        },
        {"registration": registration(BOY), "companions_answer": "named", "companions": parents},
    ]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "event_number": "RGV1905000777", "people": people}
    father, mother, girl, boy = world.done("/encounters", body, by="USBP")["people"]
    roles = ("parent_or_guardian", "parent_or_guardian", "child", "child")
    members = [
        {"person": each["person"], "role": role, "reason": "encountered_together"}
        for each, role in zip((father, mother, girl, boy), roles, strict=True)
    ]
    formed = world.done("/families", {"claimed": world.claimed(), "kind": "family_unit", "members": members}, by="USBP")
    return Family(father=father, mother=mother, girl=girl, boy=boy, group=formed["id"])


def referred(world: World, episode: str, *, place: str, by: str = "USBP") -> None:
    """A separated child from the determination to the designated place."""
    at, reason = f"/custody/{episode}", "parent_referred_for_prosecution"
    world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)", "separation_reason": reason}, by=by)
    referral = {
        "referring_agency": "border_patrol",
        "entry_class": "entry_without_inspection",
        "needs": [],
        "separated": True,
        "separation_reason": reason,
    }
    world.done(f"{at}/submit-referral", referral, by=by)
    world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    world.done(f"{at}/designate-placement", {"place": place, "program": "shelter"}, by="ORR")


def handed(world: World, episode: str, *, by: str, to: str, place: str) -> None:
    """One person handed from one organisation to another, with all signatures."""
    offer = world.offered(episode, place=place, by=by, to=to)
    world.done(f"/custody/{episode}/accept", {"offer": offer}, by=to)
    world.dispatched(episode, offer, by=by)
    world.done(f"/custody/{episode}/receive", receipt_body(offer, place=place, at=world.tick()), by=to)


def relatives(world: World, person: Json, *, by: str, **query: Any) -> dict[str, Json]:  # noqa: ANN401  # see `get`
    """The relatives of a person by the name that is shown of them."""
    told = world.told(f"/children/{person['person']}/relatives", by=by, **query)
    return {each["name"] or each["person"]: each for each in told["relatives"]}


def classify(world: World, episode: str, as_: str, *, by: str = "USBP") -> None:
    """An opinion on who somebody is in law."""
    world.done(f"/custody/{episode}/classify", {"classification": as_, "rule": "6 USC 279(g)(2)"}, by=by)


def zero_tolerance(world: World, tell: Callable[[str, Family], None] = lambda _said, _family: None) -> Family:
    """As in 2018: booked, separated, the girl reclassified twice, the children with HHS, the father removed alone."""
    family = met_together(world)
    for each in family.everybody:
        at = f"/custody/{each['episode']}"
        world.done(f"{at}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    classify(world, family.girl["episode"], "family_unit_member")
    tell("Met together and booked by the Border Patrol; the girl is classified as a member of a family unit", family)
    parted = {
        "claimed": world.claimed(),
        "children": [family.girl["person"], family.boy["person"]],
        "adults": [family.father["person"], family.mother["person"]],
    }
    world.done(f"/families/{family.group}/report-separation", parted, by="USBP")
    classify(world, family.girl["episode"], "unaccompanied_child")
    tell("Separated, nothing more said; the girl is reclassified as unaccompanied", family)
    for child in (family.girl, family.boy):
        referred(world, child["episode"], place="CARE-02")
        handed(world, child["episode"], by="USBP", to="CARE-02", place="CARE-02")
    handed(world, family.mother["episode"], by="USBP", to="ICE", place="ICE-HLG")
    tell("The children are with a care provider, the mother is with ICE", family)
    handed(world, family.father["episode"], by="USBP", to="USMS", place="USMS-TXS")
    tell("The father is with the U.S. Marshals", family)
    handed(world, family.father["episode"], by="USMS", to="ICE", place="ICE-SNA")
    gone = {"claimed": world.claimed(), "kind": "removed", "with_child": False}
    world.done(f"/custody/{family.father['episode']}/exit", gone, by="ICE")
    tell("The father is removed without the children", family)
    return family
