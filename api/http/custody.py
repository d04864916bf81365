"""Routes of custody: opening an episode, and every command on one."""

from collections.abc import Callable
from typing import get_args
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api import commands
from api.http import answers
from api.http.command_routes import ALWAYS, KEY, opening_route, perform, stream_routes
from api.http.contract import Contract
from api.http.requesting import Changed
from api.requests import groups, single
from api.requests.forms import form_of
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Event

ADDRESS = "/v1/custody"

GROUP = {
    "claimed": {
        "earliest": "2019-05-01T03:12:00-05:00",
        "precision": "minute",
        "basis": "field_contact",
        "zone": "America/Chicago",
    },
    "place": "BP-RGV",
    "event_number": "RGV1905000123",
    "subjects_count": 2,
    "people": [
        {
            "registration": {
                "name": {"parts": [{"text": "Inés", "role": "given"}, {"text": "Caal", "role": "surname"}]},
                "birth": {"date": {"text": "2010-04"}},
                "birth_basis": "statement_of_person",
                "sex": "2",
                "languages": ["kek"],
            },
            "identifiers": [{"scheme": "a_number", "identifier": "A 205-123-456"}],
            "companions_answer": "named",
            "companions": [
                {
                    "index": 1,
                    "relation": "maternal_aunt_or_uncle",
                    "said_by": "statement_of_person",
                    "present_now": False,
                }
            ],
        },
        {
            "registration": {"name": None, "birth": None, "birth_basis": None, "sex": "2"},
            "encountered": False,
        },
    ],
}
"""An example: a girl, and the aunt who got away."""


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["custody"])
    opening_route(made, contract, ADDRESS, open_episode, form=single.OpenEpisode, name="custody.opened")
    openings = [form_of(cls) for _, cls in sorted(single.OPENINGS.items())]
    contract.types += openings
    contract.variants["OpenEpisode.event"] = openings
    contract.examples["GroupEncounter"] = GROUP
    contract.operation(
        made,
        "/v1/encounters",
        encounter_group,
        method="POST",
        form=groups.GroupEncounter,
        answer=answers.GroupRecorded,
        status=201,
        headers=(KEY,),
        errors=ALWAYS,
        summary="People met at one place and time: registered, and an encounter recorded for each; all or nothing.",
        name="custody.group_encountered",
    )
    stream_routes(made, contract, get_args(CustodyEvent), address=f"{ADDRESS}/{{episode}}", endpoint_of=_on_episode)
    return made


def open_episode(change: Changed) -> Response:
    """Open an episode of one person."""
    command = single.open_episode(change.asked, change.body)
    return answers.opened(command, commands.record(change.asked.ledger, command), path=ADDRESS)


def encounter_group(change: Changed) -> Response:
    """Record a group."""
    command, members = groups.group_encounter(change.asked, change.body)
    return answers.group(command, commands.record(change.asked.ledger, command), members)


def _on_episode(cls: type[Event]) -> Callable[..., Response]:
    def endpoint(episode: UUID, change: Changed) -> Response:
        recorded = change.asked.ledger.load([episode]).get(episode, [])
        return perform(change, cls, episode, subject=single.person_of(recorded))

    return endpoint
