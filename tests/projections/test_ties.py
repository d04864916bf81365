"""Possible ties: found by signs and never more than listed; a person's answer is remembered, and each floor holds."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from ledger.domain import codes, person
from ledger.domain.codes import NameRole, TieAnswer
from ledger.domain.custody.care import CustodyCorrected, Exited
from ledger.domain.custody.intake import Companion
from ledger.domain.errors import NotPermitted
from ledger.domain.event import Label, StrikeReason
from ledger.domain.family import groups
from ledger.domain.family.base import Member
from ledger.domain.reader import Purpose
from ledger.domain.relationship import events
from ledger.domain.values import FamilyId, PersonId
from projections import rebuild
from projections.beside import compare
from projections.ties import queries
from projections.ties.queries import CAP, Alike, Answered
from projections.views import VIEWS
from tests.databases import Database
from tests.projections.tying import (
    EVENT,
    NAMED,
    NUMBER,
    PLACE,
    SURNAME,
    Scene,
    claimed,
    judged,
    numbered,
    pair,
    signs,
    ties,
    who,
)
from tests.projections.world import NOW, USBP, Child, World, event, official, open_world
from tests.recycling import Lend


@pytest.fixture(scope="module")
def world(with_views: Database, lend: Lend) -> Iterator[World]:
    """One for all tests here: each has its own hour and its own numbers."""
    with lend(with_views) as lent, open_world(lent) as world:
        yield world


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_the_infant_filed_as_alone_is_found_with_both_relatives(scene: Scene) -> None:
    """As in 2021 (domain.md g.2, item 5): one event, nobody asked, the relatives with another agency by now."""
    at: dict[str, Any] = {"event_number": "RGV2021", "subjects_count": 4}
    grandmother = scene.met("Petrona Caal Tot", number=1, **at)
    aunt = scene.met("Marta Xol Caal", number=2, **at)
    infant = scene.met("Elmer Tzul Kaal", number=3, **at)
    stranger = scene.met("Wilson Ramirez Choc", number=40, **at)
    infant.placed()
    for child in (grandmother, aunt, stranger):
        for other, weak in ((infant, child is stranger),):
            [mine, theirs] = (ties(one, by)[of.person] for one, of, by in ((other, child, who()), (child, other, None)))
            assert mine.signs == theirs.signs
            assert mine.strong == (EVENT,)
            assert mine.is_open
            assert (SURNAME in mine.signs) is not weak
    found = ties(infant, who())
    assert list(found)[-1] == stranger.person, "the strongest first"
    assert found[grandmother.person].signs == (NUMBER, EVENT, SURNAME)
    assert found[grandmother.person].hows == (Alike.NEAR_NUMBER, Alike.SECOND_IS_FIRST)
    assert found[aunt.person].hows == (Alike.NEAR_NUMBER, Alike.NEXT_NUMBER, Alike.SECOND_IS_SECOND)
    assert ties(grandmother)[infant.person].hows == (Alike.FIRST_IS_SECOND, Alike.NEAR_NUMBER)
    assert found[stranger.person].signs == (EVENT,)


def test_not_related_is_remembered_until_a_new_sign_comes_up(scene: Scene) -> None:
    one = scene.met("Ana Lopez Garcia", event_number="E-1")
    other = scene.met("Luis Perez Ruiz", event_number="E-1")
    assert signs(one, other) == (EVENT,)
    said = judged(one, other, TieAnswer.NOT_RELATED, EVENT)
    found = ties(other)[one.person]
    assert (found.is_open, found.answer, found.judged_by, found.fresh) == (False, Answered.NOT_RELATED, "USBP", ())
    assert found.version == 1
    numbered(one, scene.number)
    numbered(other, scene.number + 1)
    again = ties(one)[other.person]
    assert (again.is_open, again.answer, again.fresh) == (True, Answered.NOT_RELATED, (NUMBER,))
    judged(one, other, TieAnswer.UNDECIDED, EVENT, NUMBER)
    assert ties(one)[other.person].is_open, "who could not decide has not answered"
    judged(one, other, TieAnswer.RELATED, EVENT, NUMBER)
    assert (ties(one)[other.person].is_open, ties(one)[other.person].answer) == (False, Answered.RELATED)
    pair(one, other, events.RelationshipVoided, target=said, reason=StrikeReason.DID_NOT_OCCUR)
    assert ties(one)[other.person].answer is Answered.RELATED


def test_a_relative_not_the_same_is_remembered_with_the_signs_of_that_time(scene: Scene) -> None:
    """Two cousins taken for one person (g.2, item 20)."""
    one = scene.met("Juan Caal Tot", event_number="E-2")
    other = scene.met("Juan Caal Tot", event_number="E-2")
    pair(one, other, events.SamePersonProposed, by="ORR", basis="document")
    link = event(person.LinkedAsSame, official(USBP), person=one.person, other=other.person, basis="document")
    one.world.record((one.person, link))
    assert signs(one, other) is None, "one person has no tie"
    assert signs(other, one) is None
    undo = event(person.Unlinked, official(USBP), person=one.person, other=other.person, basis="document")
    one.world.record((one.person, undo))
    assert signs(one, other) == (EVENT, SURNAME)
    answer = codes.SamePersonAnswer
    pair(one, other, events.SamePersonRejected, answer=answer.SOMEBODY_ELSE, basis="document")
    assert ties(one)[other.person].is_open, "that says nothing of kinship"
    pair(one, other, events.SamePersonRejected, answer=answer.RELATIVE, basis="document")
    found = ties(one)[other.person]
    assert (found.is_open, found.answer, found.fresh) == (False, Answered.RELATIVE_NOT_SAME, ())
    numbered(one, scene.number)
    numbered(other, scene.number + 1)
    assert (ties(one)[other.person].is_open, ties(one)[other.person].fresh) == (True, (NUMBER,))


def test_twins_and_the_uncle_with_the_fathers_name(scene: Scene) -> None:
    """g.2: twins share everything but the given name; the uncle has the father's name and is not the father."""
    at: dict[str, Any] = {"event_number": "E-3"}
    father = scene.met("Pedro Caal Mo", **at)
    uncle = scene.met("Pedro Caal Mo", **at)
    one, other = (scene.met(f"{given} Caal Tot", number=n, **at) for n, given in enumerate(("Ana", "Eva")))
    assert signs(one, other) == (NUMBER, EVENT, SURNAME)
    assert ties(one)[other.person].hows == (
        Alike.FIRST_IS_FIRST, Alike.NEAR_NUMBER, Alike.NEXT_NUMBER, Alike.SECOND_IS_SECOND,
    )  # fmt: skip
    claim = claimed(one, father, codes.Kin.FATHER)
    assert father.person not in ties(one), "what is claimed is no secret any more"
    assert ties(one)[uncle.person].hows == (Alike.FIRST_IS_FIRST,)
    assert signs(other, father) == (EVENT, SURNAME), "a claim of one twin is none of the other"
    pair(one, father, events.RelationshipVoided, target=claim, reason=StrikeReason.WRONG_PERSON)
    assert signs(one, father) == (EVENT, SURNAME), "a claim that was a slip hides nothing"
    claimed(one, other, codes.Kin.TWIN)
    assert other.person not in ties(one)


