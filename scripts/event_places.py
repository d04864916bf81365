"""For `scripts/events.py`: where an event type is taken in, named by a view, and tested."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.http import custody, families, people, relationships, trips
from api.http.contract import Contract
from api.requests.single import OPENINGS
from ledger.domain.event import Event

ROOT = Path(__file__).resolve().parents[1]
ROUTERS = {
    "person": people.router,
    "custody": custody.router,
    "trip": trips.router,
    "family": families.router,
    "relationship": relationships.router,
}


def addresses(cls: type[Event]) -> list[str]:
    """The routes that take the event in."""
    stream, _, name = cls.TOPIC.rpartition(".")[0].partition(".")
    opens = cls in OPENINGS.values()
    return [
        f"POST {route.path}"
        for route in _routes(stream)
        if route.name == f"{stream}.{name}" or (opens and route.name == "custody.opened")
    ]


def command_lines(cls: type[Event]) -> list[str]:
    """How the event is recorded at the terminal: where there is a route, `custody record` takes the same command."""
    stream = cls.TOPIC.partition(".")[0]
    opening = {"/v1/custody": "open"}
    commands = dict.fromkeys(opening.get(address.split()[1], cls.COMMAND) for address in addresses(cls))
    return [f"custody record {stream} {command}" for command in commands]


def views(cls: type[Event]) -> list[str]:
    """The views whose code names the event."""
    return sorted({path.parts[1] for path in _naming("projections", cls) if len(path.parts) > 2})  # noqa: PLR2004


def tests(cls: type[Event]) -> list[str]:
    """The test files and their helpers that name the event, golden files aside."""
    return [str(path) for path in _naming("tests", cls) if path.parts[1] not in {"golden", "architecture"}]


@cache
def _routes(stream: str) -> list[APIRoute]:
    router: APIRouter = ROUTERS[stream](Contract())
    return [route for route in router.routes if isinstance(route, APIRoute)]


def _naming(folder: str, cls: type[Event]) -> Iterator[Path]:
    names = {cls.__name__, cls.TOPIC, cls.TOPIC.rpartition(".")[0]}
    return (path for path, words in _words(folder).items() if names & words)


@cache
def _words(folder: str) -> dict[Path, frozenset[str]]:
    """The names and strings of each Python file in a folder."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT): frozenset(_words_of(ast.parse(path.read_text("utf-8")))) for path in files}


def _words_of(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
