"""Tokens: made for one database, by one key, for a shift at most. Everything else is 401, and all 401 are alike."""

import base64
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.main import NotForRealPeople, open_site
from api.tokens import Verifier, key_id, make_token, signing_key
from ledger.domain.errors import InvalidValue
from ledger.domain.reader import Purpose
from tests.api.world import World, caller
from tests.conftest import ORIGIN
from tests.databases import Database

KEY = b"k" * 32
HOUR = timedelta(hours=1)


def claims(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  # any claim
    now = int(datetime.now(UTC).timestamp())
    good = {
        "iss": ORIGIN,
        "aud": "custody-ledger",
        "sub": "usbp.1",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "org": "USBP",
        "role": "officer",
        "purpose": "custody",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(key: bytes = KEY, *, headers: dict[str, Any] | None = None, **changes: Any) -> str:  # noqa: ANN401
    return jwt.encode(claims(**changes), key, "HS256", {"typ": "at+jwt", "kid": key_id(KEY)} | (headers or {}))


def raw(header: dict[str, Any], payload: dict[str, Any], signature: str = "") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, payload))
    return ".".join((*parts, signature))


def swapped(token: str) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{raw({}, claims(org='ORR')).split('.')[1]}.{signature}"


SOON = int((datetime.now(UTC) + timedelta(hours=2)).timestamp())
GOOD_HEADER = {"alg": "HS256", "typ": "at+jwt", "kid": key_id(KEY)}

BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no JWT": lambda: "Xochiquetzalli",
    "alg none": lambda: raw(GOOD_HEADER | {"alg": "none"}, claims()),
    "alg none, spelt otherwise": lambda: raw(GOOD_HEADER | {"alg": "nOnE"}, claims()),
    "no signature": lambda: raw(GOOD_HEADER, claims()),
    "swapped payload": lambda: swapped(signed()),
    "another key": lambda: signed(b"x" * 32),
    "HS512": lambda: jwt.encode(claims(), KEY * 2, "HS512", {"typ": "at+jwt", "kid": key_id(KEY)}),
    "EdDSA": lambda: jwt.encode(claims(), Ed25519PrivateKey.generate(), "EdDSA", {"typ": "at+jwt", "kid": key_id(KEY)}),
    "ES256": lambda: jwt.encode(
        claims(), generate_private_key(SECP256R1()), "ES256", {"typ": "at+jwt", "kid": key_id(KEY)}
    ),
    "another audience": lambda: signed(aud="another"),
    "several audiences": lambda: signed(aud=["custody-ledger", "another"]),
    "another database": lambda: signed(iss="ledger.test/another"),
    "another type": lambda: signed(headers={"typ": "JWT"}),
    "no type": lambda: raw({"alg": "HS256", "kid": key_id(KEY)}, claims()),
    "unknown kid": lambda: signed(headers={"kid": "0123"}),
    "no kid": lambda: jwt.encode(claims(), KEY, "HS256", {"typ": "at+jwt"}),
    "jku": lambda: signed(headers={"jku": "https://example.test/keys"}),
    "jwk": lambda: signed(headers={"jwk": {"kty": "oct", "k": "a2s"}}),
    "x5u": lambda: signed(headers={"x5u": "https://example.test/cert"}),
    "crit": lambda: signed(headers={"crit": ["b64"], "b64": False}),
    "expired": lambda: signed(exp=int(datetime.now(UTC).timestamp()) - 1),
    "not yet": lambda: signed(nbf=SOON, exp=SOON + 60),
    "made in the future": lambda: signed(iat=SOON, exp=SOON + 60),
    "longer than a shift": lambda: signed(exp=int(datetime.now(UTC).timestamp()) + 13 * 3600),
    "no expiry": lambda: signed(exp=None),
    "no beginning": lambda: signed(nbf=None),
    "no user": lambda: signed(sub=None),
    "a number for a user": lambda: signed(sub=7),
    "no purpose": lambda: signed(purpose=None),
    "a purpose of enforcement": lambda: signed(purpose="enforcement"),
    "unknown organisation": lambda: signed(org="KGB"),
    "a list of organisations": lambda: signed(org=["USBP"]),
    "unknown office": lambda: signed(office="NOWHERE"),
    "100 kB": lambda: signed(case="x" * 100_000),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_a_bad_token_is_401(common: World, make: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = common.site.verifier
    monkeypatch.setattr(verifier, "_key", KEY)
    response = common.client.post("/v1/people", json={}, headers={"Authorization": f"Bearer {make()}"})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json()["detail"] == "no valid token"


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Bearer", "bearer ", "Token x"])
def test_another_scheme_is_401(common: World, header: str) -> None:
    assert common.client.post("/v1/people", json={}, headers={"Authorization": header}).status_code == 401


def test_no_header_and_two_headers_are_401(common: World) -> None:
    assert common.client.post("/v1/people", json={}).status_code == 401
    token = f"Bearer {common.token('USBP')}"
    twice = [("Authorization", token), ("Authorization", token)]
    assert common.client.post("/v1/people", json={}, headers=twice).status_code == 401


def test_a_good_token_says_who_acts_and_who_reads() -> None:
    given = caller("USBP", user="usbp.7", role="juvenile_coordinator", purpose=Purpose.REUNIFICATION)
    token = make_token(KEY, origin=ORIGIN, caller=given, lifetime=HOUR)
    assert Verifier(KEY, origin=ORIGIN).caller(token) == given
    assert Verifier(KEY, origin=ORIGIN).caller(signed()).actor.organisation == "USBP"


@pytest.mark.parametrize(
    ("changes", "lifetime"),
    [
        ({"user": "Maria Lopez"}, HOUR),
        ({"role": "Officer Maria"}, HOUR),
        ({"organisation": "KGB"}, HOUR),
        ({}, timedelta(hours=13)),
        ({}, timedelta(0)),
    ],
)
def test_a_token_that_would_not_be_taken_is_not_made(changes: dict[str, Any], lifetime: timedelta) -> None:
    with pytest.raises(InvalidValue):
        make_token(KEY, origin=ORIGIN, caller=caller(**{"organisation": "USBP"} | changes), lifetime=lifetime)


def test_the_signing_key_is_made_once_and_is_its_owners_alone(common: World) -> None:
    path = common.database.settings.token_signing_key
    assert signing_key(path) == signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_live_database_is_not_served_until_somebody_says_that_no_real_person_is_in_it(database: Database) -> None:
    with pytest.raises(NotForRealPeople), open_site(database.settings, not_for_real_people=False):
        pass
    with open_site(database.settings, not_for_real_people=True) as site:
        assert site.identity.purpose == "live"
