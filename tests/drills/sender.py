"""Sends commands as a careful client does: again, under the same key, until there is an answer; and keeps the answers.

An answer is what ends the doubt: recorded, or refused. A broken connection and 503 leave it open.
"""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Self

import httpx

Json = dict[str, Any]

PATIENCE_SECONDS = 90.0
"""How long one command is tried; far more than any recovery takes."""
PAUSE_SECONDS = 0.05
ANSWER_SECONDS = 40.0
"""Longer than the server itself looks for the outcome of a command whose connection it lost."""

UNAVAILABLE = 503
CREATED = 201
FIRST_REFUSAL, FIRST_FAILURE = 400, 500


@dataclass(frozen=True, kw_only=True)
class Request:
    """A command as it goes over the wire."""

    path: str
    content: bytes
    organisation: str
    key: str
    version: int | None
    events: int
    """How many events it records if it is recorded."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What ended the doubt about a request."""

    request: Request
    status: int
    content: bytes
    tries: int
    replayed: bool
    """The server said that it had recorded the command at an earlier try."""
    at: float
    """Seconds of the monotonic clock."""

    @property
    def recorded(self) -> bool:
        """Whether the command was recorded, not refused."""
        return self.status < FIRST_REFUSAL

    @property
    def body(self) -> Json:
        """The answer's JSON."""
        answer: Json = json.loads(self.content)
        return answer


class NoAnswer(Exception):
    """A command had no answer in time, or one that no client can do anything with."""


class Sender:
    """Sends for any organisation, from any thread. Use as a context manager."""

    def __init__(self, address: str, tokens: Mapping[str, str]) -> None:
        self._client = httpx.Client(base_url=address, timeout=ANSWER_SECONDS, trust_env=False)
        self._tokens = tokens
        self._lock = Lock()
        self.acknowledged: list[Reply] = []
        """Of commands that were recorded, in the order in which the answers came."""
        self.refused: list[Reply] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, request: Request, *, twice: bool = False) -> Reply:
        """Send until there is an answer; `twice` sends it from two threads at once, which must hear the same.

        Raises:
            NoAnswer: none came, or the server failed.
        """
        if twice:
            with ThreadPoolExecutor(1) as other:
                double = other.submit(self._until_answered, request)
                reply, second = self._until_answered(request), double.result()
            if (reply.status, reply.content) != (second.status, second.content):
                raise NoAnswer(f"{request.path}: two answers to one command: {reply.status} and {second.status}")
        else:
            reply = self._until_answered(request)
        with self._lock:
            (self.acknowledged if reply.recorded else self.refused).append(reply)
        return reply

    def again(self, request: Request) -> Reply:
        """Send a command that has an answer; keeps nothing."""
        return self._until_answered(request)

    def ready(self) -> bool:
        """Whether the server says that it can reach its database."""
        try:
            return self._client.get("/readyz").is_success
        except httpx.TransportError:
            return False

    def _until_answered(self, request: Request) -> Reply:
        deadline = time.monotonic() + PATIENCE_SECONDS
        tries = 0
        while time.monotonic() < deadline:
            tries += 1
            try:
                response = self._post(request)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code != UNAVAILABLE:
                if response.status_code >= FIRST_FAILURE:
                    raise NoAnswer(f"{request.path}: {response.status_code} {response.text}")
                return Reply(
                    request=request,
                    status=response.status_code,
                    content=response.content,
                    tries=tries,
                    replayed="Idempotent-Replayed" in response.headers,
                    at=time.monotonic(),
                )
            time.sleep(PAUSE_SECONDS)
        raise NoAnswer(f"{request.path}: no answer in {PATIENCE_SECONDS:.0f} s, {tries} tries")

    def _post(self, request: Request) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._tokens[request.organisation]}",
            "Content-Type": "application/json",
            "Idempotency-Key": request.key,
        }
        if request.version is not None:
            headers["If-Match"] = f'"{request.version}"'
        return self._client.post(f"/v1{request.path}", content=request.content, headers=headers)
