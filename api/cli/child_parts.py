"""Other records of the same person on the terminal: each as a part of its own, marked with who linked it."""

from datetime import datetime
from typing import Any

import msgspec

from api.cli.child import line_of, plain_custody, plain_entry, print_episode
from api.cli.render import NOTHING, at, console
from api.relatives import place_shown
from projections.relatives.parts import Joined, Part
from projections.timeline.entries import timeline


def print_parts(joined: Joined, *, as_of: datetime | None) -> None:
    """The parts under the record, and the alarm."""
    if joined.two_custodians:
        console.print("\n[bold red]Two custodians at once[/bold red]: two records of this person are in open custody.")
    for part in joined.parts:
        link = part.link
        said = f"linked by {link.by} ({link.organisation}), {at(link.at)}, {link.basis.replace('_', ' ')}"
        console.print(f"\n[bold]Same person, record {part.person}[/bold]   {said}", highlight=False)
        if not part.may_see:
            console.print(f"  the record is not shown to you; now: {_where(part)}", markup=False)
            continue
        found = timeline(part.items, as_of=as_of)
        for episode, now in found.now.items():
            print_episode(episode, now)
        for entry in found.entries:
            console.print(line_of(entry))


def as_plain(joined: Joined, *, as_of: datetime | None) -> dict[str, Any]:
    """The parts as JSON."""
    return {
        "parts": [_plain(part, as_of=as_of) for part in joined.parts],
        "two_custodians": joined.two_custodians,
    }


def _plain(part: Part, *, as_of: datetime | None) -> dict[str, Any]:
    found = timeline(part.items, as_of=as_of)
    return {
        "person": str(part.person),
        "linked_with": str(part.linked_with),
        "link": msgspec.to_builtins(part.link),
        "may_see": part.may_see,
        "place": None if part.place is None else msgspec.to_builtins(place_shown(part.place)),
        "episodes": {str(stream): plain_custody(now) for stream, now in found.now.items()},
        "entries": [plain_entry(entry) for entry in found.entries],
    }


def _where(part: Part) -> str:
    if part.place is None:
        return NOTHING
    place = part.place
    who = " ".join(filter(None, (place.holder or place.custodian, place.place))) or place.answers or NOTHING
    return f"{place.now.replace('_', ' ')} {who}"
