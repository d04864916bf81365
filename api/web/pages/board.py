"""Between hands: who has left one holder and has not been received, longest first, and who answers for them."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.people import named
from api.web.visiting import Here
from projections.between_hands import queries as between_hands


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/between-hands", board, methods=["GET"])
    return made


def board(visitor: Here) -> Response:
    """The board."""
    answer = between_hands.board(visitor.site.views, visitor.reader, at_least=visitor.at_least)
    persons = [row.person_id for row in answer.rows]
    visitor.on_record("between_hands", persons, position=answer.position)
    return visitor.show(
        "between_hands.html", rows=answer.rows, names=named(visitor, persons), position=answer.position, now=visitor.now
    )
