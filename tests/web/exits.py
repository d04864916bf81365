"""Every address that answers with something, from the table of the app's routes, with samples of what stands in it.

A route without a sample, or a sample without its route, makes `addresses` fail: so a new page or question is looked at
before anybody else looks at it.
"""

import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from fastapi.testclient import TestClient
from starlette.routing import Mount, Route

from api.tokens import Caller
from api.web.command_targets import COMMANDS
from api.web.visiting import SESSION_COOKIE
from tests.api.world import World
from tests.projections.canary import disguises

STATISTICS = ("encounters", "releases", "census", "referrals", "exits", "care", "ages")
STEPS = ("in_dhs_custody", "uc_determined", "referred", "placement_search", "placed_pending_transfer")
QUERIES: Mapping[str, Sequence[str]] = {
    # the JSON API
    "/v1/openapi.json": ("",),
    "/v1/children": ("", "?limit=1"),
    "/v1/children/{person}": ("", "?as_known_at=3"),
    "/v1/children/{person}/history": ("", "?as_of=2019-05-02T00:00:00Z"),
    "/v1/children/{person}/handlers": ("",),
    "/v1/children/{person}/gaps": ("",),
    "/v1/children/{person}/placements": ("",),
    "/v1/children/{person}/relatives": ("", "?as_known_at=3"),
    "/v1/children/{person}/ties": ("",),
    "/v1/ties": ("", "?limit=1"),
    "/v1/separations": ("", "?as_of=2019-05-02T00:00:00Z"),
    "/v1/separations/difference": ("?from=2019-05-01T00:00:00Z&to=2019-05-02T00:00:00Z",),
    "/v1/separations/counts": ("?first=2019-05&last=2019-05",),
    "/v1/alarms": ("", "?limit=1"),
    "/v1/alarms/counts": ("",),
    "/v1/news": ("",),
    "/v1/places/{place}/children": ("",),
    "/v1/between-hands": ("",),
    "/v1/holdings": ("",),
    "/v1/manifests/{manifest}/handoffs": ("",),
    "/v1/handoffs/waiting": ("", "?organisation=CARE-11", "?limit=1"),
    "/v1/handoffs/sent": ("", "?organisation=USBP"),
    "/v1/handoffs/counts": ("",),
    "/v1/steps": ("",),
    "/v1/steps/{step}/children": ("",),
    "/v1/placements/asked": ("", "?organisation=CARE-11"),
    "/v1/handlers/{user}": ("",),
    "/v1/irregular": ("",),
    "/v1/irregular/counts": ("",),
    "/v1/irregular/two-custodians": ("",),
    "/v1/identifiers/shared": ("",),
    **dict.fromkeys((f"/v1/statistics/{name}" for name in STATISTICS), ("?first=2019-05&last=2019-05", "")),
    "/v1/statistics/handler-minutes": ("?since=2019-05-01T00:00:00Z&until=2019-05-02T00:00:00Z", ""),
    "/v1/register/organisations": ("",),
    "/v1/register/places": ("",),
    "/v1/system": ("",),
    "/healthz": ("",),
    "/readyz": ("",),
    # the pages
    "/sign-in": ("", "?next=/children"),
    "/": ("", "?all"),
    "/unsent/{draft}": ("",),
    "/intake": ("",),
    "/intake/{draft}": ("",),
    "/intake/{draft}/paste": ("",),
    "/intake/{draft}/done": ("",),
    "/handoffs/new": ("", "?of=all&to=none", "?to=CARE-11"),
    "/handoffs": ("", "?of=all"),
    "/handoffs/{manifest}": ("", "?do=dispatch", "?do=packet"),
    "/handoffs/{manifest}/receive": ("",),
    "/handoffs/{manifest}/received": ("",),
    "/handoffs/{manifest}/receive/unlisted": ("", "?episode={episode}"),
    "/between-hands": ("",),
    "/referrals": ("", *(f"?of=all&step={step}" for step in STEPS)),
    "/places": ("",),
    "/places/{code}": ("",),
    "/handlers": ("", "?days=365"),
    "/handlers/{user}": ("",),
    "/irregular": ("",),
    "/statistics": ("",),
    "/system": ("",),
    "/glossary": ("",),
    "/notices": ("",),
    "/children": ("", "?holder=USBP", "?step=referred"),
    "/children/{person}": ("", "?t=1", "?known_local=2019-05-01T08:30"),
    "/alarms": ("",),
    "/news": ("",),
    "/ties": ("",),
    "/separations": ("", "?on=2019-05-02&since=2019-05-01", "?on=2019-05-02&known=then"),
    "/search": ("",),
    "/children/{person}/family": ("", "?t=1", "?known_local=2019-05-01T08:30"),
    "/people/{subject}/do/{command}": ("",),
    "/episodes/{episode}/do/{command}": ("",),
    "/trips/{trip}/do/{command}": ("",),
    "/families/{family}/do/{command}": ("",),
    "/relationships/{relative}/{relative_of}/do/{command}": ("",),
    "/people/do/register": ("",),
    "/trips/do/plan": ("",),
    "/families/do/form": ("?whose={relative_of}",),
    "/children/{person}/events/{event}/{act}": ("",),
    "/trips/{trip}/events/{event}/{act}": ("",),
    "/families/{family}/events/{family_event}/{act}": ("",),
    "/relationships/{pair}/events/{pair_event}/{act}": ("",),
    "/trips/{trip}": ("",),
}
"""Addresses by template, with the queries that are asked of each."""

