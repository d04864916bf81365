"""Home: what waits for me, most urgent first."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.visiting import Here


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/", home, methods=["GET"])
    return made


def home(visitor: Here) -> Response:
    """What waits."""
    return visitor.show("home.html")
