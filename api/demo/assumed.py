"""What the plan assumes because nobody publishes it: shares, waits, mixes. Every number here is a guess for a demo.

Counts follow from the published tables (`figures`); these only decide who, and how smoothly it goes.
"""

from api.demo.ages import BirthKnown
from api.demo.draws import Weighted
from ledger.domain.codes import (
    CompanionsAnswer,
    ExitKind,
    Need,
    PlacementDecline,
    ReferralGap,
    Relation,
    SeparationReason,
)
from ledger.domain.values import PlaceCode, TimeBasis

# Of children referred.
PLACEMENT_WAITS_FOR_A_BED = 0.06
"""More than 72 hours from the referral to the receipt, for want of a bed."""
REFERRAL_RETURNED = 0.02
PLACEMENT_DECLINED = 0.08
FOSTER_CARE_AT_TENDER_AGE = 0.6
"""Of those under 13: 858 of 1,689 at the end of October 2018 by the published table."""
DISCREPANCY_AT_RECEIPT = 0.02
SEPARATED_FROM_PARENT = 0.01

# Of manifests.
OFFER_DECLINED = 0.010
OFFER_RECALLED = 0.008
OFFER_EXPIRED = 0.005
ICE_TAKES_FIRST = 0.03
CARRIER_DRIVES = 0.35
DELAYED = 0.03
STOPPED = 0.04
VEHICLE_CHANGED = 0.01
REDIRECTED = 0.01
DISPATCH_VOIDED = 0.006
ONE_NOT_ABOARD = 0.008
ONE_REFUSED = 0.004
RECEIPT_SAID_DAYS_LATER = 0.015

# Of children in care.
HOSPITAL = 0.015
MOVED = 0.04
WENT_MISSING = 0.003
"""And located within three days."""
EXIT_SAID_DAYS_LATER = 0.01
MOVE_SAID_DAYS_LATER = 0.1
"""Of the moves."""

# Of children met.
RECORD_CORRECTED = 0.012
ENCOUNTER_TIME_CORRECTED = 0.5
"""Of the corrected records where day and month of birth could be swapped; all of the others."""
NO_A_NUMBER_YET = 0.03
BIRTH_KNOWN = Weighted([(BirthKnown.DAY, 0.98), (BirthKnown.MONTH, 0.01), (BirthKnown.YEAR, 0.01)])
SPANISH_BESIDE_MAYAN = 0.5
COMPANION_PRESENT = 0.8
PREGNANCY_FROM_YEARS = 14
PREGNANT_OR_PARENTING = 0.02
TENDER_AGE_UNDER_YEARS = 13
NEEDS = (
    (Need.MEDICATION, 0.02),
    (Need.ISOLATION, 0.01),
    (Need.MENTAL_HEALTH, 0.01),
    (Need.MOBILITY, 0.002),
    (Need.HEARING_OR_SIGHT, 0.002),
)
PROVIDER_NEARBY = 0.7
OPENING_DAYS_OF_CARE = 80.5
"""Mean of those in care at the opening: what the published lengths of care of October 2018 balance to."""

