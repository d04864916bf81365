"""The register of organisations and places: who acts for whom, and where places are.

The government places are real (published by CBP and ICE), typed in as facts; care providers and carriers are
invented. Legal custody passes at the receipt by an organisation that this register lists as acting for ORR.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.codes import Need, ProgramKind
from ledger.domain.errors import InvalidValue
from ledger.domain.places_table import (
    ASSUMED_LANGUAGES,
    EVERYWHERE,
    GOVERNMENT_PLACES,
    INVENTED_CARE,
    INVENTED_PROVIDERS,
)
from ledger.domain.values import OrganisationCode, PlaceCode


class ReaderClass(StrEnum):
    """Class of reader: one database login each."""

    CBP = "cbp"
    ICE = "ice"
    ORR = "orr"
    PROVIDER = "provider"
    OVERSIGHT = "oversight"
    ADVOCATE = "advocate"


DHS = frozenset({ReaderClass.CBP, ReaderClass.ICE})
"""The Department of Homeland Security: from whom the floors of disclosure keep what is HHS's."""

REUNITES = frozenset({ReaderClass.ORR, ReaderClass.OVERSIGHT})
"""Who reunites families, and who looks after that: told of everybody in them."""


class PlaceKind(StrEnum):
    """What a place is."""

    SECTOR = "border_patrol_sector"
    PORT_OF_ENTRY = "port_of_entry"
    ICE_OFFICE = "ice_office"
    MARSHALS_DISTRICT = "marshals_district"
    CARE_PROVIDER = "care_provider"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation that can sign."""

    code: OrganisationCode
    name: str
    reader_class: ReaderClass
    custodian: OrganisationCode | None
    """Legal custodian in whose name it takes custody: its own agency, ORR for care providers, None for carriers."""

    @property
    def acts_for_orr(self) -> bool:
        """Whether a receipt by it is a receipt by HHS."""
        return self.custodian == ORR


@dataclass(frozen=True, kw_only=True)
class Care:
    """What a care provider can do: for whom ORR can designate it without a supervisor's word."""

    youngest: int
    """Age in years of the youngest and of the oldest whom it takes."""
    oldest: int
    programs: tuple[ProgramKind, ...]
    """Kinds of care, the usual one first."""
    meets: frozenset[Need]

    def unmet(self, needs: Iterable[Need]) -> tuple[Need, ...]:
        """Those of the needs that it does not meet, in the order of the list."""
        asked = frozenset(needs) - self.meets
        return tuple(need for need in Need if need in asked)

    def takes_age(self, youngest: int, oldest: int) -> bool:
        """Whether it takes a child of any age between these, where a claim leaves the age open."""
        return self.youngest <= youngest and oldest <= self.oldest


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place where people are held or cared for."""

    code: PlaceCode
    name: str
    kind: PlaceKind
    organisation: OrganisationCode
    zone: str
    languages: frozenset[str]
    """ISO 639-3: what its own people speak. Assumed, of real and of invented places alike: nobody publishes it."""
    care: Care | None = None
    """None where nobody is placed."""


USBP = OrganisationCode("USBP")
OFO = OrganisationCode("OFO")
ICE = OrganisationCode("ICE")
ORR = OrganisationCode("ORR")

_FIXED = (
    Organisation(code=USBP, name="U.S. Border Patrol", reader_class=ReaderClass.CBP, custodian=USBP),
    Organisation(code=OFO, name="CBP Office of Field Operations", reader_class=ReaderClass.CBP, custodian=OFO),
    Organisation(code=ICE, name="ICE Enforcement and Removal Operations", reader_class=ReaderClass.ICE, custodian=ICE),
    Organisation(code=ORR, name="HHS Office of Refugee Resettlement", reader_class=ReaderClass.ORR, custodian=ORR),
    Organisation(
        code=OrganisationCode("USMS"),
        name="U.S. Marshals Service",
        reader_class=ReaderClass.PROVIDER,
        custodian=OrganisationCode("USMS"),
    ),
    Organisation(
        code=OrganisationCode("CARRIER-A"),
        name="Carrier A (invented)",
        reader_class=ReaderClass.PROVIDER,
        custodian=None,
    ),
    Organisation(
        code=OrganisationCode("CARRIER-B"),
        name="Carrier B (invented)",
        reader_class=ReaderClass.PROVIDER,
        custodian=None,
    ),
    Organisation(
        code=OrganisationCode("DHS-OIG"),
        name="DHS Office of Inspector General",
        reader_class=ReaderClass.OVERSIGHT,
        custodian=None,
    ),
    Organisation(
        code=OrganisationCode("HHS-OIG"),
        name="HHS Office of Inspector General",
        reader_class=ReaderClass.OVERSIGHT,
        custodian=None,
    ),
    Organisation(
        code=OrganisationCode("ADVOCATE-A"),
        name="Child advocate A (invented)",
        reader_class=ReaderClass.ADVOCATE,
        custodian=None,
    ),
)

_CARE = {
    code: Care(
        youngest=youngest,
        oldest=oldest,
        programs=tuple(map(ProgramKind, programs.split())),
        meets=frozenset(map(Need, meets.split())),
    )
    for code, youngest, oldest, programs, meets in INVENTED_CARE
}

ORGANISATIONS: dict[OrganisationCode, Organisation] = {org.code: org for org in _FIXED} | {
    OrganisationCode(code): Organisation(
        code=OrganisationCode(code),
        name=f"{name} (invented)",
        reader_class=ReaderClass.PROVIDER,
        custodian=ORR,
    )
    for code, name, _town, _zone in INVENTED_PROVIDERS
}
"""Organisations by code."""

PLACES: dict[PlaceCode, Place] = {
    PlaceCode(code): Place(
        code=PlaceCode(code),
        name=name,
        kind=PlaceKind(kind),
        organisation=OrganisationCode(organisation),
        zone=zone,
        languages=frozenset(ASSUMED_LANGUAGES.get(code, EVERYWHERE).split()),
    )
    for code, name, kind, organisation, zone in GOVERNMENT_PLACES
} | {
    PlaceCode(code): Place(
        code=PlaceCode(code),
        name=f"{name}, {town} (invented)",
        kind=PlaceKind.CARE_PROVIDER,
        organisation=OrganisationCode(code),
        zone=zone,
        languages=frozenset(ASSUMED_LANGUAGES.get(code, EVERYWHERE).split()),
        care=_CARE[code],
    )
    for code, name, town, zone in INVENTED_PROVIDERS
}
"""Places by code. A care provider's only place has the provider's code."""


def organisation(code: OrganisationCode) -> Organisation:
    """The organisation of a code.

    Raises:
        InvalidValue: the register does not list it.
    """
    try:
        return ORGANISATIONS[code]
    except KeyError:
        raise InvalidValue("organisation", "a code of the register of organisations") from None


def place(code: PlaceCode) -> Place:
    """The place of a code.

    Raises:
        InvalidValue: the register does not list it.
    """
    try:
        return PLACES[code]
    except KeyError:
        raise InvalidValue("place", "a code of the register of places") from None
