"""Lists at the terminal: who is where, who is between hands, who handled whom, what is irregular, the counts."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer

from api.cli import render
from api.cli.alarms import alarms, news
from api.cli.session import OVERSIGHT, AsJson, Organisation, Session, Why, asking
from ledger.domain.errors import InvalidValue
from ledger.domain.reader import Purpose
from ledger.domain.values import ManifestId, OrganisationCode, PersonId, PlaceCode, UserId
from projections.asking import Answer, Views
from projections.between_hands import queries as between_hands_view
from projections.current_custody import queries as current_custody
from projections.handlers import queries as handlers_view
from projections.handoffs import queries as handoffs_view
from projections.irregular import queries as irregular_view
from projections.statistics import queries as statistics

Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many rows.")]


def add_to(app: typer.Typer) -> None:
    """Add the lists to the command."""
    report = typer.Typer(help="Counts without any person.", no_args_is_help=True)
    report.command("statistics")(report_statistics)
    app.add_typer(report, name="report")
    app.command()(holders)
    app.command("between-hands")(between_hands)
    app.command()(handoffs)
    app.command()(handlers)
    app.command()(irregular)
    app.command()(alarms)
    app.command()(news)


def holders(
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    place: Annotated[str | None, typer.Option(help="List those at this place.")] = None,
    holder: Annotated[str | None, typer.Option(help="List those whom this organisation holds.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Who is in custody: counts by holder and place, or the list of one of them."""
    with asking(organisation, purpose) as session:
        views = Views(session.readers.pools)
        if place is None and holder is None:
            counts = current_custody.counted(views, session.reader)
            by = ("legal_custodian", "holder", "place", "whereabouts", "children")
            _print(counts, "In custody now", by, as_json=as_json)
            return
        found = current_custody.listed(
            views,
            session.reader,
            holder=OrganisationCode(holder) if holder else None,
            place=PlaceCode(place) if place else None,
            limit=limit,
        )
        _on_record(session, "holders", found)
    columns = ("person_id", "legal_custodian", "holder", "place", "since", "step", "next_holder")
    _print(found, "In custody now", columns, as_json=as_json)


def between_hands(
    organisation: Organisation = OVERSIGHT, purpose: Why = Purpose.OVERSIGHT, as_json: AsJson = False
) -> None:
    """Who has left one holder and has not been received by another, longest first, and who answers for them."""
    with asking(organisation, purpose) as session:
        found = between_hands_view.board(Views(session.readers.pools), session.reader)
        _on_record(session, "between_hands", found)
    columns = ("person_id", "answerable", "from_place", "to_place", "carrier", "since", "minutes_open", "handler")
    _print(found, "Between hands", columns, as_json=as_json)


