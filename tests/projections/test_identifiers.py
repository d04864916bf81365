"""Identifiers: looked up as anybody writes them, by those on duty, who are answered ids; one number on two people."""

from dataclasses import replace
from uuid import uuid4

import pytest

from ledger.domain import person
from ledger.domain.codes import IdentifierScheme
from ledger.domain.custody import intake
from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.event import Label, StrikeReason
from ledger.domain.identifiers import read_identifier
from ledger.domain.personal import Personal
from ledger.domain.values import EpisodeId, EventId, PersonId
from projections.identifiers import queries
from tests.projections.world import NOW, Child, World, event, official, reader, same_person

A_NUMBER = IdentifierScheme.A_NUMBER
ON_DUTY = reader("ORR", role="orr_intakes")


def assign(
    child: Child, written: str, scheme: IdentifierScheme = A_NUMBER, *, labels: tuple[Label, ...] = ()
) -> EventId:
    child.world.record((child.person, replace(assigned(child, written, scheme), labels=labels)))
    return child.last["assign-identifier"]


def assigned(child: Child, written: str, scheme: IdentifierScheme = A_NUMBER) -> person.IdentifierAssigned:
    read = read_identifier(scheme, written)
    made = event(
        person.IdentifierAssigned,
        official("USBP"),
        NOW,
        person=child.person,
        scheme=scheme,
        identifier=Personal.of(person.IdentifierValue(normalised=read.normalised, written=read.written)),
        doubts=read.doubts,
    )
    child.last["assign-identifier"] = made.event_id
    return made


def who_has(world: World, written: str, scheme: IdentifierScheme = A_NUMBER) -> list[PersonId]:
    world.project()
    keyring = world.mapper.codec.sealer.keyring
    answer = queries.who_has(world.views, ON_DUTY, keyring, scheme=scheme, written=written)
    assert all(vars(row).keys() == {"person_id"} for row in answer.rows)
    return [row.person_id for row in answer.rows]


def shared(world: World, *, after: int = 0) -> list[queries.Shared]:
    world.project()
    return list(queries.shared(world.views, ON_DUTY, after=after).rows)


def test_a_person_is_found_however_the_number_is_written(world: World) -> None:
    child, _ = world.people(2)
    assign(child, "A 12-345-678")
    for written in ("A012345678", "a12345678", "012 345 678", "A#12.345.678"):
        assert who_has(world, written) == [child.person]
    assert who_has(world, "A012345679") == []
    assert who_has(world, "A012345678", IdentifierScheme.FINS) == []


