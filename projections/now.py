"""How it is known where somebody is, in the words in which relatives and those who answer for them are told."""

from enum import StrEnum


class Now(StrEnum):
    """How it is known where somebody is."""

    IN_CUSTODY = "in_custody"
    UNDER_WAY = "under_way"
    UNKNOWN = "whereabouts_unknown"
    LEFT_CUSTODY = "left_custody"
    """Ask the reunification desk."""
    NEVER_IN_CUSTODY = "never_in_custody"
