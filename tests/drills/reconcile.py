"""Holds what clients were told against what the log has, and the log against itself and the views.

Every function answers the faults it finds, in words; an empty list is the proof.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, cast
from uuid import UUID

import psycopg

from ledger import verify
from ledger.domain.custody.case import Case, load
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from ledger.store import queries
from ledger.store.mapper import CustodyMapper
from ledger.store.rows import LogRow
from tests.drills.sender import Reply, Sender
from tests.drills.stories import Belief, events_of

Connection = psycopg.Connection[Any]
Key = tuple[str, str]

KEYS = "SELECT organisation, key, first_position, event_count FROM ledger.command_key"
LOG = "SELECT position, stream_id::text, version, topic FROM ledger.log ORDER BY position"
EPISODES = "SELECT DISTINCT stream_id FROM ledger.log WHERE topic LIKE 'custody.%'"


def keys_and_log(admin: Connection, acknowledged: Sequence[Reply]) -> list[str]:
    """Each acknowledged command is in the log once and whole, nothing else is, and positions are dense."""
    log = {row[0]: row[1:] for row in admin.execute(LOG)}
    stored = {(organisation, key): (first, count) for organisation, key, first, count in admin.execute(KEYS)}
    faults = [f"positions are not 1 to {len(log)}"] if list(log) != list(range(1, len(log) + 1)) else []
    told = {key: events for reply in acknowledged for key, events in _told(reply)}
    faults += [f"acknowledged and lost: {key}" for key in told.keys() - stored.keys()]
    faults += [f"stored, and its client never heard: {key}" for key in stored.keys() - told.keys()]
    faults += [
        f"half applied: {reply.request.key} has {len(events_of(reply))} events, not {reply.request.events}"
        for reply in acknowledged
        if len(events_of(reply)) != reply.request.events
    ]
    owners: Counter[int] = Counter()
    for key, events in told.items():
        first, count = stored.get(key, (0, 0))
        owners.update(range(first, first + count))
        there = [(position, *log[position]) for position in range(first, first + count) if position in log]
        if there != events:
            faults.append(f"the log has other events than the answer of {key} says")
    faults += [f"position {position} belongs to {owners[position]} keys" for position in log if owners[position] != 1]
    return faults


def _told(reply: Reply) -> Iterable[tuple[Key, list[tuple[int, str, int, str]]]]:
    """The keys under which a reply's command is stored, each with its events. A receipt has one for each child."""
    request = reply.request
    for row in reply.body.get("rows", [reply.body]):
        key = f"{request.key}/{row['episode']}" if "episode" in row else request.key
        yield (
            (request.organisation, key),
            [(event["position"], event["stream"], event["version"], event["topic"]) for event in row["events"]],
        )


def same_answers(sender: Sender, acknowledged: Sequence[Reply]) -> list[str]:
    """Every acknowledged command, sent again, gets its first answer word for word and writes nothing."""
    faults = []
    for reply in acknowledged:
        again = sender.again(reply.request)
        if (again.status, again.content) != (reply.status, reply.content):
            faults.append(f"another answer at the second time: {reply.request.path} {reply.request.key}")
    return faults


def audit(projector: Connection, mapper: CustodyMapper) -> list[str]:
    """Leaves, times, versions and head rows, by the ledger's own audit."""
    walks = (verify.check_log(projector, mapper), verify.check_heads(projector, mapper))
    return [f"audit: {difference}" for walk in walks for checked in walk for difference in checked.differences]


def beliefs(cases: Mapping[UUID, Case], told: Mapping[str, Belief]) -> list[str]:
    """What clients were told of an episode is what its events say, and there is no other episode."""
    known = {
        str(episode): Belief(
            version=len(case.recorded), legal_custodian=case.facets.legal_custodian, exited=case.state.exited
        )
        for episode, case in cases.items()
    }
    differing = [episode for episode in told.keys() | known.keys() if told.get(episode) != known.get(episode)]
    return [f"episode {each}: told {told.get(each)}, recorded {known.get(each)}" for each in differing]


def folded_cases(admin: Connection, projector: Connection, mapper: CustodyMapper) -> dict[UUID, Case]:
    """Every episode of the log, folded afresh."""
    episodes = [row[0] for row in admin.execute(EPISODES)]
    loaded = projector.execute(queries.ours("queries")["load_for_decision"], (episodes,), binary=True)
    rows = [LogRow(*row) for row in loaded]
    return {
        stream: load([cast("Recorded[CustodyEvent]", mapper.recorded(row)) for row in group])
        for stream, group in groupby(rows, key=lambda row: row.stream_id)
    }
