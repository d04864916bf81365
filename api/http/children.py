"""Questions about one child, and lists of children."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api import relatives
from api.cursors import from_cursor
from api.http import parts, shown
from api.http.asking import (
    Asked,
    Asker,
    AsKnownAt,
    AsOf,
    Cursor,
    Limit,
    knowledge,
    moment,
    page,
    page_of,
)
from api.http.contract import Contract
from api.http.question_routes import ask
from api.requests.texts import BY_TYPE
from ledger.domain.values import EpisodeId, PersonId
from projections.between_hands import queries as between_hands
from projections.current_custody import past
from projections.current_custody import queries as current_custody
from projections.handlers import queries as handlers
from projections.relatives import queries as relatives_view
from projections.timeline import queries as timeline

ROWS = current_custody.PAGE_ROWS
CODE = BY_TYPE["PlaceCode"].pattern
OrganisationFilter = Annotated[str | None, Query(pattern=CODE)]
PlaceFilter = Annotated[str | None, Query(pattern=CODE)]
PlacePath = Annotated[str, Path(pattern=CODE)]


class CustodyAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """Who has a child: the episodes that the reader may see."""

    position: int
    """What was known: ask with `as_known_at` this to get this answer again."""
    provisional: bool
    """Asked for a time that is not yet behind the log's last event: more may still be recorded for it."""
    person: UUID
    episodes: tuple[parts.EpisodeAnswer, ...]
    parts: tuple[parts.CustodyPart, ...]
    """Other records of the same person, each with the episodes of its own."""
    two_custodians: bool
    """An alarm: two of these records are in open custody at once. Which is true is for a person to say."""


class HistoryAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """What happened to a child, in the order in which it happened; struck records stay in their place."""

    position: int
    provisional: bool
    person: UUID
    entries: tuple[shown.EntryShown, ...]
    parts: tuple[parts.HistoryPart, ...]
    """Other records of the same person, each with the history of its own."""
    two_custodians: bool
    """An alarm: two of these records are in open custody at once. Which is true is for a person to say."""


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["children"])
    listed = page_of(current_custody.Child)
    for path, endpoint, answer, summary in (
        ("/v1/children", children, listed, "Children in custody whom the reader may know of."),
        ("/v1/children/{person}", custody, CustodyAnswer, "Who has a child, where, since when; then or now."),
        ("/v1/children/{person}/history", history, HistoryAnswer, "What happened to a child, by both clocks."),
        (
            "/v1/children/{person}/relatives",
            relatives_of,
            relatives.RelativesShown,
            "Who is or may be related to a child, how that is known, and which office has them; then or now.",
        ),
        ("/v1/children/{person}/handlers", handlers_of, page_of(handlers.Handler), "Who held, moved or decided."),
        ("/v1/children/{person}/gaps", gaps, page_of(handlers.GapOfPerson), "Times without a named handler."),
        ("/v1/places/{place}/children", at_place, listed, "Children at a place."),
        ("/v1/between-hands", board, page_of(between_hands.BetweenHands), "Who has left and is not yet received."),
        ("/v1/holdings", holdings, page_of(current_custody.Holding), "How many are where."),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def custody(asker: Asked, person: UUID, as_of: AsOf = None, as_known_at: AsKnownAt = None) -> Response:
    """Answer who has a child."""
    found = past.of_person(
        asker.site.readers.log,
        asker.reader,
        PersonId(person),
        as_of=moment(as_of),
        as_known_at=knowledge(as_known_at),
    )
    known = asker.fresh(found.known)
    then = moment(as_of)
    joined = parts.joined_with(asker, person, found.items, known=known, as_of=then)
    body = CustodyAnswer(
        position=known.position,
        provisional=known.provisional,
        person=person,
        episodes=parts.episodes(found.episodes),
        parts=tuple(parts.custody_part(each, as_of=then) for each in joined.parts),
        two_custodians=joined.two_custodians,
    )
    return asker.told("custody", body, position=known.position, persons=[person, *joined.people])


def history(asker: Asked, person: UUID, as_of: AsOf = None, as_known_at: AsKnownAt = None) -> Response:
    """Answer what happened to a child."""
    found = timeline.of_person(
        asker.site.readers.log,
        asker.reader,
        person,
        as_of=moment(as_of),
        as_known_at=knowledge(as_known_at),
    )
    known = asker.fresh(found.known)
    codec = asker.site.ledger.custody_mapper.codec
    then = moment(as_of)
    joined = parts.joined_with(asker, person, found.items, known=known, as_of=then)
    body = HistoryAnswer(
        position=known.position,
        provisional=known.provisional,
        person=person,
        entries=tuple(shown.entry(each, codec=codec, reader=asker.reader) for each in found.timeline.entries),
        parts=tuple(parts.history_part(each, asker, as_of=then) for each in joined.parts),
        two_custodians=joined.two_custodians,
    )
    return asker.told("history", body, position=known.position, persons=[person, *joined.people])


def relatives_of(asker: Asked, person: UUID, as_of: AsOf = None, as_known_at: AsKnownAt = None) -> Response:
    """Answer where each relative is."""
    found = relatives_view.of_person(
        asker.site.readers.log,
        asker.reader,
        PersonId(person),
        as_of=moment(as_of),
        as_known_at=knowledge(as_known_at),
    )
    known = asker.fresh(found.known)
    body = relatives.shown(found, codec=asker.site.ledger.custody_mapper.codec, reader=asker.reader)
    persons = [person, *(each.person for each in body.relatives)]
    return asker.told("relatives", body, position=known.position, persons=persons)


def handlers_of(asker: Asked, person: UUID) -> Response:
    """Answer who handled a child."""
    answer = handlers.of_person(asker.site.views, asker.reader, PersonId(person), at_least=asker.at_least)
    return asker.told("handlers", page(handlers.Handler, answer), position=answer.position, persons=[person])


def gaps(asker: Asked, person: UUID) -> Response:
    """Answer when nobody had signed for a child."""
    answer = handlers.gaps_of(asker.site.views, asker.reader, PersonId(person), at_least=asker.at_least)
    return asker.told("gaps", page(handlers.GapOfPerson, answer), position=answer.position, persons=[person])


def children(
    asker: Asked,
    *,
    holder: OrganisationFilter = None,
    place: PlaceFilter = None,
    offered_to: OrganisationFilter = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Answer who is in custody."""
    filters = {"holder": holder, "place": place, "offered_to": offered_to}
    return _listed(asker, "children", filters, cursor=cursor, limit=limit)


def at_place(asker: Asked, place: PlacePath, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Answer who is at a place."""
    return _listed(asker, "at_place", {"place": place}, cursor=cursor, limit=limit)


def board(asker: Asked) -> Response:
    """Answer who is between hands."""
    answer = between_hands.board(asker.site.views, asker.reader, at_least=asker.at_least)
    persons = [row.person_id for row in answer.rows]
    return asker.told(
        "between_hands", page(between_hands.BetweenHands, answer), position=answer.position, persons=persons
    )


def holdings(asker: Asked) -> Response:
    """Answer how many are where."""
    answer = current_custody.counted(asker.site.views, asker.reader, at_least=asker.at_least)
    return asker.told("holdings", page(current_custody.Holding, answer), position=answer.position)


def _listed(asker: Asker, question: str, filters: dict[str, Any], *, cursor: str | None, limit: int) -> Response:
    after = from_cursor(cursor, tuple[UUID])
    answer = current_custody.listed(
        asker.site.views,
        asker.reader,
        **filters,
        after=EpisodeId(after[0]) if after else None,
        limit=limit,
        at_least=asker.at_least,
    )
    last = (answer.rows[-1].episode,) if answer.rows else ()
    body = page(current_custody.Child, answer, limit=limit, cursor=last)
    return asker.told(question, body, position=answer.position, persons=[row.person_id for row in answer.rows])
