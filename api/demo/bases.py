"""What each figure of the year rests on: published, assumed or derived. For printing beside the view's own counts."""

from dataclasses import dataclass
from enum import StrEnum

from api.demo.figures import LATE_HOURS, YearFigures
from api.demo.published import column_sums


class Basis(StrEnum):
    """What a figure rests on."""

    PUBLISHED = "published"
    """Equal cell by cell to the published table, rounded at this share."""
    AIMED_AT = "published, not promised"
    """Published, aimed at, and printed with the difference."""
    ASSUMED = "assumed"
    """Nobody publishes it; a stated guess."""
    DERIVED = "derived"
    """What the other tables need so that each month balances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBasis:
    """One table of the year."""

    what: str
    basis: Basis
    total: int | None
    """Sum over the year; None where a sum has no meaning."""
    because: str


def bases(figures: YearFigures) -> tuple[FigureBasis, ...]:
    """Every table of the year with its total at this share and what it rests on."""
    return (*_published(figures), *_aimed_at(), *_assumed(figures))


def _published(figures: YearFigures) -> tuple[FigureBasis, ...]:
    source = "rounded by largest remainder over the whole table"
    return (
        FigureBasis(
            what="apprehensions by sector and month",
            basis=Basis.PUBLISHED,
            total=sum(column_sums(figures.apprehensions)),
            because=f"U.S. Border Patrol; {source}",
        ),
        FigureBasis(
            what="releases to individual sponsors by category and month",
            basis=Basis.PUBLISHED,
            total=sum(figures.releases_total),
            because=f"HHS; {source}",
        ),
        FigureBasis(
            what="children in care at month end by sex, and at the end of September 2018",
            basis=Basis.PUBLISHED,
            total=None,
            because=f"HHS; {source}; the published table by sex is read as a census at the end of the month",
        ),
    )


def _aimed_at() -> tuple[FigureBasis, ...]:
    rows = (
        (
            "children in care at month end by age band",
            "HHS; ages are drawn so that the bands come out near; a partial birth date counts from its first day",
        ),
        ("average number of children in care", "HHS; follows from the days of the month on which children come and go"),
        ("days of care of those discharged", "HHS; who leaves is drawn so that the average comes out near"),
        ("days of care of those in care", "HHS; follows from who leaves"),
    )
    return tuple(FigureBasis(what=what, basis=Basis.AIMED_AT, total=None, because=because) for what, because in rows)


def _assumed(figures: YearFigures) -> tuple[FigureBasis, ...]:
    whole = figures.share == 1
    return (
        FigureBasis(
            what="referrals",
            basis=Basis.ASSUMED if whole else Basis.DERIVED,
            total=sum(figures.entries),
            because="at share 1 the published thirty-day average times the days of the month; below it, what the "
            "rounded census, releases and other exits need. Each is received in the month of the referral",
        ),
        FigureBasis(
            what="other exits from care",
            basis=Basis.ASSUMED,
            total=sum(figures.other_exits),
            because="what balances census, referrals and releases at share 1, rounded",
        ),
        FigureBasis(
            what="children from other agencies",
            basis=Basis.ASSUMED,
            total=sum(figures.other_agencies),
            because="in these months more were referred than the Border Patrol apprehended; the rest is taken to come "
            "from ports of entry and ICE",
        ),
        FigureBasis(
            what="apprehended but not referred",
            basis=Basis.ASSUMED,
            total=sum(figures.not_referred),
            because="apprehended, and not needed to balance the census: returned to a contiguous country, remained "
            "with the family or found adult. Whoever is met in the last "
            f"{LATE_HOURS} hours of a month is referred in the next",
        ),
    )
