"""The search for a person: by names in any order, a birth, a number. Asked in a body, answered with the least."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.acting import Problem, Sent
from api.web.forms import Written
from api.web.numbers import on_duty
from api.web.searching import Amiss, asked, purposes, question, told
from api.web.visiting import Here, Visitor
from ledger.domain.codes import IdentifierScheme, Sex
from ledger.domain.reader import Action
from projections.asking import permit


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/search", form_page, methods=["GET"])
    made.add_api_route("/search", search, methods=["POST"])
    return made


def form_page(visitor: Here) -> Response:
    """The empty form; for whoever is not on duty, the ways that they have."""
    return _shown(visitor)


def search(visitor: Here, form: Sent) -> Response:
    """Who may be meant, below the form as it was typed."""
    permit(visitor.reader, Action.DUTY_SEARCH)
    try:
        reader, wanted = question(visitor, form)
        found = asked(visitor, reader, wanted)
    except Amiss as problem:
        said = visitor.words.say("Nothing was looked for yet. Look at the marked fields.")
        return _shown(visitor, form=form, problem=Problem(said=said, beside=problem.beside))
    return _shown(visitor, form=form, rows=told(visitor.words, wanted, found), position=found.position)


def _shown(
    visitor: Visitor,
    *,
    form: Written | None = None,
    problem: Problem | None = None,
    **more: Any,  # noqa: ANN401  # what was found
) -> Response:
    allowed = purposes(visitor.reader)
    return visitor.show(
        "search.html",
        status=problem.status if problem else 200,
        on_duty=on_duty(visitor),
        form=form,
        problem=problem,
        purposes=[(each.value, visitor.words.code(each)) for each in allowed],
        only_purpose=allowed[0].value if len(allowed) == 1 else None,
        schemes=IdentifierScheme,
        sexes=(Sex.FEMALE, Sex.MALE),
        now=visitor.now,
        **({"rows": None, "position": None} | more),
    )
