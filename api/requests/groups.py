"""A group met at once: people to register, who came with whom, and one encounter each.

One command for the whole group, all or nothing. Each names others of the group as companions, so no encounter can be
recorded before everybody's record is; a group in two halves would be the very loss this form is there to prevent.
Nobody of the group can hold it up: new records cannot conflict, and a person who is in an open episode already gets
the encounter recorded there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast, get_args
from uuid import UUID

import msgspec
from msgspec import Meta

from api.commands import Asked
from api.requests.building import Given, event_from
from api.requests.forms import Form, asked, fields_asked, form_of, struct
from api.requests.group_families import (
    FAMILIES_MAX,
    PEOPLE_MAX,
    RELATIVES_MAX,
    FamilyOfGroup,
    RelativeOnRecord,
    families_formed,
    family_flaws,
    relative_flaws,
    relatives_claimed,
)
from api.requests.reading import Flaw, FormInvalid, read_form
from ledger.application import Command
from ledger.domain import person_state
from ledger.domain.codes import CompanionsAnswer, FactBasis, IdentifierScheme, Relation
from ledger.domain.custody.intake import Companion, EncounterRecorded
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Report
from ledger.domain.person import IdentifierAssigned, PersonEvent, PersonRegistered
from ledger.domain.proposal import Proposal
from ledger.domain.values import PlaceCode

OF_THE_CHILD = frozenset({"companions_answer", "companions", "note"})
"""Fields of an encounter that each person of the group has for themselves; the others are the group's."""
_BASE = frozenset(name for name, *_ in fields_asked(Report))


