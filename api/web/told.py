"""What a form has done, in a sentence on the page that follows: told by a code and a count in its address."""

from collections.abc import Callable, Mapping

from api.web.words import Words

_SENTENCES: Mapping[str, Callable[[Words], str]] = {
    "recorded": lambda words: words.say("Recorded."),
    "encountered": lambda words: words.say("The group is recorded: %(n)s people."),
    "added": lambda words: words.say("Added to the group: %(n)s people."),
    "kept_apart": lambda words: words.say(
        "The group was changed in another window meanwhile. What you typed here is kept as a second draft: this one."
    ),
    "thrown_away": lambda words: words.say("The draft is thrown away."),
    "kept": lambda words: words.say(
        "Your session had ended. What you sent is kept: sign in as the same person, look at it, and send it again."
    ),
    "not_kept": lambda words: words.say(
        "Your session had ended, and what you sent could not be kept. Sign in in another tab, "
        "then go back here and send it again."
    ),
    "referred": lambda words: words.say("Referred to ORR: %(n)s."),
    "determined": lambda words: words.say("Determined to be unaccompanied: %(n)s. Next, refer them to ORR."),
    "classified": lambda words: words.say("Classified: %(n)s."),
    "referral_cancelled": lambda words: words.say("Referrals taken back: %(n)s."),
    "referral_returned": lambda words: words.say("Referrals returned with what is missing: %(n)s."),
    "placement_requested": lambda words: words.say("Asked for a bed: %(n)s."),
    "placement_declined": lambda words: words.say("Beds declined: %(n)s. ORR looks for another place."),
    "acknowledged": lambda words: words.say("Referrals acknowledged: %(n)s."),
    "designated": lambda words: words.say("Places designated: %(n)s."),
    "offered": lambda words: words.say("Offered: %(n)s children. The other side is asked to answer."),
    "offered_unspoken": lambda words: words.say(
        "Offered: %(n)s children. The other side is asked to answer. By the register (assumed), nobody there speaks "
        "what some of them understand: see to an interpreter."
    ),
    "accepted": lambda words: words.say("Accepted: %(n)s children."),
    "declined": lambda words: words.say("Declined: %(n)s children. The giver still answers for them."),
    "recalled": lambda words: words.say("Recalled: %(n)s children."),
    "packed": lambda words: words.say("Packets answered: %(n)s."),
    "dispatched": lambda words: words.say("Dispatched: %(n)s children. You answer for them until the receipt."),
    "arrived": lambda words: words.say("At the door: %(n)s children. The giver answers for them until you sign."),
    "redirected": lambda words: words.say("Sent to another place: %(n)s. The new place is asked to answer."),
    "turned_back": lambda words: words.say("Back with you: %(n)s. The offer is still open."),
    "never_left": lambda words: words.say("Struck: the departure of %(n)s. The report stays, struck through."),
    "delay": lambda words: words.say("The delay is told to both sides."),
    "stop": lambda words: words.say("The stop is recorded."),
    "vehicle": lambda words: words.say("The other vehicle is recorded."),
    "received": lambda words: words.say("Signed for: %(n)s children."),
    "unlisted": lambda words: words.say("Signed for. The record says that nobody offered this child."),
    "admitted": lambda words: words.say("Admitted: %(n)s children."),
    "corrected": lambda words: words.say("Corrected. The earlier record stays, struck through."),
    "voided": lambda words: words.say("Voided. The record stays, struck through."),
    "reviewed": lambda words: words.say("Closed with your note: %(n)s."),
    "saved": lambda words: words.say("Saved."),
}


def outcome_words(words: Words, code: str | None, count: str | None) -> str | None:
    """The sentence, or None where there is none; a count that is no number is not repeated."""
    sentence = _SENTENCES.get(code or "")
    if sentence is None:
        return None
    said = sentence(words)
    return said % {"n": count if count is not None and count.isdecimal() else "1"} if "%(n)s" in said else said
