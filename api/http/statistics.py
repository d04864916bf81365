"""Counts by month, in the shape of the published tables, and minutes without a named handler."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.http.asking import Asked, InstantText, moment, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from ledger.domain.errors import InvalidValue
from projections.asking import Answer
from projections.handlers import queries as handlers
from projections.statistics import queries as statistics

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
Month = Annotated[str, Query(pattern=f"^{MONTH.pattern}$", examples=["2018-10"])]
Since = Annotated[str, InstantText]

TABLES: dict[str, tuple[Callable[..., Answer[Any]], type]] = {
    "encounters": (statistics.encounters, statistics.Encounters),
    "releases": (statistics.releases, statistics.Releases),
    "census": (statistics.census, statistics.Census),
    "referrals": (statistics.referrals, statistics.Referrals),
    "exits": (statistics.exits, statistics.Exits),
    "care": (statistics.care, statistics.Care),
    "ages": (statistics.ages, statistics.Ages),
}
"""The question and the row of each table."""


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["statistics"])
    for name, (_, row) in TABLES.items():
        summary = (row.__doc__ or "").split("\n")[0]
        ask(contract, made, f"/v1/statistics/{name}", _table(name), answer=page_of(row), summary=summary)
    summary = "Minutes without a named handler, by place and by carrier."
    path = "/v1/statistics/handler-minutes"
    ask(contract, made, path, handler_minutes, answer=page_of(handlers.Minutes), summary=summary)
    return made


def handler_minutes(asker: Asked, since: Since, until: Since) -> Response:
    """Answer how long nobody was the named handler."""
    begin, end = moment(since), moment(until)
    if begin is None or end is None:
        raise InvalidValue("since", "a time")
    answer = handlers.minutes(asker.site.views, asker.reader, since=begin, until=end, at_least=asker.at_least)
    return asker.told("handler_minutes", page(handlers.Minutes, answer), position=answer.position)


def _table(name: str) -> Callable[..., Response]:
    question, row = TABLES[name]

    def table(asker: Asked, first: Month, last: Month) -> Response:
        months = statistics.Months(first=first_day("first", first), last=first_day("last", last))
        answer = question(asker.site.views, asker.reader, months, at_least=asker.at_least)
        return asker.told(f"statistics_{name}", page(row, answer), position=answer.position)

    table.__name__ = f"statistics_{name}"
    return table


def first_day(parameter: str, text: str) -> date:
    """The first day of the month that a parameter names.

    Raises:
        InvalidValue: there is no such month.
    """
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise InvalidValue(parameter, "a month, such as 2018-10") from None
