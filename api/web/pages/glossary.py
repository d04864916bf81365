"""Glossary: what the words of the pages mean, for whoever comes; each term has an address to link to."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.visiting import Anybody


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/glossary", glossary, methods=["GET"])
    return made


def glossary(visit: Anybody) -> Response:
    """All terms, by subject."""
    return visit.show("glossary.html")
