"""What the routes take from a request: who calls, the command key, the version seen, and the body, strictly read."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.commands import Asked, command_key
from api.http.errors import BodyTooLarge, KeyMissing, UnsupportedMediaType, VersionMissing, WrongHeader
from api.site import Site
from api.strict_json import canonical, parse
from api.tokens import Caller, NotAuthenticated

BODY_BYTES_MAX = 256 * 1024
"""Longest body that is read; a manifest of 160 children is a quarter of it."""
KEY_FORM = re.compile(r"[A-Za-z0-9._:-]{1,128}")
"""A key is stored in the clear for ever: no spaces, so no names."""
VERSION_FORM = re.compile(r'"(\d{1,7})"')


@dataclass(frozen=True, kw_only=True)
class Change:
    """A request for a change, before its command is looked at."""

    asked: Asked
    body: object
    path: str
    seen: int | None
    """The version in If-Match."""

    def version(self, *, required: bool) -> int | None:
        """The version that the sender saw.

        Raises:
            VersionMissing: it is required and was not said.
        """
        if required and self.seen is None:
            raise VersionMissing('a decision says which version it rests on: If-Match: "7"')
        return self.seen


def site_of(request: Request) -> Site:
    """The parts of the running program."""
    site: Site = request.app.state.site
    return site


def caller_of(request: Request, site: Annotated[Site, Depends(site_of)]) -> Caller:
    """Who is behind the request.

    Raises:
        NotAuthenticated: no token, or none that is good here.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or len(request.headers.getlist("authorization")) != 1:
        raise NotAuthenticated("no valid token")
    caller = site.verifier.caller(token.strip())
    request.state.caller = caller
    return caller


async def body_of(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> object:  # noqa: ARG001  # first
    """The body as JSON with one reading. Async because only so can reading stop at the limit.

    Raises:
        UnsupportedMediaType, BodyTooLarge, MalformedJson, UnstorableText: it is not that.
    """
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "application/json" or parameters.strip().lower() not in {"", "charset=utf-8"}:
        raise UnsupportedMediaType("send application/json, in UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("send the body without a content encoding")
    too_large = BodyTooLarge(f"at most {BODY_BYTES_MAX} bytes")
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > BODY_BYTES_MAX:
        raise too_large
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > BODY_BYTES_MAX:
            raise too_large
    return parse(bytes(data))


def change_of(
    request: Request,
    site: Annotated[Site, Depends(site_of)],
    caller: Annotated[Caller, Depends(caller_of)],
    body: Annotated[object, Depends(body_of)],
) -> Change:
    """The request for a change.

    Raises:
        KeyMissing: no Idempotency-Key.
        WrongHeader: a header that has no meaning here.
    """
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        raise KeyMissing("each command needs an Idempotency-Key of its own")
    if len(keys) != 1 or not KEY_FORM.fullmatch(keys[0]):
        raise WrongHeader(f"Idempotency-Key: one, of the form {KEY_FORM.pattern}")
    path = request.scope["path"]
    key = command_key(site.ledger, caller.actor, keys[0], body=path + canonical(body))
    asked = Asked(by=caller.actor, key=key, ledger=site.ledger)
    request.state.command_id = str(asked.new_id("command"))
    return Change(asked=asked, body=body, path=path, seen=_version(request))


def _version(request: Request) -> int | None:
    given = request.headers.getlist("if-match")
    if not given:
        return None
    form = VERSION_FORM.fullmatch(given[0])
    if len(given) != 1 or form is None:
        raise WrongHeader('If-Match: one version in quotes, such as "7"')
    return int(form[1])


Called = Annotated[Caller, Depends(caller_of)]
Changed = Annotated[Change, Depends(change_of)]
"""What a route of commands is given."""
At = Annotated[Site, Depends(site_of)]
