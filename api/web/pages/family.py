"""The family of a person: where each relative is, how that is known, who says what, and what can be done about it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.acting import Sent
from api.web.child_moments import Moment
from api.web.family_drawn import drawn
from api.web.family_record import Family
from api.web.family_shown import clashes, pairs, rows
from api.web.family_ties import possible_ties
from api.web.numbers import NoNumber, on_duty, record_in, who_has
from api.web.visiting import Here, Visitor
from ledger.domain.codes import IdentifierScheme, SeparationItem
from ledger.domain.register import ReaderClass, organisation
from ledger.domain.values import PersonId
from projections.reading import Known
from projections.relatives import queries
from projections.relatives.queries import Around


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/children/{person}/family", family_page, methods=["GET"])
    made.add_api_route("/children/{person}/family", related, methods=["POST"])
    return made


def family_page(visitor: Here, person: UUID) -> Response:
    """The family now, or as it was at a moment and as far as it was known then."""
    around = queries.around_person(visitor.site.readers.log, visitor.reader, PersonId(person))
    return _shown(visitor, around)


def related(visitor: Here, person: UUID, form: Sent) -> Response:
    """On to the form that says how somebody is related: who was picked, or whose number was typed."""
    chosen, written = form.value("other") or "", form.value("number") or ""
    other = record_in(written) if written.strip() else record_in(chosen)
    if other is not None and other != person:
        return _on(visitor, person, other)
    around = queries.around_person(visitor.site.readers.log, visitor.reader, PersonId(person))
    if other == person:
        return _shown(visitor, around, trouble=visitor.words.say("Nobody is related to themselves: choose another."))
    if not written.strip():
        return _shown(visitor, around, trouble=visitor.words.say("Choose somebody, or write a number."))
    try:
        found = who_has(visitor, scheme=form.value("scheme") or "", written=written)
    except NoNumber as trouble:
        return _shown(visitor, around, trouble=str(trouble))
    others = [each for each in found if each != person]
    if len(others) == 1:
        return _on(visitor, person, others[0])
    none = visitor.words.say("Nobody else on record has this number.")
    several = visitor.words.say("Several records have this number: give the number of the record instead.")
    return _shown(visitor, around, trouble=several if others else none)


def _on(visitor: Visitor, person: UUID, other: UUID) -> Response:
    return visitor.go(f"/relationships/{other}/{person}/do/assert", whose=person)


def _shown(visitor: Visitor, around: Around, *, trouble: str | None = None) -> Response:
    moment = Moment.asked(visitor, (*around.own, *around.kindred), position=around.position)
    position = around.position if moment.known is None else moment.known
    known = Known(position=position, provisional=moment.provisional)
    family = Family.at(visitor, around, known, as_of=moment.as_of)
    visitor.on_record("family", family.names, position=position)
    watches = organisation(visitor.reader.organisation).reader_class is ReaderClass.OVERSIGHT
    words, person = visitor.words, around.person
    said = pairs(words, family)
    return visitor.show(
        "child/family.html",
        status=422 if trouble else 200,
        person=person,
        page=f"/children/{person}/family",
        whose=urlencode({"whose": person}),
        family=family,
        names=family.names,
        rows=rows(words, family),
        picture=drawn(words, family),
        own_pairs=[pair for pair in said if person in {pair.one, pair.other}],
        other_pairs=[pair for pair in said if person not in {pair.one, pair.other}],
        clashes=clashes(words, family),
        asked_for=moment,
        recorded_at=max((item.recorded_at for item in around.kindred if item.position <= position), default=None),
        acts=moment.is_now and not watches,
        ties=possible_ties(visitor, person) if moment.is_now else None,
        position=position,
        now=visitor.now,
        **_asking(visitor, trouble),
    )


def _asking(visitor: Visitor, trouble: str | None) -> dict[str, Any]:
    """What the small forms and lists of the page need."""
    return {
        "items": SeparationItem,
        "on_duty": on_duty(visitor),
        "schemes": IdentifierScheme,
        "trouble": trouble,
    }
