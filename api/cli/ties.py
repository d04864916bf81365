"""Possible ties that nobody has recorded, at the terminal: of one person, or the open ones for ORR's desk."""

from typing import Annotated
from uuid import UUID

import msgspec
import typer

from api import ties as asked
from api.cli import render
from api.cli.render import NOTHING
from api.cli.session import AsJson, Organisation, Why, asking
from api.ties import PersonTied, SignShown, TieShown
from ledger.domain.reader import Purpose
from projections.asking import Views

Person = Annotated[UUID | None, typer.Argument(help="Id of the person; without one, all open ones.")]
Limit = Annotated[int, typer.Option(min=1, max=500, help="At most so many, of the list of open ones.")]


def add_to(app: typer.Typer) -> None:
    """Add the question."""
    app.command()(ties)


def ties(
    person: Person = None,
    organisation: Organisation = "ORR",
    purpose: Why = Purpose.REUNIFICATION,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Who may belong together though nobody has said so, and why. To reunite or to protect only; a person decides."""
    with asking(organisation, purpose) as session:
        views, log, codec = Views(session.readers.pools), session.readers.log, session.mapper.codec
        if person is not None:
            found = asked.of_person(views, log, codec, session.reader, person)
        else:
            found = asked.listed(views, log, codec, session.reader, after=None, limit=limit)
        of = [] if person is None else [person]
        session.on_record("open_ties" if person is None else "ties", [*of, *found.persons], position=found.position)
    if as_json:
        render.as_json({"position": found.position, "rows": msgspec.to_builtins(found.rows)})
        return
    columns = ("person", "other", "who", "signs", "judged")
    lines = (
        (row.person.person_id, row.other.person_id, _who(row.other), _why(row), _judged(row)) for row in found.rows
    )
    render.table(f"Possible ties (position {found.position:,}); a person decides", columns, lines)


def _who(other: PersonTied) -> str:
    return f"ask {other.ask}" if other.ask else other.name or NOTHING


def _why(row: TieShown) -> str:
    return "; ".join(_sign(each) for each in row.signs)


def _sign(sign: SignShown) -> str:
    more = [_words(each) for each in sign.hows]
    more += [f"{sign.minutes} min"] if sign.minutes is not None else []
    return _words(sign.sign) + (f" ({', '.join(more)})" if more else "") + ("" if sign.strong else ", weak")


def _judged(row: TieShown) -> str:
    if row.judged is None:
        return NOTHING
    return f"{_words(row.judged.answer)}, {row.judged.organisation}" + (", new signs" if row.open else "")


def _words(code: str) -> str:
    return code.replace("_", " ")