class WrittenIdentifier(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An identifier as it is written; the ledger normalises it, keeps the written text, and names its doubts."""

    scheme: IdentifierScheme
    identifier: asked(str, "IdentifierAssigned.identifier")  # type: ignore[valid-type]


class CompanionOfGroup(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who came along: by their place in the group, or by the id of a record from before."""

    relation: Relation
    said_by: FactBasis
    present_now: bool | None
    index: Annotated[int, Meta(ge=0, lt=PEOPLE_MAX, description="Place in `people`, from 0.")] | None = None
    person: UUID | None = None
    taken_to: asked(PlaceCode, "Companion.taken_to") | None = None  # type: ignore[valid-type]


Registration = struct(
    "Registration",
    [part for part in fields_asked(PersonRegistered) if part[0] not in _BASE],
    about="What is known of a person who has no record yet; everything may be unknown.",
)


class PersonOfGroup(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One person: either `registration`, or `person` for somebody who has a record."""

    registration: Registration | None = None  # type: ignore[valid-type]
    person: UUID | None = None
    identifiers: Annotated[tuple[WrittenIdentifier, ...], Meta(max_length=10)] = ()
    encountered: Annotated[bool, Meta(description="False for somebody who is only named: the aunt who got away.")] = (
        True
    )
    companions_answer: CompanionsAnswer | None = None
    companions: Annotated[tuple[CompanionOfGroup, ...], Meta(max_length=PEOPLE_MAX)] = ()
    note: asked(str, "note.note") | None = None  # type: ignore[valid-type]
    relatives: Annotated[tuple[RelativeOnRecord, ...], Meta(max_length=RELATIVES_MAX)] = ()


GroupEncounter: Form = struct(
    "GroupEncounter",
    [
        *(part for part in fields_asked(EncounterRecorded) if part[0] not in OF_THE_CHILD),
        ("people", Annotated[tuple[PersonOfGroup, ...], Meta(min_length=1, max_length=PEOPLE_MAX)]),
        ("families", Annotated[tuple[FamilyOfGroup, ...], Meta(max_length=FAMILIES_MAX)], ()),
    ],
    about="People met at one place and time.",
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """Ids of one person of the group."""

    person: UUID
    episode: UUID | None
    """None for somebody who was not encountered."""


def group_encounter(asked_for: Asked, body: object) -> tuple[Command, tuple[Member, ...]]:
    """The command that records the group, and who is who.

    Raises:
        FormInvalid: the body is not what is asked for.
        UnknownStream: a person who is said to have a record has none.
    """
    form = read_form(GroupEncounter, body)
    shared = msgspec.structs.asdict(form)
    people: tuple[PersonOfGroup, ...] = shared.pop("people")
    families: tuple[FamilyOfGroup, ...] = shared.pop("families")
    flaws = [flaw for index, row in enumerate(people) for flaw in _flaws(row, index=index, people=people)]
    if flaws := [*flaws, *family_flaws(families, people=len(people))]:
        raise FormInvalid(*flaws)
    members = _members(asked_for, people)
    proposals: list[Proposal] = []
    for index, row in enumerate(people):
        proposals += _person(asked_for, row, index=index, member=members[index], shared=shared)
    for index, row in enumerate(people):
        proposals += _encounter(asked_for, row, index=index, members=members, shared=shared)
    base = {name: shared[name] for name in _BASE if name in shared}
    for index, row in enumerate(people):
        proposals += relatives_claimed(asked_for, row.relatives, members[index].person, index=index, base=base)
    proposals += families_formed(asked_for, families, [member.person for member in members], base=base)
    if not proposals:
        raise FormInvalid(Flaw(at="/people", code="wrong_form", detail="nobody is registered or encountered"))
    return asked_for.command(*proposals), members


def _flaws(row: PersonOfGroup, *, index: int, people: Sequence[PersonOfGroup]) -> Iterator[Flaw]:
    at = f"/people/{index}"
    if (row.registration is None) == (row.person is None):
        yield Flaw(at=at, code="wrong_form", detail="either registration or person")
    if row.person is not None and sum(other.person == row.person for other in people) > 1:
        yield Flaw(at=f"{at}/person", code="wrong_form", detail="a person stands in a group once")
    if row.encountered and row.companions_answer is None:
        yield Flaw(at=f"{at}/companions_answer", code="missing_field", detail="who came along must be answered")
    if not row.encountered and (row.companions or row.companions_answer or row.note):
        yield Flaw(at=at, code="wrong_form", detail="somebody who was not encountered has no companions and no note")
    yield from relative_flaws(row.relatives, row.person, at=at)
    for place, companion in enumerate(row.companions):
        if (companion.index is None) == (companion.person is None):
            yield Flaw(at=f"{at}/companions/{place}", code="wrong_form", detail="either index or person")
        elif companion.index is not None and (companion.index >= len(people) or companion.index == index):
            yield Flaw(at=f"{at}/companions/{place}/index", code="wrong_form", detail="the place of another one")


def _members(asked_for: Asked, people: Sequence[PersonOfGroup]) -> tuple[Member, ...]:
    known = [row.person for row in people if row.person is not None]
    loaded = asked_for.ledger.load(known) if known else {}
    members: list[Member] = []
    for index, row in enumerate(people):
        person, episode = row.person or asked_for.new_id(f"person/{index}"), asked_for.new_id(f"episode/{index}")
        if row.person is not None:
            recorded = loaded.get(person, [])
            if not recorded or not isinstance(recorded[0].event, get_args(PersonEvent)):
                raise UnknownStream("a person who is said to have a record has none")
            episode = person_state.fold(cast("Any", recorded)).open_episode or episode
        members.append(Member(person=person, episode=episode if row.encountered else None))
    return tuple(members)


def _person(
    asked_for: Asked, row: PersonOfGroup, *, index: int, member: Member, shared: dict[str, Any]
) -> Iterator[Proposal]:
    """The registration of a new person, and the identifiers of anybody."""
    at = f"/people/{index}"
    base = {name: shared[name] for name in _BASE if name in shared}
    if (registration := cast("msgspec.Struct | None", row.registration)) is not None:
        form = form_of(PersonRegistered)(**base, **msgspec.structs.asdict(registration))
        given = Given(event_id=asked_for.new_id(f"registered/{index}"), by=asked_for.by, subject=member.person)
        event = event_from(PersonRegistered, form, given, at=f"{at}/registration", apart=dict.fromkeys(base, ""))
        yield Proposal(stream=member.person, event=event)
    for number, written in enumerate(row.identifiers):
        form = form_of(IdentifierAssigned)(**base, **msgspec.structs.asdict(written))
        event_id = asked_for.new_id(f"identifier/{index}/{number}")
        given = Given(event_id=event_id, by=asked_for.by, subject=member.person)
        yield Proposal(stream=member.person, event=event_from(IdentifierAssigned, form, given))


def _encounter(
    asked_for: Asked, row: PersonOfGroup, *, index: int, members: Sequence[Member], shared: dict[str, Any]
) -> Iterator[Proposal]:
    member = members[index]
    if member.episode is None:
        return
    at = f"/people/{index}"
    own = {"companions_answer": row.companions_answer, "companions": _named(row, members), "note": row.note}
    given = Given(event_id=asked_for.new_id(f"encounter/{index}"), by=asked_for.by, subject=member.person)
    event = event_from(
        EncounterRecorded,
        form_of(EncounterRecorded)(**shared, **own),
        given,
        apart=dict.fromkeys(OF_THE_CHILD, at),
    )
    yield Proposal(stream=member.episode, event=event)


def _named(row: PersonOfGroup, members: Sequence[Member]) -> tuple[msgspec.Struct, ...]:
    """The companions of one person as the encounter has them: by id."""
    form = cast("Any", asked(Companion, "EncounterRecorded.companions"))
    return tuple(
        form(
            person=each.person if each.index is None else members[each.index].person,
            relation=each.relation,
            said_by=each.said_by,
            present_now=each.present_now,
            taken_to=each.taken_to,
        )
        for each in row.companions
    )
