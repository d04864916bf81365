"""A form that was kept because the session had run out: look at it, send it again, or throw it away."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.web import unsent
from api.web.acting import Sent
from api.web.visiting import Here
from ledger.domain.errors import UnknownStream


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/unsent/{draft}", page, methods=["GET"])
    made.add_api_route("/unsent/{draft}/discard", discard, methods=["POST"])
    return made


def page(visitor: Here, draft: UUID) -> Response:
    """The form as it was sent; sending it goes to where it was meant to go, with the same key."""
    try:
        form = unsent.kept(visitor, draft)
    except UnknownStream:
        return visitor.go("/")
    return visitor.show("unsent_form.html", draft=draft, kept=form, fields=unsent.told_fields(visitor.words, form))


def discard(visitor: Here, draft: UUID, form: Sent) -> Response:  # noqa: ARG001  # a form that says nothing more
    """Throw it away."""
    unsent.throw_away(visitor, draft)
    return visitor.go("/", done="thrown_away")
