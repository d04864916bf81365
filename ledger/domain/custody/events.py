"""Every event of a custody episode: what one person's custody went through, child or adult.

The stream is one episode. Facts only: rules are in `guards.py`, history in `history.py`.
"""

from ledger.domain.custody.care import (
    AbsenceEnded,
    AbsenceStarted,
    Admitted,
    AloneExplained,
    CustodyCorrected,
    CustodyVoided,
    Exited,
    IrregularityReviewed,
    Located,
    Moved,
    WentMissing,
)
from ledger.domain.custody.handoff import (
    Arrived,
    Discrepancy,
    Dispatched,
    HandoffAccepted,
    HandoffDeclined,
    HandoffExpired,
    HandoffOffered,
    HandoffRecalled,
    PacketAssembled,
    PacketCheck,
    PacketItem,
    Received,
    Redirected,
    RefusedAtDoor,
    ReportedAbsent,
    TakenByCarrier,
    TurnedBack,
)
from ledger.domain.custody.intake import (
    AgeDetermined,
    BookedIn,
    BookedOut,
    Classified,
    Companion,
    CompanionsDeclared,
    EncounterRecorded,
    ExceptionalCircumstanceDeclared,
    InCareAtOpening,
    PlacementDeclined,
    PlacementDesignated,
    PlacementRequested,
    ReferralAcknowledged,
    ReferralCancelled,
    ReferralReturned,
    ReferralSubmitted,
    UnaccompaniedDetermined,
)

IntakeEvent = (
    EncounterRecorded
    | CompanionsDeclared
    | InCareAtOpening
    | BookedIn
    | BookedOut
    | Classified
    | UnaccompaniedDetermined
    | AgeDetermined
    | ExceptionalCircumstanceDeclared
    | ReferralSubmitted
    | ReferralAcknowledged
    | ReferralReturned
    | ReferralCancelled
    | PlacementRequested
    | PlacementDeclined
    | PlacementDesignated
)
HandoffEvent = (
    HandoffOffered
    | HandoffAccepted
    | HandoffDeclined
    | HandoffRecalled
    | HandoffExpired
    | Redirected
    | PacketAssembled
    | Dispatched
    | TakenByCarrier
    | TurnedBack
    | Arrived
    | Received
    | ReportedAbsent
    | RefusedAtDoor
)
CareEvent = (
    Admitted
    | Moved
    | AbsenceStarted
    | AbsenceEnded
    | WentMissing
    | Located
    | Exited
    | AloneExplained
    | CustodyCorrected
    | CustodyVoided
    | IrregularityReviewed
)
CustodyEvent = IntakeEvent | HandoffEvent | CareEvent

__all__ = [
    "AbsenceEnded",
    "AbsenceStarted",
    "Admitted",
    "AgeDetermined",
    "AloneExplained",
    "Arrived",
    "BookedIn",
    "BookedOut",
    "CareEvent",
    "Classified",
    "Companion",
    "CompanionsDeclared",
    "CustodyCorrected",
    "CustodyEvent",
    "CustodyVoided",
    "Discrepancy",
    "Dispatched",
    "EncounterRecorded",
    "ExceptionalCircumstanceDeclared",
    "Exited",
    "HandoffAccepted",
    "HandoffDeclined",
    "HandoffEvent",
    "HandoffExpired",
    "HandoffOffered",
    "HandoffRecalled",
    "InCareAtOpening",
    "IntakeEvent",
    "IrregularityReviewed",
    "Located",
    "Moved",
    "PacketAssembled",
    "PacketCheck",
    "PacketItem",
    "PlacementDeclined",
    "PlacementDesignated",
    "PlacementRequested",
    "Received",
    "Redirected",
    "ReferralAcknowledged",
    "ReferralCancelled",
    "ReferralReturned",
    "ReferralSubmitted",
    "RefusedAtDoor",
    "ReportedAbsent",
    "TakenByCarrier",
    "TurnedBack",
    "UnaccompaniedDetermined",
    "WentMissing",
]
