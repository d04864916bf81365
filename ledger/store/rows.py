"""Rows of the log as they come from the database: the event is bytes here."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class LogRow(NamedTuple):
    """One event of the log."""

    position: int
    stream_id: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    """When the log took it; rises with every position."""


class AnswerRow(NamedTuple):
    """One event that was recorded under a command key."""

    key: str
    body_hash: bytes
    stream_id: UUID
    version: int
    topic: str
    position: int


class Head(NamedTuple):
    """The end of the log."""

    position: int
    """0 while the log is empty."""
    recorded_at: datetime | None


class Identity(NamedTuple):
    """What a database is, for life."""

    purpose: str
    """'live' or 'simulation'."""
    origin: str
    created_at: datetime
