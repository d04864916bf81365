"""The program's log: one JSON line an event, static event names, and only keys that are listed here.

A key that nobody listed is dropped, so a name cannot slip in with it; texts of exceptions are dropped too, because
they quote values. Bodies, URLs and queries are never logged: a line names the route's template and ids.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TextIO

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict

KEYS = frozenset(
    {
        "event",
        "level",
        "at",
        "request_id",
        "command_id",
        "method",
        "route",
        "status",
        "milliseconds",
        "code",
        "reason",
        "user",
        "organisation",
        "role",
        "purpose",
        "case_reference",
        "question",
        "persons",
        "streams",
        "count",
        "position",
        "origin",
        "database_purpose",
        "exception",
    }
)
"""Every key that a line may have."""

FRAMES_MAX = 30


@dataclass
class _Output:
    stream: TextIO | None = None


_OUTPUT = _Output()


def write_to(stream: TextIO) -> None:
    """Write the lines of this process to `stream` from now on, instead of standard error."""
    _OUTPUT.stream = stream


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger of the process. What it lets through does not depend on anybody having set structlog up."""
    log: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(_OUTPUT.stream or sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ExceptionRenderer(_exception),
            _listed_keys_only,
            structlog.processors.JSONRenderer(sort_keys=True, default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=False,
    )
    return log


def _listed_keys_only(_logger: object, _method: str, line: EventDict) -> EventDict:
    return {key: value for key, value in line.items() if key in KEYS}


_TRANSFORM = ExceptionDictTransformer(show_locals=False, max_frames=FRAMES_MAX)


def _exception(exc_info: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # structlog's exc_info
    """Types and frames of an exception and its causes, without their texts."""
    return [_without_texts(part) for part in _TRANSFORM(exc_info)]


def _without_texts(part: dict[str, Any]) -> dict[str, Any]:
    frames: Iterable[dict[str, Any]] = part["frames"]
    return {
        "type": part["exc_type"],
        "frames": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in frames],
    }
