"""The question to the view: who is between hands now, longest first."""

from dataclasses import dataclass
from datetime import datetime

from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, ManifestId, OfferId, OrganisationCode, PersonId, PlaceCode, TripId, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit


@dataclass(frozen=True, kw_only=True)
class BetweenHands:
    """One person who has left and has not been received."""

    episode: EpisodeId
    person_id: PersonId
    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None
    offer: OfferId
    manifest: ManifestId | None
    giver: OrganisationCode
    answerable: OrganisationCode | None
    """Who answers for the person until the receipt."""
    from_place: PlaceCode | None
    to_organisation: OrganisationCode | None
    to_place: PlaceCode | None
    carrier: OrganisationCode | None
    """Who signed as carrier, or else runs the trip."""
    trip: TripId | None
    whereabouts: Whereabouts
    place: PlaceCode | None
    """The place of the door, when there."""
    since: datetime
    """When the person left."""
    minutes_open: int
    """Whole minutes since, by the clock that decisions read; 0 when the departure is claimed for later."""
    expected_arrival: datetime | None
    """As last told of the trip, else as told at the departure."""
    handler: UserId | None
    gap_since: datetime | None
    """Since when nobody is the named handler; None while somebody is."""
    minutes_without_handler: int | None
    position: int
    """Position of the episode's last event."""

    @property
    def facts(self) -> HeadFacts:
        """Who may know of the person."""
        return HeadFacts(
            legal_custodian=self.legal_custodian,
            holder=self.holder,
            next_holder=self.next_holder,
            previous_holder=self.previous_holder,
            referred_to=self.referred_to,
        )


def board(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[BetweenHands]:
    """Those between hands whom the reader's organisation gives, carries, expects or answers for; oversight sees all.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    statement = queries.blocks("projections.between_hands", "queries.sql")["board"]
    answer = views.ask(reader, view="between_hands", statement=statement, row=BetweenHands, at_least=at_least)
    shown = tuple(row for row in answer.rows if may_read(reader, Action.RECORD, row.facts).allowed)
    return Answer(position=answer.position, rows=shown)
