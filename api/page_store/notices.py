"""Notices: the record of what the system told whom. Counts and ids of offers only; nothing about anybody.

A record is added after the fact and never changed, by rights and by trigger, as on the log.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.page_store.owner import Owner
from api.page_store.statements import Statements
from ledger.store.pool import Pool

SHOWN_MAX = 100


class NoticeKind(StrEnum):
    """Why somebody was told."""

    MAIL = "mail"
    """They asked to be told how many items wait."""
    ESCALATION = "escalation"
    """They are the named backup, and nobody answered an offer."""


class Outcome(StrEnum):
    """How telling them went."""

    SENT = "sent"
    FAILED = "failed"
    RECORDED = "recorded"
    """Shown on their page only: no mail was to be sent."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Somebody was told something."""

    id: UUID
    at: datetime
    kind: NoticeKind
    owner: Owner
    waiting: int
    """How many items waited for them."""
    offers: tuple[UUID, ...]
    outcome: Outcome


class Notices:
    """The notices of one database."""

    def __init__(self, pool: Pool) -> None:
        self._statements = Statements(pool, "notices")

    def record(
        self, kind: NoticeKind, owner: Owner, *, waiting: int, offers: Collection[UUID], outcome: Outcome
    ) -> UUID:
        """Write down that somebody was told; answers the notice's id."""
        [(notice,)] = self._statements.rows(
            "record",
            kind=str(kind),
            organisation=owner.organisation,
            user=owner.user,
            waiting=waiting,
            offers=list(offers),
            outcome=str(outcome),
        )
        recorded: UUID = notice
        return recorded

    def of_owner(self, owner: Owner) -> tuple[Notice, ...]:
        """What a user was told, newest first; the last hundred."""
        rows = self._statements.rows("of_owner", organisation=owner.organisation, user=owner.user, limit=SHOWN_MAX)
        return tuple(
            Notice(
                id=notice,
                at=at,
                kind=NoticeKind(kind),
                owner=owner,
                waiting=waiting,
                offers=tuple(offers),
                outcome=Outcome(outcome),
            )
            for notice, at, kind, waiting, offers, outcome in rows
        )

    def escalated(self, offers: Collection[UUID]) -> frozenset[UUID]:
        """Those of the offers that a backup has been told of already."""
        return frozenset(offer for (offer,) in self._statements.rows("escalated", offers=list(offers)))
