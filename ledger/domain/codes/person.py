"""Codes of facts about a person."""

from enum import StrEnum


class IdentifierScheme(StrEnum):
    """Keys that agencies give to people."""

    A_NUMBER = "a_number"
    FINS = "fins"
    EID_SUBJECT = "eid_subject"
    CIV_ID = "civ_id"
    SIGMA_SUBJECT = "sigma_subject"
    UC_PORTAL = "uc_portal"
    FAMILY_UNIT = "family_unit"
    EOIR_CASE = "eoir_case"
    CONSULAR = "consular"
    STATE_ID = "state_id"


class Sex(StrEnum):
    """ISO/IEC 5218: 0 not known, 1 male, 2 female, 9 not applicable."""

    NOT_KNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_APPLICABLE = "9"


class NameRole(StrEnum):
    """What a part of a name is said to be. There is no "last name"."""

    GIVEN = "given"
    FIRST_SURNAME = "first_surname"
    SECOND_SURNAME = "second_surname"
    SURNAME = "surname"
    PARTICLE = "particle"
    NICKNAME = "nickname"
    SUFFIX = "suffix"
    UNKNOWN = "unknown"


class OrderConfidence(StrEnum):
    """How sure the recorder is of the order of the parts."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


class FactBasis(StrEnum):
    """What a fact about a person rests on."""

    STATEMENT_OF_PERSON = "statement_of_person"
    STATEMENT_OF_COMPANION = "statement_of_companion"
    DOCUMENT = "document"
    CONSULATE = "consulate"
    OTHER_AGENCY = "other_agency"
    COURT_ORDER = "court_order"
    ESTIMATE = "estimate"


class LanguageFound(StrEnum):
    """How it was found out which language somebody speaks, or what it was assumed from."""

    SPEAKER = "speaker"
    """Somebody who speaks it talked with them."""
    INTERPRETER = "interpreter"
    """An interpreter of it was understood."""
    LANGUAGE_CARD = "language_card"
    """They pointed at it, or at a recording of it."""
    SAID_BY_PERSON = "said_by_person"
    SAID_BY_COMPANION = "said_by_companion"
    FROM_COUNTRY = "from_country"
    """Assumed from the country, or from nothing."""
