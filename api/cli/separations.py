"""The children who were separated, at the terminal: on a date, and what changed between two, with the why of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import typer

from api.cli import render
from api.cli.render import NOTHING, at
from api.cli.session import OVERSIGHT, AsJson, AsKnownAt, AsOf, Organisation, Session, Why, asking, known_at, moment
from ledger.domain.errors import InvalidValue
from ledger.domain.reader import Purpose
from ledger.domain.values import Instant
from projections.asking import Views
from projections.reading import Known
from projections.separations import queries
from projections.separations.queries import SeparatedChild, SeparationChange

Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many rows.")]
From = Annotated[
    str | None, typer.Option("--from", help="What changed since the list of this time (with an offset) ...")
]
To = Annotated[str | None, typer.Option("--to", help="... until the list of this time.")]


def add_to(app: typer.Typer) -> None:
    """Add the question."""
    app.command()(separations)


def separations(
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    since: From = None,
    until: To = None,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Children separated from the adults they came with, the longest first; or who came and went between two dates.

    Each of the two lists is as it was known on its date, unless --as-known-at says one position for both.
    """
    if (since is None) != (until is None) or (since is not None and as_of is not None):
        raise InvalidValue("from", "--from and --to together, without --as-of")
    with asking(organisation, purpose) as session:
        if since is not None and until is not None:
            dates = queries.Dates(earlier=Instant.parse(since).at, later=Instant.parse(until).at)
            _difference(session, dates, as_known_at, limit=limit, as_json=as_json)
        else:
            _listed(session, moment(as_of), as_known_at, limit=limit, as_json=as_json)


def _listed(session: Session, as_of: datetime | None, known: str | None, *, limit: int, as_json: bool) -> None:
    found = queries.listed(
        Views(session.readers.pools),
        session.readers.log,
        session.reader,
        as_of=as_of,
        as_known_at=known_at(known),
        limit=limit,
    )
    _on_record(session, "separations", found.rows, found.known)
    if as_json:
        render.as_json({"as_of": found.as_of.isoformat(), **_plain(found.rows, found.known)})
        return
    columns = (
        "child",
        "since",
        "until",
        "irregular",
        "struck by",
        "reason",
        "missing",
        "adults",
        "adults to",
        "separation",
    )
    lines = (
        (
            row.person_id,
            at(row.since),
            at(row.until),
            row.irregular,
            row.struck_by or NOTHING,
            row.reason or NOTHING,
            ", ".join(row.missing) or NOTHING,
            len(row.adults),
            row.adult_next_place or row.adult_next_organisation or NOTHING,
            row.separation,
        )
        for row in found.rows
    )
    _print(f"Separated at {at(found.as_of)}", found.known, columns, lines)


def _difference(session: Session, dates: queries.Dates, known: str | None, *, limit: int, as_json: bool) -> None:
    found = queries.difference(
        Views(session.readers.pools),
        session.readers.log,
        session.reader,
        dates=dates,
        as_known_at=known_at(known),
        limit=limit,
    )
    _on_record(session, "separations_difference", found.rows, found.to_known)
    if as_json:
        render.as_json({"from_position": found.from_known.position, **_plain(found.rows, found.to_known)})
        return
    columns = ("", "child", "why", "ended", "since", "until", "record", "recorded")
    lines = (
        (
            "+" if row.listed else "-",
            row.person_id,
            row.why,
            row.ended or NOTHING,
            at(row.since),
            at(row.until),
            row.event_id,
            at(row.recorded_at),
        )
        for row in found.rows
    )
    _print(f"From {at(dates.earlier)} to {at(dates.later)}", found.to_known, columns, lines)


def _on_record(
    session: Session, question: str, rows: Sequence[SeparatedChild] | Sequence[SeparationChange], known: Known
) -> None:
    persons = [person for row in rows for person in (row.person_id, *row.adults)]
    session.on_record(question, persons, position=known.position)


def _plain(rows: Sequence[SeparatedChild] | Sequence[SeparationChange], known: Known) -> dict[str, object]:
    return {"position": known.position, "provisional": known.provisional, "rows": msgspec.to_builtins(rows)}


def _print(title: str, known: Known, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    note = ", provisional" if known.provisional else ""
    render.table(f"{title} (position {known.position:,}{note})", columns, lines)