def test_a_number_that_is_retired_voided_or_corrected_is_no_longer_found(world: World) -> None:
    retired, voided, corrected = world.people(3)
    retired.say(person.IdentifierRetired, "USBP", NOW, assigned=assign(retired, "A000000001"))
    voided.say(person.PersonVoided, "USBP", target=assign(voided, "A000000002"), reason=StrikeReason.WRONG_PERSON)
    wrong, right = assign(corrected, "A000000003"), assigned(corrected, "A000000004")
    correction = event(
        person.PersonCorrected,
        official("USBP"),
        person=corrected.person,
        target=wrong,
        replacement=right.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    world.record((corrected.person, right), (corrected.person, correction))
    assert [who_has(world, f"A00000000{n}") for n in (1, 2, 3)] == [[], [], []]
    assert who_has(world, "A000000004") == [corrected.person]
    voided.say(person.PersonVoided, "USBP", target=voided.last["void"], reason=StrikeReason.INCORRECT_DATA)
    assert who_has(world, "A000000002") == [voided.person]


def test_one_number_on_two_people_is_flagged_where_the_second_got_it(world: World) -> None:
    first, second, third, alone = world.people(4)
    assign(first, "A012345678")
    assign(first, "A12345678")  # twice on one person is no flag
    assign(alone, "A999999999")
    assert shared(world) == []
    assign(second, "12345678")
    [flag] = shared(world)
    assert (flag.scheme, flag.people) == (A_NUMBER, (first.person, second.person))
    assert flag.position == world.ledger.log_recorder.head().position
    assert sorted(who_has(world, "A012345678")) == sorted([first.person, second.person])
    assign(third, "FIN 7", IdentifierScheme.FINS)
    assign(alone, "fin-7", IdentifierScheme.FINS)
    assert [row.people for row in shared(world, after=flag.position)] == [(third.person, alone.person)]
    retired = second.last["assign-identifier"]
    second.say(person.IdentifierRetired, "USBP", NOW, assigned=retired)
    assert [row.people for row in shared(world)] == [(third.person, alone.person)]


def test_what_is_no_number_says_nothing_of_who_is_who(world: World) -> None:
    for child in world.people(2):
        assign(child, "unknown")
        assign(child, "--", IdentifierScheme.FINS)
    assert shared(world) == []
    with pytest.raises(InvalidValue):
        who_has(world, " - ")


@pytest.mark.parametrize(
    ("scheme", "written"),
    [
        (A_NUMBER, "999 999 999"),
        (A_NUMBER, "A000000000"),
        (IdentifierScheme.FINS, "0000000000"),
        (IdentifierScheme.FINS, "unknown"),
        (IdentifierScheme.FAMILY_UNIT, "FMU-7781"),
    ],
)
def test_what_is_no_sign_of_one_person_is_not_listed_as_shared_and_still_found(
    world: World, scheme: IdentifierScheme, written: str
) -> None:
    both = world.people(2)
    for child in both:
        assign(child, written, scheme)
        assign(child, "A012345678")
    assert [row.scheme for row in shared(world)] == [A_NUMBER], "the real number alone"
    assert sorted(who_has(world, written, scheme)) == sorted(child.person for child in both)


def test_linked_records_keep_their_flag(world: World) -> None:
    one, other = world.people(2)
    assign(one, "A012345678")
    assign(other, "A012345678")
    same_person(one, other)
    assert [row.people for row in shared(world)] == [(one.person, other.person)]


def test_only_those_on_duty_search_across_people(world: World) -> None:
    child = world.child()
    assign(child, "A012345678")
    world.project()
    keyring = world.mapper.codec.sealer.keyring
    for organisation, role in (
        ("ORR", "orr_intakes"),
        ("USBP", "processing_coordinator"),
        ("ICE", "juvenile_coordinator"),
        ("DHS-OIG", "inspector"),
    ):
        asks = reader(organisation, role=role)
        answer = queries.who_has(world.views, asks, keyring, scheme=A_NUMBER, written="12345678")
        assert [row.person_id for row in answer.rows] == [child.person]
        assert queries.shared(world.views, asks).rows == ()
    for organisation, role in (
        ("ORR", "officer"),
        # the login of these has nobody on duty, whatever role is claimed
        ("CARE-01", "orr_intakes"),
        ("CARRIER-A", "juvenile_coordinator"),
        ("ADVOCATE-A", "orr_intakes"),
    ):
        asks = reader(organisation, role=role)
        with pytest.raises(NotPermitted):
            queries.who_has(world.views, asks, keyring, scheme=A_NUMBER, written="12345678")
        with pytest.raises(NotPermitted):
            queries.shared(world.views, asks)


def test_many_are_looked_up_in_one_question(world: World) -> None:
    first, second, other = world.people(3)
    assign(first, "A 205-123-456")
    assign(second, "1 234 567", IdentifierScheme.FINS)
    assign(other, "unknown")
    world.project()
    wanted = [
        (IdentifierScheme.FINS, "1234567"),
        (A_NUMBER, "unknown"),
        (A_NUMBER, "A205123457"),
        (A_NUMBER, "a205 123 456"),
        (IdentifierScheme.FINS, ""),
    ]
    keyring = world.mapper.codec.sealer.keyring
    answer = queries.who_have(world.views, ON_DUTY, keyring, wanted=wanted)
    assert [(row.asked, row.person_id) for row in answer.rows] == [(0, second.person), (3, first.person)]
    with pytest.raises(NotPermitted):
        queries.who_have(world.views, reader("USBP"), keyring, wanted=wanted)


def found_by(world: World, organisation: str, written: str = "12345678") -> list[PersonId]:
    world.project()
    role = "orr_intakes" if organisation == "ORR" else "processing_coordinator"
    keyring = world.mapper.codec.sealer.keyring
    rows = queries.who_has(world.views, reader(organisation, role=role), keyring, scheme=A_NUMBER, written=written).rows
    return [row.person_id for row in rows]


def test_a_number_that_a_label_keeps_from_dhs_finds_nobody_for_dhs(world: World) -> None:
    one, other = world.people(2)
    assign(one, "A012345678", labels=(Label.NOT_TO_DHS,))
    assert (found_by(world, "USBP"), found_by(world, "ICE"), found_by(world, "ORR")) == ([], [], [one.person])
    assign(other, "A012345678")
    assert found_by(world, "USBP") == [other.person]
    asks = reader("USBP", role="processing_coordinator")
    assert (queries.shared(world.views, asks).rows, len(shared(world))) == ((), 1)


def test_relatives_at_liberty_are_orrs(world: World) -> None:
    """Floor a: DHS is given no id of who was never in custody, unless its own office put them on record."""
    relative, own = (
        Child(world, PersonId(uuid4()), EpisodeId(uuid4())),
        Child(world, PersonId(uuid4()), EpisodeId(uuid4())),
    )
    world.record(relative.registration(by="ORR", at=NOW))
    world.record(own.registration(by="USBP", at=NOW))
    assign(relative, "A012345678")
    assign(own, "A012345678")
    assert found_by(world, "USBP") == [own.person]
    assert found_by(world, "ICE") == []
    assert set(found_by(world, "ORR")) == {relative.person, own.person}
    assert queries.shared(world.views, reader("ICE", role="juvenile_coordinator")).rows == ()
    world.record(relative.encounter(by="ICE", at=world.now, place="ICE-HLG"))
    assert set(found_by(world, "USBP")) == {relative.person, own.person}


def test_whom_8_usc_1367_protects_dhs_finds_only_with_the_record(world: World) -> None:
    child = world.child()
    assign(child, "A012345678")
    child.say(person.LanguageRecorded, "USBP", NOW, language="mam", tested=True, labels=(Label.SECTION_1367,))
    assert (found_by(world, "ICE"), found_by(world, "USBP"), found_by(world, "ORR")) == (
        [],
        [child.person],
        [child.person],
    )


def test_a_label_on_an_episode_protects_the_person_too(world: World) -> None:
    child, other = world.people(2)
    for each in (child, other):
        assign(each, "A012345678")
    asks = reader("ICE", role="juvenile_coordinator")
    world.project()
    assert len(queries.shared(world.views, asks).rows) == 1
    child.say(intake.UnaccompaniedDetermined, "USBP", rule="6 USC 279(g)(2)", labels=(Label.SECTION_1367,))
    assert found_by(world, "ICE") == [other.person]
    assert set(found_by(world, "USBP")) == {child.person, other.person}
    assert queries.shared(world.views, asks).rows == (), "one who is left shares the number with nobody"
