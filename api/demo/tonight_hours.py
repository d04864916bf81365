"""The hours of the evening that the demo leaves open: 1 October 2019, by the clocks of Texas and Chicago."""

from datetime import datetime, timedelta, timezone

CENTRAL = timezone(timedelta(hours=-5))
"""Every place of the evening is in this zone, whose summer time is in force."""


def at(hour: int, minute: int = 0) -> datetime:
    """A time of that day."""
    return datetime(2019, 10, 1, hour, minute, tzinfo=CENTRAL)


TONIGHT = at(22, 20)
"""Where the scene ends and the clock stands: late evening, before midnight in Washington as well."""
LATER = TONIGHT + timedelta(days=1)
"""Planned, and never told: what the people at the page do instead."""
