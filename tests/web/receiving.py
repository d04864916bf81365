"""A manifest on the way to a care provider, as the giver made it, and the door where it arrives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.api.world import Json, World, registration
from tests.web.feeding import settle
from tests.web.reading import Page

PROVIDER = "CARE-11"
NAMES = tuple(f"Amapola {letter}" for letter in "ABCDEFGHIJKL")
"""Twelve, in the order of the pages."""
PACKET = (
    {"kind": "i_213", "status": "present", "form": "original", "count": 3},
    {"kind": "medication", "status": "present", "count": 2, "seal": "M-114"},
    {"kind": "property", "status": "present", "seal": "S-20417"},
    {"kind": "birth_certificate", "status": "absent"},
)
ARRIVAL = {"identity_method": "photo", "condition": "well", "packets": "listed"}
"""What a receiver chooses once."""


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A manifest: its children by name."""

    manifest: str
    episodes: dict[str, str]
    people: dict[str, str]
    offers: dict[str, str]

    @property
    def path(self) -> str:
        """Its page."""
        return f"/handoffs/{self.manifest}"

    @property
    def door(self) -> str:
        """The page on which its receiver signs."""
        return f"{self.path}/receive"

    def rows(self, world: World, *, versions: bool = True) -> list[Json]:
        """The rows of a command about all of them."""
        return [
            {"episode": episode, "offer": self.offers[name]}
            | ({"version": world.versions[episode]} if versions else {})
            for name, episode in self.episodes.items()
        ]


def offered(
    world: World,
    *names: str,
    to: str = PROVIDER,
    expires_in: timedelta = timedelta(days=2),
    numbers: Mapping[str, str] | None = None,
) -> Journey:
    """Children offered to a provider in one manifest; `numbers` are A-numbers by the last letter of a name."""
    known = numbers or {}
    people = [
        {
            "registration": registration(name, surname="Invented"),
            "identifiers": [{"scheme": "a_number", "identifier": known[name[-1]]}] if name[-1] in known else [],
            "companions_answer": "none",
        }
        for name in names
    ]
    met = world.done("/encounters", {"claimed": world.claimed(), "place": "BP-RGV", "people": people}, by="USBP")
    episodes = {name: child["episode"] for name, child in zip(names, met["people"], strict=True)}
    for episode in episodes.values():
        world.placed(episode, place=to)
    made = Journey(
        manifest=str(uuid4()),
        episodes=episodes,
        people={name: child["person"] for name, child in zip(names, met["people"], strict=True)},
        offers={name: str(uuid4()) for name in names},
    )
    offer = {
        "manifest": made.manifest,
        "to_organisation": to,
        "to_place": to,
        "expires_at": (world.now + expires_in).isoformat(),
    }
    world.done("/manifests/offer", offer | {"rows": made.rows(world)}, by="USBP")
    return made


def under_way(world: World, *names: str, to: str = PROVIDER, numbers: Mapping[str, str] | None = None) -> Journey:
    """Children on a bus to a provider, their packets answered."""
    made = offered(world, *names, to=to, numbers=numbers)
    world.done("/manifests/accept", {"rows": made.rows(world)}, by=to)
    for episode in made.episodes.values():
        packet = {"claimed": world.claimed(), "items": list(PACKET)}
        world.done(f"/custody/{episode}/assemble-packet", packet, by="USBP", version=None)
    plan = {
        "claimed": world.claimed(),
        "mode": "bus",
        "vehicle": "BUS-114",
        "carrier": "CARRIER-A",
        "from_place": "BP-RGV",
        "to_place": to,
        "expected_arrival": (world.now + timedelta(hours=6)).isoformat(),
    }
    trip = world.done("/trips", plan, by="USBP")["id"]
    left = {"claimed": world.claimed(), "trip": trip, "escort": "usbp.7", "rows": made.rows(world, versions=False)}
    world.done("/manifests/dispatch", left, by="USBP")
    world.tick()
    settle(world)
    return made


def to_ice(world: World, name: str) -> Journey:
    """A child whom an ICE office has agreed to take."""
    [child] = world.met(name)
    made = Journey(
        manifest=str(uuid4()),
        episodes={name: child["episode"]},
        people={name: child["person"]},
        offers={name: str(uuid4())},
    )
    shared = {
        "manifest": made.manifest,
        "to_organisation": "ICE",
        "to_place": "ICE-SNA",
        "expires_at": (world.now + timedelta(days=1)).isoformat(),
    }
    world.done("/manifests/offer", shared | {"rows": made.rows(world)}, by="USBP")
    world.done("/manifests/accept", {"rows": made.rows(world)}, by="ICE")
    return made


def ticked(page: Page, journey: Journey, answers: dict[str, str], **arrival: str) -> dict[str, str]:
    """The form of the door with answers by name, ready to be signed."""
    fields = page.form(journey.door)
    for name, outcome in answers.items():
        fields[f"/rows/{number_of(fields, journey, name)}/outcome"] = outcome
    return fields | ARRIVAL | arrival | {"sign": "yes"}


def number_of(fields: dict[str, str], journey: Journey, name: str) -> int:
    """The number of a child on the form."""
    [number] = [
        int(field.split("/")[2])
        for field, text in fields.items()
        if field.endswith("/episode") and text == journey.episodes[name]
    ]
    return number


def events_of(world: World, journey: Journey, name: str) -> list[Any]:
    """What is recorded of a child, in order."""
    stream = UUID(journey.episodes[name])
    return [item.event for item in world.site.ledger.load([stream])[stream]]


def last_of(world: World, journey: Journey, name: str) -> Any:  # noqa: ANN401  # an event
    """What was recorded last of a child."""
    return events_of(world, journey, name)[-1]
