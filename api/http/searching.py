"""The search for a person: asked in a body, since an address is written down on its way; answered with the least."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api import searching
from api.http.asking import Asked
from api.http.contract import Contract
from api.http.errors import BodyTooLarge, UnsupportedMediaType
from api.http.question_routes import ALWAYS
from api.http.requesting import body_of
from api.requests.reading import read_form
from api.requests.searching import PersonSearch
from api.strict_json import MalformedJson, UnstorableText


def router(contract: Contract) -> APIRouter:
    """The route, its part of the contract added."""
    made = APIRouter(tags=["people"])
    contract.operation(
        made,
        "/v1/people/search",
        search,
        method="POST",
        form=PersonSearch,
        answer=searching.PeopleFound,
        errors=(*ALWAYS, MalformedJson, UnstorableText, BodyTooLarge, UnsupportedMediaType),
        summary="Who may be meant by a name, a birth or an identifier. For roles on duty; shows the least.",
        name="ask.search",
    )
    return made


def search(asker: Asked, body: Annotated[object, Depends(body_of)]) -> Response:
    """Answer who may be meant."""
    wanted = read_form(PersonSearch, body).wanted()
    site = asker.site
    found = searching.search(
        site.views,
        site.readers.log,
        site.ledger.custody_mapper.codec,
        asker.reader,
        wanted,
        at_least=asker.at_least,
    )
    return asker.told("search", found, position=found.position, persons=[row.person_id for row in found.rows])
