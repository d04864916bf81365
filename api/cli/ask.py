"""Questions at the terminal: one child, its history, who handled it, who is under way, the counts."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli import child, child_parts, render
from api.cli.session import OVERSIGHT, AsJson, AsKnownAt, AsOf, Organisation, Why, asking, known_at, moment
from ledger.domain.reader import Purpose
from ledger.domain.values import PersonId
from projections.relatives import parts
from projections.timeline import queries as timeline

Child = Annotated[UUID, typer.Argument(help="Id of the child or adult.")]


def add_to(app: typer.Typer) -> None:
    """Add the questions to the command."""
    app.command()(show)
    app.command()(replay)


def show(
    child_id: Child,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Who has this child, where, since when, and what happened: the timeline by both clocks."""
    with asking(organisation, purpose) as session:
        asked = timeline.of_person(
            session.readers.log, session.reader, child_id, as_of=moment(as_of), as_known_at=known_at(as_known_at)
        )
        joined = parts.joined(
            session.readers.log,
            session.reader,
            PersonId(child_id),
            asked.items,
            position=asked.known.position,
            as_of=moment(as_of),
        )
        session.on_record("show", [child_id, *joined.people], position=asked.known.position)
        if as_json:
            render.as_json(child.as_plain(asked) | child_parts.as_plain(joined, as_of=moment(as_of)))
        else:
            child.print_record(asked, session.mapper.codec, session.reader)
            child_parts.print_parts(joined, as_of=moment(as_of))


def replay(
    child_id: Child,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    step: Annotated[bool, typer.Option("--step", help="Wait for Enter after each event.")] = False,
    as_json: AsJson = False,
) -> None:
    """Event by event: the four facets before and after, who said it, and by which clock."""
    with asking(organisation, purpose) as session:
        asked = timeline.of_person(
            session.readers.log, session.reader, child_id, as_of=moment(as_of), as_known_at=known_at(as_known_at)
        )
        session.on_record("replay", [child_id], position=asked.known.position)
        if as_json:
            render.as_json(child.as_plain(asked))
            return
        for number, entry in enumerate(asked.timeline.entries, 1):
            child.print_step(number, entry)
            if step:
                typer.prompt("Enter for the next event", default="", show_default=False)
