"""A group as one command: registrations, identifiers, encounters, and what is said anew of those who have a record.

The key of the command is the draft's own id. So a group is recorded once, from however many windows it is sent, and
what was recorded is found again by the draft.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from api import commands
from api.commands import Asked, command_key
from api.requests.building import Given, event_from
from api.requests.forms import form_of
from api.requests.groups import Member, group_encounter
from api.requests.reading import read_form
from api.strict_json import canonical
from api.web.intake_body import Json, Made
from api.web.people import EVERYTHING
from api.web.visiting import Visitor
from ledger.application import Answer, Command
from ledger.domain.codes import CompanionsAnswer, Sex
from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.event import Event
from ledger.domain.person import BirthDateClaimed, IdentifierAssigned, LanguageRecorded, NameRecorded, PersonRegistered
from ledger.domain.proposal import Proposal

UNANSWERED = frozenset({CompanionsAnswer.UNKNOWN, CompanionsAnswer.NOT_ASKED})


def record(visitor: Visitor, draft: UUID, made: Made) -> Answer:
    """Record the group, all or nothing.

    Raises:
        CustodyError: as `commands.record`, or the body is not what is asked for.
    """
    ledger, actor = visitor.site.ledger, visitor.who.caller.actor
    said = [[each.index, each.name, each.birth, each.basis, list(each.languages)] for each in made.said]
    key = command_key(ledger, actor, str(draft), body=canonical(["/intake", made.body, said]))
    asked = Asked(by=actor, key=key, ledger=ledger)
    command, members = group_encounter(asked, made.body)
    further = tuple(_said_anew(asked, made, members))
    return commands.record(
        ledger, Command(key=command.key, proposals=command.proposals + further, expected=command.expected)
    )


def _said_anew(asked: Asked, made: Made, members: Sequence[Member]) -> Iterator[Proposal]:
    """Claims of today beside those that a record has: none replaces another."""
    for each in made.said:
        claims: list[tuple[type[Event], Json]] = []
        if each.name is not None:
            claims.append((NameRecorded, {"name": each.name, "basis": each.basis}))
        if each.birth is not None:
            claims.append((BirthDateClaimed, {"birth": each.birth, "basis": each.basis}))
        claims += [(LanguageRecorded, {"language": code, "tested": False}) for code in each.languages]
        person = members[each.index].person
        for number, (cls, body) in enumerate(claims):
            event_id = asked.new_id(f"said/{each.index}/{number}")
            form = read_form(form_of(cls), {"claimed": made.body["claimed"], **body})
            given = Given(event_id=event_id, by=asked.by, subject=person)
            at = f"/people/{each.index}/registration"
            yield Proposal(stream=person, event=event_from(cls, form, given, at=at))


def position_of(visitor: Visitor, draft: UUID) -> int | None:
    """The position at which a draft was recorded, whatever became of the answer."""
    rows = visitor.site.ledger.log_recorder.answers(visitor.organisation, [str(draft)])
    return max((row.position for row in rows), default=None)


@dataclass(kw_only=True)
class Recorded:
    """One person of a group that was recorded."""

    person: UUID
    episode: UUID | None = None
    """None for somebody who was not met."""
    unknown: list[str] = field(default_factory=list)
    """Names of the fields that nobody has answered yet."""
    answer: CompanionsAnswer | None = None


def recorded_group(visitor: Visitor, draft: UUID) -> list[Recorded]:
    """Who was recorded from a draft, those met first, in the order of the list; who may not be seen any more is not."""
    rows = visitor.site.ledger.log_recorder.answers(visitor.organisation, [str(draft)])
    streams = list(dict.fromkeys(row.stream_id for row in rows))
    order = {stream: place for place, stream in enumerate(streams)}
    registered: dict[UUID, PersonRegistered] = {}
    met: dict[UUID, tuple[UUID, EncounterRecorded]] = {}
    numbered: set[UUID] = set()
    ours = {(row.stream_id, row.version) for row in rows}
    for item in visitor.site.readers.log.streams(visitor.reader, streams, upto=EVERYTHING):
        match item.event:
            case PersonRegistered():
                registered[item.event.person] = item.event
            case IdentifierAssigned():
                numbered.add(item.event.person)
            case EncounterRecorded() if (item.stream, item.version) in ours:
                met[item.event.person] = (item.stream, item.event)
    people = sorted(registered.keys() | met.keys(), key=lambda person: (person not in met, order.get(person, 0)))
    return [
        Recorded(
            person=person,
            episode=met[person][0] if person in met else None,
            unknown=_unknown(registered.get(person), numbered=person in numbered),
            answer=met[person][1].companions_answer if person in met else None,
        )
        for person in people
    ]


def _unknown(registered: PersonRegistered | None, *, numbered: bool) -> list[str]:
    if registered is None:
        return []  # a record from before: its own page tells
    missing = {
        "name": registered.name is None,
        "birth": registered.birth is None,
        "sex": registered.sex is Sex.NOT_KNOWN,
        "nationality": registered.nationality is None,
        "language": not registered.languages,
        "identifiers": not numbered,
    }
    return [name for name, is_missing in missing.items() if is_missing]
