"""What the forms of a handoff offer to choose from, out of the register: places by kind, and who can drive."""

from api.web.visiting import Visit
from ledger.domain.register import ORGANISATIONS, PLACES, ReaderClass

Choices = list[tuple[str, str]]
"""Codes with what they are called."""


def places(visit: Visit, *, everywhere: bool = False) -> list[tuple[str, Choices]]:
    """Places by kind: those of other organisations, to which children can be handed over, or all."""
    own = visit.caller.actor.organisation if visit.caller and not everywhere else None
    found: dict[str, Choices] = {}
    for place in PLACES.values():
        if place.organisation != own:
            found.setdefault(place.kind, []).append((place.code, visit.words.place(place.code)))
    return [
        (visit.words.code(kind, of="PlaceKind"), sorted(some, key=lambda each: each[1])) for kind, some in found.items()
    ]


def carriers(visit: Visit) -> Choices:
    """Who can drive: the visitor's own organisation, and the carriers of the register."""
    own = [visit.caller.actor.organisation] if visit.caller else []
    known = (each for each in ORGANISATIONS.values() if each.reader_class is ReaderClass.PROVIDER)
    hired = [each.code for each in known if each.custodian is None]
    return [(code, visit.words.organisation(code)) for code in dict.fromkeys([*own, *hired])]
