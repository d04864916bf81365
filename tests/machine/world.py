"""The ledger that the machine drives: a simulation database on the real server, its door, its views, its readers."""

import itertools
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from api.composition import make_mapper, open_ledger, open_readers
from ledger.application import Answer, Command, Ledger
from ledger.domain.errors import CustodyError
from ledger.domain.proposal import Proposal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, UserId
from ledger.store import queries
from ledger.store.append import CommandKey
from projections import schema
from projections.reading import HeadRow, LogReader
from projections.runner import Runner
from projections.timeline.queries import PersonTimeline, of_person
from projections.views import VIEWS
from tests.databases import Database
from tests.domain.builders import moment

Connection = psycopg.Connection[Any]

OVERSIGHT = Reader(
    user=UserId("oig.1"), organisation=OrganisationCode("DHS-OIG"), role="auditor", purpose=Purpose.OVERSIGHT
)
RECORDED_AT = "SELECT position, recorded_at FROM ledger.log WHERE position = ANY(%s)"
CHILD = """
    SELECT legal_custodian, holder, place, whereabouts, answerable, classification, offer, exited, position
    FROM view_current_custody.child WHERE episode = %s"""


@dataclass
class World:
    """One database for all examples of a machine: the log grows, the clock goes on, ids are never used again."""

    ledger: Ledger
    log: LogReader
    runner: Runner
    clock: Connection
    admin: Connection
    minute: int = 0
    """Of the simulation's clock, since the start of the builders' story."""
    ids: Iterator[UUID] = field(default_factory=lambda: (UUID(int=number) for number in itertools.count(1)))

    def pass_time(self, minutes: int) -> None:
        """Move the clock on."""
        self.minute += minutes
        self.clock.execute(queries.ours("queries")["move_clock"], (moment(self.minute),), binary=True)

    def command(self, *proposals: Proposal, expected: Mapping[UUID, int] | None = None) -> Command:
        """A command under a key of its own, by whoever signs its first event."""
        by = proposals[0].event.by
        key = CommandKey(organisation=by.organisation, key=next(self.ids).hex, body_hash=b"body")
        return Command(key=key, proposals=proposals, expected=expected or {})

    def execute(self, command: Command) -> Answer | CustodyError:
        """Record it, or learn why not."""
        try:
            return self.ledger.execute(command)
        except CustodyError as problem:
            return problem

    def race(self, *commands: Command) -> list[Answer | CustodyError]:
        """Send all of them at the same moment, each from a thread of its own."""
        with ThreadPoolExecutor(len(commands)) as threads:
            return list(threads.map(self.execute, commands))

    def recorded_at(self, answer: Answer) -> dict[int, datetime]:
        """When the log recorded each event of an answer, by position."""
        positions = [ref.position for ref in answer.events]
        return dict(self.admin.execute(RECORDED_AT, (positions,)).fetchall())

    def head(self) -> int:
        """The last position of the log."""
        return self.ledger.log_recorder.head().position

    def ask(self, person: UUID, *, as_of: Any = None, as_known_at: Any = None) -> PersonTimeline:  # noqa: ANN401
        """The timeline of a person, as oversight sees it."""
        return of_person(self.log, OVERSIGHT, person, as_of=as_of, as_known_at=as_known_at)

    def heads(self, person: UUID) -> dict[UUID, HeadRow]:
        """The head rows of a person's episodes."""
        return {head.stream: head for head in self.log.heads(OVERSIGHT, person)}

    def row(self, episode: UUID) -> tuple[Any, ...] | None:
        """The episode's row in the view of current custody, once the view has taken in all there is."""
        self.runner.catch_up()
        return self.admin.execute(CHILD, (episode,)).fetchone()


@contextmanager
def open_world(database: Database) -> Iterator[World]:
    """A world over an empty simulation database."""
    settings = database.settings
    mapper = make_mapper(settings)
    schema.ensure(database.login("custody_projector"), VIEWS)
    with ExitStack() as stack:
        yield World(
            ledger=stack.enter_context(open_ledger(settings, mapper, connections_max=4)),
            log=stack.enter_context(open_readers(settings, mapper, connections_max=1)).log,
            runner=stack.enter_context(Runner(database.login("custody_projector"), codec=mapper.codec, views=VIEWS)),
            clock=stack.enter_context(psycopg.connect(database.login("custody_demo"), autocommit=True)),
            admin=stack.enter_context(psycopg.connect(database.admin, autocommit=True)),
        )
