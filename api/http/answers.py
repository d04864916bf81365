"""Answers of commands: ids and positions, so that a repeated command gets the same one."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from fastapi.responses import Response

from api.http import problems
from api.http.problems import Problem
from api.requests.groups import Member
from api.requests.languages import LanguageLacking
from api.requests.manifests import ReceiptRow
from ledger.application import Answer, Command
from ledger.domain.errors import CustodyError


class RecordedEvent(msgspec.Struct, kw_only=True, frozen=True):
    """One event that the command recorded."""

    event_id: UUID | None
    """The id that corrections name; null for what the ledger wrote along with it."""
    stream: UUID
    version: int
    topic: str
    position: int


class Recorded(msgspec.Struct, kw_only=True, frozen=True):
    """A command was recorded."""

    position: int
    """Ask for `at_least` this position to see it in a view."""
    events: tuple[RecordedEvent, ...]
    languages_lacking: tuple[LanguageLacking, ...] = ()
    """A warning: where a child is sent, by the register, nobody speaks what the child understands."""


class Opened(msgspec.Struct, kw_only=True, frozen=True):
    """A command was recorded that began a record."""

    position: int
    id: UUID
    """The new person, episode or trip."""
    events: tuple[RecordedEvent, ...]


class GroupMember(msgspec.Struct, kw_only=True, frozen=True):
    """One person of the group, in the order of the request."""

    person: UUID
    episode: UUID | None


class GroupRecorded(msgspec.Struct, kw_only=True, frozen=True):
    """A group was recorded."""

    position: int
    people: tuple[GroupMember, ...]
    events: tuple[RecordedEvent, ...]


class RowOutcome(msgspec.Struct, kw_only=True, frozen=True):
    """What became of one row of a receipt."""

    episode: UUID
    outcome: str
    """`received`, `not_here`, `refused`, or `conflict` with its problem."""
    events: tuple[RecordedEvent, ...]
    problem: Problem | None


class ReceiptAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """A receipt, child by child."""

    position: int
    """Of the last event recorded; the end of the log when every row is in conflict."""
    rows: tuple[RowOutcome, ...]


def recorded(
    command: Command, answer: Answer, *, lacking: tuple[LanguageLacking, ...] = (), status: int = 201
) -> Response:
    """The answer to a command."""
    events = events_of(command, answer)
    body = Recorded(position=answer.position, events=events, languages_lacking=lacking)
    return _respond(body, answer, status=status, version=_version(command, answer))


def opened(command: Command, answer: Answer, *, path: str) -> Response:
    """The answer to a command that began a record; `path` is where records of that kind are."""
    stream = command.proposals[-1].stream
    body = Opened(position=answer.position, id=stream, events=events_of(command, answer))
    return _respond(body, answer, version=_version(command, answer), location=f"{path}/{stream}")


def group(command: Command, answer: Answer, members: Sequence[Member]) -> Response:
    """The answer to a group's encounter."""
    people = tuple(GroupMember(person=member.person, episode=member.episode) for member in members)
    return _respond(GroupRecorded(position=answer.position, people=people, events=events_of(command, answer)), answer)


def receipt(rows: Sequence[ReceiptRow], results: Sequence[Answer | CustodyError], *, end: int) -> Response:
    """The answer to a receipt; `end` is the end of the log."""
    outcomes = tuple(_outcome(row, result) for row, result in zip(rows, results, strict=True))
    positions = [result.position for result in results if isinstance(result, Answer)]
    body = ReceiptAnswer(position=max(positions, default=end), rows=outcomes)
    return Response(content=msgspec.json.encode(body), media_type="application/json")


def events_of(command: Command, answer: Answer) -> tuple[RecordedEvent, ...]:
    """The events of an answer with the ids that the command gave them."""
    ids: dict[tuple[UUID, str], list[UUID]] = {}
    for proposal in command.proposals:
        ids.setdefault((proposal.stream, proposal.event.TOPIC), []).append(proposal.event.event_id)
    return tuple(
        RecordedEvent(
            event_id=given.pop(0) if (given := ids.get((ref.stream, ref.topic))) else None,
            stream=ref.stream,
            version=ref.version,
            topic=ref.topic,
            position=ref.position,
        )
        for ref in answer.events
    )


def _version(command: Command, answer: Answer) -> int:
    """The version of the record that the command was about."""
    stream = command.proposals[-1].stream
    return max(ref.version for ref in answer.events if ref.stream == stream)


def _outcome(row: ReceiptRow, result: Answer | CustodyError) -> RowOutcome:
    if isinstance(result, CustodyError):
        _, problem = problems.problem_of(result)
        return RowOutcome(episode=row.episode, outcome="conflict", events=(), problem=problem)
    events = events_of(row.command, result) if row.command else ()
    return RowOutcome(episode=row.episode, outcome=row.outcome, events=events, problem=None)


def _respond(
    body: msgspec.Struct, answer: Answer, *, status: int = 201, version: int | None = None, location: str | None = None
) -> Response:
    headers = {"ETag": f'"{version}"'} if version is not None else {}
    headers |= {"Location": location} if location is not None else {}
    headers |= {"Idempotent-Replayed": "true"} if answer.repeated else {}
    content = msgspec.json.encode(body)
    return Response(content=content, status_code=status, media_type="application/json", headers=headers)
