"""Routes of commands: what all of them share, and one route for each event class of a stream."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api import commands
from api.http import answers
from api.http.contract import Contract, Header
from api.http.errors import BodyTooLarge, KeyMissing, UnsupportedMediaType, VersionMissing, WrongHeader
from api.http.requesting import Change
from api.requests import single
from api.requests.forms import Form, form_of
from api.requests.languages import lacking_in
from api.requests.reading import FormInvalid
from api.requests.single import needs_version
from api.requests.subjects import Subject
from api.strict_json import MalformedJson, UnstorableText
from api.tokens import NotAuthenticated
from ledger.domain.errors import CustodyError, Refused, StaleVersion, UnknownStream
from ledger.domain.event import Correction, Event, Report
from ledger.store.write_errors import EventTooLarge, KeyReused, OutcomeUnknown, StoreUnavailable

KEY = Header(
    name="Idempotency-Key",
    pattern="^[A-Za-z0-9._:-]{1,128}$",
    example="3f0c9f0e-6f5e-4c53-9a7b-8d6d0f0b7b1a",
    required=True,
    about="Of your choice, new for each command; the same key and body get the same answer, for ever.",
)
VERSION = Header(
    name="If-Match",
    pattern=r'^"\d{1,7}"$',
    example='"7"',
    required=True,
    about="The version of the record that you saw. If it has changed, nothing is recorded and the answer is 412.",
)

ALWAYS: tuple[type[CustodyError], ...] = (
    MalformedJson,
    KeyMissing,
    WrongHeader,
    NotAuthenticated,
    UnknownStream,
    Refused,
    StaleVersion,
    BodyTooLarge,
    EventTooLarge,
    UnsupportedMediaType,
    FormInvalid,
    UnstorableText,
    commands.ClaimedInFuture,
    KeyReused,
    StoreUnavailable,
    OutcomeUnknown,
)
"""Errors that any command can meet. A report meets `stale_version` only if it says a version, or after five races."""

EndpointOf = Callable[[type[Event]], Callable[..., Response]]
"""Makes the endpoint of a command; its parameters are named as in the address."""


def stream_routes(
    router: APIRouter, contract: Contract, classes: Sequence[type[Event]], *, address: str, endpoint_of: EndpointOf
) -> None:
    """A route for each command on an existing stream, whose id is in the address."""
    for cls in classes:
        contract.operation(
            router,
            f"{address}/{cls.COMMAND}",
            endpoint_of(cls),
            method="POST",
            form=form_of(cls),
            answer=answers.Recorded,
            status=201,
            headers=(KEY, VERSION._replace(required=needs_version(cls))),
            errors=(*ALWAYS, *((VersionMissing,) if needs_version(cls) else ())),
            summary=(cls.__doc__ or "").split("\n")[0],
            name=cls.TOPIC.rpartition(".")[0],
        )
        if issubclass(cls, Correction):
            reports = [form_of(each) for each in classes if issubclass(each, Report)]
            contract.variants[f"{form_of(cls).__name__}.replacement"] = reports


def perform(change: Change, cls: type[Event], stream: UUID, *, subject: Subject) -> Response:
    """Record a command on an existing stream; `subject` is whose record it is."""
    version = change.version(required=needs_version(cls))
    command = single.on_stream(change.asked, cls, stream, change.body, subject=subject, version=version)
    ledger = change.asked.ledger
    answer = commands.record(ledger, command)
    return answers.recorded(command, answer, lacking=lacking_in(ledger, command, position=answer.position))


def opening_route(
    router: APIRouter, contract: Contract, path: str, endpoint: Callable[..., Response], *, form: Form, name: str
) -> None:
    """A route for a command that begins a record."""
    contract.operation(
        router,
        path,
        endpoint,
        method="POST",
        form=form,
        answer=answers.Opened,
        status=201,
        headers=(KEY,),
        errors=ALWAYS,
        summary=(form.__doc__ or "").split("\n")[0],
        name=name,
    )