GENERAL = {
    "/{kind}/{stream}/do/{command}": {"people", "episodes", "trips", "families"},
    "/{kind}/do/{command}": {"people", "trips", "families"},
    "/{kind}/{subject}/events/{event}/{act}": {"children", "trips", "families", "relationships"},
}
"""Routes of several kinds of record, with the kinds: each is asked as an address of its own."""

NOT_ASKED = {"/live": "never ends: it tells positions of the log, to who is signed in"}

OPEN_TO_ALL = frozenset({"/sign-in", "/glossary", "/healthz", "/readyz", "/v1/openapi.json"})
"""Answered also to nobody in particular."""


@dataclass(frozen=True)
class Told:
    """What came out by one exit."""

    address: str
    template: str
    status: int
    body: bytes
    headers: str
    logged: str
    """The program's log of that request."""

    def among(self, secrets: Iterable[str], *, marks: Iterable[str] = ()) -> set[str]:
        """Which texts or numbers stand in the answer: escaped, in pieces, or thinly disguised, also in its head.

        `marks` are parts of many secrets: where one does not stand, none of those is looked for.
        """
        raw = self.body + self.headers.encode()
        plain = _bare(html.unescape(raw.decode(errors="replace")))

        def stands(text: str) -> bool:
            return _bare(text) in plain or any(each in raw for each in _disguised(text))

        absent = [mark for mark in marks if not stands(mark)]
        return {each for each in secrets if not any(mark in each for mark in absent) and stands(each)}

    @property
    def on_record(self) -> set[str]:
        """Whose records the log says were read."""
        lines = (json.loads(line) for line in self.logged.splitlines())
        return {person for line in lines if line["event"] == "record_read" for person in line["persons"]}


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


@cache
def _disguised(secret: str) -> frozenset[bytes]:
    found = frozenset(disguises(secret))
    assert all(found), "too short a secret to be looked for"
    return found


def templates(routes: Sequence[Any]) -> Iterator[str]:
    """Addresses of everything that can be got, in the order of the app; files apart."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from templates(included.routes)
        elif isinstance(route, Mount):
            yield from templates(getattr(route.app, "routes", ()))
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield route.path


def addresses(world: World, given: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Every address with its template, `given` being values of what stands in braces."""
    there = set(templates(world.app.router.routes))
    ours = {path for path in QUERIES if not _kind_of(path)} | set(GENERAL) | set(NOT_ASKED)
    assert there == ours, f"without a sample: {there - ours}; without a route: {ours - there}"
    for general, kinds in GENERAL.items():
        asked = {path.split("/")[1] for path in QUERIES if _kind_of(path) == general}
        assert asked == kinds, general
    return [
        (path, made) for path, queries in QUERIES.items() for query in queries for made in _filled(path + query, given)
    ]


def _kind_of(path: str) -> str | None:
    """The route of an address that is of several kinds."""
    parts = path.split("/")
    if "do" in parts and "{relative}" not in parts:
        return "/{kind}/{stream}/do/{command}" if len(parts) == 5 else "/{kind}/do/{command}"  # parts
    return "/{kind}/{subject}/events/{event}/{act}" if "events" in parts else None


def _filled(path: str, given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    names = re.findall(r"\{(\w+)\}", path)
    kind = path.split("/")[1]
    values = {**given, "command": tuple(COMMANDS.get(kind, ())), "act": ("correct", "void")}
    for chosen in product(*(values[name] for name in names)):
        made = path
        for name, value in zip(names, chosen, strict=True):
            made = made.replace("{" + name + "}", value)
        yield made


def walked(
    world: World, who: Caller | None, asked: Sequence[tuple[str, str]], logged: io.StringIO, *, language: str = "en"
) -> Iterator[Told]:
    """What somebody (None: nobody who is signed in) is told at these addresses, one after the other."""
    world.app.state.site = world.site
    with TestClient(world.app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        client.headers.update({"sec-fetch-site": "same-origin", "accept-language": language})
        if who is not None:
            client.cookies.set(SESSION_COOKIE, world.site.page_store.sessions.begin(who))
            about = {"user": who.actor.user, "role": who.actor.role, "purpose": who.reader.purpose}
            token = world.token(who.actor.organisation, **about)
            client.headers["Authorization"] = f"Bearer {token}"
        for template, address in asked:
            before = len(logged.getvalue())
            answer = client.get(address)
            told = logged.getvalue()[before:]
            headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            yield Told(address, template, answer.status_code, answer.content, headers, told)
