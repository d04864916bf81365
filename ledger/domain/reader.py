"""The one function that every query passes: who may see a child's record. Denies by default.

Need to know follows custody: the holder, the next holder named in an open offer, the previous holder until the
receipt, the legal custodian, whom a referral names, duty search, oversight. The identity work adds masking and the
read log on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.custody.case import HeadFacts
from ledger.domain.register import ORGANISATIONS, ReaderClass
from ledger.domain.values import OrganisationCode, UserId


class Purpose(StrEnum):
    """Why somebody reads. None of these is an enforcement purpose."""

    CUSTODY = "custody"
    CARE = "care"
    PLACEMENT = "placement"
    REUNIFICATION = "reunification"
    SAFETY = "safety"
    OVERSIGHT = "oversight"
    DEMONSTRATION = "demonstration"


class Action(StrEnum):
    """What is read."""

    RECORD = "record"
    """One child's record: custody, history, handlers."""
    LIST = "list"
    """A list of children of the reader's own organisation."""
    DUTY_SEARCH = "duty_search"
    """Is this person known? Answers ids only."""
    TIES = "ties"
    """Signs that people belong together though nobody has said so: to reunite and to protect, and for nothing else."""
    TIE_DESK = "tie_desk"
    """The list of them, for the desk that reunites families."""
    STATISTICS = "statistics"
    """Counts without any person."""
    SYSTEM = "system"
    """State of the system itself: positions, lag."""


DUTY_ROLES = frozenset({"orr_intakes", "juvenile_coordinator", "processing_coordinator"})
"""Roles that may search across children."""


REUNITES_OR_PROTECTS = frozenset({Purpose.REUNIFICATION, Purpose.SAFETY})
"""Purposes for which signs of ties are read (design 7, floor f). A policy pack can take one away, never add one."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who asks, for whom, and why."""

    user: UserId
    organisation: OrganisationCode
    role: str
    purpose: Purpose
    case_reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a reader may, with a stable reason for the record."""

    allowed: bool
    reason: str


def may_read(reader: Reader, action: Action, facts: HeadFacts | None) -> Verdict:
    """Whether the reader may do this, `facts` being the custody facts of the child (None for no child)."""
    known = ORGANISATIONS.get(reader.organisation)
    if known is None:
        return Verdict(allowed=False, reason="unknown_organisation")
    oversight = known.reader_class is ReaderClass.OVERSIGHT
    if oversight and reader.purpose is not Purpose.OVERSIGHT:
        return Verdict(allowed=False, reason="oversight_states_its_purpose")
    if action in {Action.STATISTICS, Action.SYSTEM, Action.LIST}:
        return Verdict(allowed=True, reason="no_single_child")
    if action in {Action.TIES, Action.TIE_DESK}:
        return _of_ties(reader, known.reader_class, action)
    if action is Action.DUTY_SEARCH:
        duty = reader.role in DUTY_ROLES
        return Verdict(allowed=duty or oversight, reason="duty_search" if duty else "not_on_duty")
    if oversight:
        return Verdict(allowed=True, reason="oversight")
    if facts is None:
        return Verdict(allowed=False, reason="no_such_record_for_reader")
    return _by_custody(reader.organisation, facts)


def _of_ties(reader: Reader, reader_class: ReaderClass, action: Action) -> Verdict:
    if reader.purpose not in REUNITES_OR_PROTECTS:
        return Verdict(allowed=False, reason="not_to_reunite_or_protect")
    if action is Action.TIE_DESK and reader_class is not ReaderClass.ORR:
        return Verdict(allowed=False, reason="not_the_desk_that_reunites")
    return Verdict(allowed=True, reason="to_reunite_or_protect")


def _by_custody(organisation: OrganisationCode, facts: HeadFacts) -> Verdict:
    relations: Mapping[str, OrganisationCode | None] = {
        "holder": facts.holder,
        "legal_custodian": facts.legal_custodian,
        "next_holder": facts.next_holder,
        "previous_holder": facts.previous_holder,
        "referred_to": facts.referred_to,
    }
    for reason, holder in relations.items():
        if holder == organisation:
            return Verdict(allowed=True, reason=reason)
    return Verdict(allowed=False, reason="no_need_to_know")
