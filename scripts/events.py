"""Writes EVENTS.md: one row an event type, read from the catalogue, the guards and the golden files.

`tests/architecture/test_events_document.py` fails when the file is not what this script writes, or a cell is empty.
"""

import inspect
from pathlib import Path

from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.event import Event, Report
from scripts.refusals import refusals
from tests.golden.write import golden_file

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "EVENTS.md"
OPENING = """# Events

Written by `make events` from `ledger/domain/catalog.py`; do not edit. {count} event types; none is ever changed or
taken out. A *decision* is ordered by the log and refused when a rule forbids it. A *report* says what happened at a
claimed time; it is never refused for being late or out of order, it is marked. Any command is also refused as
`already_recorded` if its event id is on record. The command names the event in the API and on the command line. The
golden file holds the bytes that were stored on the day the type was made.
"""
COLUMNS = ("event", "kind", "command", "says that", "refused as", "golden file")


def document() -> str:
    """The whole text of EVENTS.md."""
    parts = [OPENING.format(count=len(EVENT_CLASSES))]
    for stream in dict.fromkeys(_stream(cls) for cls in EVENT_CLASSES):
        rows = [row(cls) for cls in EVENT_CLASSES if _stream(cls) == stream]
        parts.append(f"## Stream `{stream}`\n\n{_table(rows)}\n")
    return "\n".join(parts)


def row(cls: type[Event]) -> tuple[str, ...]:
    """The cells of one event type; an empty one is a gap to close."""
    golden = golden_file(cls.TOPIC)
    codes = ", ".join(f"`{code}`" for code in refusals(cls))
    return (
        f"`{cls.TOPIC}`",
        "report" if issubclass(cls, Report) else "decision",
        f"`{cls.COMMAND}`",
        _first_sentence(cls),
        codes or ("never" if issubclass(cls, Report) else ""),
        f"[bytes]({golden.relative_to(ROOT)})" if golden.exists() else "",
    )


def _stream(cls: type[Event]) -> str:
    return cls.TOPIC.partition(".")[0]


def _first_sentence(cls: type[Event]) -> str:
    text = " ".join((inspect.getdoc(cls) or "").partition("\n\n")[0].split())
    return text.replace("|", "\\|")


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(f"wrote {DOCUMENT.name}: {len(EVENT_CLASSES)} event types")
