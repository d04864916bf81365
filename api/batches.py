"""Records manifests and receipts, and says of each row what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.commands import record_many
from api.need_to_know import told_to
from api.requests.manifests import ReceiptRow
from ledger.application import Answer, Command, Ledger
from ledger.domain.decide import decide, streams_needed
from ledger.domain.errors import CustodyError, StaleVersion, UnknownStream


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """Why one row of a manifest cannot be recorded."""

    episode: UUID
    problem: CustodyError


class RowsRefused(CustodyError):
    """Rows of a manifest cannot be recorded now, so nothing of it was."""

    code = "rows_refused"

    def __init__(self, rows: Sequence[RowProblem]) -> None:
        self.rows = tuple(rows)
        super().__init__(f"{len(self.rows)} rows cannot be recorded; nothing was")


def record_manifest(ledger: Ledger, command: Command) -> Answer:
    """Record a manifest whole.

    Raises:
        RowsRefused: some rows cannot be recorded; each is named with its reason.
        CustodyError: as `commands.record`.
    """
    [result] = record_many(ledger, [command])
    if isinstance(result, Answer):
        return result
    rows = _refused_rows(ledger, command)
    raise RowsRefused(rows) if rows else result


def record_receipt(ledger: Ledger, rows: Sequence[ReceiptRow]) -> list[Answer | CustodyError]:
    """Record what a receiver found, each child on its own; the result of each row, in order.

    Raises:
        CustodyError: the outcome of some rows is unknown; the same again, under its key, answers for all.
    """
    known = [row.command for row in rows if row.command is not None]
    results = iter(record_each(ledger, known))
    return [UnknownStream("no such episode") if row.command is None else next(results) for row in rows]


def record_each(ledger: Ledger, commands: Sequence[Command]) -> list[Answer | CustodyError]:
    """Record commands that do not depend on one another; each has its own answer, as its organisation may hear it.

    Raises:
        CustodyError: the outcome of some is unknown; the same again, under the same keys, answers for all.
    """
    results = zip(commands, record_many(ledger, commands), strict=True)
    return [
        told_to(ledger, command, result) if isinstance(result, CustodyError) else result for command, result in results
    ]


def _refused_rows(ledger: Ledger, command: Command) -> list[RowProblem]:
    """Rows that the ledger would not take one by one; rows of a manifest do not depend on one another.

    What the command itself begins, such as the trip of a departure, is no row.
    """
    now, streams = ledger.clock(), ledger.load(streams_needed(command.proposals))
    found: list[RowProblem] = []
    for proposal in command.proposals:
        if proposal.stream not in streams:
            continue
        one = Command(key=command.key, proposals=(proposal,), expected={})
        try:
            decide(streams, one.proposals, now=now)
        except CustodyError as problem:
            found.append(RowProblem(episode=proposal.stream, problem=told_to(ledger, one, problem)))
            continue
        current = len(streams[proposal.stream])
        if command.expected.get(proposal.stream, current) != current:
            stale = StaleVersion(stream=str(proposal.stream), current_version=current)
            found.append(RowProblem(episode=proposal.stream, problem=told_to(ledger, one, stale)))
    return found
