"""One child on the terminal: the record, and one step of its history."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from rich.text import Text

from api.cli.render import NOTHING, at, console, facets, minutes
from api.http import shown
from api.showing import opened
from ledger.domain.custody.facets import Facets
from ledger.domain.event import Correction, Recorded, Report, Void
from ledger.domain.person import PersonRegistered
from ledger.domain.reader import Reader
from ledger.domain.register import PLACES
from ledger.domain.values import Precision
from ledger.store.codec import Codec
from projections.timeline.entries import Entry
from projections.timeline.queries import PersonTimeline


def print_record(asked: PersonTimeline, codec: Codec, reader: Reader) -> None:
    """The facets now, and the timeline."""
    known = asked.known
    note = " (provisional: later events may still be recorded for that time)" if known.provisional else ""
    console.print(f"[bold]Child {asked.person}[/bold]   known up to position {known.position}{note}")
    for name in _names(asked, codec, reader):
        console.print(f"  name as recorded: {name}", markup=False)
    for episode, now in asked.timeline.now.items():
        print_episode(episode, now)
    console.print()
    for entry in asked.timeline.entries:
        console.print(line_of(entry))


def print_episode(episode: UUID, now: Facets) -> None:
    """The facets of one episode."""
    console.print(f"  episode {episode}")
    for label, value in facets(now).items():
        console.print(f"    {label:<16} {value}")
    console.print(f"    {'since':<16} {at(now.since)}")
    if now.between_hands:
        console.print(f"    {'answers for it':<16} {now.answerable}")


def print_step(number: int, entry: Entry) -> None:
    """One event: who, by which clock, and what changed."""
    console.print(Text(f"{number:>3}  ").append_text(line_of(entry)))
    if entry.before is None or entry.after is None:
        return
    before, after = facets(entry.before), facets(entry.after)
    for label, value in after.items():
        change = f"{before[label]} -> {value}" if before[label] != value else value
        style = "bold" if before[label] != value else "dim"
        console.print(f"       {label:<16} {change}", style=style)


def as_plain(asked: PersonTimeline) -> dict[str, Any]:
    """The timeline as JSON: ids, codes and times; sealed values stay sealed."""
    return {
        "person": str(asked.person),
        "position": asked.known.position,
        "provisional": asked.known.provisional,
        "episodes": {str(stream): plain_custody(now) for stream, now in asked.timeline.now.items()},
        "entries": [plain_entry(entry) for entry in asked.timeline.entries],
    }


def plain_entry(entry: Entry) -> dict[str, Any]:
    """One event as JSON."""
    event = entry.item.event
    return {
        "event": str(event.event_id),
        "topic": event.TOPIC,
        "position": entry.item.position,
        "happened_at": entry.item.happened_at.isoformat(),
        "claimed": isinstance(event, Report),
        "recorded_at": entry.item.recorded_at.isoformat(),
        "by": msgspec.to_builtins(event.by),
        "before": plain_custody(entry.before) if entry.before else None,
        "after": plain_custody(entry.after) if entry.after else None,
        "marks": list(entry.marks),
        "struck_by": str(entry.struck_by) if entry.struck_by else None,
    }


def plain_custody(now: Facets) -> Any:  # noqa: ANN401  # JSON
    """The facets as the API shows them: codes, not words."""
    return msgspec.to_builtins(shown.custody(now))


def line_of(entry: Entry) -> Text:
    """One event in one line: when, what, who, and what is odd about it."""
    event = entry.item.event
    line = Text(f"{_when(entry):<23} {_what(event.TOPIC):<28} {event.by.organisation:<9} {event.by.user}")
    if isinstance(event, Correction | Void):
        line.append(f"  strikes {str(event.target)[:8]}")
    if entry.struck_by is not None:
        line.stylize("strike")
        line.append(f"  struck by {str(entry.struck_by)[:8]}", style="not strike")
    if entry.entered_late:
        line.append(f"  entered {minutes(entry.late)} later", style="yellow")
    if entry.marks:
        line.append(f"  ! {', '.join(entry.marks)}", style="red" if entry.open_marks else "dim")
    return line


def _when(entry: Entry) -> str:
    """When it happened, no more exactly than it was claimed."""
    event, local = entry.item.event, _local(entry)
    precision = event.claimed.precision if isinstance(event, Report) else Precision.MINUTE
    match precision:
        case Precision.MINUTE:
            return at(local)
        case Precision.DAY:
            return f"{local:%Y-%m-%d} (day)"
        case Precision.MONTH:
            return f"{local:%Y-%m} (month)"
        case Precision.HOUR | Precision.UNKNOWN:
            return f"{at(local)} ({precision.value})"


def _local(entry: Entry) -> datetime:
    """When it happened, by the clock of the place: as claimed, or of the office that decided."""
    event = entry.item.event
    if isinstance(event, Report) or event.by.office not in PLACES:
        return entry.item.happened_at
    return entry.item.happened_at.astimezone(ZoneInfo(PLACES[event.by.office].zone))


def _what(topic: str) -> str:
    stream, name, _version = topic.split(".")
    return name.replace("_", " ") if stream == "custody" else f"{stream}: {name.replace('_', ' ')}"


def _names(asked: PersonTimeline, codec: Codec, reader: Reader) -> list[str]:
    names: list[str] = []
    for entry in asked.timeline.entries:
        event = entry.item.event
        if not isinstance(event, PersonRegistered) or event.name is None or entry.struck_by is not None:
            continue
        name = opened(cast("Recorded[PersonRegistered]", entry.item), codec=codec, reader=reader).name
        names.append(" ".join(part.text for part in name.value.parts) if name is not None and name.is_open else NOTHING)
    return names