@pytest.mark.parametrize(
    ("left", "linked", "listed"),
    [
        (None, False, False),
        (codes.LeaveReason.SEPARATED, False, False),
        (codes.LeaveReason.NOT_OF_THE_GROUP, False, True),
        (None, True, False),
    ],
)
def test_those_of_one_family_group_are_not_listed(
    scene: Scene, left: codes.LeaveReason | None, *, linked: bool, listed: bool
) -> None:
    one, other = (scene.met(f"{given} Caal Tot", minute=n) for n, given in enumerate(("Ana", "Eva")))
    assert signs(one, other) == (PLACE, SURNAME)
    world, group, middle, second = scene.world, *(FamilyId(uuid4()) for _ in range(3))

    def say(family: FamilyId, cls: Any, **facts: Any) -> None:  # noqa: ANN401  # an event
        world.record((family, event(cls, official(USBP), NOW, family=family, **facts)))

    def form(family: FamilyId, *people: Child) -> None:
        members = tuple(
            Member(person=each.person, role=codes.MemberRole.CHILD, reason=codes.JoinReason.FOUND_LATER)
            for each in people
        )
        say(family, groups.GroupFormed, kind=codes.GroupKind.SIBLINGS, members=members)

    if linked:
        form(group, one)
        form(middle, scene.met("Luis Perez Ruiz", minute=90))
        form(second, other)
        say(group, groups.GroupsLinked, other=middle, basis=codes.FactBasis.DOCUMENT)
        assert signs(one, other) is not None
        say(second, groups.GroupsLinked, other=middle, basis=codes.FactBasis.DOCUMENT)
    else:
        form(group, one, other)
    if left is not None:
        say(group, groups.MemberLeft, member=other.person, reason=left)
    assert (signs(one, other) is not None) is listed
    if linked:
        say(group, groups.GroupsUnlinked, other=middle, basis=codes.FactBasis.DOCUMENT)
        assert signs(one, other) is not None


