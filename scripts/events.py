"""Writes EVENTS.md: one row an event type, read from the catalogue, the guards and the golden files.

`tests/architecture/test_events_document.py` fails when the file is not what this script writes, or a cell is empty.
"""

import inspect
from pathlib import Path

from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.event import Event, Report
from ledger.domain.person import EpisodeClosed, EpisodeOpened
from scripts import event_places
from scripts.refusals import refusals
from tests.golden.write import golden_file

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "EVENTS.md"
OPENING = """# Events

Written by `make events` from `ledger/domain/catalog.py`; do not edit. {count} event types; none is ever changed or
taken out. A *decision* is ordered by the log and refused when a rule forbids it. A *report* says what happened at a
claimed time; it is never refused for being late or out of order, it is marked. Any command is also refused as
`already_recorded` if its event id is on record. The golden file holds the bytes that were stored on the day the type
was made. Every event is in the timeline; the column of views has those whose code names it, and *history* stands for
the fold in `ledger/domain/custody/history.py` that the others read.
"""
COLUMNS = ("event", "kind", "says that", "refused as", "route", "command line", "views", "golden file")


def document() -> str:
    """The whole text of EVENTS.md."""
    parts = [OPENING.format(count=len(EVENT_CLASSES))]
    for stream in dict.fromkeys(_stream(cls) for cls in EVENT_CLASSES):
        rows = [row(cls) for cls in EVENT_CLASSES if _stream(cls) == stream]
        parts.append(f"## Stream `{stream}`\n\n{_table(rows)}\n")
    return "\n".join(parts)


def row(cls: type[Event]) -> tuple[str, ...]:
    """The cells of one event type; an empty one is a gap to close."""
    kind = "report" if issubclass(cls, Report) else "decision"
    golden = golden_file(cls.TOPIC)
    return (
        f"`{cls.TOPIC}`",
        kind,
        _first_paragraph(cls),
        _code(refusals(cls)) or ("never" if kind == "report" else ""),
        _code(event_places.addresses(cls)) or _nobody_sends(cls),
        _code(event_places.command_lines(cls)) or _nobody_sends(cls),
        _code(event_places.views(cls)) or ("history" if _stream(cls) == "custody" else "timeline"),
        f"[bytes]({golden.relative_to(ROOT)})" if golden.exists() else "",
    )


def _nobody_sends(cls: type[Event]) -> str:
    return "with the custody event" if issubclass(cls, EpisodeOpened | EpisodeClosed) else ""


def _code(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _stream(cls: type[Event]) -> str:
    return cls.TOPIC.partition(".")[0]


def _first_paragraph(cls: type[Event]) -> str:
    text = " ".join((inspect.getdoc(cls) or "").partition("\n\n")[0].split())
    return text.replace("|", "\\|")


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(f"wrote {DOCUMENT.name}: {len(EVENT_CLASSES)} event types")
