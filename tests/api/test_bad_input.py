"""Bodies and headers that are wrong in every way known: each a clear 4xx, and nothing of them comes back."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from api.http.requesting import BODY_BYTES_MAX
from tests.api.world import NOW, Json, World, claimed, registration

CANARY = "Xochiquetzalli"
"""A name that must appear nowhere but in sealed boxes."""

GOOD: Json = {"claimed": claimed(), **registration(CANARY)}


def send(world: World, content: bytes, **headers: str) -> Response:
    sent = {
        "Authorization": f"Bearer {world.token('USBP')}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    response: Response = world.client.post("/v1/people", content=content, headers=sent)
    return response


def of(body: Json, **changes: Any) -> bytes:  # noqa: ANN401  # any JSON
    return json.dumps(body | changes).encode()


def named(text: str) -> Json:
    return {"parts": [{"text": text, "role": "given"}]}


MALFORMED = {
    "doubled key": b'{"sex": "1", "sex": "2", "name": "%s"}' % CANARY.encode(),
    "doubled key, escaped": rb'{"sex": "1", "\u0073ex": "2"}',
    "NaN": b'{"birth": {"age_years": NaN}}',
    "Infinity": b'{"birth": {"age_years": -Infinity}}',
    "1e999": b'{"birth": {"age_years": 1e999}}',
    "a fraction": b'{"birth": {"age_years": 9.5}}',
    "100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "20,000 objects deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "5,000 digits": b'{"birth": {"age_years": ' + b"9" * 5_000 + b"}}",
    "past 2^53": b'{"birth": {"age_years": 9007199254740993}}',
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "empty": b"",
    "two values": b"{} {}",
    "a comma too many": b'{"a": 1,}',
    "a comment": b"{} // " + CANARY.encode(),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_json_with_one_reading_is_400(common: World, body: bytes) -> None:
    response = send(common, body)
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")
    assert CANARY not in response.text


UNSTORABLE = {
    "NUL": rb'{"name": {"parts": [{"text": "\u0000", "role": "given"}]}}',
    "NUL in a key": rb'{"na\u0000me": 1}',
    "lone surrogate": rb'{"name": {"parts": [{"text": "\ud800", "role": "given"}]}}',
    "surrogates in the wrong order": rb'{"name": "\udc00\ud800"}',
}


@pytest.mark.parametrize("body", UNSTORABLE.values(), ids=UNSTORABLE.keys())
def test_text_that_no_record_can_hold_is_422(common: World, body: bytes) -> None:
    response = send(common, body)
    assert (response.status_code, response.json()["code"]) == (422, "unstorable_text")


WRONG = {
    "not an object": (b"[]", "", "wrong_form"),
    "a field is missing": (json.dumps({k: v for k, v in GOOD.items() if k != "sex"}).encode(), "/sex", "missing_field"),
    "unknown field": (of(GOOD, **{CANARY: 1}), "", "unknown_field"),
    "unknown field, deep": (of(GOOD, claimed=claimed() | {CANARY: 1}), "/claimed", "unknown_field"),
    "unknown field, in a list": (
        of(GOOD, name={"parts": [{"text": "x", "role": "given", CANARY: 1}]}),
        "/name/parts/0",
        "unknown_field",
    ),
    "the server's own field": (of(GOOD, event_id=str(uuid4())), "", "unknown_field"),
    "another signer": (of(GOOD, by={"user": "x", "role": "y", "organisation": "ORR"}), "", "unknown_field"),
    "not a code": (of(GOOD, sex=CANARY), "/sex", "not_a_code"),
    "a name for a code": (of(GOOD, nationality=CANARY), "/nationality", "wrong_form"),
    "a code with a line feed": (of(GOOD, nationality="GTM\n"), "/nationality", "wrong_form"),
    "a number for a text": (of(GOOD, nationality=1), "/nationality", "wrong_form"),
    "an integer for a boolean": (
        of(GOOD, birth={"date": {"text": "2010", "approximate": 1}}),
        "/birth/date/approximate",
        "wrong_form",
    ),
    "below zero": (of(GOOD, birth={"age_years": -1}), "/birth/age_years", "wrong_form"),
    "no such day": (of(GOOD, birth={"date": {"text": "2010-02-30"}}), "/birth/date", "wrong_form"),
    "no offset": (of(GOOD, claimed=claimed() | {"earliest": "2019-05-01T12:00:00"}), "/claimed/earliest", "wrong_form"),
    "24:00": (of(GOOD, claimed=claimed() | {"earliest": "2019-05-01T24:00:00Z"}), "/claimed/earliest", "wrong_form"),
    "leap second": (
        of(GOOD, claimed=claimed() | {"earliest": "2016-12-31T23:59:60Z"}),
        "/claimed/earliest",
        "wrong_form",
    ),
    "seven decimals": (
        of(GOOD, claimed=claimed() | {"earliest": "2019-05-01T12:00:00.1234567Z"}),
        "/claimed/earliest",
        "wrong_form",
    ),
    "no such zone": (of(GOOD, claimed=claimed(zone="Mars/Base")), "/claimed/zone", "not_listed"),
    "a name of 2,000 letters": (of(GOOD, name=named("x" * 2_000)), "/name/parts/0/text", "wrong_form"),
    "no such organisation": (of(GOOD, on_behalf_of="KGB"), "/on_behalf_of", "not_listed"),
}


@pytest.mark.parametrize(("body", "at", "code"), WRONG.values(), ids=WRONG.keys())
def test_what_the_command_does_not_ask_for_is_422(common: World, body: bytes, at: str, code: str) -> None:
    response = send(common, body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    [flaw] = response.json()["errors"]
    assert (flaw["at"], flaw["code"]) == (at, code)
    assert CANARY not in response.text


ODD_NAMES = {
    "right to left override": "\u202eAbdul",
    "zero width": "Ma\u200bría",
    "500 combining marks": "e" + "\u0301" * 500,
    "emoji": "👧🏽",
    "apostrophe": "Tz'utujil",
    "markup": "<script>alert(1)</script>",
    "decomposed": "Nu\u0301n\u0303ez",
    "quotes and SQL": "Robert'); DROP TABLE log;--",
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES.keys())
def test_odd_names_are_taken_as_given(common: World, name: str) -> None:
    assert send(common, of(GOOD, name=named(name))).status_code == 201


@pytest.mark.parametrize(
    "birth", [{"date": {"text": "2008-02-29"}}, {"date": {"text": "1999"}}, {"age_years": 30}, None]
)
def test_a_birth_date_is_a_claim(common: World, birth: Json | None) -> None:
    """A date that makes the person an adult is recorded too; nobody is refused for an age."""
    assert send(common, of(GOOD, birth=birth)).status_code == 201


def test_everything_may_be_unknown(common: World) -> None:
    body = {"claimed": claimed(precision="unknown"), "name": None, "birth": None, "birth_basis": None, "sex": "0"}
    assert send(common, of(body)).status_code == 201


@pytest.mark.parametrize(("ahead", "status"), [(timedelta(minutes=5), 201), (timedelta(minutes=6), 422)])
def test_a_claim_may_be_ahead_by_as_much_as_clocks_differ(common: World, ahead: timedelta, status: int) -> None:
    assert send(common, of(GOOD, claimed=claimed(NOW + ahead))).status_code == status


def test_a_large_body_is_refused_unread(common: World) -> None:
    response = send(common, b" " * (BODY_BYTES_MAX + 1))
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_large_body_without_a_length_is_refused_at_the_limit(common: World) -> None:
    sent = 0

    def chunks() -> Any:  # noqa: ANN401  # a stream of bytes
        nonlocal sent
        for _ in range(100):
            sent += 10_000
            yield b" " * 10_000

    headers = {"Authorization": f"Bearer {common.token('USBP')}", "Content-Type": "application/json"}
    response = common.client.post("/v1/people", content=chunks(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_body_at_the_limit_is_read(common: World) -> None:
    body = json.dumps(GOOD).encode()
    assert send(common, body + b" " * (BODY_BYTES_MAX - len(body))).status_code == 201


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "", "application/json; charset=utf-16", "application/jsonx"]
)
def test_another_content_type_is_415(common: World, kind: str) -> None:
    response = send(common, of(GOOD), Content_Type=kind)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_compressed_body_is_415(common: World) -> None:
    assert send(common, of(GOOD), Content_Encoding="gzip").status_code == 415


@pytest.mark.parametrize("key", ["", "two words", "x" * 129, CANARY + "!"])
def test_a_key_that_is_none_is_400(common: World, key: str) -> None:
    response = send(common, of(GOOD), Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (400, "wrong_header")


def test_no_key_is_400(common: World) -> None:
    headers = {"Authorization": f"Bearer {common.token('USBP')}", "Content-Type": "application/json"}
    response = common.client.post("/v1/people", content=of(GOOD), headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "key_missing")


@pytest.mark.parametrize("version", ["7", 'W/"7"', "*", '"7", "8"', '"seven"', '"-1"', '"99999999"'])
def test_a_version_that_is_none_is_400(common: World, version: str) -> None:
    response = send(common, of(GOOD), If_Match=version)
    assert (response.status_code, response.json()["code"]) == (400, "wrong_header")


def test_addresses_that_lead_nowhere(common: World) -> None:
    assert common.client.get("/v1/nothing").json()["code"] == "no_such_address"
    assert common.client.delete("/v1/people").json()["code"] == "method_not_allowed"
    response = common.post(f"/custody/{CANARY}/arrive", {}, by="USBP")
    assert (response.status_code, response.json()["errors"][0]["at"]) == (422, "path/episode")
    assert CANARY not in response.text


def test_nothing_of_a_name_is_in_the_log(world: World, logged: io.StringIO) -> None:
    send(world, of(GOOD))
    for body in (of(GOOD, sex=CANARY), of(GOOD, **{CANARY: CANARY}), CANARY.encode()):
        send(world, body)
    world.client.get(f"/v1/people/{CANARY}?name={CANARY}")
    world.client.request(CANARY.upper(), "/v1/people")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [201, 422, 422, 400, 404, 405]
    assert CANARY.casefold() not in logged.getvalue().casefold()