def test_what_is_a_sign_and_what_is_none(scene: Scene) -> None:
    one = scene.met("Ana Caal Tot", minute=0, number=100)
    near = scene.met("Eva Lopez Caal", minute=30)
    assert ties(one)[near.person].minutes == 30
    assert ties(one)[near.person].hows == (Alike.FIRST_IS_SECOND,)
    assert signs(one, scene.met("Eva Lopez Caal", minute=31)) is None, "an equal surname alone is no sign"
    assert signs(one, scene.met("Eva Lopez Ruiz", minute=1)) is None, "a minute alone is none"
    assert signs(one, scene.met("Eva Lopez Caal", minute=1, place="BP-YUM")) is None
    unsaid = scene.met("Kaal Eva", minute=1, roles=(NameRole.UNKNOWN, NameRole.UNKNOWN))
    assert ties(one)[unsaid.person].hows == (Alike.NOT_SAID,)
    assert signs(one, scene.met("Caal Lopez Ruiz", minute=1)) is None, "a given name is no surname"
    for number, days, found in ((101, 9, True), (99, 9, True), (91, 0, True), (109, 0, True), (109, 1, False)):
        other = scene.met("Eva Lopez Caal", minute=400)
        numbered(other, scene.number + number, days=days)
        assert (signs(one, other) == (NUMBER, SURNAME)) is found, (number, days)
    for number in (100, 118, 82):
        assert signs(one, scene.met("Eva Lopez Caal", minute=400, number=number)) is None, number
    named = Companion(
        person=one.person,
        relation=codes.Relation.UNKNOWN,
        said_by=codes.FactBasis.STATEMENT_OF_PERSON,
        present_now=None,
    )
    answer = codes.CompanionsAnswer.NAMED
    teller = scene.met("Eva Lopez Ruiz", minute=400, companions_answer=answer, companions=(named,))
    assert (signs(one, teller), signs(teller, one)) == ((NAMED,), (NAMED,))


def test_a_struck_encounter_and_a_retired_number_are_no_signs(scene: Scene) -> None:
    one, other = (scene.met("Ana Caal Tot", number=n, event_number="E-5") for n in range(2))
    other.say(person.IdentifierRetired, USBP, assigned=other.last["assign-identifier"])
    assert signs(one, other) == (EVENT, SURNAME)
    wrong = one.last["record-encounter"]
    stream, right = one.encounter(at=NOW - timedelta(hours=scene.hour), place="BP-YUM")
    strike: dict[str, Any] = {"person": one.person, "target": wrong, "replacement": right.event_id}
    correction = event(CustodyCorrected, official(USBP), reason=StrikeReason.INCORRECT_DATA, **strike)
    one.world.record((stream, right), (stream, correction))
    assert ties(one) == {}


def test_a_big_event_is_a_weak_sign_and_a_person_has_at_most_so_many(scene: Scene) -> None:
    """A hundred and sixty subjects are no family; of thirty relatives twenty are listed."""
    at: dict[str, Any] = {"event_number": "E-160", "subjects_count": 160}
    one = scene.met("Ana Caal Tot", **at)
    stranger = scene.met("Luis Perez Ruiz", minute=1, **at)
    many = [scene.met("Eva Caal Tot", **at) for _ in range(CAP + 2)]
    assert signs(one, stranger) is None
    assert signs(one, many[-1]) == (EVENT, SURNAME)
    assert len(ties(one)) == CAP
    judged(one, many[-1], TieAnswer.NOT_RELATED, EVENT, SURNAME)
    assert many[-1].person not in ties(one), "what is judged gives way to what is open"


def test_the_desk_is_told_each_open_pair_once(scene: Scene) -> None:
    at: dict[str, Any] = {"event_number": "E-7"}
    one, other, third, gone = (scene.met("Ana Caal Tot", **at) for _ in range(4))
    for child in (one, third):
        child.placed()
    gone.say(Exited, USBP, NOW, kind=codes.ExitKind.REMOVED, with_child=None)
    scene.world.project()
    wanted = {one.person, other.person, third.person, gone.person}

    def told() -> list[set[PersonId]]:
        pages: list[set[PersonId]] = []
        after: queries.Cursor | None = None
        while True:
            rows = queries.listed(scene.world.views, who(), after=after, limit=1).rows
            if not rows:
                return pages
            after = rows[0].cursor
            if wanted >= (both := {rows[0].person_id, rows[0].other}):
                pages.append(both)

    scene.world.project()
    pairs = [{third.person, gone.person}, {third.person, other.person}, {third.person, one.person}]
    pairs += [{other.person, one.person}, {one.person, gone.person}]
    assert sorted(map(sorted, told())) == sorted(map(sorted, pairs)), "all of whom ORR may know one"
    judged(one, third, TieAnswer.NOT_RELATED, EVENT, SURNAME)
    scene.world.project()
    assert {one.person, third.person} not in told()


