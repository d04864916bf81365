"""The search for a person at the terminal. The name is asked for, never an argument: others can list arguments."""

import sys
from typing import Annotated

import typer

from api.cli import render
from api.cli.session import OVERSIGHT, AsJson, Organisation, Why, asking
from api.reads import on_record
from api.searching import PeopleFound, PersonFound, Wanted
from api.searching import search as search_for
from ledger.domain.codes import IdentifierScheme, NameRole, Sex
from ledger.domain.person import BirthClaim, NamePart
from ledger.domain.reader import Purpose
from ledger.domain.values import PartialDate
from projections.asking import Views

AGE_DIGITS = 2
Scheme = Annotated[
    IdentifierScheme | None, typer.Option("--identifier", help="Ask for an identifier of this scheme as well.")
]


def add_to(app: typer.Typer) -> None:
    """Add the question."""
    app.command()(search)


def search(
    scheme: Scheme = None,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_json: AsJson = False,
) -> None:
    """Who may be meant by a name, a birth, an identifier. Asks for them; from a pipe it reads one a line."""
    wanted = _wanted(scheme)
    with asking(organisation, purpose) as session:
        views = Views(session.readers.pools)
        found = search_for(views, session.readers.log, session.mapper.codec, session.reader, wanted)
        persons = [row.person_id for row in found.rows]
        on_record(session.reader, "search", persons=persons, position=found.position)
    if as_json:
        render.as_json(found)
        return
    _print(found)


def _wanted(scheme: IdentifierScheme | None) -> Wanted:
    number = _ask("Identifier") if scheme is not None else ""
    words = _ask("Name, its parts in any order").split()
    birth = _ask("Birth: 2010, 2010-04, 2010-04-03 or an age")
    sex = {"m": Sex.MALE, "f": Sex.FEMALE}.get(_ask("Sex: m, f or nothing").lower(), Sex.NOT_KNOWN)
    return Wanted(
        parts=tuple(NamePart(text=word, role=NameRole.UNKNOWN) for word in words),
        birth=_birth(birth) if birth else None,
        sex=sex,
        identifier=(scheme, number) if scheme is not None else None,
    )


def _birth(text: str) -> BirthClaim:
    if text.isdecimal() and len(text) <= AGE_DIGITS:
        return BirthClaim(age_years=int(text))
    return BirthClaim(date=PartialDate(text=text))


def _ask(what: str) -> str:
    typer.echo(f"{what}: ", err=True, nl=False)  # not a prompt of the library: that one writes to standard output
    return sys.stdin.readline().strip()


def _print(found: PeopleFound) -> None:
    columns = ("person", "name", "born", "agrees", "ask")
    render.table(f"May be meant (position {found.position:,})", columns, [_row(row) for row in found.rows])


def _row(row: PersonFound) -> tuple[object, ...]:
    born = row.born or (f"{row.age_years} years old" if row.age_years is not None else None)
    return row.person_id, row.name or render.NOTHING, born or render.NOTHING, _why(row), row.ask or render.NOTHING


def _why(row: PersonFound) -> str:
    why = ["has the identifier"] if row.by_identifier else []
    if row.agreement is not None:
        told = [f"{word.how}{' elsewhere' if word.elsewhere else ''}" for word in row.agreement.words]
        why.append(f"{row.agreement.score}: {', '.join(told)}; birth {row.agreement.birth}")
        why += ["other sex"] if row.agreement.sex_differs else []
    return "; ".join(why).replace("_", " ") or render.NOTHING
