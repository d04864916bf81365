"""In which languages somebody is understood, and whether a place speaks one of them.

A language that was assumed, Spanish above all, is no language once another was tested. What is lacking at a place is
told to whoever sends somebody there, and stops nothing.
"""

from collections.abc import Sequence

from ledger.domain import person
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.person import PersonEvent
from ledger.domain.register import Place
from ledger.domain.strikes import standing


def understood(record: Sequence[Recorded[PersonEvent]]) -> tuple[str, ...]:
    """The languages (ISO 639-3) that were tested; where none was, those that were said or assumed.

    Empty where nobody has said any.
    """
    events = [item.event for item in in_history_order(standing(record))]
    spoken = [event for event in events if isinstance(event, person.LanguageRecorded)]
    tested = [event.language for event in spoken if event.tested]
    said = [code for event in events if isinstance(event, person.PersonRegistered) for code in event.languages]
    return tuple(dict.fromkeys(tested or [*said, *(event.language for event in spoken)]))


def lacking(languages: Sequence[str], place: Place) -> tuple[str, ...]:
    """These languages, where the place speaks none of them by the register; else nothing."""
    return () if set(languages) & place.languages else tuple(languages)
