"""How the terminal shows times, facets and tables."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from rich.console import Console
from rich.table import Table

from ledger.domain.custody.facets import Facets

WIDTH_MIN = 130
"""Twelve months and their total need this many columns; a narrower terminal wraps."""

console = Console(highlight=False)
console.width = max(console.width, WIDTH_MIN)
NOTHING = "-"


def at(moment: datetime | None) -> str:
    """A time to the minute with its offset."""
    return NOTHING if moment is None else moment.strftime("%Y-%m-%d %H:%M %z")


def minutes(span: timedelta) -> str:
    """A span in days, hours and minutes."""
    total = int(span.total_seconds() // 60)
    days, rest = divmod(total, 24 * 60)
    hours, left = divmod(rest, 60)
    return f"{days} d {hours} h {left} min" if days else f"{hours} h {left} min" if hours else f"{left} min"


def facets(now: Facets) -> Mapping[str, str]:
    """The four facets in words, physical custodian and place apart."""
    return {
        "legal custodian": now.legal_custodian or NOTHING,
        "held by": now.holder or NOTHING,
        "place": now.place or now.whereabouts.value.replace("_", " "),
        "classification": (now.classification or NOTHING).replace("_", " "),
        "case step": now.step.value.replace("_", " "),
    }


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers to the right."""
    shown = Table(title=title, title_justify="left")
    filled = [tuple(row) for row in rows]
    for index, column in enumerate(columns):
        cells = [row[index] for row in filled]
        number = bool(cells) and all(isinstance(cell, int) and not isinstance(cell, bool) for cell in cells)
        whole = any(isinstance(cell, UUID) for cell in cells)
        shown.add_column(column, justify="right" if number else "left", overflow="fold", no_wrap=whole)
    for row in filled:
        shown.add_row(*map(_cell, row))
    console.print(shown)


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def as_json(value: object) -> None:
    """Print JSON; records become objects, ids and times become text."""
    print(json.dumps(value, default=msgspec.to_builtins, ensure_ascii=False, indent=2))  # noqa: T201  # the output of the command
