"""The one door for changes: the JSON routes, the page, the CLI, importers and the demo all record through it.

Owns what holds whoever asks: claimed times do not lie in the future, keys and the ids made for them, what a refusal
may tell to whom. Rules of custody are in `ledger.domain`; requests become commands in `api.requests`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.need_to_know import check, told_to
from ledger.application import Answer, Command, Ledger, Result
from ledger.domain.errors import CustodyError, Refused, UnknownStream
from ledger.domain.event import Actor, Report
from ledger.domain.policy import pack_on
from ledger.domain.proposal import Proposal
from ledger.store.append import COMMANDS_MAX, CommandKey

UNKNOWN = frozenset({"not_registered", "trip_not_planned"})
"""Refusals that mean: there is no such record."""


class ClaimedInFuture(CustodyError):
    """A report claims a time that has not come yet, by more than clocks differ."""

    code = "claimed_in_future"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for a change: who signs, the command key, and the ids that belong to the key."""

    by: Actor
    key: CommandKey
    ledger: Ledger

    def new_id(self, name: str) -> UUID:
        """The id of what this command makes under that name.

        Derived from key and body with a secret, so that a repeated request makes the same ids and nobody else can.
        """
        key = self.key
        return UUID(
            bytes=_digest(self.ledger, "id", key.organisation, key.key, key.body_hash.hex(), name)[:16], version=4
        )

    def command(self, *proposals: Proposal, expected: Mapping[UUID, int] | None = None) -> Command:
        """The command of this request."""
        return Command(key=self.key, proposals=proposals, expected=expected or {})


def command_key(ledger: Ledger, by: Actor, key: str, *, body: str) -> CommandKey:
    """The key of a command, with a keyed hash of its canonical body.

    `body` has all that makes two commands the same: the path and the request. The acting user is added, so that
    nobody is told that somebody else's act was their own.
    """
    digest = _digest(ledger, "body", by.user, by.role, body)
    return CommandKey(organisation=by.organisation, key=key, body_hash=digest)


def record(ledger: Ledger, command: Command) -> Answer:
    """Record one command.

    Raises:
        CustodyError: it was refused or its record is unknown, has changed, or its outcome is not known; what is said
            depends on what its organisation may know.
    """
    check(ledger, command)
    [result] = record_many(ledger, [command])
    if isinstance(result, CustodyError):
        raise told_to(ledger, command, result)
    return result


def record_many(ledger: Ledger, commands: Sequence[Command]) -> list[Result]:
    """Record commands that do not depend on one another; each is atomic on its own and has its own result.

    For callers inside the process: refusals are answered in full.
    """
    now = ledger.clock()
    latest = now + timedelta(minutes=pack_on(now).future_tolerance_minutes)
    results: dict[int, Result] = {}
    sound: list[int] = []
    for index, command in enumerate(commands):
        if any(_claims_after(latest, proposal) for proposal in command.proposals):
            results[index] = ClaimedInFuture("a report cannot claim a time that has not come yet")
        else:
            sound.append(index)
    for start in range(0, len(sound), COMMANDS_MAX):
        group = sound[start : start + COMMANDS_MAX]
        results |= zip(
            group, map(_unknown, ledger.execute_many([commands[index] for index in group], now=now)), strict=True
        )
    return [results[index] for index in range(len(commands))]


def _claims_after(latest: datetime, proposal: Proposal) -> bool:
    return isinstance(proposal.event, Report) and proposal.event.claimed.earliest.at > latest


def _unknown(result: Result) -> Result:
    if isinstance(result, Refused) and result.reason in UNKNOWN:
        return UnknownStream("no such person or trip")
    return result


def _digest(ledger: Ledger, kind: str, *parts: str) -> bytes:
    keyring = ledger.custody_mapper.codec.sealer.keyring
    return keyring.blind_index(f"command_{kind}", "\0".join(parts))
