"""What stands in the navigation for whom. Which records are seen is decided elsewhere; this only saves looking."""

from api.tokens import Caller
from api.web.words import Words
from ledger.domain.reader import Action, may_read
from ledger.domain.register import DHS, ORGANISATIONS, ReaderClass


def navigation(caller: Caller, words: Words) -> list[tuple[str, str]]:
    """Addresses and names, in order."""
    say = words.say
    kind = ORGANISATIONS[caller.actor.organisation].reader_class
    pages = [("/", say("Waiting for me"))]
    if kind in DHS:
        pages.append(("/intake", say("Intake")))
    if kind in DHS | {ReaderClass.ORR, ReaderClass.PROVIDER}:
        pages.append(("/referrals", say("Referral and placement")))
    if kind is not ReaderClass.OVERSIGHT:
        pages.append(("/handoffs", say("Handoffs")))
    pages.append(("/children", say("Children")))
    if may_read(caller.reader, Action.DUTY_SEARCH, None).allowed:
        pages.append(("/search", say("Search")))
    pages.append(("/separations", say("Separations")))
    if may_read(caller.reader, Action.TIE_DESK, None).allowed:
        pages.append(("/ties", say("Possible ties")))
    return [
        *pages,
        ("/between-hands", say("Between hands")),
        ("/alarms", say("Alarms")),
        ("/places", say("Places")),
        ("/handlers", say("Handlers")),
        ("/irregular", say("Irregular")),
        ("/statistics", say("Statistics")),
    ]
