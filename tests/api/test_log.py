"""The log lets through what is listed and nothing else, whoever calls it and whatever went wrong."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
import structlog

from api import log
from projections.asking import Views
from tests.api.world import World

CANARY = "Xochiquetzalli"


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    log.write_to(stream)
    return stream


def test_only_listed_keys_pass(lines: io.StringIO) -> None:
    log.logger().info("record_read", persons=["p"], name=CANARY, body={"name": CANARY}, url=f"/v1/people/{CANARY}")
    line = json.loads(lines.getvalue())
    assert line.keys() == {"at", "event", "level", "persons"}


def test_an_exception_is_told_without_its_texts_and_variables(lines: io.StringIO) -> None:
    empty: dict[str, int] = {}

    def fails(name: str) -> None:
        try:
            empty[name]
        except KeyError as cause:
            raise ValueError(f"no such {name}") from cause

    try:
        fails(CANARY)
    except ValueError:
        log.logger().exception("request_failed")
    exception = json.loads(lines.getvalue())["exception"]
    assert [part["type"] for part in exception] == ["ValueError", "KeyError"]
    assert "fails" in exception[0]["frames"][-1]
    assert CANARY not in lines.getvalue()


def test_somebody_elses_set_up_changes_nothing(lines: io.StringIO) -> None:
    structlog.configure(processors=[structlog.processors.JSONRenderer()])
    try:
        log.logger().info("request", name=CANARY)
    finally:
        structlog.reset_defaults()
    assert CANARY not in lines.getvalue()
    assert json.loads(lines.getvalue())["event"] == "request"


class Broken(Views):
    """Views that fail in a way nobody foresaw."""

    def ask(self, *_: object, **__: object) -> Any:  # noqa: ANN401  # never returns
        raise ZeroDivisionError(CANARY)


def test_a_fault_of_the_program_is_500_and_tells_nothing(common: World, lines: io.StringIO) -> None:
    broken = replace(common, site=replace(common.site, views=Broken({})))
    token = common.token("ORR")
    response = broken.client.get("/v1/between-hands", headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert response.headers["Cache-Control"] == "no-store"
    failed, request = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (failed["event"], failed["exception"][0]["type"]) == ("request_failed", "ZeroDivisionError")
    assert (request["status"], request["request_id"]) == (500, response.headers["Request-Id"])
    assert CANARY not in response.text + lines.getvalue()
