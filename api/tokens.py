"""Demo tokens: who acts, for which organisation, for what purpose. Until the identity work, these are all there is.

A token is a JWT signed with a key in CUSTODY_HOME, names the database's origin, and is short-lived. It is good for a
simulation; a live database takes it only when whoever started the server said `--not-for-real-people`. The header of a
token is never trusted: one algorithm, one key, one type, and nothing that points elsewhere.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from ledger.domain import register
from ledger.domain.errors import CustodyError, InvalidValue
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, PlaceCode, UserId
from ledger.store.private_file import secret_in

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

    @classmethod
    def of(  # what a token or a session says
        cls, *, user: str, organisation: str, role: str, office: str | None, purpose: str, case_reference: str | None
    ) -> "Caller":
        """Somebody of whom this is said.

        Raises:
            InvalidValue: no register lists the organisation or the office, or the purpose is none.
        """
        code = register.organisation(OrganisationCode(organisation)).code
        duty = None if office is None else register.place(PlaceCode(office)).code
        try:
            why = Purpose(purpose)
        except ValueError:
            raise InvalidValue("purpose", f"one of {', '.join(Purpose)}") from None
        name = UserId(user)
        return cls(
            actor=Actor(user=name, role=role, organisation=code, office=duty),
            reader=Reader(user=name, organisation=code, role=role, purpose=why, case_reference=case_reference),
        )

    def check(self) -> None:
        """Pass, if the registers list the organisation and the office, and the rest has its form.

        Raises:
            InvalidValue: they do not, or the user, role or case is not an opaque id.
        """
        actor, reader = self.actor, self.reader
        register.organisation(actor.organisation)
        if actor.office is not None:
            register.place(actor.office)
        check_form("user", actor.user)
        check_form("role", actor.role)
        if reader.case_reference is not None:
            check_form("case", reader.case_reference)


def check_form(field: str, text: str) -> None:
    """Pass, if a user, role or case has the form of an opaque id.

    Raises:
        InvalidValue: it has not.
    """
    if not _FORMS[field].fullmatch(text):
        raise InvalidValue(field, f"of the form {_FORMS[field].pattern}")


def signing_key(path: Path) -> bytes:
    """The key in `path`, made with mode 0600 when it is not there.

    Raises:
        UnsafeFile: others can read it.
    """
    return secret_in(path, length=KEY_BYTES)


def make_token(key: bytes, *, origin: str, caller: Caller, lifetime: timedelta) -> str:
    """A token for a caller.

    Raises:
        InvalidValue: it would live longer than a shift, names an organisation or place that no register lists, or
            has a user, role or case that is not an opaque id.
    """
    if not timedelta(0) < lifetime <= LIFETIME_MAX:
        raise InvalidValue("lifetime", f"more than nothing, at most {LIFETIME_MAX}")
    caller.check()
    actor, reader = caller.actor, caller.reader
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
        claims["office"] = actor.office
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
    return Caller.of(
        user=user,
        organisation=claims["org"],
        role=role,
        office=claims.get("office"),
        purpose=claims["purpose"],
        case_reference=case,
    )
