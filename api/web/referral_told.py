"""Why nothing was recorded of a child of the referral page, in words: a flaw, a rule, or what others did since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from api.requests.reading import FormInvalid
from api.web.acting import flaw_words, problem_of, refusal_words
from api.web.forms import Written
from api.web.people import Named, named
from api.web.referral_acts import Result
from api.web.referral_places import Fit, fit
from api.web.referral_rows import Row, streams_of
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.errors import CustodyError, Refused, StaleVersion, UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.strikes import standing
from ledger.domain.values import PlaceCode


class ToConfirm(CustodyError):
    """Nothing was recorded yet: the place does not take the child's age or speak its language, and nobody decided."""

    code = "to_confirm"

    def __init__(self, found: Fit) -> None:
        self.fit = found
        super().__init__("the place does not fit")


@dataclass(frozen=True, kw_only=True)
class NotRecorded:
    """One child of whom nothing was recorded."""

    episode: UUID
    person: UUID | None
    """None for who may not see the record."""
    name: Named | None
    said: str


def not_recorded(visitor: Visitor, form: Written, results: Sequence[Result], rows: Sequence[Row]) -> list[NotRecorded]:
    """Those of whom nothing was recorded, in the order of the form; `rows` are those that are listed now."""
    failed = [result for result in results if not result.recorded]
    if not failed:
        return []
    listed = {row.episode: row for row in rows}
    streams = streams_of(visitor, [result.episode for result in failed])
    persons = {episode: recorded[0].event.person for episode, recorded in streams.items()}
    names: Mapping[UUID, Named] = {row.child.person_id: row.name for row in rows if row.name}
    gone = [person for episode, person in persons.items() if episode not in listed]
    visitor.on_record("referrals", persons.values(), position=visitor.at_least)
    names = {**names, **named(visitor, gone)}
    place = PlaceCode(form.value("/place") or "")
    fits = {episode: fit(row, place, visitor.now) for episode, row in listed.items()}
    return [
        NotRecorded(
            episode=result.episode,
            person=persons.get(result.episode),
            name=names.get(persons[result.episode]) if result.episode in persons else None,
            said=_why(visitor, form, result, streams.get(result.episode, ()), fits.get(result.episode)),
        )
        for result in failed
    ]


def still_ticked(form: Written, results: Sequence[Result]) -> Written:
    """The form with those ticked of whom nothing was recorded, and nobody else."""
    failed = {str(result.episode) for result in results if not result.recorded}
    kept = [(name, text) for name, text in form.fields if not name.startswith("/rows/") or name.split("/")[2] in failed]
    ticks = [(f"/rows/{episode}/tick", "yes") for episode in sorted(failed)]
    return replace(form, fields=tuple(dict.fromkeys([*kept, *ticks])))


def gap_words(words: Words, found: Fit) -> str:
    """What a place cannot give to a child."""
    said = []
    if found.unmet:
        needs = ", ".join(words.code(need) for need in found.unmet)
        said.append(words.say("Not met at %(place)s: %(needs)s.", place=words.place(found.place), needs=needs))
    if not found.age_taken:
        said.append(
            words.say(
                "%(place)s takes ages %(youngest)s to %(oldest)s.",
                place=words.place(found.place),
                youngest=found.care.youngest,
                oldest=found.care.oldest,
            )
        )
    if found.unspoken:
        said.append(unspoken_words(words, found.place, found.unspoken))
    return " ".join(said)


def unspoken_words(words: Words, place: PlaceCode, languages: Sequence[str]) -> str:
    """That nobody at a place speaks what a child understands."""
    return words.say(
        "By the register (assumed), nobody at %(place)s speaks %(languages)s.",
        place=words.place(place),
        languages=", ".join(words.code(each, of="Language") for each in languages),
    )


def _why(visitor: Visitor, form: Written, result: Result, recorded: Sequence[Recorded[Any]], found: Fit | None) -> str:
    words, error = visitor.words, result.answer
    since = [item for item in standing(recorded) if item.version > result.ticked.version]
    match error:
        case ToConfirm():
            ask = words.say("Say who has decided and why, or send it again as it is.")
            return f"{gap_words(words, error.fit)} {ask}"
        case FormInvalid() if all(flaw.code == "missing_field" for flaw in error.flaws):
            return words.say("Say what is missing, then return it.")
        case FormInvalid():
            return " ".join(
                f"{words.code(flaw.at.split('/')[3], of='field')}: {flaw_words(words, flaw)}" for flaw in error.flaws
            )
        case Refused(reason="needs_not_met" | "override_not_explained") if found is not None:
            return f"{gap_words(words, found)} {refusal_words(words, error)}"
        case Refused():
            return " ".join([refusal_words(words, error), *(_since(visitor, item) for item in since[-1:])])
        case StaleVersion() if since:
            return _since(visitor, since[-1])
        case UnknownStream():
            return words.say("There is no such record.")
        case CustodyError():
            return problem_of(words, form, error).said
        case _:
            raise TypeError("it was recorded")


def _since(visitor: Visitor, item: Recorded[Any]) -> str:
    """What somebody else has recorded meanwhile."""
    words, by = visitor.words, item.event.by
    return words.say(
        "Since you opened this page: %(what)s, %(when)s, %(who)s (%(organisation)s).",
        what=words.code(item.event.TOPIC.rpartition(".v")[0], of="Event"),
        when=words.ago(min(item.recorded_at, visitor.now), visitor.now),
        who=by.user,
        organisation=words.organisation(by.organisation),
    )
