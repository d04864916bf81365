"""Speaks to the API as the organisations do: tokens, keys and versions, so that a test says only what happens."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.site import Site
from api.tokens import Caller, make_token, signing_key
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ORGANISATIONS
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import OrganisationCode, PersonId, UserId
from projections.runner import Runner
from tests.conftest import ORIGIN
from tests.databases import Database

NOW = datetime(2019, 5, 1, 12, tzinfo=UTC)
"""Where a test's clock starts."""

Json = dict[str, Any]


def caller(organisation: str, *, user: str = "", role: str = "officer", purpose: Purpose | None = None) -> Caller:
    """Somebody of an organisation."""
    code, name = OrganisationCode(organisation), UserId(user or f"{organisation.lower()}.1")
    why = purpose or (Purpose.OVERSIGHT if organisation.endswith("OIG") else Purpose.CUSTODY)
    actor = Actor(user=name, role=role, organisation=code)
    return Caller(actor=actor, reader=Reader(user=name, organisation=code, role=role, purpose=why))


def claimed(at: datetime = NOW, **more: Any) -> Json:  # noqa: ANN401  # parts of a body
    """A claimed time."""
    return {"earliest": at.isoformat(), "precision": "minute", "basis": "observed", "zone": "America/Chicago"} | more


@dataclass
class World:
    """The API and a clock."""

    app: FastAPI
    site: Site
    database: Database
    runner: Runner
    clock: psycopg.Connection[Any]
    """A login that may move the clock."""
    now: datetime = NOW
    versions: dict[str, int] = field(default_factory=dict)
    """Latest version of each stream, as the answers said."""

    def __post_init__(self) -> None:
        self.move_clock(NOW)

    @property
    def client(self) -> TestClient:
        """A client of the app, which is given this world's site: worlds share it, because building it takes long."""
        self.app.state.site = self.site
        return TestClient(self.app)

    def move_clock(self, to: datetime) -> None:
        """Move the simulation's clock forward."""
        self.now = to
        self.clock.execute("SELECT ledger.move_clock(%s)", (to,))

    def tick(self) -> datetime:
        """A minute later: what the story does next happens then, and is recorded then."""
        self.move_clock(self.now + timedelta(minutes=1))
        return self.now

    def claimed(self, **more: Any) -> Json:  # noqa: ANN401  # parts of a body
        """The time of a report that is made as it happens."""
        return claimed(self.tick(), **more)

    def token(self, organisation: str, **about: Any) -> str:  # noqa: ANN401  # see `caller`
        """A token for somebody of an organisation; it must be of the register."""
        assert organisation in ORGANISATIONS
        key = signing_key(self.database.settings.token_signing_key)
        return make_token(key, origin=ORIGIN, caller=caller(organisation, **about), lifetime=timedelta(hours=1))

    def post(  # what a request has
        self,
        path: str,
        body: Json,
        *,
        by: str,
        key: str | None = None,
        version: int | str | None = None,
        role: str = "officer",
        user: str = "",
    ) -> Response:
        """Send a command; `version` "seen" says the latest that an answer told of the record in the path."""
        headers = {
            "Authorization": f"Bearer {self.token(by, role=role, user=user)}",
            "Idempotency-Key": key or str(uuid4()),
        }
        if version == "seen":
            version = self.versions[path.split("/")[2]]
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        response: Response = self.client.post(f"/v1{path}", json=body, headers=headers)
        if response.is_success:
            self.learn(response.json())
        return response

    def learn(self, answer: Json) -> None:
        """Keep the versions that an answer tells."""
        for event in answer.get("events", ()):
            self.versions[event["stream"]] = event["version"]
        for row in answer.get("rows", ()):
            self.learn(row)

    def done(self, path: str, body: Json, *, by: str, **how: Any) -> Json:  # noqa: ANN401  # see `post`
        """Send a command that must succeed; decisions say the version seen."""
        episode = path.split("/")[2] if path.count("/") == 3 else ""
        how.setdefault("version", "seen" if episode in self.versions else None)
        self.tick()
        response = self.post(path, body, by=by, **how)
        assert response.is_success, (path, response.status_code, response.text)
        answer: Json = response.json()
        return answer

    def get(
        self,
        path: str,
        *,
        by: str,
        role: str = "officer",
        purpose: str | None = None,
        **query: Any,  # noqa: ANN401  # any
    ) -> Response:
        """Ask a question, the views being up to date."""
        self.runner.catch_up()
        headers = {
            "Authorization": f"Bearer {self.token(by, role=role, purpose=Purpose(purpose) if purpose else None)}"
        }
        response: Response = self.client.get(f"/v1{path}", params=query, headers=headers)
        return response

    def told(self, path: str, *, by: str, **how: Any) -> Json:  # noqa: ANN401  # see `get`
        """Ask a question that must be answered."""
        response = self.get(path, by=by, **how)
        assert response.is_success, (path, response.status_code, response.text)
        answer: Json = response.json()
        return answer

    def same_person(self, one: str, other: str, *, by: str = "USBP", confirms: str = "") -> None:
        """Two records are proposed as one person's, and linked by somebody else of `confirms` or the same."""
        pair = f"/relationships/{one}/{other}"
        stream = str(relationship_id(PersonId(UUID(one)), PersonId(UUID(other))))
        body = {"basis": "document", "note": "The fingerprints are the same."}
        version = self.versions.get(stream, 0)
        self.done(f"{pair}/propose-same-person", body, by=by, user="proposes", version=version)
        self.linked(one, "link-as-same", other, by=confirms or by)

    def linked(self, one: str, command: str, other: str, *, by: str) -> None:
        """A link of two records is made or undone."""
        version = len(self.site.ledger.load([UUID(one)])[UUID(one)])
        self.done(f"/people/{one}/{command}", {"other": other, "basis": "consulate"}, by=by, version=version)

    # ------------------------------------------------------------------------------------------------ the story

    def met(self, *names: str, place: str = "BP-RGV", by: str = "USBP") -> list[Json]:
        """People met together, each alone; their person and episode ids."""
        people = [
            {
                "registration": registration(name),
                "companions_answer": "none",
            }
            for name in names
        ]
        body = {"claimed": self.claimed(), "place": place, "people": people}
        answer = self.done("/encounters", body, by=by)
        return list(answer["people"])

    def placed(self, episode: str, *, place: str = "CARE-01", by: str = "USBP") -> None:
        """From the encounter to the designated place."""
        at = f"/custody/{episode}"
        self.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by=by)
        referral = {
            "referring_agency": "border_patrol",
            "entry_class": "entry_without_inspection",
            "needs": [],
            "separated": False,
        }
        self.done(f"{at}/submit-referral", referral, by=by)
        self.done(f"{at}/acknowledge-referral", {}, by="ORR")
        self.done(f"{at}/designate-placement", {"place": place, "program": "shelter"}, by="ORR")

    def offered(self, episode: str, *, place: str = "CARE-01", by: str = "USBP", to: str | None = None) -> str:
        """Offered to the place; the offer's id."""
        offer = str(uuid4())
        self.done(f"/custody/{episode}/offer", offer_body(offer, place=place, to=to), by=by)
        return offer

    def accepted(self, episode: str, *, place: str = "CARE-01", by: str = "USBP") -> str:
        """Offered and accepted; the offer's id."""
        offer = self.offered(episode, place=place, by=by)
        self.done(f"/custody/{episode}/accept", {"offer": offer}, by=place)
        return offer

    def dispatched(self, episode: str, offer: str, *, by: str = "USBP") -> None:
        """Left, with its packet answered."""
        packet = {"claimed": self.claimed(), "items": [{"kind": "i_213", "status": "present"}]}
        self.done(f"/custody/{episode}/assemble-packet", packet, by=by)
        body = {"claimed": self.claimed(), "offer": offer, "trip": None, "escort": "usbp.1"}
        self.done(f"/custody/{episode}/dispatch", body, by=by)


def registration(given: str, surname: str = "Invented") -> Json:
    """What is known of an invented person."""
    parts = [{"text": given, "role": "given"}, {"text": surname, "role": "surname"}]
    return {"name": {"parts": parts}, "birth": {"age_years": 9}, "birth_basis": "statement_of_person", "sex": "0"}


def offer_body(offer: str, *, place: str = "CARE-01", to: str | None = None) -> Json:
    """An offer of one child."""
    return {
        "offer": offer,
        "manifest": str(uuid4()),
        "to_organisation": to or place,
        "to_place": place,
        "expires_at": (NOW + timedelta(days=60)).isoformat(),
    }


def receipt_body(offer: str | None, *, place: str = "CARE-01", at: datetime = NOW) -> Json:
    """A receipt of one child, with nothing amiss."""
    return {
        "claimed": claimed(at),
        "offer": offer,
        "place": place,
        "identity_method": "photo",
        "condition": "well",
        "head_count": 1,
        "packet": [],
        "discrepancies": [],
    }


def is_uuid(text: object) -> bool:
    """Whether a part of an answer is an id."""
    return str(UUID(str(text))) == text
