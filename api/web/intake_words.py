"""What is wrong with a sheet, and what to look at once more, in sentences."""

from collections.abc import Mapping

from api.web.acting import Problem
from api.web.intake_hints import Hint
from api.web.intake_names import Unread
from api.web.words import Words


def problem_with(words: Words, wrong: Mapping[str, Unread], *, status: int = 422) -> Problem:
    """Everything that is wrong, beside its fields."""
    beside = {name: wrong_words(words, each) for name, each in wrong.items()}
    return Problem(said=words.say("Nothing was recorded yet. Look at the marked fields."), beside=beside, status=status)


def wrong_words(words: Words, wrong: Unread) -> str:
    """Why a field cannot be taken as it stands, and what can."""
    say = words.say
    sentences = {
        "birth": say("Write a date such as 2010-04-03, 2010-04 or 2010, or an age such as 9. For a baby under one: 0."),
        "birth_two_ways": say("This date can be read in two ways. Write year, month, day: 2010-04-03."),
        "no_such_day": say("There is no such day. Write year, month, day: 2010-04-03."),
        "language": say("This language is not known by that name. Choose from the list, or write its ISO 639-3 code."),
        "nationality": say("This country is not known by that name. Choose from the list, or write its ISO code."),
        "who": say("Write the number of a person of this list, such as 2; several with commas."),
        "nobody_there": say("There is nobody with this number in the list."),
        "themselves": say("This is the person's own number."),
        "relation": say("Choose how they are related; “Not known” is an answer."),
        "nobody_named": say(
            "Say who: the number of a person of this list. Add somebody who is only named, if need be."
        ),
        "named_after_all": say("Companions are named below: choose “Named”, or take them out."),
        "not_answered": say("Ask who came along. If nobody asked, choose “Not asked”."),
        "only_named": say("Somebody who was not met has no answer, companions or note of their own. Empty this."),
        "has_record": say(
            "Not recorded for somebody who has a record. Empty this; if the record differs, say so in the note."
        ),
        "kept": say("Put what matters into the fields or the note, then empty this box."),
        "date_missing": say("Give the day. If nobody knows it, choose “Not known” beside it."),
        "date": say("There is no such date or time."),
        "no_such_time": say("The clocks were put forward that night: there was no such time."),
        "event_number": say("Letters, digits, stops, slashes and dashes only, at most 30."),
        "count": say("Write a whole number."),
        "place": say("Choose a place of the list, or leave this empty."),
        "family_of_one": say("A family is two people or more of this list."),
        "family_too_large": say("At most 30 people of one family."),
        "nobody": say("There is nobody in the list yet."),
        "missing": say("Write it, or take the choice beside it back."),
        "choose": say("Choose one of the list."),
    }
    said = sentences.get(wrong.reason) or say("This does not have the form that is asked for; see the example.")
    near = words.known(wrong.near) if wrong.near else None
    return f"{said} {say('Did you mean %(name)s?', name=near)}" if near else said


def hint_words(words: Words, hint: Hint) -> str:
    """What to look at, and why."""
    say = words.say
    sentences = {
        "small_and_alone": say("Under five and nobody came along? Ask again who brought the child."),
        "not_born_yet": say("Born after the day of the encounter?"),
        "young_parent": say("Number %(number)s would have been a parent before the age of 14. Is the relation right?"),
        "one_way": say("Number %(number)s does not name this person back."),
        "same_number": say("The same number stands on number %(number)s."),
        "name_in_one_piece": say(
            "The name is kept in one piece. Put its parts into the boxes if you know which is which."
        ),
        "known": say("This number is on another person's record. Is it the same person?"),
        "count": say("The encounter counted %(counted)s people; %(listed)s in this list were met."),
    }
    return sentences[hint.code] % hint.parts if hint.parts else sentences[hint.code]
