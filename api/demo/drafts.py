"""A child's plan while it is being made: times in whole seconds, filled in step by step. Becomes a `ChildPlan`."""

from dataclasses import dataclass, field
from datetime import date

from api.demo.ages import BirthKnown
from api.demo.months import local_ordinal
from api.demo.plan import CarePlan, ExitPlan, Origin, ReferralPlan
from ledger.domain.codes import ExitKind
from ledger.domain.values import PlaceCode


@dataclass(slots=True, kw_only=True)
class Draft:
    """A child of the plan."""

    origin: Origin
    place: PlaceCode
    zone: str
    encountered: int
    """Seconds since 1970."""
    month: int
    """Month of the receipt, for those referred; -1 for those in care at the opening."""
    unreferred: ExitKind | None = None
    """How the episode ends for a child who is not referred."""
    number: int = 0
    sex: str = ""
    """`male` or `female`, as the published rows are called."""
    band: str = ""
    """Age band at the end of the month of entry."""
    birth: date = date.min
    birth_known: BirthKnown = BirthKnown.DAY
    booked_in: int = 0
    classified: int = 0
    submitted: int = 0
    acknowledged: int = 0
    designated: int = 0
    dispatch_slot: int = 0
    """Earliest departure; all of these in seconds since 1970."""
    referral: ReferralPlan | None = None
    manifests: list[int] = field(default_factory=list)
    received: int = 0
    received_place: PlaceCode | None = None
    received_zone: str = ""
    received_day: int = 0
    """Ordinal of the local day of the receipt."""
    care: tuple[CarePlan, ...] = ()
    exit: ExitPlan | None = None

    @property
    def met_on(self) -> date:
        """The local day of the encounter."""
        return date.fromordinal(local_ordinal(self.encountered, self.zone))
