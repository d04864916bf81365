"""Codes of offers, packets, journeys and receipts."""

from enum import StrEnum


class OfferDecline(StrEnum):
    """Why the addressee declines an offered handoff."""

    NO_BED = "no_bed"
    NEEDS_NOT_MET = "needs_not_met"
    ISOLATION_FULL = "isolation_full"
    NOT_DESIGNATED_TO_US = "not_designated_to_us"
    PACKET_INCOMPLETE = "packet_incomplete"
    OTHER = "other"


class RecallReason(StrEnum):
    """Why the offering side takes its offer back before dispatch."""

    TRANSPORT_UNAVAILABLE = "transport_unavailable"
    CHILD_UNWELL = "child_unwell"
    PLACEMENT_CHANGED = "placement_changed"
    RELATIVE_FOUND = "relative_found"
    ENTERED_IN_ERROR = "entered_in_error"
    OTHER = "other"


class TravelReason(StrEnum):
    """Why a journey stops, is late, is redirected or turns back."""

    WEATHER = "weather"
    BREAKDOWN = "breakdown"
    ILLNESS = "illness"
    TRAFFIC = "traffic"
    REST = "rest"
    PLACE_CLOSED = "place_closed"
    PLACE_FULL = "place_full"
    SECURITY = "security"
    LATE_START = "late_start"
    OTHER = "other"


class TravelMode(StrEnum):
    """How people travel."""

    BUS = "bus"
    VAN = "van"
    CAR = "car"
    CHARTER_FLIGHT = "charter_flight"
    COMMERCIAL_FLIGHT = "commercial_flight"
    AMBULANCE = "ambulance"
    ON_FOOT = "on_foot"


class PacketItemKind(StrEnum):
    """What travels with the child (domain checklist of the custody packet)."""

    I_213 = "i_213"
    I_216 = "i_216"
    I_770 = "i_770"
    I_862 = "i_862"
    I_200 = "i_200"
    CBP_93 = "cbp_93"
    P_7 = "p_7"
    P_1 = "p_1"
    P_2 = "p_2"
    MEDICAL_SUMMARY = "medical_summary"
    MEDICATION = "medication"
    A_FILE = "a_file"
    G_28 = "g_28"
    BIRTH_CERTIFICATE = "birth_certificate"
    PROPERTY_RECEIPT = "property_receipt"
    PROPERTY = "property"
    PHONE_NUMBERS = "phone_numbers"
    LANGUAGE_NOTE = "language_note"
    LEGAL_RESOURCES_NOTICE = "legal_resources_notice"
    FAMILY_CONTACT_SHEET = "family_contact_sheet"
    SEPARATION_SHEET = "separation_sheet"


class ItemStatus(StrEnum):
    """Whether an item of the packet goes along."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHHELD = "withheld"


class DocumentForm(StrEnum):
    """In which form a paper travels."""

    ORIGINAL = "original"
    COPY = "copy"
    SCAN = "scan"
    OBJECT = "object"


class IdentityMethod(StrEnum):
    """How the receiver made sure that this is the child named in the offer."""

    PHOTO = "photo"
    WRISTBAND = "wristband"
    BIOMETRICS = "biometrics"
    INTERVIEW = "interview"
    KNOWN_TO_RECEIVER = "known_to_receiver"
    NOT_CHECKED = "not_checked"


class Condition(StrEnum):
    """How the child arrives; a code, no narrative."""

    WELL = "well"
    TIRED = "tired"
    UNWELL = "unwell"
    INJURED = "injured"
    URGENT_CARE = "urgent_care"


class DiscrepancyKind(StrEnum):
    """What a receiver found otherwise than the packet or the manifest says."""

    DIFFERENT_CHILD = "different_child"
    SIBLING_SWAPPED = "sibling_swapped"
    NOT_ON_MANIFEST = "not_on_manifest"
    HEAD_COUNT = "head_count"
    PAPERS_MISSING = "papers_missing"
    MEDICINE_MISSING = "medicine_missing"
    PROPERTY_MISSING = "property_missing"
    NEED_NOT_ANNOUNCED = "need_not_announced"
    CONDITION = "condition"
    DIFFERENT_PLACE = "different_place"


class RefusalReason(StrEnum):
    """Why a receiver refuses a child at the door."""

    NOT_DESIGNATED_HERE = "not_designated_here"
    NO_BED = "no_bed"
    URGENT_MEDICAL_CARE = "urgent_medical_care"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    ADULT_APPEARANCE = "adult_appearance"
    OTHER = "other"
