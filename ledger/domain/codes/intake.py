"""Codes from the encounter to the designated place. Lists marked P-7 follow the ORR referral form P-7."""

from enum import StrEnum


class Classification(StrEnum):
    """What the person is taken for: an opinion at a time, never a property (6 USC 279(g)(2) for the first)."""

    UNACCOMPANIED_CHILD = "unaccompanied_child"
    ACCOMPANIED_CHILD = "accompanied_child"
    FAMILY_UNIT_MEMBER = "family_unit_member"
    ADULT = "adult"
    AGE_DISPUTED = "age_disputed"
    NOT_AMENABLE = "not_amenable"


class CompanionsAnswer(StrEnum):
    """The mandatory answer to "who came with this person?" (OIG-22-66: it was often never written down)."""

    NAMED = "named"
    NONE = "none"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class AloneReason(StrEnum):
    """Why a small child is on record as having come with nobody."""

    FOUND_ALONE = "found_alone"
    LEFT_BY_COMPANION = "left_by_companion"
    """Whoever came along had gone before anybody was met."""
    BROUGHT_BY_STRANGER = "brought_by_stranger"
    """Handed over by somebody who does not know the child."""
    COMPANION_DIED = "companion_died"
    CANNOT_SAY = "cannot_say"
    """Too small to be asked, and nobody else could be."""
    OTHER = "other"


class Relation(StrEnum):
    """How a companion is said to be related; lineage is kept apart (a maternal aunt is not a paternal aunt)."""

    MOTHER = "mother"
    FATHER = "father"
    LEGAL_GUARDIAN = "legal_guardian"
    STEPPARENT = "stepparent"
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"
    MATERNAL_GRANDPARENT = "maternal_grandparent"
    PATERNAL_GRANDPARENT = "paternal_grandparent"
    MATERNAL_AUNT_OR_UNCLE = "maternal_aunt_or_uncle"
    PATERNAL_AUNT_OR_UNCLE = "paternal_aunt_or_uncle"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    SPOUSE_OR_PARTNER = "spouse_or_partner"
    OWN_CHILD = "own_child"
    GODPARENT = "godparent"
    FAMILY_FRIEND = "family_friend"
    UNRELATED = "unrelated"
    UNKNOWN = "unknown"


PARENTS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.LEGAL_GUARDIAN})
"""Those whose presence makes a child accompanied (6 USC 279(g)(2)(C))."""


class SeparationReason(StrEnum):
    """P-7: why a child was separated from the adult it came with."""

    CRIMINAL_HISTORY = "parent_criminal_history"
    CRIMINAL_AND_IMMIGRATION_HISTORY = "parent_criminal_and_immigration_history"
    CARTEL_OR_GANG = "parent_cartel_or_gang"
    CARTEL_OR_GANG_AND_CRIMINAL_HISTORY = "parent_cartel_or_gang_and_criminal_history"
    REFERRED_FOR_PROSECUTION = "parent_referred_for_prosecution"
    COMMUNICABLE_DISEASE = "parent_communicable_disease"
    HOSPITALISATION = "parent_health_or_hospitalisation"
    FITNESS_OR_CHILD_DANGER = "parent_fitness_or_child_danger"
    UNVERIFIED_RELATIONSHIP = "unverified_familial_relationship"
    OTHER_ADULT = "separated_from_other_adult"
    OTHER_WARRANT = "other_warrant"
    OTHER = "other"


class ReferringAgency(StrEnum):
    """P-7: who refers."""

    OFFICE_OF_FIELD_OPERATIONS = "ofo"
    BORDER_PATROL = "border_patrol"
    ICE_ERO = "ice_ero"
    US_MARSHALS = "us_marshals"
    FBI = "fbi"
    HOMELAND_SECURITY_INVESTIGATIONS = "hsi"
    LABOR = "labor"
    BUREAU_OF_PRISONS = "bureau_of_prisons"


