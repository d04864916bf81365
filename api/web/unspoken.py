"""Who sends children on to a place where nobody speaks what some of them understand is asked back once, child by child.

Nothing is refused for it: the same button sends them all the same, and the form carries of which place it was asked.
"""

from api.requests.languages import LanguageLacking, lacking_in
from api.web.acting import Problem
from api.web.forms import Written
from api.web.people import EVERYTHING
from api.web.referral_told import unspoken_words
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.application import Command
from ledger.domain.errors import CustodyError
from ledger.domain.values import PlaceCode

ASKED = "unspoken"
"""The hidden field of a form that is shown again: the place of which it was asked."""


class Unspoken(CustodyError):
    """Nothing was recorded yet: nobody at the place speaks what a child understands, and nobody was asked of it."""

    code = "unspoken"

    def __init__(self, lacking: tuple[LanguageLacking, ...]) -> None:
        self.lacking = lacking
        super().__init__("nobody at the place speaks a language of some children")


def ask_back(visitor: Visitor, form: Written, command: Command) -> None:
    """Pass, or ask.

    Raises:
        Unspoken: nobody there speaks what a child understands, and the form does not say that this was asked.
    """
    lacking = lacking_in(visitor.site.ledger, command, position=EVERYTHING)
    if any(each.place != form.value(ASKED) for each in lacking):
        raise Unspoken(lacking)


def problem_of(words: Words, found: Unspoken) -> Problem:
    """The question, with the reason beside each child by its episode."""
    beside = {str(each.episode): unspoken_words(words, PlaceCode(each.place), each.languages) for each in found.lacking}
    said = words.say(
        "Nothing was recorded yet: by the register (assumed), nobody there speaks what the marked children "
        "understand (%(n)s). Choose another place, or press again and see to an interpreter.",
        n=len(beside),
    )
    return Problem(said=said, beside=beside, unspoken=found.lacking[0].place, status=409)
