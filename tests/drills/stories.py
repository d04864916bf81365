"""What the clients of the crash drill do: groups of invented children pass from the encounter to the receipt and on.

Single commands, commands over several streams, receipts that answer per child, and two organisations that decide on
one child at the same time. Each step is sent until it is answered; what a client knows then is what the ledger must
know in the end.
"""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from uuid import UUID

from tests.drills.sender import Json, Reply, Request, Sender

GIVER, TAKER, ORR = "USBP", "CARE-01", "ORR"
PLACE, BED = "BP-RGV", "CARE-01"
ORGANISATIONS = (GIVER, TAKER, ORR)
LARGEST_GROUP = 3
TWICE_ONE_IN, RACE_ONE_IN, EXIT_ONE_IN, RETURN_ONE_IN = 8, 3, 2, 3


@dataclass(frozen=True, kw_only=True)
class Belief:
    """What a client was told of one episode."""

    version: int
    legal_custodian: str | None = GIVER
    exited: bool = False


@dataclass
class Story:
    """One client. `beliefs` is what it was told of every episode, by the last answer about it."""

    name: str
    sender: Sender
    chance: random.Random
    beliefs: dict[str, Belief] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    """The offer of each child of the group under way."""
    sent: int = 0
    races: int = 0

    @classmethod
    def of(cls, number: int, sender: Sender, *, seed: int) -> "Story":
        """The client of that number."""
        return cls(name=f"client-{number}", sender=sender, chance=random.Random(seed))  # noqa: S311  # not secret

    def run(self, stop: Flag) -> None:
        """Take group after group along the path, until told to stop; no command is left without an answer."""
        while not stop.is_set():
            group = self._met()
            steps = (self._placed, self._offered, self._gone, self._received, self._exited)
            for step in steps:
                if stop.is_set():
                    break
                step(group)

    # ----------------------------------------------------------------------------------------------- the path

    def _met(self) -> list[str]:
        size = self.chance.randint(1, LARGEST_GROUP)
        people = [{"registration": registration(n), "companions_answer": "none"} for n in range(size)]
        body = {"claimed": claimed_now(), "place": PLACE, "people": people}
        reply = self._send("/encounters", body, by=GIVER, events=3 * size)
        assert reply.recorded, reply.content
        return [child["episode"] for child in reply.body["people"]]

    def _placed(self, group: list[str]) -> None:
        referral = {
            "referring_agency": "border_patrol",
            "entry_class": "entry_without_inspection",
            "needs": [],
            "separated": False,
        }
        for episode in group:
            self._decide(episode, "determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by=GIVER)
            self._decide(episode, "submit-referral", referral, by=GIVER)
            self._decide(episode, "acknowledge-referral", {}, by=ORR)
            self._decide(episode, "designate-placement", {"place": BED, "program": "shelter"}, by=ORR)

    def _offered(self, group: list[str]) -> None:
        """Offered together and accepted together, unless the giver thinks better of it at the same moment."""
        while True:
            offers = {episode: self._new_id() for episode in group}
            self._manifest("offer", group, offers, by=GIVER, **the_offer(self._new_id()))
            if self.chance.randrange(RACE_ONE_IN):
                self._manifest("accept", group, offers, by=TAKER)
                break
            if self._accepted_in_a_race(group, offers):
                break
        self.offers = offers

    def _accepted_in_a_race(self, group: list[str], offers: dict[str, str]) -> bool:
        """Acceptance and recall of the same version, sent at once: one of them is recorded, never both, never none."""
        self.races += 1
        accept = self._manifest_request("accept", group, offers, by=TAKER)
        recall = self._manifest_request("recall", group, offers, by=GIVER, reason="placement_changed")
        with ThreadPoolExecutor(1) as other:
            recalling = other.submit(self.sender.send, recall)
            accepted, recalled = self.sender.send(accept), recalling.result()
        assert accepted.recorded != recalled.recorded, (accepted.content, recalled.content)
        self._learn(accepted if accepted.recorded else recalled)
        return accepted.recorded

    def _gone(self, group: list[str]) -> None:
        packet = {"claimed": claimed_now(), "items": [{"kind": "i_213", "status": "present"}]}
        for episode in group:
            self._report(episode, "assemble-packet", packet, by=GIVER)
        self._manifest("dispatch", group, self.offers, by=GIVER, claimed=claimed_now(), trip=None, escort="usbp.1")

    def _received(self, group: list[str]) -> None:
        rows = [
            {
                "outcome": "received",
                "episode": episode,
                "offer": self.offers[episode],
                "identity_method": "photo",
                "condition": "well",
                "packet": [],
                "discrepancies": [],
            }
            for episode in group
        ]
        body = {"claimed": claimed_now(), "place": BED, "head_count": len(group), "rows": rows}
        reply = self._send("/manifests/receive", body, by=TAKER, events=len(group))
        assert all(row["outcome"] == "received" for row in reply.body["rows"]), reply.content
        self._believe(group, legal_custodian=ORR)

    def _exited(self, group: list[str]) -> None:
        for episode in group:
            if self.chance.randrange(EXIT_ONE_IN):
                continue
            body = {"claimed": claimed_now(), "kind": "sponsor", "sponsor_category": "1"}
            reply = self._report(episode, "exit", body, by=TAKER, events=2)
            self._believe([episode], legal_custodian=None, exited=True)
            if self.chance.randrange(RETURN_ONE_IN):
                continue
            exit_id = next(event["event_id"] for event in reply.body["events"] if event["stream"] == episode)
            self._decide(episode, "void", {"target": exit_id, "reason": "did_not_occur"}, by=TAKER, events=2)
            self._believe([episode], legal_custodian=ORR, exited=False)

    # ------------------------------------------------------------------------------------------------ sending

    def _decide(self, episode: str, command: str, body: Json, *, by: str, events: int = 1) -> Reply:
        version = self.beliefs[episode].version
        return self._recorded(f"/custody/{episode}/{command}", body, by=by, events=events, version=version)

    def _report(self, episode: str, command: str, body: Json, *, by: str, events: int = 1) -> Reply:
        return self._recorded(f"/custody/{episode}/{command}", body, by=by, events=events)

    def _manifest(self, command: str, group: list[str], offers: dict[str, str], *, by: str, **shared: object) -> None:
        request = self._manifest_request(command, group, offers, by=by, **shared)
        reply = self.sender.send(request, twice=not self.chance.randrange(TWICE_ONE_IN))
        assert reply.recorded, reply.content
        self._learn(reply)

    def _manifest_request(
        self, command: str, group: list[str], offers: dict[str, str], *, by: str, **shared: object
    ) -> Request:
        rows = [
            {"episode": episode, "version": self.beliefs[episode].version, "offer": offers[episode]}
            for episode in group
        ]
        return self._request(f"/manifests/{command}", {**shared, "rows": rows}, by=by, events=len(group))

    def _recorded(self, path: str, body: Json, *, by: str, events: int, version: int | None = None) -> Reply:
        reply = self._send(path, body, by=by, events=events, version=version)
        assert reply.recorded, (path, reply.content)
        return reply

    def _send(self, path: str, body: Json, *, by: str, events: int, version: int | None = None) -> Reply:
        request = self._request(path, body, by=by, events=events, version=version)
        reply = self.sender.send(request, twice=not self.chance.randrange(TWICE_ONE_IN))
        self._learn(reply)
        return reply

    def _request(self, path: str, body: Json, *, by: str, events: int, version: int | None = None) -> Request:
        self.sent += 1
        content = json.dumps(body).encode()
        key = f"{self.name}-{self.sent}"
        return Request(path=path, content=content, organisation=by, key=key, version=version, events=events)

    # --------------------------------------------------------------------------------------------- what is known

    def _learn(self, reply: Reply) -> None:
        """Keep the versions of the episodes that an answer names."""
        if not reply.recorded:
            return
        for event in events_of(reply):
            if event["topic"].startswith("custody."):
                before = self.beliefs.get(event["stream"], Belief(version=0))
                self.beliefs[event["stream"]] = Belief(
                    version=max(event["version"], before.version),
                    legal_custodian=before.legal_custodian,
                    exited=before.exited,
                )

    def _believe(self, group: list[str], *, legal_custodian: str | None, exited: bool = False) -> None:
        for episode in group:
            version = self.beliefs[episode].version
            self.beliefs[episode] = Belief(version=version, legal_custodian=legal_custodian, exited=exited)

    def _new_id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def events_of(reply: Reply) -> list[Json]:
    """The events that an answer names, whether the command was one or answered row by row."""
    body = reply.body
    return [event for part in body.get("rows", [body]) for event in part["events"]]


def registration(number: int) -> Json:
    """What is known of an invented child."""
    parts = [{"text": f"Invented {number}", "role": "given"}]
    return {"name": {"parts": parts}, "birth": {"age_years": 9}, "birth_basis": "statement_of_person", "sex": "0"}


def claimed_now() -> Json:
    """A claim that something happened now."""
    return {"earliest": datetime.now(UTC).isoformat(), "precision": "minute", "basis": "observed"}


def the_offer(manifest: str) -> Json:
    """What holds for every child of an offered manifest."""
    expires_at = (datetime.now(UTC) + timedelta(hours=8)).isoformat()
    return {"manifest": manifest, "to_organisation": TAKER, "to_place": BED, "expires_at": expires_at}