class EntryClass(StrEnum):
    """P-7: class of entry."""

    ARRIVING = "arriving_inadmissible"
    ENTRY_WITHOUT_INSPECTION = "entry_without_inspection"
    MATERIAL_WITNESS = "material_witness"
    OVERSTAY = "overstay"
    PAROLE = "parole"
    VISITOR_OR_STUDENT = "visitor_or_student"
    WITHOUT_INSPECTION = "without_inspection"


class Need(StrEnum):
    """What the next place must be able to meet (45 CFR 410.1106); codes only, no clinical narrative."""

    TENDER_AGE = "tender_age"
    PREGNANCY = "pregnancy"
    PARENTING = "parenting"
    MOBILITY = "mobility"
    MEDICATION = "medication"
    ISOLATION = "isolation"
    MENTAL_HEALTH = "mental_health"
    HEARING_OR_SIGHT = "hearing_or_sight"
    INTERPRETER = "interpreter"


class ReferralGap(StrEnum):
    """What an incomplete referral lacks."""

    NEEDS = "needs"
    COMPANIONS = "companions"
    BIRTH_DATE = "birth_date"
    IDENTIFIERS = "identifiers"
    SEPARATION_BLOCK = "separation_block"
    HEALTH_SCREENING = "health_screening"
    LANGUAGE = "language"
    DOCUMENTS = "documents"


class CancelReason(StrEnum):
    """Why a referral is withdrawn by the one who made it."""

    NOT_A_CHILD = "not_a_child"
    ACCOMPANIED = "accompanied"
    RETURNED_TO_COUNTRY = "returned_to_country"
    ENTERED_IN_ERROR = "entered_in_error"
    OTHER = "other"


class PlacementDecline(StrEnum):
    """P-7: why a provider declines a placement."""

    NO_CAPACITY_GENDER = "no_capacity_gender"
    NO_CAPACITY_AGE = "no_capacity_age"
    NO_CAPACITY_MOTHER_BABY = "no_capacity_mother_baby"
    NO_ISOLATION = "no_isolation"
    MEDICAL = "medical"
    MENTAL_ILLNESS = "mental_illness"
    LICENSING = "licensing"
    INTERNAL_POLICY = "internal_policy"
    AGGRESSIVE = "aggressive_to_peers_or_staff"
    DANGER_TO_SELF = "danger_to_self"
    ESCAPE_RISK = "escape_risk"
    DISRUPTIVE = "disruptive"
    RISK_TO_OTHERS = "risk_to_others"
    SEXUAL_BEHAVIOUR = "sexual_behaviour"
    WEATHER_OR_BUILDING = "weather_or_building"


class ProgramKind(StrEnum):
    """Kinds of care (45 CFR 410.1001 and ORR policy guide 1)."""

    SHELTER = "shelter"
    GROUP_HOME = "group_home"
    TRANSITIONAL_FOSTER = "transitional_foster"
    LONG_TERM_FOSTER = "long_term_foster"
    HEIGHTENED_SUPERVISION = "heightened_supervision"
    SECURE = "secure"
    RESIDENTIAL_TREATMENT = "residential_treatment"
    INFLUX = "influx"
    OUT_OF_NETWORK = "out_of_network"


class AgeBasis(StrEnum):
    """What an age determination rests on; never a radiograph alone (45 CFR 410.1703)."""

    BIRTH_CERTIFICATE = "birth_certificate"
    OTHER_DOCUMENT = "other_document"
    CONSULATE = "consulate"
    STATEMENT_OF_PERSON = "statement_of_person"
    STATEMENT_OF_RELATIVE = "statement_of_relative"
    MEDICAL_ESTIMATE = "medical_estimate"
    OTHER_AGENCY = "other_agency"


class AgeResult(StrEnum):
    """Outcome of an age determination."""

    CHILD = "child"
    ADULT = "adult"
    UNDECIDED = "undecided"


class ClockKind(StrEnum):
    """Clocks that an exceptional circumstance can be declared for."""

    TRANSFER_72 = "transfer_72"
    NOTIFY_HHS = "notify_hhs"