COMPANIONS = Weighted(
    [
        (CompanionsAnswer.NAMED, 0.14),
        (CompanionsAnswer.NONE, 0.66),
        (CompanionsAnswer.UNKNOWN, 0.08),
        (CompanionsAnswer.NOT_ASKED, 0.12),
    ]
)
COMPANION_ALWAYS_UNDER_YEARS = 5
RELATIONS = Weighted(
    [
        (Relation.SIBLING, 0.26),
        (Relation.COUSIN, 0.16),
        (Relation.MATERNAL_AUNT_OR_UNCLE, 0.16),
        (Relation.PATERNAL_AUNT_OR_UNCLE, 0.12),
        (Relation.MATERNAL_GRANDPARENT, 0.11),
        (Relation.PATERNAL_GRANDPARENT, 0.06),
        (Relation.FAMILY_FRIEND, 0.08),
        (Relation.UNRELATED, 0.05),
    ]
)
STRANGERS = frozenset({Relation.FAMILY_FRIEND, Relation.UNRELATED})
SEPARATIONS = Weighted(
    [
        (SeparationReason.CRIMINAL_HISTORY, 0.5),
        (SeparationReason.FITNESS_OR_CHILD_DANGER, 0.15),
        (SeparationReason.HOSPITALISATION, 0.12),
        (SeparationReason.CARTEL_OR_GANG, 0.1),
        (SeparationReason.REFERRED_FOR_PROSECUTION, 0.08),
        (SeparationReason.OTHER_WARRANT, 0.05),
    ]
)
COUNTRIES = Weighted(
    [
        ("GTM", 0.45),
        ("HND", 0.29),
        ("SLV", 0.17),
        ("MEX", 0.03),
        ("ECU", 0.02),
        ("NIC", 0.015),
        ("BRA", 0.01),
        ("IND", 0.01),
        ("HTI", 0.005),
    ]
)
LANGUAGES = {
    "GTM": Weighted(
        [
            ("spa", 0.58),
            ("mam", 0.14),
            ("quc", 0.09),
            ("kek", 0.07),
            ("kjb", 0.05),
            ("ixl", 0.03),
            ("cac", 0.02),
            ("knj", 0.01),
            ("jac", 0.01),
        ]
    ),
    "HND": Weighted([("spa", 0.97), ("cab", 0.02), ("miq", 0.01)]),
    "MEX": Weighted([("spa", 0.94), ("tzh", 0.03), ("ctu", 0.03)]),
    "BRA": Weighted([("por", 1.0)]),
    "HTI": Weighted([("hat", 1.0)]),
    "IND": Weighted([("pan", 0.6), ("guj", 0.4)]),
}
"""By country; the others speak Spanish."""
OTHER_AGENCY_PLACES = Weighted(
    [
        (PlaceCode("POE-SYS"), 0.4),
        (PlaceCode("POE-HID"), 0.4),
        (PlaceCode("ICE-SNA"), 0.06),
        (PlaceCode("ICE-ELP"), 0.05),
        (PlaceCode("ICE-PHO"), 0.05),
        (PlaceCode("ICE-MIA"), 0.04),
    ]
)
TIME_BASES = Weighted(
    [
        (TimeBasis.FIELD_CONTACT, 0.7),
        (TimeBasis.ARRIVAL_AT_STATION, 0.2),
        (TimeBasis.DATA_ENTRY, 0.1),
    ]
)
REFERRAL_GAPS = Weighted(
    [
        (ReferralGap.COMPANIONS, 0.4),
        (ReferralGap.HEALTH_SCREENING, 0.25),
        (ReferralGap.NEEDS, 0.2),
        (ReferralGap.DOCUMENTS, 0.15),
    ]
)
PLACEMENT_DECLINES = Weighted(
    [
        (PlacementDecline.NO_CAPACITY_GENDER, 0.4),
        (PlacementDecline.NO_CAPACITY_AGE, 0.3),
        (PlacementDecline.NO_ISOLATION, 0.12),
        (PlacementDecline.MEDICAL, 0.08),
        (PlacementDecline.LICENSING, 0.05),
        (PlacementDecline.WEATHER_OR_BUILDING, 0.05),
    ]
)

AGED_OUT_PART = 0.4
"""Of the exits that are not releases to individual sponsors, as far as enough children turn 18."""
SECOND_CATEGORY_A = 0.6
"""Of the releases in category 2: 2A, an immediate relative who has cared for the child; the others are 2B."""
OTHER_EXITS = (
    (ExitKind.PARENT_REUNIFIED, 17),
    (ExitKind.REPATRIATION, 15),
    (ExitKind.VOLUNTARY_DEPARTURE, 35),
    (ExitKind.OTHER_CUSTODY, 13),
    (ExitKind.FOUND_ADULT, 20),
)
"""The rest of those exits, from the youngest children to the oldest. No death is invented."""
NOT_REFERRED = (
    (ExitKind.REPATRIATION, 70),
    (ExitKind.RELEASED, 20),
    (ExitKind.FOUND_ADULT, 10),
)
"""Why a child who is apprehended is not referred: returned to Mexico, remained with the family, found adult."""
FEMALE_NOT_REFERRED = 0.2
AGE_BANDS_NOT_REFERRED = Weighted([("0-5", 0.02), ("6-12", 0.08), ("13-14", 0.13), ("15-16", 0.37), ("17", 0.4)])
