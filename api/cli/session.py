"""What every subcommand needs: the settings, the running server, and for whom it asks."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from api.composition import Readers, make_mapper, open_readers
from api.reads import on_record
from ledger.domain.errors import InvalidValue
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import organisation as find_organisation
from ledger.domain.values import Instant, OrganisationCode, UserId
from ledger.settings import Settings
from ledger.store import embedded
from ledger.store.mapper import CustodyMapper
from ledger.store.pool import UNREACHABLE

AsOf = Annotated[str | None, typer.Option("--as-of", help="What was true at this time (with an offset).")]
AsKnownAt = Annotated[
    str | None, typer.Option("--as-known-at", help="What was known at this position of the log, or time.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Organisation = Annotated[
    str, typer.Option("--organisation", envvar="CUSTODY_ORGANISATION", help="The organisation that asks.")
]
Why = Annotated[Purpose, typer.Option("--purpose", help="Why it asks.")]
OVERSIGHT = "DHS-OIG"
START_PAUSES_SECONDS = (0.5, 1.0, 2.0)
"""Between the tries of a program that stays: the database may go down, and come back, just while it starts."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A reader at a running ledger."""

    settings: Settings
    mapper: CustodyMapper
    readers: Readers
    reader: Reader

    def on_record(self, question: str, persons: Iterable[UUID], *, position: int) -> None:
        """Write down whose records are printed, before they are. The line goes to standard error."""
        on_record(self.reader, question, persons=persons, position=position)


@contextmanager
def running() -> Iterator[Settings]:
    """The settings, with the server running for as long as this lasts."""
    settings = Settings.from_env()
    with embedded.lease(settings):
        yield settings


def staying(work: Callable[[Settings], None]) -> None:
    """Run a program that is meant to stay, again from its start when the database does not answer in the first moments.

    Raises:
        psycopg.OperationalError: it did not answer at the last try either; so with the rest of `UNREACHABLE`.
    """
    for pause in START_PAUSES_SECONDS:
        try:
            with running() as settings:
                work(settings)
                return
        except UNREACHABLE:
            time.sleep(pause)
    with running() as settings:
        work(settings)


@contextmanager
def asking(organisation: str, purpose: Purpose) -> Iterator[Session]:
    """Ask as an organisation; the operator at the terminal is the user."""
    reader_class = find_organisation(OrganisationCode(organisation)).reader_class
    with running() as settings:
        mapper = make_mapper(settings)
        with open_readers(settings, mapper, connections_max=1, classes=(reader_class,)) as readers:
            reader = Reader(
                user=UserId("terminal"),
                organisation=OrganisationCode(organisation),
                role="operator",
                purpose=purpose,
            )
            yield Session(settings=settings, mapper=mapper, readers=readers, reader=reader)


def moment(text: str | None) -> datetime | None:
    """A time written on the command line."""
    return None if text is None else Instant.parse(text).at


def known_at(text: str | None) -> int | datetime | None:
    """A position or a time written on the command line.

    Raises:
        InvalidValue: it is neither.
    """
    if text is None:
        return None
    if text.isdigit():
        return int(text)
    try:
        return Instant.parse(text).at
    except InvalidValue as problem:
        raise InvalidValue("as-known-at", "a position, or a time with an offset") from problem
