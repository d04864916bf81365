"""A record as a form and back: for every report of the catalogue nothing is lost and nothing is made up."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
import pytest

from api.requests.building import Given, event_from
from api.requests.forms import form_of
from api.requests.reading import read_form
from api.web.command_bodies import completed, standing_form, unanswered, with_times_kept
from api.web.command_forms import asked_of
from api.web.forms import written
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.custody.handoff import HandoffOffered
from ledger.domain.event import Event, Report
from ledger.domain.person import IdentifierValue, NameRecorded, PersonRegistered
from ledger.domain.personal import Personal
from ledger.domain.relationship.events import RelationshipReport
from ledger.domain.values import Instant
from tests.api.world import Json, World, caller
from tests.golden.sample import sample_event

REPORTS = [cls for cls in EVENT_CLASSES if issubclass(cls, Report)]
GIVEN = Given(event_id=uuid4(), by=caller("USBP").actor, subject=uuid4())
OF_TWO = replace(GIVEN, subject=(uuid4(), uuid4()))
ODD_TIME = "2019-05-01T03:12:33.250000-04:00"


@pytest.fixture(scope="module")
def examples(common: World) -> Json:
    """The example of each command in the API's contract, which has every field."""
    paths = common.client.get("/v1/openapi.json").json()["paths"]
    found: Json = {}
    for operations in paths.values():
        content = operations.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        found[name] = content.get("example")
    return found


def event_of(cls: type[Event], body: Any) -> Event:  # noqa: ANN401  # a body
    given = OF_TWO if issubclass(cls, RelationshipReport) else GIVEN
    return cast("Event", event_from(cls, read_form(form_of(cls), body), given))


@pytest.mark.parametrize("zone", ["America/Chicago", None])
@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.TOPIC)
def test_an_event_comes_back_from_its_form_as_it_was(examples: Json, cls: type[Event], zone: str | None) -> None:
    body = dict(examples[f"{cls.__name__}Request"])
    body |= {"birth": {"age_years": 9}} if "birth" in body else {}  # an empty claim says nothing, and is not kept
    body["claimed"] = {"earliest": ODD_TIME, "precision": "hour", "basis": "paper_record", "zone": zone}
    event = event_of(cls, body)
    stands = standing_form(event, "", zone="America/New_York")
    form = with_times_kept(written(stands.fields), stands)
    again = completed(cls, form.body)
    assert list(unanswered(cls, again, "/replacement")) == []
    assert event_of(cls, again) == event


def asked_plainly(cls: type[Event], event: Event) -> Json:
    """What a request would say for an event, in plain values."""
    plain: Json = msgspec.to_builtins(event, enc_hook=_plainly)
    names = {field.name for field, _ in asked_of(cls)}
    return {name: value for name, value in plain.items() if name in names}


def _plainly(value: object) -> object:
    if isinstance(value, Instant):
        return value.text
    assert isinstance(value, Personal)
    inside = value.value
    return inside.written if isinstance(inside, IdentifierValue) else msgspec.to_builtins(inside, enc_hook=_plainly)


@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.TOPIC)
def test_every_field_that_an_event_can_have_comes_back(cls: type[Event]) -> None:
    """The golden samples, where everything optional is there; a note over two lines as a browser sends it."""
    event = replace(sample_event(cls), note=Personal.of("one\ntwo"))
    if isinstance(event, PersonRegistered):
        event = replace(event, languages=("mam", "spa"))
    stands = standing_form(event, "", zone="America/New_York")
    assert not stands.sealed
    typed = [(name, text.replace("\n", "\r\n")) for name, text in stands.fields]
    form = with_times_kept(written(typed), stands)
    assert tidy(completed(cls, form.body)) == tidy(asked_plainly(cls, event))


def tidy(value: object) -> object:
    """As JSON, without the spaces around a text that a form does not keep."""
    if isinstance(value, dict):
        return {name: tidy(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(part) for part in value]
    return value.strip() if isinstance(value, str) else value


@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.TOPIC)
def test_an_empty_form_names_all_that_must_be_answered(cls: type[Event]) -> None:
    """One after the other, the request's own reader finds nothing more than was named at once."""
    body = completed(cls, {})
    named = {flaw.at.removeprefix("/") for flaw in unanswered(cls, body)} | {"claimed"}
    schema = form_of(cls)
    needed = {name for name in schema.__struct_fields__ if name not in body} - _with_default(cls)
    assert named == needed


def _with_default(cls: type[Event]) -> set[str]:
    form = form_of(cls)
    return {field.name for field in msgspec.structs.fields(form) if not field.required}


def test_whose_the_place_is_follows_from_it() -> None:
    body = completed(HandoffOffered, {"to_place": "CARE-01", "offer": str(UUID(int=1))})
    assert body["to_organisation"] == "CARE-01"


def test_a_name_of_which_only_the_choice_that_stood_there_came_back_is_no_name() -> None:
    body = completed(PersonRegistered, {"name": {"order": "unknown"}, "sex": "0"})
    assert body["name"] is None
    body = completed(NameRecorded, {"name": {"order": "unknown"}, "basis": "document"})
    assert [flaw.at for flaw in unanswered(NameRecorded, body)] == ["/name"]
    body = completed(PersonRegistered, {"name": {"order": "certain", "parts": [{"text": "Inés", "role": "given"}]}})
    assert body["name"]["order"] == "certain"
