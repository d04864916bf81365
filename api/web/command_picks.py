"""What a form offers to choose from: the registers, and what the record itself has (offers, trips, events, people)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import uuid4
from zoneinfo import ZoneInfo

from api.requests.forms import field_hints
from api.showing import opened
from api.web.child_record import Record
from api.web.command_targets import Target
from api.web.family_forms import choices, people
from api.web.origins import languages, nationalities
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.custody.facets import Mark
from ledger.domain.custody.guards_record import departures
from ledger.domain.custody.handoff import Dispatched, HandoffOffered, TakenByCarrier
from ledger.domain.event import Event, Recorded, Report
from ledger.domain.person import BirthDateClaimed, IdentifierAssigned, PersonRegistered
from ledger.domain.policy import offer_deadline
from ledger.domain.register import ORGANISATIONS, PLACES

Options = tuple[tuple[str, str], ...]
LOCAL_FORM = "%Y-%m-%dT%H:%M"


def new_id() -> str:
    """An id of what a command makes."""
    return str(uuid4())


@dataclass(frozen=True, kw_only=True)
class Picks:
    """Choices, and what stands in a control before anybody has answered."""

    places: Options
    organisations: Options
    lists: Mapping[str, Options]
    """Codes of standards, by class and field: others can be typed."""
    zone: str
    """By whose clock times are asked for that are not claimed."""
    zone_said: str = ""
    """Whose clock that is."""
    offers: Options = ()
    offer: str | None = None
    """The open offer."""
    trips: Options = ()
    people: Options = ()
    codes: Mapping[str, Options] = field(default_factory=dict)
    """Events and codes of the record, by class and field."""
    values: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    new_id: Callable[[], str] = new_id


def picks_for(visitor: Visitor, cls: type[Event], target: Target, teller: Teller) -> Picks:
    """The choices of a form."""
    record = target.record
    zone, where = _zone(visitor, cls, record)
    local = offer_deadline(visitor.now).astimezone(ZoneInfo(zone)).strftime(LOCAL_FORM)
    codes = dict(choices(visitor.words, target, teller) if record is None else _of_record(visitor, record, teller))
    return Picks(
        places=places(visitor.words),
        organisations=organisations(visitor.words),
        lists=_lists(visitor.words),
        zone=zone,
        zone_said=where,
        offers=tuple(_offers(target, teller)),
        offer=_open_offer(record),
        trips=() if record is None else tuple(_trips(record, teller)),
        people=_everybody(target, visitor.words),
        codes=codes,
        values=_values(visitor, cls),
        times={"expires_at": local},
    )


@cache
def places(words: Words) -> Options:
    """All places by name."""
    return tuple(sorted(((code, words.place(code)) for code in PLACES), key=lambda each: each[1]))


@cache
def organisations(words: Words) -> Options:
    """All organisations by name."""
    return tuple(sorted(((code, words.organisation(code)) for code in ORGANISATIONS), key=lambda each: each[1]))


@cache
def _lists(words: Words) -> Mapping[str, Options]:
    return {
        "LanguageRecorded.language": tuple(languages(words)),
        "Informed.language": tuple(languages(words)),
        "PersonRegistered.nationality": tuple(nationalities(words)),
    }


def _zone(visitor: Visitor, cls: type[Event], record: Record | None) -> tuple[str, str]:
    """The clock of the place of arrival where that is asked for and known, else of the visitor's office."""
    offer = record.case.offer if record is not None and record.case is not None else None
    place = PLACES.get(offer.to_place) if offer is not None and "expected_arrival" in field_hints(cls) else None
    if place is None:
        return visitor.zone, visitor.words.say("By the clock of your office.")
    return place.zone, visitor.words.say("By the clock of %(place)s.", place=visitor.words.place(place.code))


def _values(visitor: Visitor, cls: type[Event]) -> dict[str, str]:
    """Where the visitor is, for what happens there; and the ids and codes in the address of the form."""
    found = {name: text for name, text in visitor.request.query_params.items() if name in field_hints(cls)}
    office = visitor.who.caller.actor.office
    return ({"place": office} if office is not None and issubclass(cls, Report) else {}) | found


def _open_offer(record: Record | None) -> str | None:
    offer = record.case.offer if record is not None and record.case is not None else None
    return None if offer is None else str(offer.offer)


def _offers(target: Target, teller: Teller) -> Iterator[tuple[str, str]]:
    """Every offer of the episode, the latest first: a late report may be about one that is closed."""
    for item in reversed((*target.offers, *target.recorded)):
        if isinstance(item.event, HandoffOffered):
            to = teller.words.place(item.event.to_place)
            yield str(item.event.offer), f"{to}, {teller.happened(item)}"


def _trips(record: Record, teller: Teller) -> Iterator[tuple[str, str]]:
    named = [item for item in record.items if isinstance(item.event, Dispatched | TakenByCarrier)]
    found = {item.event.trip: item for item in named if item.event.trip is not None}  # type: ignore[union-attr]  # of both
    for trip, item in found.items():
        yield str(trip), teller.one_line(item)


def _everybody(target: Target, words: Words) -> Options:
    if target.family is not None:
        return people(words, target.family)
    return () if target.record is None else tuple(_people(target.record, words))


def _people(record: Record, words: Words) -> Iterator[tuple[str, str]]:
    for person, named in record.names.items():
        if person != record.person:
            yield str(person), named.text or words.say("name not known")


def _of_record(visitor: Visitor, record: Record, teller: Teller) -> Iterator[tuple[str, Options]]:
    standing = [entry.item for entry in record.timeline.entries if entry.struck_by is None]
    everything = tuple((str(item.event.event_id), teller.one_line(item)) for item in reversed(standing))
    yield "DisagreementStated.target", everything
    births = [item for item in record.about if isinstance(item.event, PersonRegistered | BirthDateClaimed)]
    yield "BirthDateClaimed.disputes", _told(visitor, births, teller, ("birth",))
    identifiers = [item for item in record.about if isinstance(item.event, IdentifierAssigned)]
    yield "IdentifierRetired.assigned", _told(visitor, identifiers, teller, ("scheme", "identifier"))
    marked = record.case.history.open_marks() if record.case is not None else []
    targets = {str(step.item.event.event_id): teller.one_line(step.item) for step, _ in marked}
    codes = [mark for _, mark in marked]
    if record.case is not None and (left := set(departures(record.case))):
        codes.append(Mark.REMOVED_WITHOUT_CHILD)
        steps = (step.item for step in record.case.history.steps if step.item.event.event_id in left)
        targets |= {str(item.event.event_id): teller.one_line(item) for item in steps}
    yield "IrregularityReviewed.target", tuple(targets.items())
    yield "IrregularityReviewed.code", tuple({str(mark): teller.words.code(mark) for mark in codes}.items())


def _told(visitor: Visitor, items: Sequence[Recorded[Event]], teller: Teller, names: tuple[str, ...]) -> Options:
    """Events by some of their fields, opened."""
    codec, found = visitor.site.ledger.custody_mapper.codec, []
    for item in items:
        event = opened(item, codec=codec, reader=visitor.reader)
        labels = {teller.label(name) for name in names}
        said = [each for each in teller.said(event) if each.label in labels]
        text = ", ".join(piece.text for each in said for value in each.values for piece in value)
        found.append((str(event.event_id), f"{text} ({visitor.words.organisation(event.by.organisation)})"))
    return tuple(found)
