"""The OpenAPI document: complete, true of the routes, and its examples are taken."""

from typing import Any, get_args
from uuid import UUID

import pytest

from api.http import problems
from api.http.contract import example
from api.requests import groups, manifests, single
from api.requests.building import Given, event_from
from api.requests.forms import form_of
from api.requests.reading import read_form
from api.requests.single import NOT_ASKED
from api.requests.subjects import Subject, subject_names
from api.requests.texts import OPEN, SEALED
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.errors import CustodyError
from ledger.domain.event import Correction, Event
from ledger.domain.family.groups import GroupFormed
from ledger.domain.person import PersonRegistered
from ledger.domain.trip import TripPlanned
from tests.api.world import Json, World, caller

ASKED = [cls for cls in EVENT_CLASSES if cls not in NOT_ASKED - {PersonRegistered}]


@pytest.fixture(scope="module")
def document(common: World) -> Json:
    found: Json = common.client.get("/v1/openapi.json").json()
    return found


def address(cls: type[Event]) -> str:
    kind = {
        "custody": "custody/{episode}",
        "person": "people/{person}",
        "trip": "trips/{trip}",
        "family": "families/{family}",
        "relationship": "relationships/{relative}/{relative_of}",
    }
    if cls in {PersonRegistered, TripPlanned, GroupFormed}:
        return f"/v1/{kind[cls.TOPIC.partition('.')[0]].partition('/')[0]}"
    return f"/v1/{kind[cls.TOPIC.partition('.')[0]]}/{cls.COMMAND}"


@pytest.mark.parametrize("cls", ASKED, ids=lambda cls: cls.TOPIC)
def test_each_command_has_a_route_with_its_form_and_an_example_that_is_taken(document: Json, cls: type[Event]) -> None:
    operation = document["paths"][address(cls)]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": f"#/components/schemas/{cls.__name__}Request"}
    form = read_form(form_of(cls), content["example"])
    if not issubclass(cls, Correction):
        ids = tuple(UUID(int=n) for n in range(2, 2 + len(subject_names(cls))))
        subject: Subject = (ids[0], ids[1]) if len(ids) > 1 else ids[0]
        given = Given(event_id=UUID(int=1), by=caller("USBP").actor, subject=subject)
        assert type(event_from(cls, form, given)) is cls
    assert {"201", "400", "401", "409", "412", "413", "415", "422", "503"} <= operation["responses"].keys()


def test_other_examples_are_taken(document: Json) -> None:
    forms: dict[str, Any] = {
        "/v1/custody": single.OpenEpisode,
        "/v1/encounters": groups.GroupEncounter,
        "/v1/manifests/receive": manifests.receipt_form(),
    } | {f"/v1/manifests/{command}": manifests.manifest_form(command) for command in manifests.MANIFESTS}
    for path, form in forms.items():
        read_form(form, document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"])


def test_a_replacement_may_be_any_report_of_its_stream(document: Json) -> None:
    schemas = document["components"]["schemas"]
    custody = schemas["CustodyCorrectedRequest"]["properties"]["replacement"]["anyOf"]
    assert {"$ref": "#/components/schemas/EncounterRecordedRequest"} in custody
    assert {"$ref": "#/components/schemas/HandoffAcceptedRequest"} not in custody
    for name in ("PersonCorrectedRequest", "TripCorrectedRequest"):
        assert example(schemas[name], schemas)["replacement"]


def objects(schema: Any) -> list[Json]:  # noqa: ANN401  # any part of a schema
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    return ([schema] if "properties" in schema else []) + objects(list(schema.values()))


def reached(name: str, schemas: Json, found: set[str]) -> set[str]:
    if name not in found:
        found.add(name)
        for each in str(schemas[name]).split("#/components/schemas/")[1:]:
            reached(each.split("'")[0], schemas, found)
    return found


def test_no_form_takes_an_unknown_field_at_any_depth(document: Json) -> None:
    schemas, names = document["components"]["schemas"], set[str]()
    for cls in ASKED:
        reached(f"{cls.__name__}Request", schemas, names)
    open_ended = [
        name for name in names for part in objects(schemas[name]) if part.get("additionalProperties") is not False
    ]
    assert open_ended == []


def test_what_fields_mean_is_told(document: Json) -> None:
    received = document["components"]["schemas"]["ReceivedRequest"]["properties"]
    assert received["head_count"]["description"] == "People who got out at this arrival, as the receiver counted them."


def test_nothing_is_loaded_from_elsewhere(common: World) -> None:
    assert common.client.get("/docs").status_code == 404
    assert common.client.get("/redoc").status_code == 404


def test_headers_keep_answers_private(common: World) -> None:
    headers = common.client.get("/healthz").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Custody-Database"] == "simulation; origin=ledger.test/custody"
    assert len(headers["Request-Id"]) == 32


def test_every_custody_command_is_in_the_contract(document: Json) -> None:
    paths = {path for path in document["paths"] if path.startswith("/v1/custody/{episode}/")}
    assert len(paths) == len(get_args(CustodyEvent))


def test_the_table_of_texts_names_no_text_that_is_gone() -> None:
    classes = {part.partition(".")[0] for part in (*OPEN, *SEALED) if "." in part}
    schemas = {cls.__name__ for cls in EVENT_CLASSES}
    nested = {"ClaimedTime", "NamePart", "Informed", "PacketItem", "PartialDate", "RecordedName", "Source"}
    assert classes <= schemas | nested


INTERNAL = {
    "AlreadyRecorded",
    "AppendRefused",
    "BoxDamaged",
    "BuildStopped",
    "BuildUnderWay",
    "ClockNotMoved",
    "CustodyError",
    "GapInLog",
    "KeyLogUnusable",
    "KeysMissing",
    "NoForm",
    "NoNumber",
    "NoPlaceInLog",
    "NoSuchKey",
    "NotForRealPeople",
    "NotStorable",
    "OutOfPlace",
    "PositionMoved",
    "RequestFailed",
    "ServerError",
    "StillSealed",
    "StreamBroken",
    "UnknownTopic",
    "Unreadable",
    "UnsafeFile",
    "VersionConflict",
    "ViewMissing",
    "WrongDatabase",
}
"""Faults of the program or of its machine: 500, and nothing of them leaves."""


def all_errors(root: type[CustodyError]) -> set[type[CustodyError]]:
    return {root}.union(*(all_errors(each) for each in root.__subclasses__()))


def test_each_error_that_can_reach_a_route_has_its_status() -> None:
    ours = {
        error
        for error in all_errors(CustodyError)
        if error.__module__.startswith(("ledger.", "projections.", "api."))
        and not error.__module__.startswith(("api.demo.", "api.cli.", "api.web.", "api.page_store."))
    }
    unmapped = {error.__name__ for error in ours if not any(cls in problems.KINDS for cls in error.__mro__)}
    assert unmapped <= INTERNAL