def handoffs(
    manifest: Annotated[UUID | None, typer.Argument(help="Every child of this manifest.")] = None,
    of: Annotated[str | None, typer.Option("--of", help="Whose handoffs; your own organisation's if left out.")] = None,
    sent: Annotated[bool, typer.Option("--sent", help="What it sent instead of what waits for it.")] = False,
    counts: Annotated[bool, typer.Option("--counts", help="How many of both, by status.")] = False,
    place: Annotated[str | None, typer.Option(help="Coming to this place; of those sent, leaving from it.")] = None,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Offers that wait for an organisation or that it sent, most urgent first; or a manifest, child by child."""
    whose, where = OrganisationCode(of) if of else None, PlaceCode(place) if place else None
    with asking(organisation, purpose) as session:
        views, reader = Views(session.readers.pools), session.reader
        if counts:
            found = handoffs_view.counted(views, reader, organisation=whose, place=where)
            _print(found, "Handoffs", ("direction", "status", "handoffs"), as_json=as_json)
            return
        if manifest is not None:
            rows = handoffs_view.of_manifest(views, reader, ManifestId(manifest))
        else:
            ask = handoffs_view.sent_by if sent else handoffs_view.waiting_for
            rows = ask(views, reader, organisation=whose, place=where, limit=limit)
        _on_record(session, "handoffs", rows)
    columns = ("person_id", "status", "since", "due_at", "overdue", "giver", "to_place")
    _print(rows, "Handoffs", columns, as_json=as_json)


def handlers(
    child_id: Annotated[UUID | None, typer.Argument(help="All who held, moved or decided for this person.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="All that this official had a part in.")] = None,
    gaps_from: Annotated[str | None, typer.Option(help="Minutes without a named handler from this day on.")] = None,
    gaps_to: Annotated[str | None, typer.Option(help="... until this day.")] = None,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Who handled whom; and the minutes without a named handler, by place and by carrier."""
    with asking(organisation, purpose) as session:
        views, reader = Views(session.readers.pools), session.reader
        if child_id is not None:
            signed = handlers_view.of_person(views, reader, PersonId(child_id))
            gaps = handlers_view.gaps_of(views, reader, PersonId(child_id))
            session.on_record("handlers", [child_id], position=signed.position)
            columns = ("happened_at", "recorded_at", "part", "topic", "organisation_of", "user_id")
            _print(signed, "Handlers", columns, as_json=as_json)
            if not as_json:
                _print(gaps, "Without a named handler", ("place", "carrier", "from_at", "until_at", "minutes"))
        elif by is not None:
            done = handlers_view.by_user(views, reader, UserId(by), limit=limit)
            _on_record(session, "handled_by", done)
            _print(done, by, ("happened_at", "part", "topic", "person_id"), as_json=as_json)
        else:
            since, until = _period(gaps_from, gaps_to)
            minutes = handlers_view.minutes(views, reader, since=since, until=until)
            where = ("by_carrier", "code", "gaps", "still_open", "minutes")
            _print(minutes, "Minutes without a named handler", where, as_json=as_json)


def irregular(
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    listed: Annotated[bool, typer.Option("--list", help="List them instead of counting.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Irregular and incomplete reports that nobody has completed or closed."""
    with asking(organisation, purpose) as session:
        views = Views(session.readers.pools)
        if listed:
            rows = irregular_view.listed(views, session.reader, limit=limit)
            _on_record(session, "irregular", rows)
            columns = ("happened_at", "code", "topic", "organisation_of", "person_id", "event_id")
            _print(rows, "Irregular", columns, as_json=as_json)
            return
        _print(irregular_view.counted(views, session.reader), "Irregular", ("code", "reports"), as_json=as_json)


def report_statistics(
    first: Annotated[str, typer.Option("--from", help="First month, such as 2018-10.")] = "2018-10",
    last: Annotated[str, typer.Option("--to", help="Last month.")] = "2019-09",
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_json: AsJson = False,
) -> None:
    """The monthly counts: encounters, releases, census, referrals, ends of episodes."""
    months = statistics.Months(first=_month(first), last=_month(last))
    with asking(organisation, purpose) as session:
        views, reader = Views(session.readers.pools), session.reader
        tables: dict[str, Answer[Any]] = {
            "encounters": statistics.encounters(views, reader, months),
            "releases": statistics.releases(views, reader, months),
            "census": statistics.census(views, reader, months),
            "referrals": statistics.referrals(views, reader, months),
            "exits": statistics.exits(views, reader, months),
            "ages": statistics.ages(views, reader, months),
        }
        lengths = statistics.care(views, reader, months)
    if as_json:
        render.as_json({name: _plain(answer) for name, answer in {**tables, "care": lengths}.items()})
        return
    for name, answer in tables.items():
        _print_months(name, answer)
    _print(lengths, "care", ("month", "average_in_care", "days_discharged", "days_in_care"))


def _print_months(name: str, answer: Answer[Any]) -> None:
    months = sorted({row.month for row in answer.rows})
    counts: dict[tuple[str, ...], dict[date, int]] = {}
    for row in answer.rows:
        fields = msgspec.structs.asdict(row) if isinstance(row, msgspec.Struct) else vars(row)
        key = tuple(_so(field, value) for field, value in fields.items() if field not in {"month", "people"})
        counts.setdefault(key, {})[row.month] = counts.get(key, {}).get(row.month, 0) + row.people
    rows = [(" ".join(key), *(count.get(month, 0) for month in months)) for key, count in sorted(counts.items())]
    render.table(name, ("", *(f"{month:%Y-%m}" for month in months)), rows)


def _so(field: str, value: object) -> str:
    """The value; of what is so or not, the name of what is so."""
    return (field if value else "") if isinstance(value, bool) else str(value)


def _on_record(session: Session, question: str, answer: Answer[Any]) -> None:
    session.on_record(question, [row.person_id for row in answer.rows], position=answer.position)


def _print(answer: Answer[Any], title: str, columns: tuple[str, ...], *, as_json: bool = False) -> None:
    if as_json:
        render.as_json(_plain(answer))
        return
    rows = [tuple(_cell(getattr(row, column)) for column in columns) for row in answer.rows]
    render.table(f"{title} (position {answer.position:,})", [c.replace("_", " ") for c in columns], rows)


def _cell(value: object) -> object:
    if value is None:
        return render.NOTHING
    return render.at(value) if isinstance(value, datetime) else value


def _plain(answer: Answer[Any]) -> dict[str, Any]:
    return {"position": answer.position, "rows": msgspec.to_builtins(answer.rows)}


def _period(first: str | None, last: str | None) -> tuple[datetime, datetime]:
    try:
        begin = date.fromisoformat(first or "2018-10-01")
        end = date.fromisoformat(last or "2019-10-01")
    except ValueError as problem:
        raise InvalidValue("period", "days such as 2019-05-01") from problem
    return datetime.combine(begin, time(), UTC), datetime.combine(end, time(), UTC)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as problem:
        raise InvalidValue("month", "a month such as 2018-10") from problem
