"""The four facets of a person's custody, and what history keeps beside them while it folds.

Legal custodian, physical custodian with place, classification and case step are independent: no event sets one
because of another, and none of them knows a family link.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.domain.codes import Classification
from ledger.domain.values import Instant, ManifestId, OfferId, OrganisationCode, PlaceCode, TripId, UserId


class Whereabouts(StrEnum):
    """How the person's place is known."""

    NOT_IN_CUSTODY = "not_in_custody"
    AT_PLACE = "at_place"
    IN_TRANSIT = "in_transit"
    AT_THE_DOOR = "at_the_door"
    AWAY = "away"
    MISSING = "missing"


class Step(StrEnum):
    """Case step (domain.md b.6a)."""

    NOT_STARTED = "not_started"
    ENCOUNTERED = "encountered"
    IN_DHS_CUSTODY = "in_dhs_custody"
    FAMILY_PROCESSING = "family_processing"
    UC_DETERMINED = "uc_determined"
    REFERRED = "referred"
    PLACEMENT_SEARCH = "placement_search"
    PLACED = "placed_pending_transfer"
    IN_TRANSIT = "in_transit"
    IN_ORR_CARE = "in_orr_care"
    EXITED = "exited"


class Mark(StrEnum):
    """Why a report is irregular: it was recorded all the same, and is listed until somebody completes it."""

    BEFORE_ENCOUNTER = "before_encounter"
    SECOND_ENCOUNTER = "second_encounter"
    NOT_THE_HOLDER = "not_the_holder"
    COMPANIONS_NOT_ANSWERED = "companions_not_answered"
    WITHOUT_OFFER = "without_offer"
    NOT_ACCEPTED = "not_accepted"
    WITHOUT_PACKET = "without_packet"
    NOT_DISPATCHED = "not_dispatched"
    NOT_THE_ADDRESSEE = "not_the_addressee"
    DIFFERENT_PLACE = "different_place"
    ALREADY_RECEIVED = "already_received"
    NO_LEGAL_CUSTODIAN = "no_legal_custodian"
    IDENTITY_NOT_CHECKED = "identity_not_checked"
    DISCREPANCY = "discrepancy"
    ABSENT_AT_ARRIVAL = "absent_at_arrival"
    REFUSED = "refused_at_door"
    TURNED_BACK = "turned_back"
    NOT_APPROVED = "not_approved"
    NOT_AWAY = "not_away"
    MISSING = "missing"
    NOT_MISSING = "not_missing"
    AFTER_EXIT = "after_exit"
    EXIT_UNDER_WAY = "exit_under_way"
    REMOVED_WITHOUT_CHILD = "removed_without_child"
    ALREADY_UNDER_WAY = "already_under_way"
    TWO_CUSTODIANS = "two_custodians"
    CLAIMED_AHEAD = "claimed_ahead"
    ORDER_NOT_KNOWN = "order_not_known"
    """Its time is known to the hour, day or month only, and the rest fits better if it was later in that time."""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A handoff in history, from the offer to the receipt."""

    offer: OfferId
    manifest: ManifestId | None
    giver: OrganisationCode
    to_organisation: OrganisationCode | None
    to_place: PlaceCode | None
    offered: bool = True
    """Whether an offer stands behind it: False when the child left without one, or after a decline under way."""
    accepted: bool = False
    dispatched_at: datetime | None = None
    """When the person left: by the giver's report, or by a carrier's signature when that came first."""
    released: bool = False
    """Whether the giver itself reported the departure."""
    from_place: PlaceCode | None = None
    trip: TripId | None = None
    carrier: OrganisationCode | None = None
    expected_arrival: Instant | None = None
    resume: Step | None = None
    """The case step to go back to when the person is turned back or received outside of ORR."""


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What is true of a person's custody at one instant of history."""

    legal_custodian: OrganisationCode | None = None
    holder: OrganisationCode | None = None
    """Physical custodian; None when missing or out of custody."""
    place: PlaceCode | None = None
    """None under way, missing or out of custody."""
    whereabouts: Whereabouts = Whereabouts.NOT_IN_CUSTODY
    since: datetime | None = None
    """When the holder or the place last changed; None until custody begins."""
    classification: Classification | None = None
    step: Step = Step.NOT_STARTED
    answerable: OrganisationCode | None = None
    """Who answers for the person: the giver until the receipt, else the holder."""
    handler: UserId | None = None
    """The official whose signature is the latest for physical custody; None is a handler gap."""
    transfer: Transfer | None = None
    waiting: Transfer | None = None
    """An offer that history places before the end of the handoff under way: it is next."""
    packet_answered: bool = False
    last_received: OfferId | None = None
    receipts: frozenset[tuple[OfferId, OrganisationCode]] = frozenset()
    """Offers that were received, with who received."""

    @property
    def between_hands(self) -> bool:
        """Whether the person has left one holder and no other has signed."""
        return self.transfer is not None and self.transfer.dispatched_at is not None

    @property
    def begun(self) -> bool:
        """Whether custody has begun; it may have ended since."""
        return self.since is not None

    def handoff(self, offer: OfferId | None) -> Transfer | None:
        """The handoff of an offer, under way or next."""
        for transfer in (self.transfer, self.waiting):
            if transfer is not None and transfer.offer == offer:
                return transfer
        return None

    def still_offered(self, *by: OrganisationCode | None, answered: OfferId | None = None) -> Transfer | None:
        """The offer that stays when the person comes to another holder: made by one of these, not yet under way."""
        for transfer in (self.transfer, self.waiting):
            if transfer is None or transfer.offer == answered or transfer.dispatched_at is not None:
                continue
            if transfer.giver in by:
                return transfer
        return None

    @property
    def settled_step(self) -> Step:
        """The case step without the journey: what it goes back to when the journey ends short of ORR."""
        if self.step is not Step.IN_TRANSIT or self.transfer is None or self.transfer.resume is None:
            return self.step
        return self.transfer.resume
