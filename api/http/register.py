"""The register of organisations and places, as this release of the program has it."""

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from api.http.asking import Asked, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from ledger.domain import register
from ledger.domain.register import PlaceKind, ReaderClass


class OrganisationListed(msgspec.Struct, kw_only=True, frozen=True):
    """An organisation that can sign."""

    code: str
    name: str
    reader_class: ReaderClass
    custodian: str | None
    """Legal custodian in whose name it takes custody."""
    acts_for_orr: bool


class PlaceListed(msgspec.Struct, kw_only=True, frozen=True):
    """A place where people are held or cared for."""

    code: str
    name: str
    kind: PlaceKind
    organisation: str
    zone: str
    languages: tuple[str, ...]
    """ISO 639-3: spoken by its own people. Assumed, published by nobody."""


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["register"])
    for path, endpoint, row, summary in (
        ("/v1/register/organisations", organisations, OrganisationListed, "Organisations that can sign."),
        ("/v1/register/places", places, PlaceListed, "Places that an event can name."),
    ):
        ask(contract, made, path, endpoint, answer=page_of(row), summary=summary)
    return made


def organisations(asker: Asked) -> Response:
    """Answer who can sign."""
    rows = tuple(
        OrganisationListed(
            code=each.code,
            name=each.name,
            reader_class=each.reader_class,
            custodian=each.custodian,
            acts_for_orr=each.acts_for_orr,
        )
        for each in register.ORGANISATIONS.values()
    )
    position = asker.head()
    return asker.told("organisations", page_of(OrganisationListed)(position=position, rows=rows), position=position)


def places(asker: Asked) -> Response:
    """Answer where people can be."""
    rows = tuple(
        PlaceListed(
            code=each.code,
            name=each.name,
            kind=each.kind,
            organisation=each.organisation,
            zone=each.zone,
            languages=tuple(sorted(each.languages)),
        )
        for each in register.PLACES.values()
    )
    position = asker.head()
    return asker.told("places", page_of(PlaceListed)(position=position, rows=rows), position=position)
