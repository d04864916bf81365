"""The plan of the year: puts the parts in order. Pure: a seed and a share give the same plan on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from api.demo.drafts import Draft
from api.demo.draws import Draws, Weighted, draws_for
from api.demo.entering import enter_month, enter_nowhere, enter_opening
from api.demo.exits import settle_exits
from api.demo.families import join_families
from api.demo.family_plan import FamilyPlan
from api.demo.figures import YearFigures, year_figures
from api.demo.incidents import tell_receipts_late
from api.demo.intake import end_unreferred, time_intake
from api.demo.leaving import MonthTargets, month_leavers
from api.demo.months import YEAR, Month
from api.demo.opening import opening_drafts
from api.demo.plan import ChildPlan, ManifestPlan
from api.demo.published import Row, published
from api.demo.records import child_plan
from api.demo.roster import roster
from api.demo.travel import Fleet
from ledger.domain.values import PlaceCode


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """What happens in the year, and the tables that it adds up to."""

    seed: int
    figures: YearFigures
    children: tuple[ChildPlan, ...]
    """By number: those in care at the opening, then in order of the encounter."""
    manifests: tuple[ManifestPlan, ...]
    """By number."""
    families: tuple[FamilyPlan, ...]
    """In order of their beginning."""

    @property
    def relatives(self) -> int:
        """Adults who came with a child and are in custody themselves: in no table of the children."""
        return sum(len(family.adults) for family in self.families)


def plan_year(*, share: Fraction, seed: int) -> YearPlan:
    """Plan the year at a share of its people.

    Raises:
        ShareOutOfRange: the share is not from 0.001 to 1.
    """
    figures = year_figures(share)

    def draws(purpose: str) -> Draws:
        return draws_for(seed, share, purpose)

    opening = _opening(figures, draws("opening"))
    met = roster(figures, draws("roster"))
    drafts = [*opening, *met]
    for number, draft in enumerate(drafts, start=1):
        draft.number = number
    _end_unreferred(met, draws("unreferred"))
    fleet = Fleet(draws("travel"))
    present = opening
    for month in YEAR:
        entering = [draft for draft in met if draft.month == month.index and draft.unreferred is None]
        _enter(figures, month, present, entering, fleet, draws(f"entries {month.index}"))
        present = _leave(figures, month, [*present, *entering], draws(f"exits {month.index}"))
    by_number = {draft.number: draft for draft in drafts}
    manifests = tell_receipts_late(fleet.manifests, by_number, draws("late"))
    people = draws("people")
    children, families = join_families([child_plan(draft, people) for draft in drafts], draws)
    return YearPlan(seed=seed, figures=figures, children=children, manifests=tuple(manifests), families=families)


def _opening(figures: YearFigures, draws: Draws) -> list[Draft]:
    met_at = Weighted([(PlaceCode(code), sum(row)) for code, row in published().apprehensions.items()])
    drafts = opening_drafts(figures.census_total[0], met_at, draws)
    enter_opening(drafts, by_sex=_column(figures.census, 0), by_band=_column(figures.age_bands, 0), draws=draws)
    return drafts


def _end_unreferred(met: list[Draft], draws: Draws) -> None:
    unreferred = [draft for draft in met if draft.unreferred is not None]
    enter_nowhere(unreferred, draws)
    for draft in unreferred:
        end_unreferred(draft, draws)


def _enter(
    figures: YearFigures,
    month: Month,
    present: list[Draft],
    entering: list[Draft],
    fleet: Fleet,
    draws: Draws,
) -> None:
    """Everything from the encounter to the receipt for those whom the census of a month counts as new."""
    enter_month(
        entering,
        present=present,
        month=month,
        by_sex=_column(figures.entries_by_sex, month.index),
        stay_by_band=_column(figures.age_bands, month.index + 1),
        draws=draws,
    )
    for draft in entering:
        time_intake(draft, draws)
    fleet.carry(entering)


def _leave(figures: YearFigures, month: Month, present: list[Draft], draws: Draws) -> list[Draft]:
    """Let those who leave in a month leave; who stays is returned."""
    targets = MonthTargets(
        stay_by_sex=_column(figures.census, month.index + 1),
        stay_by_band=_column(figures.age_bands, month.index + 1),
        mean_days=published().days_discharged[month.index],
    )
    settle_exits(
        month_leavers(present, month, targets, draws),
        by_category=_column(figures.releases, month.index),
        other_exits=figures.other_exits[month.index],
        draws=draws,
    )
    return [draft for draft in present if draft.exit is None]


def _column(rows: Mapping[str, Row], index: int) -> dict[str, int]:
    """One month of a table."""
    return {name: row[index] for name, row in rows.items()}