def test_mere_neighbours_in_a_queue_are_told_of_the_person_but_not_to_the_desk(scene: Scene) -> None:
    one = scene.met("Ana Caal Tot", number=0)
    neighbour = scene.met("Eva Lopez Ruiz", minute=1, number=1)
    relative = scene.met("Ema Caal Ruiz", minute=2, number=2)
    assert signs(one, neighbour) == (NUMBER, PLACE)
    assert signs(one, relative) == (NUMBER, PLACE, SURNAME)
    mine = {child.person for child in (one, neighbour, relative)}
    for child in (one, neighbour):
        child.placed()
    scene.world.project()
    rows = queries.listed(scene.world.views, who(), after=None, limit=100).rows
    told = [{row.person_id, row.other} for row in rows if mine >= {row.person_id, row.other}]
    assert {one.person, neighbour.person} not in told
    assert {one.person, relative.person} in told


def test_only_who_reunites_or_protects_is_told(scene: Scene) -> None:
    one, _ = (scene.met("Ana Caal Tot", event_number="E-8") for _ in range(2))
    one.placed()
    scene.world.project()
    for organisation in ("USBP", "ICE", "ORR", "CARE-01", "DHS-OIG", "ADVOCATE-A", "NOBODY"):
        for purpose in Purpose:
            reader = who(organisation, purpose)
            serves = purpose in {Purpose.REUNIFICATION, Purpose.SAFETY} and not organisation.startswith(("DHS", "NOB"))
            desk = serves and organisation == "ORR"
            with nullcontext() if serves else pytest.raises(NotPermitted):
                queries.of_person(scene.world.views, reader, one.person)
            with nullcontext() if desk else pytest.raises(NotPermitted):
                queries.listed(scene.world.views, reader)


def test_the_doors_refuse_whoever_has_no_part_in_it(world: World) -> None:
    """The database holds the line as well: a login that is none of the desk's, and oversight."""
    asked: tuple[tuple[str, str, LiteralString], ...] = (
        ("oversight", "DHS-OIG", "SELECT FROM view_ties.candidates(%s, '{}', 1)"),
        ("oversight", "DHS-OIG", "SELECT FROM view_ties.listed(%s, 1, NULL, NULL, 1)"),
        ("cbp", "USBP", "SELECT FROM view_ties.listed(%s, 1, NULL, NULL, 1)"),
        ("provider", "CARE-01", "SELECT FROM view_ties.listed(%s, 1, NULL, NULL, 1)"),
    )
    for login, organisation, door in asked:
        with (
            psycopg.connect(world.database.login(f"custody_read_{login}")) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(door, (organisation,))


def test_who_is_told_of_whom(scene: Scene) -> None:
    at: dict[str, Any] = {"event_number": "E-9"}
    one, other = (scene.met("Ana Caal Tot", **at) for _ in range(2))
    assert ties(one, who("ORR")) == {}, "of neither does ORR know"
    assert set(ties(one, who("USBP"))) == {other.person}
    one.placed()
    assert set(ties(one, who("ORR"))) == set(ties(one, who("USBP"))) == {other.person}
    assert set(ties(other, who("ORR"))) == {one.person}
    one.accepted()
    for organisation in ("CARE-01", "ICE", "CARE-02", "ADVOCATE-A"):
        assert ties(one, who(organisation)) == ties(other, who(organisation)) == {}, organisation
    other.placed()
    other.accepted()
    assert set(ties(one, who("CARE-01"))) == {other.person}, "both are to come to it"


def test_what_a_label_keeps_from_dhs_is_no_sign_for_it(scene: Scene) -> None:
    kept = (Label.NOT_TO_DHS,)
    one = scene.met("Ana Caal Tot", minute=0)
    other = scene.met("Eva Caal Tot", minute=1, labels=kept)
    assert signs(one, other) is None
    for child in (one, other):
        child.placed()
    assert signs(one, other, who()) == (PLACE, SURNAME)


def test_the_view_is_what_its_rebuild_gives_and_goes_with_the_key(world: World) -> None:
    scene = Scene(world)
    one, other = (scene.met("Ana Caal Tot", number=n) for n in range(2))
    assert signs(one, other) == (NUMBER, PLACE, SURNAME)
    projector = world.database.login("custody_projector")
    [view] = [each for each in VIEWS if each.name == "ties"]
    [found] = compare(projector, [view], codec=world.mapper.codec)
    assert (found.comparable, found.differences) == (True, ())
    world.mapper.codec.sealer.keyring.destroy(other.person)
    rebuild.rebuild(projector, [view], codec=world.mapper.codec)
    assert signs(one, other) is None, "the minute is left"
    with psycopg.connect(projector) as connection:
        of = (other.person,)
        for table in ("surname", "number"):
            found_rows = connection.execute(
                sql.SQL("SELECT FROM view_ties.{} WHERE person_id = %s").format(sql.Identifier(table)), of
            )
            assert found_rows.fetchall() == [], table
