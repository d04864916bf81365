"""A form that was sent by a session that had run out: kept for whose session it was, and sent again after sign-in.

Owns that nothing which somebody typed is lost by a session that ends. The guard has passed, so the form is of a page of
this site; an expired session can put something by for its user, and can see nothing.
"""

import re
from uuid import UUID

import msgspec
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.page_store.drafts import DraftDone, DraftNotFound, DraftRef, DraftTooLarge
from api.page_store.owner import Owner
from api.web.acting import FormTooLarge, fields_of
from api.web.visiting import UNSENT, Visit, Visitor, session_cookie
from api.web.words import Words, spoken
from ledger.domain.errors import UnknownStream

UNSENT_MAX = 50
"""Most forms that are kept for one user."""
NOT_TOLD = frozenset({"key", "revision", "version", "zone", "details", "do", "next"})
"""What a form has for the program and not for people."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was sent."""

    path: str
    fields: tuple[tuple[str, str], ...]


async def sign_in_first(request: Request, _needed: Exception) -> Response:
    """Ask who it is; what was sent is kept meanwhile. A page that saves by itself is only told."""
    if request.headers.get("accept") == "application/json":
        return JSONResponse({}, status_code=401)
    fields: list[tuple[str, str]] | None = []
    if request.method == "POST":
        try:
            fields = await fields_of(request)
        except (FormTooLarge, HTTPException):
            fields = None
    return await run_in_threadpool(_answer, Visit(request), fields)


def _answer(visit: Visit, fields: list[tuple[str, str]] | None) -> Response:
    path = visit.request.url.path
    if visit.request.method != "POST":
        following, done = (path if path != "/" else None), None
    else:
        draft = _keep(visit, path, fields) if fields is not None else None
        following, done = (f"/unsent/{draft}", "kept") if draft else (None, "not_kept")
    answer = visit.go("/sign-in", next=following, done=done)
    if visit.partial:
        return Response(status_code=401, headers={"HX-Redirect": answer.headers["location"]})
    return answer


def _keep(visit: Visit, path: str, fields: list[tuple[str, str]]) -> UUID | None:
    """Keep a form; None if it is nobody's, or too much."""
    token = visit.request.cookies.get(session_cookie(visit.request))
    store = visit.site.page_store
    owner = store.sessions.left_by(token) if token else None
    if owner is None or sum(each.ref.kind == UNSENT for each in store.drafts.of_owner(owner)) >= UNSENT_MAX:
        return None
    try:
        content = msgspec.json.encode(Kept(path=path, fields=tuple(fields)))
        return store.drafts.begin(owner, UNSENT, content).ref.id
    except DraftTooLarge:
        return None


def kept(visitor: Visitor, draft: UUID) -> Kept:
    """A form that was kept for the visitor.

    Raises:
        UnknownStream: there is none, or it was sent or thrown away.
    """
    try:
        found = visitor.site.page_store.drafts.load(_ref(visitor, draft))
    except (DraftNotFound, DraftDone):
        raise UnknownStream("no such form") from None
    return msgspec.json.decode(found.content, type=Kept)


def told_fields(words: Words, form: Kept) -> list[tuple[str, str]]:
    """What was typed or chosen, with the names of the fields where they have one."""
    parts = [(re.split(r"[/.]", name.partition(":")[0]), text) for name, text in form.fields]
    return [
        (words.known(f"field.{path[-1]}") or spoken(path[-1]), text)
        for path, text in parts
        if text.strip() and path[-1] not in NOT_TOLD
    ]


def throw_away(visitor: Visitor, draft: UUID) -> None:
    """Wipe a kept form; nothing happens if there is none."""
    try:
        visitor.site.page_store.drafts.discard(_ref(visitor, draft))
    except DraftNotFound:
        return


def _ref(visitor: Visitor, draft: UUID) -> DraftRef:
    return DraftRef(owner=Owner.of(visitor.who.caller), kind=UNSENT, id=draft)
