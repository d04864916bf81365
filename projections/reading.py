"""Reading the log for one reader: through the login of the reader's class, and only what the database shows it.

Every query passes `ledger.domain.reader.may_read` as well: two locks, so that one forgotten is not a disclosure.
The clock of knowledge is the position: a time is mapped to the last position recorded at or before it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.case import HeadFacts
from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.event import Event, Recorded
from ledger.domain.finding import others_named, without
from ledger.domain.heads import stream_head
from ledger.domain.person import PersonEvent
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.register import REUNITES, ReaderClass, organisation
from ledger.domain.values import OrganisationCode
from ledger.store import queries
from ledger.store.mapper import CustodyMapper
from ledger.store.rows import Head, LogRow


@dataclass(frozen=True, kw_only=True)
class Known:
    """Up to where the log is read: the answer to a repeat of the question is the same for the same position."""

    position: int
    provisional: bool
    """The time asked for is not before the last recorded event: later events may still be recorded for it."""


@dataclass(frozen=True, kw_only=True)
class HeadRow:
    """Who may know of one stream about a person."""

    stream: UUID
    version: int
    facts: HeadFacts


class LogReader:
    """Reads streams for readers. One pool for each class of reader."""

    def __init__(self, pools: Mapping[ReaderClass, ConnectionPool[Any]], mapper: CustodyMapper) -> None:
        self._pools = pools
        self._mapper = mapper

    def known(self, reader: Reader, as_known_at: int | datetime | None) -> Known:
        """The position that a question about knowledge means; the head of the log when none is asked for.

        Raises:
            InvalidValue: a position that the log has not reached.
        """
        if isinstance(as_known_at, datetime):
            [(position, recorded_at, then)] = self._rows(reader, "head_and_position_at", as_known_at)
            if recorded_at is None or as_known_at >= recorded_at:
                return Known(position=position, provisional=True)
            return Known(position=then, provisional=False)
        [row] = self._rows(reader, "head")
        head = Head(*row)
        if as_known_at is not None and not 0 <= as_known_at <= head.position:
            raise InvalidValue("as_known_at", f"a position from 0 to {head.position}, or a time")
        return Known(position=head.position if as_known_at is None else as_known_at, provisional=False)

    def clock(self, reader: Reader) -> datetime:
        """The clock that decisions read."""
        now: datetime
        [(now,)] = self._rows(reader, "clock")
        return now

    def heads(self, reader: Reader, person: UUID) -> list[HeadRow]:
        """The episodes of a person that the reader may see; none when the record may be seen and has none yet.

        Raises:
            NotPermitted: the reader may not see the person, whether or not there is one.
        """
        rows = [_head_row(row) for row in self._rows(reader, "read_heads", reader.organisation, [person])]
        shown = [row for row in rows if may_read(reader, Action.RECORD, row.facts).allowed]
        if not shown and not self._may_see_record(reader, person):
            raise NotPermitted("no_such_record_for_reader")
        return shown

    def people(
        self, reader: Reader, persons: Collection[UUID], kinds: Collection[type[Event]]
    ) -> dict[UUID, list[Recorded[PersonEvent]]]:
        """Events of these kinds in the records of these people, boxes closed, in one statement, by person.

        Whom the reader may not see is absent. Of who has no episode there are all events, to know who registered them.
        """
        if not persons:
            return {}
        asked = (reader.organisation, list(persons))
        found: dict[UUID, list[Recorded[Any]]] = {}
        facts: dict[UUID, list[HeadFacts]] = {}
        for *row, heads in self._rows(reader, "read_people", *asked, *asked, self._mapper.codec.topics_of(kinds)):
            item = self._mapper.recorded(LogRow(*row))
            found.setdefault(item.stream, []).append(item)
            facts[item.stream] = [_facts(*head) for head in heads or ()]
        return {
            person: recorded
            for person, recorded in found.items()
            if any(may_read(reader, Action.RECORD, each).allowed for each in facts[person])
            or _is_of_reader(reader, person, recorded)
        }

    def _may_see_record(self, reader: Reader, person: UUID) -> bool:
        rows = self._rows(reader, "read_streams", reader.organisation, [person])
        return bool(rows) and _is_of_reader(reader, person, [self._mapper.recorded(LogRow(*row)) for row in rows])

    def streams(self, reader: Reader, streams: Sequence[UUID], *, upto: int) -> list[Recorded[AnyEvent]]:
        """Events of the streams that the reader may see, up to a position, boxes closed, by stream and version.

        Without those of whom the reader is not told: no link with them, no companion who is one of them.
        """
        return self.told(reader, self.whole(reader, streams, upto=upto))

    def whole(self, reader: Reader, streams: Sequence[UUID], *, upto: int) -> list[Recorded[AnyEvent]]:
        """The same with nothing left out, for the versions. Not to be shown as it is: `told` says what may be."""
        rows = self._rows(reader, "read_streams", reader.organisation, list(streams))
        return [self._mapper.recorded(LogRow(*row)) for row in rows if row[0] <= upto]

    def streams_and_hidden(
        self, reader: Reader, streams: Sequence[UUID], persons: Collection[UUID], *, upto: int
    ) -> tuple[list[Recorded[AnyEvent]], frozenset[UUID]]:
        """Further streams, and whom of these people the reader is not told of, in one statement; none for nothing."""
        if not streams and (not persons or _reunites(reader)):
            return [], frozenset()
        return self._with_hidden(reader, "read_streams_and_hidden", list(streams), persons=persons, upto=upto)

    def kindred(self, reader: Reader, persons: Sequence[UUID], *, upto: int) -> list[Recorded[AnyEvent]]:
        """Events of the groups and pairs around these persons, as far as the reader may see the persons."""
        rows = self._rows(reader, "read_kindred", reader.organisation, list(persons))
        return [self._mapper.recorded(LogRow(*row)) for row in rows if row[0] <= upto]

    def relatives(
        self, reader: Reader, person: UUID, relatives: Sequence[UUID], *, upto: int
    ) -> tuple[list[Recorded[AnyEvent]], frozenset[UUID]]:
        """Records and episodes of people whom the groups and pairs around a person name. Not to be shown as they are:
        `projections.relatives` says what of them. And whom of the relatives the reader is not told of.
        """
        asked = list(relatives)
        return self._with_hidden(reader, "read_relatives", person, asked, persons=asked, upto=upto)

    def _with_hidden(
        self, reader: Reader, block: str, *asked: object, persons: Collection[UUID], upto: int
    ) -> tuple[list[Recorded[AnyEvent]], frozenset[UUID]]:
        """Events, and in the last row the hidden ones of these people."""
        ours = reader.organisation
        *rows, last = self._rows(reader, block, ours, *asked, ours, sorted(persons))
        return [self._mapper.recorded(LogRow(*row[:-1])) for row in rows if row[0] <= upto], frozenset(last[-1])

    def hidden(self, reader: Reader, persons: Collection[UUID]) -> frozenset[UUID]:
        """Those of these people of whom the reader is not told that they are known (8 USC 1367)."""
        if not persons or _reunites(reader):
            return frozenset()
        [(found,)] = self._rows(reader, "read_hidden", reader.organisation, sorted(persons))
        return frozenset(found)

    def told(self, reader: Reader, recorded: Sequence[Recorded[AnyEvent]]) -> list[Recorded[AnyEvent]]:
        """The events of a record and its episodes as they are shown: without those of whom the reader is not told."""
        return without(recorded, self.hidden(reader, others_named(recorded)))

    def _rows(self, reader: Reader, block: str, *arguments: object) -> list[tuple[Any, ...]]:
        pool = self._pools[organisation(reader.organisation).reader_class]
        statement: LiteralString = queries.ours("reads_by_readers")[block]
        try:
            with pool.connection() as connection, connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                rows: list[tuple[Any, ...]] = cursor.execute(statement, arguments, prepare=True).fetchall()
                return rows
        except psycopg.errors.InsufficientPrivilege as refusal:
            raise NotPermitted("login_refused") from refusal


def _reunites(reader: Reader) -> bool:
    return organisation(reader.organisation).reader_class in REUNITES


def _is_of_reader(reader: Reader, person: UUID, recorded: Sequence[Recorded[AnyEvent]]) -> bool:
    """Whether the reader may see a person record by itself: before there is an episode, who registered it."""
    subject, facts = stream_head(recorded)
    return subject == person and may_read(reader, Action.RECORD, facts).allowed


def _head_row(row: tuple[Any, ...]) -> HeadRow:
    stream, version, *facts = row
    return HeadRow(stream=stream, version=version, facts=_facts(*facts))


def _facts(*organisations: OrganisationCode | None) -> HeadFacts:
    """In the order of the columns."""
    legal, holder, following, previous, referred_to = organisations
    return HeadFacts(
        legal_custodian=legal,
        holder=holder,
        next_holder=following,
        previous_holder=previous,
        referred_to=referred_to,
    )
