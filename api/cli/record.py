"""Recording at the terminal: any command on any stream, through the same door as the API.

The body is the JSON that the API takes; the acting person and organisation come from a token, as there.
"""

import os
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import msgspec
import typer

from api import strict_json
from api.cli import render
from api.cli.session import running
from api.commands import Asked, command_key
from api.commands import record as record_command
from api.composition import make_mapper, open_ledger
from api.requests.languages import lacking_in
from api.requests.single import (
    form_group,
    needs_version,
    on_pair,
    on_stream,
    open_episode,
    person_of,
    plan_trip,
    register,
)
from api.tokens import Verifier, signing_key
from ledger.application import Command, Ledger
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.errors import InvalidValue
from ledger.domain.event import Actor, Event
from ledger.settings import Settings

OPENINGS = {"register": register, "open": open_episode, "plan": plan_trip, "form": form_group}
CLASSES: dict[tuple[str, str], type[Event]] = {(cls.TOPIC.split(".", 1)[0], cls.COMMAND): cls for cls in EVENT_CLASSES}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(record)


def record(
    stream: Annotated[str, typer.Argument(help="person, custody, trip, family or relationship")],
    command: Annotated[str, typer.Argument(help="The command, such as accept; register, open, plan, form begin one.")],
    of: Annotated[UUID | None, typer.Argument(help="Id of the person, episode, trip, group; none to begin.")] = None,
    relative_of: Annotated[
        UUID | None, typer.Option("--relative-of", help="For a relationship: the person whose relative that person is.")
    ] = None,
    body: Annotated[
        Path | None, typer.Option("--body", help="File with the JSON body; standard input if none.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help="Command key: the same key never records twice.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="Version of the stream that you saw.")] = None,
) -> None:
    """Record one command. CUSTODY_TOKEN names who signs (`custody token` makes one)."""
    text = body.read_bytes() if body is not None else sys.stdin.buffer.read()
    with running() as settings:
        mapper = make_mapper(settings)
        with open_ledger(settings, mapper, connections_max=1) as ledger:
            by = _signer(settings, ledger)
            parsed = strict_json.parse(text)
            about = [of or "", *([relative_of] if relative_of else [])]
            path = "/".join(map(str, ("", stream, *about, command)))
            asked = Asked(
                by=by,
                key=command_key(ledger, by, key or uuid4().hex, body=f"{path}\n{strict_json.canonical(parsed)}"),
                ledger=ledger,
            )
            made = _command(asked, stream, command, of, relative_of, parsed, version)
            answer = record_command(ledger, made)
            lacking = lacking_in(ledger, made, position=answer.position)
    render.as_json(
        {
            "position": answer.position,
            "repeated": answer.repeated,
            "events": [
                {"stream": event.stream, "version": event.version, "topic": event.topic, "position": event.position}
                for event in answer.events
            ],
            "languages_lacking": msgspec.to_builtins(lacking),
        }
    )


def _signer(settings: Settings, ledger: Ledger) -> Actor:
    token = os.environ.get("CUSTODY_TOKEN", "")
    key = signing_key(settings.token_signing_key)
    return Verifier(key, origin=ledger.log_recorder.identity().origin).caller(token).actor


def _command(
    asked: Asked,
    stream: str,
    command: str,
    of: UUID | None,
    relative_of: UUID | None,
    body: object,
    version: int | None,
) -> Command:
    if of is None:
        if command not in OPENINGS:
            raise InvalidValue("command", f"without an id, one of {', '.join(OPENINGS)}")
        return OPENINGS[command](asked, body)
    cls = CLASSES.get((stream, command))
    if cls is None:
        raise InvalidValue("command", "a command of that stream; EVENTS.md lists them")
    if needs_version(cls) and version is None:
        raise InvalidValue("version", "a decision says which version its sender saw")
    if stream == "relationship":
        if relative_of is None:
            raise InvalidValue("relative-of", "the person whose relative that person is said to be")
        return on_pair(asked, cls, (of, relative_of), body, version=version)
    subject = person_of(asked.ledger.load([of]).get(of, [])) if stream == "custody" else of
    return on_stream(asked, cls, of, body, subject=subject, version=version)
