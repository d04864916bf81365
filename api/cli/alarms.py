"""Alarms about families and news of relatives, at the terminal."""

from typing import Annotated

import msgspec
import typer

from api.cli import render
from api.cli.render import NOTHING, at
from api.cli.session import OVERSIGHT, AsJson, Organisation, Why, asking
from ledger.domain.reader import Purpose
from projections.asking import Views
from projections.family_watch import queries
from projections.family_watch.queries import Alarm, AlarmKind

Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many rows.")]


def alarms(
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    kind: Annotated[AlarmKind | None, typer.Option(help="Of this kind only.")] = None,
    counts: Annotated[bool, typer.Option("--counts", help="How many of each kind.")] = False,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Children left behind or with nobody, people nobody can find, encounters whose numbers differ: what is open."""
    with asking(organisation, purpose) as session:
        views = Views(session.readers.pools)
        if counts:
            found = queries.counted(views, session.reader)
            if as_json:
                render.as_json({"position": found.position, "rows": msgspec.to_builtins(found.rows)})
                return
            title = f"Alarms (position {found.position:,})"
            render.table(title, ("kind", "open"), [(each.kind, each.open) for each in found.rows])
            return
        answer = queries.alarms(views, session.reader, kind=kind, limit=limit)
        persons = [person for row in answer.rows for person in row.persons]
        session.on_record("alarms", persons, position=answer.position)
    if as_json:
        render.as_json({"position": answer.position, "rows": msgspec.to_builtins(answer.rows)})
        return
    columns = ("kind", "since", "days", "person", "child", "answers", "place", "what", "record")
    lines = [
        (
            row.kind,
            at(row.since),
            row.days,
            row.person_id or NOTHING,
            row.child or NOTHING,
            row.organisation_of or NOTHING,
            row.place or NOTHING,
            _what(row),
            row.event_id,
        )
        for row in answer.rows
    ]
    render.table(f"Alarms (position {answer.position:,})", columns, lines)


def _what(row: Alarm) -> str:
    if row.kind is not AlarmKind.SUBJECTS_DIFFER:
        return row.detail or NOTHING
    counted = f"{row.number or NOTHING}: stated {row.subjects_stated} / recorded {row.subjects_recorded}"
    return f"{counted}, children {row.children_stated} / {row.children_recorded}"


def news(
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """What moved the relatives of the organisation's people last, newest first, as far as the floors let it be told."""
    with asking(organisation, purpose) as session:
        answer = queries.news(Views(session.readers.pools), session.reader, limit=limit)
        persons = [person for row in answer.rows for person in (row.person_id, *row.about)]
        session.on_record("news", persons, position=answer.position)
    if as_json:
        render.as_json({"position": answer.position, "rows": msgspec.to_builtins(answer.rows)})
        return
    columns = ("recorded", "relative", "of", "now", "since", "where", "answers")
    lines = [
        (
            at(row.recorded_at),
            row.person_id,
            len(row.about),
            row.now,
            at(row.happened_at),
            row.place or row.holder or NOTHING,
            row.answers or NOTHING,
        )
        for row in answer.rows
    ]
    render.table(f"News of relatives (position {answer.position:,})", columns, lines)
