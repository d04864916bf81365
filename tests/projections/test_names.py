"""Names of many people in one statement: what stands last, boxes closed, and only of those whom the reader may see."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from ledger.domain import codes, person
from ledger.domain.event import StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import EventId, PartialDate, PersonId, UserId
from projections.names import Named, names_of
from tests.projections.world import ICE, NOW, OFFICE, OVERSIGHT, USBP, Child, World, minutes, official, reader
from tests.projections.world import event as made

LATER = NOW + minutes(30)


def name(text: str) -> Personal[person.RecordedName]:
    return Personal.of(person.RecordedName(parts=(person.NamePart(text=text, role=codes.NameRole.GIVEN),)))


def birth(text: str) -> Personal[person.BirthClaim]:
    return Personal.of(person.BirthClaim(date=PartialDate(text=text)))


def identifier(number: str) -> dict[str, Any]:
    value = person.IdentifierValue(normalised=number, written=number)
    return {"scheme": codes.IdentifierScheme.FINS, "identifier": Personal.of(value)}


def one(world: World, child: Child, by: str = USBP) -> Named:
    return names_of(world.log, reader(by), [child.person])[child.person]


def told(world: World, item: Any, field: str) -> str:  # noqa: ANN401  # a recorded event
    """What the box of the event says."""
    assert not getattr(item.event, field).is_open
    opened = world.mapper.codec.open(item.event, stream=item.stream, version=item.version)
    value = getattr(opened, field).value
    return str(value.parts[0].text if field == "name" else value.date.text if field == "birth" else value.written)


def test_what_stands_last_is_the_name_and_the_birth_date(world: World) -> None:
    child = world.child(name=name("Uno"), birth=birth("2009-01-01"), sex=codes.Sex.FEMALE, languages=("mam",))
    known = one(world, child)
    assert (told(world, known.name, "name"), told(world, known.birth, "birth")) == ("Uno", "2009-01-01")
    assert known.registered is not None
    assert (known.sex, known.registered.event.languages) == (codes.Sex.FEMALE, ("mam",))
    child.say(person.NameRecorded, USBP, LATER, name=name("Dos"), basis=codes.FactBasis.DOCUMENT)
    child.say(person.BirthDateClaimed, USBP, LATER, birth=birth("2010"), basis=codes.FactBasis.DOCUMENT)
    known = one(world, child)
    assert (told(world, known.name, "name"), told(world, known.birth, "birth")) == ("Dos", "2010")
    child.say(person.PersonVoided, USBP, target=child.last["record-name"], reason=StrikeReason.WRONG_PERSON)
    child.say(person.PersonVoided, USBP, target=child.last["claim-birth-date"], reason=StrikeReason.WRONG_PERSON)
    known = one(world, child)
    assert (told(world, known.name, "name"), told(world, known.birth, "birth")) == ("Uno", "2009-01-01")


def test_a_registration_that_is_corrected_is_what_it_was_corrected_to(world: World) -> None:
    child = world.child(name=name("Uno"), sex=codes.Sex.FEMALE)
    again = {"name": name("Tres"), "birth": None, "birth_basis": None, "sex": codes.Sex.MALE, "person": child.person}
    replacement = made(person.PersonRegistered, official(USBP), NOW, **again)
    correction = made(
        person.PersonCorrected,
        official(USBP),
        person=child.person,
        target=child.last["register"],
        replacement=replacement.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    world.record((child.person, replacement), (child.person, correction))
    known = one(world, child)
    assert (told(world, known.name, "name"), known.sex) == ("Tres", codes.Sex.MALE)


def test_what_is_unknown_is_none(world: World) -> None:
    child = world.child(name=None)
    known = one(world, child)
    assert (known.name, known.birth, known.identifiers, known.sex) == (None, None, (), codes.Sex.NOT_KNOWN)


def test_identifiers_are_those_that_are_not_retired(world: World) -> None:
    child = world.child()
    child.say(person.IdentifierAssigned, USBP, NOW, **identifier("one"))
    first = child.last["assign-identifier"]
    child.say(person.IdentifierAssigned, USBP, LATER, **identifier("two"))
    child.say(person.IdentifierAssigned, USBP, LATER, **identifier("three"))
    child.say(person.PersonVoided, USBP, target=child.last["assign-identifier"], reason=StrikeReason.DUPLICATE)
    child.say(person.IdentifierRetired, USBP, LATER, assigned=EventId(first))
    assert [told(world, item, "identifier") for item in one(world, child).identifiers] == ["two"]


def test_whom_the_reader_may_not_see_is_absent(world: World) -> None:
    ours, theirs = world.child(), world.child(by=ICE, place=OFFICE)
    everybody = [ours.person, theirs.person, PersonId(uuid4()), ours.person, ours.episode]
    for by, seen in ((USBP, {ours.person}), (ICE, {theirs.person}), ("CARE-01", set()), ("ORR", set())):
        assert names_of(world.log, reader(by), everybody).keys() == seen, by
    assert names_of(world.log, reader(OVERSIGHT), everybody).keys() == {ours.person, theirs.person}
    ours.placed()
    assert names_of(world.log, reader("ORR"), everybody).keys() == {ours.person}
    offer = ours.accepted()
    assert names_of(world.log, reader("CARE-01"), everybody).keys() == {ours.person}
    ours.left(offer, LATER)
    ours.received(offer, LATER)
    assert names_of(world.log, reader(USBP), everybody) == names_of(world.log, reader(USBP), []) == {}


def test_a_record_without_an_episode_is_of_who_registered_it(world: World) -> None:
    aunt = Child(world, PersonId(uuid4()), world.child().episode)
    world.record(aunt.registration(name=name("Tia")))
    assert told(world, one(world, aunt).name, "name") == "Tia"
    assert names_of(world.log, reader(ICE), [aunt.person]) == {}


@pytest.mark.parametrize("by", [ICE, "CARE-01", "ORR", "ADVOCATE-A"])
def test_the_program_refuses_what_the_database_would_give(world: World, by: str) -> None:
    child = world.child()
    everybody = (
        "CREATE OR REPLACE FUNCTION ledger.head_shows(head ledger.stream_head, organisation text, reader_class text)"
        " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
    )
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(everybody)
    assert world.log.streams(reader(by), [child.person], upto=99)
    assert names_of(world.log, reader(by), [child.person]) == {}


def test_oversight_states_its_purpose(world: World) -> None:
    child = world.child()
    nosy = Reader(user=UserId("u"), organisation=OVERSIGHT, role="officer", purpose=Purpose.CUSTODY)
    assert names_of(world.log, nosy, [child.person]) == {}


def test_who_registered_a_person_sees_nothing_by_that_once_there_is_an_episode(world: World) -> None:
    """Whatever the database gives: here the person records and no episode, to everybody."""
    child = world.child()
    child.in_care()
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(
            "CREATE OR REPLACE FUNCTION ledger.head_shows(head ledger.stream_head, organisation text,"
            " reader_class text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT head.stream_id = head.person_id'"
        )
    assert world.log.streams(reader(USBP), [child.person], upto=99)
    assert names_of(world.log, reader(USBP), [child.person]) == {}
