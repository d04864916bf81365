"""Demo tokens: who acts, for which organisation, for what purpose. Until the identity work, these are all there is.

A token is a JWT signed with a key in CUSTODY_HOME, names the database's origin, and is short-lived. It is good for a
simulation; a live database takes it only when whoever started the server said `--not-for-real-people`. The header of a
token is never trusted: one algorithm, one key, one type, and nothing that points elsewhere.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from ledger.domain.errors import CustodyError, InvalidValue
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import organisation, place
from ledger.domain.values import OrganisationCode, PlaceCode, UserId
from ledger.store.file_lock import hold
from ledger.store.private_file import read_private, write_private

ALGORITHM = "HS256"
TYPE = "at+jwt"
AUDIENCE = "custody-ledger"
KEY_BYTES = 32
TOKEN_BYTES_MAX = 4_096
LIFETIME_MAX = timedelta(hours=12)
"""Longest life of a token: one shift."""
_HEADERS = frozenset({"alg", "typ", "kid"})
_FORMS = {
    "user": re.compile(r"[A-Za-z0-9._-]{1,40}"),
    "role": re.compile(r"[a-z_]{1,40}"),
    "case": re.compile(r"[A-Za-z0-9./-]{1,60}"),
}
"""Forms of what is written into events and logs in the clear: opaque ids and codes, never a name."""
_CLAIMS = ("iss", "aud", "sub", "iat", "nbf", "exp", "org", "role", "purpose")


class NotAuthenticated(CustodyError):
    """No token, or none that is good here. The answer does not say what is wrong with it."""

    code = "not_authenticated"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is behind a request, from the token alone."""

    actor: Actor
    """Signs what is recorded."""
    reader: Reader
    """Asks what is read."""


def signing_key(path: Path) -> bytes:
    """The key in `path`, made with mode 0600 when it is not there.

    Raises:
        UnsafeFile: others can read it.
    """
    if not path.exists():
        with hold(path.with_suffix(".lock")):
            if not path.exists():
                write_private(path, secrets.token_bytes(KEY_BYTES))
    return read_private(path)


def make_token(key: bytes, *, origin: str, caller: Caller, lifetime: timedelta) -> str:
    """A token for a caller.

    Raises:
        InvalidValue: it would live longer than a shift, names an organisation or place that no register lists, or
            has a user, role or case that is not an opaque id.
    """
    if not timedelta(0) < lifetime <= LIFETIME_MAX:
        raise InvalidValue("lifetime", f"more than nothing, at most {LIFETIME_MAX}")
    actor, reader = caller.actor, caller.reader
    organisation(actor.organisation)
    for field, text in (("user", actor.user), ("role", actor.role), ("case", reader.case_reference or "none")):
        if not _FORMS[field].fullmatch(text):
            raise InvalidValue(field, f"of the form {_FORMS[field].pattern}")
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": origin,
        "aud": AUDIENCE,
        "sub": actor.user,
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "org": actor.organisation,
        "role": actor.role,
        "purpose": str(reader.purpose),
    }
    if actor.office is not None:
        claims["office"] = place(actor.office).code
    if reader.case_reference is not None:
        claims["case"] = reader.case_reference
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"typ": TYPE, "kid": key_id(key)})


def key_id(key: bytes) -> str:
    """The name of a key in a token's header."""
    return hashlib.sha256(b"custody-ledger token key " + key).hexdigest()[:16]


class Verifier:
    """Reads the tokens of one database."""

    def __init__(self, key: bytes, *, origin: str) -> None:
        self._key = key
        self._origin = origin

    def caller(self, token: str) -> Caller:
        """Who presents the token.

        Raises:
            NotAuthenticated: the token is not one that was made here for this database, or its time is over.
        """
        try:
            return _caller(self._claims(token))
        except (jwt.PyJWTError, InvalidValue, ValueError, TypeError):
            raise NotAuthenticated("no valid token") from None

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > TOKEN_BYTES_MAX:
            raise ValueError("length of the token")
        header = jwt.get_unverified_header(token)
        if header.keys() != _HEADERS or header["typ"] != TYPE or header["kid"] != key_id(self._key):
            raise ValueError("header of the token")
        claims = jwt.decode(
            token,
            self._key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=self._origin,
            options={"require": list(_CLAIMS), "strict_aud": True},
        )
        if not claims["exp"] - claims["iat"] <= LIFETIME_MAX.total_seconds():
            raise ValueError("life of the token")
        return claims


def _caller(claims: dict[str, Any]) -> Caller:
    user, role, case = claims["sub"], claims["role"], claims.get("case")
    if not all(isinstance(text, str) and text for text in (user, role, case or "-")):
        raise TypeError("claims of the token")
    known = organisation(OrganisationCode(claims["org"])).code
    office = place(PlaceCode(claims["office"])).code if "office" in claims else None
    actor = Actor(user=UserId(user), role=role, organisation=known, office=office)
    purpose = Purpose(claims["purpose"])
    reader = Reader(user=actor.user, organisation=known, role=role, purpose=purpose, case_reference=case)
    return Caller(actor=actor, reader=reader)
