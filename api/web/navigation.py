"""What stands in the navigation for whom. Which records are seen is decided elsewhere; this only saves looking."""

from typing import TYPE_CHECKING

from ledger.domain.register import ORGANISATIONS, ReaderClass

if TYPE_CHECKING:
    from api.web.visiting import Visit

DHS = frozenset({ReaderClass.CBP, ReaderClass.ICE})


def navigation(visit: "Visit") -> list[tuple[str, str]]:
    """Addresses and names, in order."""
    say = visit.words.say
    caller = visit.caller
    kind = ORGANISATIONS[caller.actor.organisation].reader_class if caller else None
    pages = [("/", say("Waiting for me"))]
    if kind in DHS:
        pages.append(("/intake", say("Intake")))
    if kind in DHS | {ReaderClass.ORR, ReaderClass.PROVIDER}:
        pages.append(("/referrals", say("Referral and placement")))
    if kind is not ReaderClass.OVERSIGHT:
        pages.append(("/handoffs", say("Handoffs")))
    return [
        *pages,
        ("/children", say("Children")),
        ("/between-hands", say("Between hands")),
        ("/places", say("Places")),
        ("/handlers", say("Handlers")),
        ("/irregular", say("Irregular")),
        ("/statistics", say("Statistics")),
    ]
