"""Writes the rows of the view: offers from the histories of their episodes, vehicles from their trips."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from ledger.domain import trip_state
from ledger.domain.custody.case import Case, head_facts
from ledger.domain.custody.facets import Facets, Whereabouts
from ledger.domain.event import Recorded
from ledger.domain.trip import TripEvent
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.handoffs.sheets import OPEN, Act, Sheet, Signature, Status, Word, sheets
from projections.tables import Table

SIGNED = {
    f"{act}_{part}": form
    for act in (*Act, "closed")
    for part, form in (("at", "timestamptz"), ("by", "text"), ("for", "text"))
}
"""Three columns a signature: when, who, for which organisation."""

HANDOFF = Table(
    name="handoff",
    key="episode",
    columns={
        "episode": "uuid",
        "offer": "uuid",
        "manifest": "uuid",
        "person_id": "uuid",
        "legal_custodian": "text",
        "holder": "text",
        "next_holder": "text",
        "previous_holder": "text",
        "referred_to": "text",
        "whereabouts": "text",
        "giver": "text",
        "from_place": "text",
        "to_organisation": "text",
        "to_place": "text",
        "status": "text",
        "offer_status": "text",
        "live": "boolean",
        "irregular": "boolean",
        "since": "timestamptz",
        "expires_at": "timestamptz",
        "trip": "uuid",
        "expected_arrival": "timestamptz",
        **SIGNED,
        "reason": "text",
        "redirect_reason": "text",
        "discrepancies": "integer",
        "version": "integer",
        "position": "bigint",
    },
)
TRIP = Table(name="trip", key="trip", columns={"trip": "uuid", "carrier": "text", "expected_arrival": "timestamptz"})


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and trips."""
    if batch.cases:
        rows = (row for episode, case in batch.cases.items() for row in rows_of(episode, case))
        HANDOFF.replace(cursor, batch.cases, rows)
    if batch.trips:
        TRIP.replace(cursor, batch.trips, (_trip(trip, recorded) for trip, recorded in batch.trips.items()))


def rows_of(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    """The rows of one episode, in the order of the columns."""
    facts = head_facts(case)
    open_marks = {step.item.event.event_id for step, _ in case.history.open_marks()}
    last = case.recorded[-1]
    for sheet in sheets(case.history):
        transfer, journey = sheet.transfer, sheet.journey
        word = last_word(sheet, case.facets)
        closed = word.signature if word is not None and word.status is not Status.AT_THE_DOOR else None
        status = word.status if word is not None else _on_paper(sheet)
        offer = case.offer if case.offer is not None and case.offer.offer == sheet.offer else None
        expected = journey.expected_arrival if journey is not None else None
        yield (
            episode,
            sheet.offer,
            transfer.manifest,
            case.recorded[0].event.person,
            facts.legal_custodian,
            facts.holder,
            facts.next_holder,
            facts.previous_holder,
            facts.referred_to,
            case.facets.whereabouts,
            transfer.giver,
            sheet.from_place,
            transfer.to_organisation,
            transfer.to_place,
            status,
            offer and offer.status,
            status in OPEN or sheet.unsettled,
            not open_marks.isdisjoint(sheet.marked),
            _since(sheet, status, word),
            sheet.expires_at,
            journey and journey.trip,
            expected and expected.at,
            *(value for act in Act for value in _signed(sheet.signed.get(act))),
            *_signed(closed),
            _reason(sheet, word),
            sheet.redirect_reason,
            sheet.discrepancies,
            last.version,
            last.position,
        )


def last_word(sheet: Sheet, now: Facets) -> Word | None:
    """What gave the offer its status, when that is more than its papers and the departure."""
    if sheet.receipt is not None:
        return sheet.receipt
    if not sheet.current:
        return sheet.ending or sheet.gone or _never_history(sheet)
    word = sheet.word
    if word is not None and word.status is Status.AT_THE_DOOR and sheet.departed:
        return word if now.whereabouts is Whereabouts.AT_THE_DOOR else None
    return word


def _never_history(sheet: Sheet) -> Word:
    """An offer that the history had no place for: the child had left custody before it was made."""
    return Word(status=Status.SUPERSEDED, signature=sheet.signed[Act.OFFERED])


def _on_paper(sheet: Sheet) -> Status:
    if sheet.departed:
        return Status.UNDER_WAY
    return Status.ACCEPTED if sheet.transfer.accepted else Status.OFFERED


def _since(sheet: Sheet, status: Status, word: Word | None) -> datetime:
    """When the offer came to its status."""
    if word is not None:
        return word.signature.at
    if status is Status.UNDER_WAY and sheet.transfer.dispatched_at is not None:
        return sheet.transfer.dispatched_at
    latest = (Act.ANSWERED, Act.REDIRECTED, Act.OFFERED)
    return next(sheet.signed[act].at for act in latest if act in sheet.signed)


def _reason(sheet: Sheet, word: Word | None) -> str | None:
    """The reason of the last word; of a child under way whose offer was declined, that of the decline."""
    if word is not None and (word.reason is not None or word.status not in OPEN):
        return word.reason
    return sheet.ending.reason if sheet.ending is not None else None


def _signed(signature: Signature | None) -> tuple[object, object, object]:
    return (signature.at, signature.by, signature.organisation) if signature is not None else (None, None, None)


def _trip(trip: UUID, recorded: tuple[Recorded[TripEvent], ...]) -> tuple[object, ...]:
    state = trip_state.fold(recorded)
    return trip, state.carrier, state.expected_arrival and state.expected_arrival.at


VIEW = View(
    name="handoffs",
    folder="projections.handoffs",
    apply=apply,
    uses=CUSTODY_EVENTS | TRIP_EVENTS,
    ignores=PERSON_EVENTS | KINDRED_EVENTS,
)
