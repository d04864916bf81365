"""Codes of care and of the end of an episode."""

from enum import StrEnum


class AbsenceKind(StrEnum):
    """Why a person is away from the place that has them, custody unchanged."""

    HOSPITAL = "hospital"
    COURT = "court"
    MEDICAL_APPOINTMENT = "medical_appointment"
    HOME_VISIT = "home_visit"
    OTHER = "other"


class MissingReport(StrEnum):
    """To whom a missing child was reported."""

    POLICE = "police"
    NCMEC = "ncmec"
    ORR = "orr"
    ICE = "ice"
    NOBODY_YET = "nobody_yet"


class ExitKind(StrEnum):
    """How an episode of custody ends."""

    SPONSOR = "sponsor"
    PARENT_REUNIFIED = "parent_reunified"
    REPATRIATION = "repatriation"
    VOLUNTARY_DEPARTURE = "voluntary_departure"
    AGED_OUT = "aged_out"
    FOUND_ADULT = "found_adult"
    OTHER_CUSTODY = "other_custody"
    DEATH = "death"
    RELEASED = "released"
    REMOVED = "removed"
    EXPELLED = "expelled"
    RELIEF_GRANTED = "relief_granted"
    RECORDED_IN_ERROR = "recorded_in_error"


DEPARTURES = frozenset({ExitKind.REMOVED, ExitKind.EXPELLED, ExitKind.REPATRIATION, ExitKind.VOLUNTARY_DEPARTURE})
"""Exits out of the country."""


class SponsorCategory(StrEnum):
    """ORR's categories of sponsors (ORR policy guide 2.2.1)."""

    ONE = "1"
    TWO_A = "2A"
    TWO_B = "2B"
    THREE = "3"
