"""For tests of the referral page: children on their way to ORR, and how somebody ticks them and presses a button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ledger.domain.custody.state import CustodyState, fold
from ledger.domain.event import Recorded
from tests.api.world import Json, World, registration
from tests.web.feeding import settle
from tests.web.reading import Page

AGENT, ORR = "BP-RGV.night", "ORR.intakes.night"
REFERRAL: Json = {
    "referring_agency": "border_patrol",
    "entry_class": "entry_without_inspection",
    "needs": [],
    "separated": False,
}

Fields = list[tuple[str, str]]


def booked_in(world: World, *names: str, place: str = "BP-RGV", by: str = "USBP") -> list[Json]:
    """Children who were met alone and booked in; their person and episode ids."""
    children = world.met(*names, place=place, by=by)
    for child in children:
        world.done(f"/custody/{child['episode']}/book-in", {"claimed": world.claimed(), "place": place}, by=by)
    settle(world)
    return children


def determined(world: World, *names: str, **where: str) -> list[Json]:
    """Children who were determined to be unaccompanied."""
    children = booked_in(world, *names, **where)
    for child in children:
        body = {"rule": "6 USC 279(g)(2)"}
        world.done(f"/custody/{child['episode']}/determine-unaccompanied", body, by=where.get("by", "USBP"))
    settle(world)
    return children


def referred(world: World, *names: str, needs: Sequence[str] = (), **where: str) -> list[Json]:
    """Children who were referred to ORR."""
    children = determined(world, *names, **where)
    for child in children:
        body = REFERRAL | {"needs": list(needs)}
        world.done(f"/custody/{child['episode']}/submit-referral", body, by=where.get("by", "USBP"))
    settle(world)
    return children


def acknowledged(world: World, *names: str, needs: Sequence[str] = ()) -> list[Json]:
    """Children whose referral ORR has acknowledged."""
    children = referred(world, *names, needs=needs)
    for child in children:
        world.done(f"/custody/{child['episode']}/acknowledge-referral", {}, by="ORR")
    settle(world)
    return children


def met_together(world: World, *people: Json) -> list[Json]:
    """A group met together and booked in; see `member`."""
    body = {"claimed": world.claimed(), "place": "BP-RGV", "people": list(people)}
    found: list[Json] = world.done("/encounters", body, by="USBP")["people"]
    for child in found:
        world.done(f"/custody/{child['episode']}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    settle(world)
    return found


def member(name: str, *companions: tuple[int, str], age: int = 9) -> Json:
    """One of a group, with who came along: their place in the group and what they are to this person."""
    said = {"said_by": "statement_of_person", "present_now": True}
    named = [{"index": index, "relation": relation, **said} for index, relation in companions]
    known = registration(name) | {"birth": {"age_years": age}}
    answer = "named" if named else "none"
    return {"registration": known, "companions_answer": answer, "companions": named}


def said_of(world: World, child: Json) -> list[Recorded[Any]]:
    """What is recorded of a child's custody, in order."""
    stream = UUID(child["episode"])
    return list(world.site.ledger.load([stream])[stream])


def state_of(world: World, child: Json) -> CustodyState:
    """The decision state of a child's custody."""
    return fold(said_of(world, child))


def pressed(page: Page, step: str, act: str, *children: Json, **given: str) -> Fields:
    """The form of a step with these children ticked, what is given typed in, and a button pressed."""
    fields = page.fields(f"/referrals?step={step}")
    typed = {f"/{name}": text for name, text in given.items()}
    ticks = [(f"/rows/{child['episode']}/tick", "yes") for child in children]
    return [*((name, text) for name, text in fields if name not in typed), *typed.items(), *ticks, ("act", act)]
