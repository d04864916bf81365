"""The invented people who can sign in to a simulation with one click. A live database knows none of them."""

from dataclasses import dataclass

from api.tokens import Caller
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import organisation, place
from ledger.domain.values import OrganisationCode, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """One invented official."""

    user: UserId
    """Signs what is recorded; never a name."""
    name: str
    """Shown at sign-in only."""
    role: str
    organisation: OrganisationCode
    office: PlaceCode | None
    purpose: Purpose

    @property
    def caller(self) -> Caller:
        """As a request's caller."""
        actor = Actor(user=self.user, role=self.role, organisation=self.organisation, office=self.office)
        reader = Reader(user=self.user, organisation=self.organisation, role=self.role, purpose=self.purpose)
        return Caller(actor=actor, reader=reader)


def _user(user: str, name: str, role: str, code: str, office: str | None, purpose: Purpose) -> DemoUser:
    return DemoUser(
        user=UserId(user),
        name=name,
        role=role,
        organisation=organisation(OrganisationCode(code)).code,
        office=None if office is None else place(PlaceCode(office)).code,
        purpose=purpose,
    )


DEMO_USERS: tuple[DemoUser, ...] = (
    _user("BP-RGV.night", "Dana Whitfield", "border_patrol_agent", "USBP", "BP-RGV", Purpose.CUSTODY),
    _user("BP-RGV.coordinator", "Marcus Oyelaran", "processing_coordinator", "USBP", "BP-RGV", Purpose.CUSTODY),
    _user("ICE-SNA.coordinator", "Ines Halloran", "juvenile_coordinator", "ICE", "ICE-SNA", Purpose.CUSTODY),
    _user("ORR.intakes.night", "Priya Castellano", "orr_intakes", "ORR", None, Purpose.PLACEMENT),
    _user("ORR.reunification.night", "Lena Marchetti", "orr_reunification", "ORR", None, Purpose.REUNIFICATION),
    _user("CARE-11.evening", "Rosa Lindqvist", "case_manager", "CARE-11", "CARE-11", Purpose.CARE),
    _user("CARE-02.evening", "Tomas Adeyemi", "case_manager", "CARE-02", "CARE-02", Purpose.CARE),
    _user("HHS-OIG.auditor", "Henry Okafor", "auditor", "HHS-OIG", None, Purpose.OVERSIGHT),
)
"""One side each, and a second care provider for a redirected child."""

BY_USER = {each.user: each for each in DEMO_USERS}
