"""Policy packs: deadlines and windows as dated data, never constants in the rules.

This first pack holds what the handoff itself needs; `verified` is False where the source is background knowledge
only and must be confirmed before anybody relies on it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledger.domain.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class PolicyPack:
    """Rules in force from one day until another."""

    name: str
    effective_from: date
    effective_to: date | None
    offer_answer_hours: int
    """Hours an addressee has to answer when the offer does not say otherwise."""
    offer_escalation_minutes: int
    """Minutes after which an offer that nobody answered is told to the addressee's named backup."""
    transfer_hours: int
    """Hours from the determination to the receipt by ORR: 8 USC 1232(b)(3)."""
    future_tolerance_minutes: int
    """How far ahead of the server's clock a claimed time may be: clocks of offices differ."""
    late_entry_minutes: int
    """Recorded this long after the claimed time, a report is shown as entered late."""
    source: str
    verified: bool


PACKS = (
    PolicyPack(
        name="us-2013",
        effective_from=date(2013, 3, 7),
        effective_to=None,
        offer_answer_hours=8,
        offer_escalation_minutes=60,
        transfer_hours=72,
        future_tolerance_minutes=5,
        late_entry_minutes=60,
        source="8 USC 1232(b)(3) for the 72 hours; the other figures are this project's proposals",
        verified=False,
    ),
)


def pack_on(moment: datetime) -> PolicyPack:
    """The pack in force at a moment.

    Raises:
        InvalidValue: no pack covers that day.
    """
    day = moment.date()
    for pack in PACKS:
        if pack.effective_from <= day and (pack.effective_to is None or day < pack.effective_to):
            return pack
    raise InvalidValue("moment", "a day covered by a policy pack")


def offer_deadline(now: datetime) -> datetime:
    """When an offer made now expires under the pack in force, unless the offer says otherwise."""
    return now + timedelta(hours=pack_on(now).offer_answer_hours)
