"""Routes of manifests: many children at once. All or nothing, but for the receipt, which answers per child."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from api import batches
from api.batches import RowsRefused
from api.http import answers
from api.http.command_routes import ALWAYS, KEY
from api.http.contract import Contract
from api.http.requesting import Changed
from api.requests import manifests
from api.requests.languages import lacking_in

ADDRESS = "/v1/manifests"


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["manifests"])
    for command, cls in manifests.MANIFESTS.items():
        contract.operation(
            made,
            f"{ADDRESS}/{command}",
            _whole(command),
            method="POST",
            form=manifests.manifest_form(command),
            answer=answers.Recorded,
            status=201,
            headers=(KEY,),
            errors=(*ALWAYS, RowsRefused),
            summary=f"{(cls.__doc__ or '').splitlines()[0]} For every child of a manifest, or for none.",
            name=f"manifest.{command}",
        )
    contract.operation(
        made,
        f"{ADDRESS}/receive",
        receive,
        method="POST",
        form=manifests.receipt_form(),
        answer=answers.ReceiptAnswer,
        headers=(KEY,),
        errors=ALWAYS,
        summary="What the receiver found, child by child: each row is recorded on its own and has its own outcome.",
        name="manifest.receive",
    )
    return made


def receive(change: Changed) -> Response:
    """Record a receipt."""
    ledger = change.asked.ledger
    rows = manifests.receipt(change.asked, change.body, path=change.path)
    results = batches.record_receipt(ledger, rows)
    return answers.receipt(rows, results, end=ledger.log_recorder.head().position)


def _whole(command: str) -> Callable[..., Response]:
    def endpoint(change: Changed) -> Response:
        whole = manifests.whole_manifest(change.asked, command, change.body)
        ledger = change.asked.ledger
        answer = batches.record_manifest(ledger, whole)
        return answers.recorded(whole, answer, lacking=lacking_in(ledger, whole, position=answer.position))

    return endpoint
