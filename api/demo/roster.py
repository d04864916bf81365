"""Who is met when and where: one draft for each child of the expected tables.

Cells of the tables are filled exactly; within a cell the moments are drawn. Whoever is met in the last 44 hours of
a month and referred is referred and received in the next one.
"""

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws
from api.demo.figures import LATE_HOURS, YearFigures
from api.demo.months import HOUR, YEAR, Month
from api.demo.plan import Origin
from api.demo.rounding import apportion
from ledger.domain.codes import ExitKind
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode


def roster(figures: YearFigures, draws: Draws) -> list[Draft]:
    """Everyone who is met during the year, in order of the encounter and without numbers."""
    drafts: list[Draft] = []
    for month in YEAR:
        drafts += _apprehended(figures, month, draws)
        drafts += _from_other_agencies(figures, month, draws)
    drafts.sort(key=lambda draft: (draft.encountered, draft.place))
    return drafts


def _apprehended(figures: YearFigures, month: Month, draws: Draws) -> list[Draft]:
    places = [PlaceCode(code) for code, row in figures.apprehensions.items() for _ in range(row[month.index])]
    draws.shuffle(places)
    unreferred, carried = figures.not_referred[month.index], figures.carried_over[month.index]
    endings = _endings(unreferred)
    draws.shuffle(endings)
    drafts = []
    for index, place in enumerate(places):
        if index < unreferred:
            drafts.append(_draft(draws, place, month, ending=endings[index]))
        elif index < unreferred + carried:
            drafts.append(_draft(draws, place, month, carried=True))
        else:
            drafts.append(_draft(draws, place, month))
    return drafts


def _endings(count: int) -> list[ExitKind]:
    counts = apportion(count, [weight for _, weight in assumed.NOT_REFERRED])
    return [kind for (kind, _), times in zip(assumed.NOT_REFERRED, counts, strict=True) for _ in range(times)]


def _from_other_agencies(figures: YearFigures, month: Month, draws: Draws) -> list[Draft]:
    return [
        _draft(draws, assumed.OTHER_AGENCY_PLACES.draw(draws), month, origin=Origin.OTHER_AGENCY)
        for _ in range(figures.other_agencies[month.index])
    ]


def _draft(
    draws: Draws,
    place: PlaceCode,
    month: Month,
    *,
    origin: Origin = Origin.BORDER_PATROL,
    carried: bool = False,
    ending: ExitKind | None = None,
) -> Draft:
    zone = PLACES[place].zone
    late = month.ends(zone) - LATE_HOURS * HOUR
    first, last = month.opens(zone), late
    if carried:
        first, last = late, month.closes(zone)
    elif ending is not None and month is not YEAR[-1]:
        last = month.closes(zone)
    return Draft(
        origin=origin,
        place=place,
        zone=zone,
        encountered=draws.randrange(first, last),
        month=month.index + carried,
        unreferred=ending,
    )
