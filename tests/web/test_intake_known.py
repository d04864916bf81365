"""Somebody of a group may have a record already: their key is asked for, and the record is used or not."""

from uuid import UUID

from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.person import BirthDateClaimed, LanguageRecorded, NameRecorded, PersonRegistered
from tests.api.world import World
from tests.web.intake import COORDINATOR, NIGHT, Browse, alone, begun, events, record, typed
from tests.web.test_statements import asked

__all__ = ["asked"]


SAVE = {"do": "save"}


def test_known_already_is_asked_and_the_record_is_used(browse: Browse, world: World) -> None:
    [somewhere] = world.met("Fidel")
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{somewhere['person']}/assign-identifier", body, by="USBP")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    path = begun(somebody, 2)
    ana = alone("Fidel Ángel", birth="2012", languages="mam")
    ana |= {"numbers.0.scheme": "a_number", "numbers.0.written": "a 205-123-456"}
    page = somebody.post(path, typed(somebody, path, p1=ana, p2=alone("Luis")) | SAVE)
    assert "This number is on another person's record" in page.text
    assert "Same person: use that record" in page.text
    assert "Fidel Invented" in page.text
    done = record(somebody, path, page.form(path) | {"p.1.known": somewhere["person"]})
    assert f"/children/{somewhere['person']}" in done.links
    assert len(events(world, done, PersonRegistered)) == 2
    [name] = events(world, done, NameRecorded)
    [birth] = events(world, done, BirthDateClaimed)
    [language] = events(world, done, LanguageRecorded)
    assert {name.person, birth.person, language.person} == {UUID(somewhere["person"])}
    assert name.name.value.parts[0].text == "Fidel Ángel"
    assert not language.tested


def test_sex_and_nationality_typed_for_somebody_with_a_record_are_not_lost_in_silence(
    browse: Browse, world: World
) -> None:
    [somewhere] = world.met("Fidel")
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{somewhere['person']}/assign-identifier", body, by="USBP")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    path = begun(somebody, 1)
    number = {"numbers.0.scheme": "a_number", "numbers.0.written": "A205123456"}
    fidel = alone("Fidel", sex="1", nationality="Honduras", known=somewhere["person"]) | number
    asked = record(somebody, path, typed(somebody, path, p1=fidel))
    assert asked.status == 422
    assert asked.text.count("Not recorded for somebody who has a record.") == 2
    fields = asked.form(path)
    assert (fields["p.1.sex"], fields["p.1.nationality"]) == ("1", "Honduras"), "nothing that was typed is gone"
    note = "He says that he is from Honduras; the record has another country."
    emptied = fields | {"p.1.sex": "0", "p.1.nationality": "", "p.1.note": note}
    page = somebody.post(path, emptied | SAVE)
    assert page.text.count("as in the record") == 2
    done = record(somebody, path, page.form(path))
    assert f"/children/{somewhere['person']}" in done.links
    again = [event for event in events(world, done, EncounterRecorded) if event.note is not None]
    assert [event.note.value for event in again if event.note] == [note]


def test_another_person_gets_a_record_of_their_own(browse: Browse, world: World) -> None:
    [somewhere] = world.met("Fidel")
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{somewhere['person']}/assign-identifier", body, by="USBP")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    path = begun(somebody, 1)
    ana = alone("Ana", known="another") | {"numbers.0.scheme": "a_number", "numbers.0.written": "A205123456"}
    page = record(somebody, path, typed(somebody, path, p1=ana))
    assert f"/children/{somewhere['person']}" not in page.links
    assert len(events(world, page, PersonRegistered)) == 1


def test_who_is_not_on_duty_is_not_told_who_is_known(browse: Browse, world: World) -> None:
    [somewhere] = world.met("Fidel")
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{somewhere['person']}/assign-identifier", body, by="USBP")
    world.runner.catch_up()
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    ana = alone("Ana") | {"numbers.0.scheme": "a_number", "numbers.0.written": "A205123456"}
    page = somebody.post(path, typed(somebody, path, p1=ana) | SAVE)
    assert page.form(path)["p.1.given"] == "Ana"
    assert "another person's record" not in page.text
