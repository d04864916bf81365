"""Codes of families: groups, kinship between two people, separations, signs of ties that nobody has recorded."""

from enum import StrEnum


class GroupKind(StrEnum):
    """What a group is. The identifier is the same for all of them and never dies."""

    FAMILY_UNIT = "family_unit"
    """A child with a parent or legal guardian."""
    TRAVELLING_GROUP = "travelling_group"
    """Relatives or others who came together: what DHS files as a family group."""
    SIBLINGS = "siblings"
    PARENTING_CHILD = "parenting_child"
    """A child with a baby of their own: both unaccompanied, never to be parted by a placement."""


class MemberRole(StrEnum):
    """How somebody belongs to a group, as it was said; who is related how is said in relationships."""

    PARENT_OR_GUARDIAN = "parent_or_guardian"
    CHILD = "child"
    OTHER_RELATIVE = "other_relative"
    COMPANION = "companion"
    UNKNOWN = "unknown"


class JoinReason(StrEnum):
    """Why somebody is counted in a group."""

    ENCOUNTERED_TOGETHER = "encountered_together"
    SAID_BY_MEMBER = "said_by_member"
    DOCUMENT = "document"
    OTHER_AGENCY = "other_agency"
    FOUND_LATER = "found_later"
    BORN = "born"


class LeaveReason(StrEnum):
    """Why somebody is no longer in a group. To be classified otherwise is no reason: 2018 is why."""

    SEPARATED = "separated"
    RELEASED_APART = "released_apart"
    REMOVED_APART = "removed_apart"
    NOT_OF_THE_GROUP = "not_of_the_group"
    OF_AGE = "of_age"
    DIED = "died"
    OTHER = "other"


class Kin(StrEnum):
    """What one person is to another. Sex is the person's own; lineage is kept apart (NIEM kin categories)."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    """Mother or father, nobody has said which."""
    STEPPARENT = "stepparent"
    LEGAL_GUARDIAN = "legal_guardian"
    GRANDPARENT = "grandparent"
    GREAT_GRANDPARENT = "great_grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    SIBLING = "sibling"
    TWIN = "twin"
    HALF_SIBLING = "half_sibling"
    STEPSIBLING = "stepsibling"
    COUSIN = "cousin"
    SPOUSE_OR_PARTNER = "spouse_or_partner"
    GODPARENT = "godparent"
    CAREGIVER = "caregiver"
    FAMILY_FRIEND = "family_friend"
    RELATIVE = "relative"
    """Related, nobody has said how."""


class Lineage(StrEnum):
    """Through whom: a maternal aunt is not a paternal aunt."""

    MATERNAL = "maternal"
    PATERNAL = "paternal"
    BOTH = "both"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Bond(StrEnum):
    """What a relationship is made of; several may hold."""

    BIOLOGICAL = "biological"
    ADOPTIVE = "adoptive"
    LEGAL = "legal"
    BY_MARRIAGE = "by_marriage"
    CAREGIVER = "caregiver"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """What a claim of kinship, or a judgement of one, rests on. Of a DNA test only that a laboratory answered."""

    BIRTH_CERTIFICATE = "birth_certificate"
    OTHER_DOCUMENT = "other_document"
    COURT_ORDER = "court_order"
    CONSULATE = "consulate"
    CHILD_INTERVIEW = "child_interview"
    ADULT_INTERVIEW = "adult_interview"
    DNA_RESULT_REFERENCE = "dna_result_reference"
    PHOTO_RECOGNITION = "photo_recognition"
    TRAVELLED_TOGETHER = "travelled_together"
    OTHER_AGENCY = "other_agency"


class Confidence(StrEnum):
    """How sure the one who records a claim is of it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class DisputeReason(StrEnum):
    """Why a claim of kinship is doubted."""

    DENIED_BY_CHILD = "denied_by_child"
    DENIED_BY_ADULT = "denied_by_adult"
    DOCUMENT_DOUBTED = "document_doubted"
    CONTRADICTED = "contradicted"
    OTHER = "other"


class RelationshipEnd(StrEnum):
    """Why a relationship that was true is so no more."""

    DEATH = "death"
    ADOPTION = "adoption"
    GUARDIANSHIP_ENDED = "guardianship_ended"
    DIVORCE = "divorce"
    CARE_ENDED = "care_ended"


class TieSign(StrEnum):
    """Why two people may belong together though nobody has said so."""

    SAME_EVENT = "same_event"
    SAME_PLACE_AND_TIME = "same_place_and_time"
    SHARED_SURNAME = "shared_surname"
    CONSECUTIVE_NUMBERS = "consecutive_numbers"
    SAME_CONTACT = "same_contact"
    NAMED_BY_THE_OTHER = "named_by_the_other"


class TieAnswer(StrEnum):
    """What a person found of a possible tie."""

    RELATED = "related"
    NOT_RELATED = "not_related"
    UNDECIDED = "undecided"


class SamePersonAnswer(StrEnum):
    """Why two records are not of one person. `relative` is the answer that a matcher learns most from."""

    RELATIVE = "relative"
    SOMEBODY_ELSE = "somebody_else"


class SeparationItem(StrEnum):
    """What a separation must have on record before it is complete."""

    REASON = "reason"
    NARRATIVE = "narrative"
    DECIDED_BY = "decided_by"
    SUPERVISOR = "supervisor"
    ADULTS = "adults"
    ADULT_NEXT = "adult_next"
    TOLD = "told"


class Told(StrEnum):
    """What somebody who is separated was told."""

    THAT_THEY_ARE_SEPARATED = "that_they_are_separated"
    WHY = "why"
    WHERE_THE_OTHER_GOES = "where_the_other_goes"
    HOW_TO_REACH_THE_OTHER = "how_to_reach_the_other"


class InterpreterUse(StrEnum):
    """Whether an interpreter took part in a conversation."""

    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    RELAY = "relay"
    """From one language over another: Mam to Spanish to English."""
    SPEAKER = "speaker"
    """The official speaks the language."""
    NONE = "none"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class SeparationReview(StrEnum):
    """What a review of a separation found."""

    GOES_ON = "goes_on"
    TO_BE_ENDED = "to_be_ended"
    MORE_IS_NEEDED = "more_is_needed"


class SeparationEnd(StrEnum):
    """How a separation ended."""

    REUNITED_IN_CUSTODY = "reunited_in_custody"
    REUNITED_OUT_OF_CUSTODY = "reunited_out_of_custody"
    RELEASED_TO_OTHER_FAMILY = "released_to_other_family"
    OF_AGE = "of_age"
    DEATH = "death"
    NEVER_CARRIED_OUT = "never_carried_out"
    """A decision was struck before anybody acted on it: they were together all the time."""
