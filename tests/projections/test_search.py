"""Search by name: found in any order and spelling by whoever is on duty, told no more than whom to ask."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from ledger.domain import codes, person
from ledger.domain.birth_keys import birth_facts
from ledger.domain.custody.care import Exited
from ledger.domain.custody.intake import UnaccompaniedDetermined
from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.event import Label, StrikeReason
from ledger.domain.name_keys import words
from ledger.domain.person import BirthClaim, NamePart, RecordedName
from ledger.domain.personal import Personal
from ledger.domain.values import EpisodeId, PartialDate, PersonId
from projections import rebuild
from projections.search import queries
from projections.search.asked import Born, How, ask_for
from projections.search.hashing import Hasher
from projections.search.queries import Match
from projections.views import VIEWS
from tests.projections.world import NOW, USBP, Child, World, event, official, reader

ORR = reader("ORR", role="orr_intakes")
AGENT = reader("USBP", role="processing_coordinator")
GIVEN, SURNAME, UNKNOWN = codes.NameRole.GIVEN, codes.NameRole.SURNAME, codes.NameRole.UNKNOWN


def parts(text: str) -> tuple[NamePart, ...]:
    """`given names / surnames`, or words of which nobody says what they are."""
    given, slash, surnames = text.partition("/")
    roles = (GIVEN, SURNAME) if slash else (UNKNOWN, UNKNOWN)
    both = zip((given, surnames), roles, strict=True)
    return tuple(NamePart(text=word, role=role) for words, role in both for word in words.split())


def name(text: str) -> Personal[RecordedName]:
    return Personal.of(RecordedName(parts=parts(text)))


def born(text: str | int) -> Personal[BirthClaim]:
    return Personal.of(claim(text))


def claim(text: str | int) -> BirthClaim:
    return BirthClaim(age_years=text) if isinstance(text, int) else BirthClaim(date=PartialDate(text=text))


def find(world: World, text: str, birth: str | int | None = None, *, by: Any = ORR, **more: Any) -> Sequence[Match]:  # noqa: ANN401
    world.project()
    facts = birth_facts(claim(birth), NOW.date()) if birth is not None else None
    keyring = world.mapper.codec.sealer.keyring
    return queries.search(world.views, by, keyring, parts=parts(text), birth=facts, **more).rows


def ids(found: Sequence[Match]) -> list[PersonId]:
    return [each.person_id for each in found]


@pytest.mark.parametrize(
    ("recorded", "birth", "asked", "asked_birth", "hows", "how_born"),
    [
        ("Inés María/Caal Tot", "2010-04-03", "Tot Caal Ines Maria", "2010-03-04", "EEEE", Born.SWAPPED),
        ("Yessica/Vásquez", "2010-04-03", "Jessica/Basques", "2010", "NS", Born.YEAR),
        ("Chepe/Jiménez López", "2010-04", "José/Gimenez", "2011-01-01", "NS", Born.NEAR),
        ("Juan/Martínez Cruz", 9, "Juan/Martinezcruz", 9, "EJ", Born.YEAR),
        ("Juan/Martinezcruz", "2009", "Juan Martinez Cruz", None, "EJJ", Born.NOT_COMPARABLE),
        ("Ma. de los Ángeles/del Cid", "2010-04-03", "María Ángeles Delcid", "2010-04-03", "NES", Born.DAY),
        ("Q’anjobʼal/Kak", None, "Cac Kanjobal", "2010-05", "SS", Born.NOT_COMPARABLE),
        ("Domingo/Francisco", "2010-05-20", "Francisco/Domingo", "2010-05", "EE", Born.MONTH),
        ("Domingo", "2010", "Domingo Francisco", "2010", "E-", Born.YEAR),
        ("Domingo Francisco", "2010-05-20", "Domingo", "2010-05-20", "E", Born.DAY),
        ("NUÃ‘EZ/PE?A", "2010", "Nuñez/Peña", "2010", "ES", Born.YEAR),
        ("Ana/Caal", "2010-01-01", "Ana/Caal", "2010-01-01", "EE", Born.YEAR),
        ("Ana/Caal", "2010-01-20", "Ana/Caal", "2010-01-21", "EE", Born.MONTH),
        ("Ana/Caal", "2001-04-03", "Ana/Tzul", "2001-04-03", "E-", Born.DAY),
        ("Xol", "2010", "Shol", "2010", "S", Born.YEAR),
        ("Иван/Иванов", "2010", "иванов иван", "2010", "EE", Born.YEAR),
    ],
)
def test_somebody_is_found_however_the_name_is_told(
    world: World,
    *,
    recorded: str,
    birth: str | int | None,
    asked: str,
    asked_birth: str | int | None,
    hows: str,
    how_born: Born,
) -> None:
    child = world.child(name=name(recorded), birth=born(birth) if birth is not None else None)
    world.child(name=name("Petronila/Ixcamparij"), birth=born("2010-04-03"))
    [found] = find(world, asked, asked_birth)
    letters = {How.EXACT: "E", How.NICKNAME: "N", How.SOUND: "S", How.JOINED: "J", How.NOT_FOUND: "-"}
    assert found.person_id == child.person
    assert found.agreement is not None
    assert ("".join(letters[word.how] for word in found.agreement.words), found.agreement.birth) == (hows, how_born)
    elsewhere = recorded == "Domingo/Francisco"
    assert {word.elsewhere for word in found.agreement.words if word.how is not How.NOT_FOUND} == {elsewhere}


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        (("Juan/López", "2001"), ("Juan/López", "2010")),
        (("Juan/Pedro", "2010"), ("Juana/Petrona", "2010")),
        (("Domingo/Tot", "2010-05-20"), ("Domingo", "2010")),
        (("Ana/Choc", "2010"), ("Ana/Chuc", "2010")),
        (("Ana/Caal", "2010-01-01"), ("Ana/Tzul", "2010-01-01")),
    ],
)
def test_others_are_not(world: World, recorded: tuple[str, str], asked: tuple[str, str]) -> None:
    world.child(name=name(recorded[0]), birth=born(recorded[1]))
    assert find(world, *asked) == ()


def test_the_best_comes_first_and_a_sibling_is_told_apart(world: World) -> None:
    twin = world.child(name=name("Juana/Caal Tot"), birth=born("2010-04-03"), sex=codes.Sex.FEMALE)
    child = world.child(name=name("Juan Carlos/Caal Tot"), birth=born("2010-04-03"), sex=codes.Sex.MALE)
    best, other = find(world, "Juan Carlos/Caal Tot", "2010-04-03", sex=codes.Sex.MALE)
    assert (best.person_id, other.person_id) == (child.person, twin.person)
    assert best.agreement is not None
    assert other.agreement is not None
    assert (best.agreement.score, other.agreement.sex_differs) == (100, True)
    assert other.agreement.score < 50


def test_every_name_and_birth_claim_counts_and_what_is_voided_does_not(world: World) -> None:
    child = world.child(name=name("Juan/Caal"), birth=born("2010-04-03"))
    child.say(person.NameRecorded, USBP, NOW, name=name("Chuy/Tzul"), basis=codes.FactBasis.DOCUMENT)
    child.say(person.BirthDateClaimed, USBP, NOW, birth=born("2001"), basis=codes.FactBasis.DOCUMENT)
    assert ids(find(world, "Jesús Caal", "2001")) == [child.person]
    child.say(person.PersonVoided, USBP, target=child.last["record-name"], reason=StrikeReason.WRONG_PERSON)
    assert find(world, "Jesús Caal", "2001") == ()
    assert ids(find(world, "Juan Caal", "2001")) == [child.person]


def test_who_was_never_in_custody_is_known_to_dhs_only_where_it_put_them_on_record(world: World) -> None:
    aunts = {}
    for by in ("ORR", "USBP", "ICE"):
        aunt = Child(world, PersonId(uuid4()), EpisodeId(uuid4()))
        world.record(aunt.registration(by=by, name=name("Fidelina/Tzul"), birth=born("1980")))
        aunts[by] = aunt.person
    asked = ("Fidelina Tzul", "1980")
    assert set(ids(find(world, *asked))) == set(aunts.values())
    assert ids(find(world, *asked, by=AGENT)) == [aunts["USBP"]]
    assert ids(find(world, *asked, by=reader("ICE", role="juvenile_coordinator"))) == [aunts["ICE"]]
    assert ids(find(world, "", by=AGENT, identified=list(aunts.values()))) == [aunts["USBP"]]
    assert {each.ask for each in find(world, *asked)} == {"ORR", "USBP", "ICE"}


def test_what_a_label_keeps_from_dhs_finds_nobody_for_dhs(world: World) -> None:
    child = world.child(name=name("Juan/Caal"), birth=born("2010"))
    told = event(
        person.NameRecorded,
        official("ORR"),
        NOW,
        person=child.person,
        name=name("Ignacio/Tzul"),
        basis=codes.FactBasis.DOCUMENT,
        labels=(Label.NOT_TO_DHS,),
    )
    world.record((child.person, told))
    assert ids(find(world, "Ignacio Tzul", "2010")) == [child.person]
    assert find(world, "Ignacio Tzul", "2010", by=AGENT) == ()
    [found] = find(world, "Juan Caal", "2010", by=AGENT)
    assert found.agreement is not None
    assert found.agreement.not_asked == 0


def test_whom_8_usc_1367_protects_is_not_there_for_dhs_without_the_record(world: World) -> None:
    """Not even whom to ask is told, by name or by number."""
    child = world.child(name=name("Ximena / Lux"))
    ice = reader("ICE", role="juvenile_coordinator")
    assert ids(find(world, "ximena lux", by=ice)) == [child.person]
    child.say(person.LanguageRecorded, USBP, NOW, language="mam", tested=True, labels=(Label.SECTION_1367,))
    assert find(world, "ximena lux", by=ice, identified=[child.person]) == ()
    assert ids(find(world, "ximena lux", by=AGENT)) == [child.person]
    assert ids(find(world, "ximena lux", by=ORR)) == [child.person]


def test_a_label_on_an_episode_protects_the_person_too(world: World) -> None:
    child = world.child(name=name("Ximena / Lux"))
    ice = reader("ICE", role="juvenile_coordinator")
    assert ids(find(world, "ximena lux", by=ice)) == [child.person]
    child.say(UnaccompaniedDetermined, USBP, rule="6 USC 279(g)(2)", labels=(Label.SECTION_1367,))
    assert find(world, "ximena lux", by=ice, identified=[child.person]) == ()
    assert ids(find(world, "ximena lux", by=AGENT)) == [child.person]
    assert ids(find(world, "ximena lux", by=ORR)) == [child.person]


def test_whom_to_ask_follows_custody(world: World) -> None:
    child = world.child(name=name("Juan/Caal"), birth=born("2010"))
    assert [each.ask for each in find(world, "Juan Caal")] == ["USBP"]
    child.in_care()
    assert [each.ask for each in find(world, "Juan Caal")] == ["ORR"]
    adult = world.child(name=name("Ana/Tzul"), birth=born("1980"))
    adult.say(Exited, USBP, NOW, kind=codes.ExitKind.REMOVED, with_child=None)
    assert [each.ask for each in find(world, "Ana Tzul")] == ["ORR"]


def test_only_those_on_duty_search(world: World) -> None:
    world.child(name=name("Juan/Caal"), birth=born("2010"))
    for organisation, role in (
        ("ORR", "officer"),
        ("CARE-01", "orr_intakes"),
        ("CARRIER-A", "juvenile_coordinator"),
        ("ADVOCATE-A", "orr_intakes"),
    ):
        with pytest.raises(NotPermitted):
            find(world, "Juan Caal", by=reader(organisation, role=role))
    assert len(find(world, "Juan Caal", by=reader("DHS-OIG"))) == 1
    with pytest.raises(InvalidValue):
        find(world, "FNU LNU")


def test_when_the_key_goes_nothing_is_found_any_more(world: World) -> None:
    child = world.child(name=name("Juan/Caal"), birth=born("2010"))
    world.project()
    projector = world.database.login("custody_projector")
    world.mapper.codec.sealer.keyring.destroy(child.person)
    [view] = [each for each in VIEWS if each.name == "search"]
    rebuild.rebuild(projector, [view], codec=world.mapper.codec)
    assert find(world, "Juan Caal") == ()
    with psycopg.connect(projector) as connection:
        assert connection.execute("SELECT count(*) FROM view_search.key").fetchone() == (0,)
        assert connection.execute("SELECT roles, facts FROM view_search.person").fetchall() == [([], [])]


def test_hashes_that_were_not_asked_for_are_not_told(world: World) -> None:
    world.child(name=name("Juan/Caal Tot"), birth=born("2010-04-03"))
    world.project()
    keyring = world.mapper.codec.sealer.keyring
    asked = ask_for(Hasher(keyring.blind_index), words(parts("Juan Caal")), None, codes.Sex.NOT_KNOWN)
    with psycopg.connect(world.database.login("custody_read_orr")) as connection:
        [(facts,)] = connection.execute(
            "SELECT facts FROM view_search.candidates('ORR', %s::bigint[], %s::bigint[], '{}', 10)",
            (sorted(asked.keys), asked.facts),
        ).fetchall()
    assert set(facts) - {0} <= set(asked.facts)
    assert facts.count(0) == 3 + 3, "the third word thrice, the birth's day, month and year"
