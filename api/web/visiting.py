"""Who looks at a page: the session of the browser, its language, and what a page needs to ask and to answer.

A page's handler takes a `Here`. It asks the read models with `visitor.reader`, says with `on_record` whose records it
shows, and answers with `show` or `go`.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.page_store.drafts import DraftNotFound, DraftRef, OpenDraft
from api.page_store.owner import Owner
from api.page_store.sessions import Session
from api.reads import on_record
from api.site import Site
from api.tokens import Caller
from api.web.shell import render
from api.web.told import outcome_words
from api.web.words import LANGUAGES, Words
from ledger.domain.errors import CustodyError
from ledger.domain.reader import Reader
from ledger.domain.register import PLACES
from projections.reading import Known

SESSION_COOKIE, SECURE_SESSION_COOKIE = "custody", "__Host-custody"
LANGUAGE_COOKIE = "language"
UNSENT = "unsent"
"""Kind of the drafts that hold forms which were sent by a session that had run out; see `api.web.unsent`."""


class SignInNeeded(CustodyError):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"


class Visit:
    """One request for a page, signed in or not."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.site: Site = request.app.state.site
        self.words = Words(language_of(request))

    @cached_property
    def session(self) -> Session | None:
        """The session of the browser, if it is still good."""
        token = self.request.cookies.get(session_cookie(self.request))
        return self.site.page_store.sessions.of(token, by_person=not self.partial) if token else None

    @property
    def caller(self) -> Caller | None:
        """Who is signed in."""
        return self.session.caller if self.session else None

    def show(self, template: str, /, *, status: int = 200, **context: Any) -> Response:  # noqa: ANN401  # a template's values
        """The page that a template makes."""
        content = render(template, visit=self, words=self.words, **context)
        return HTMLResponse(content, status_code=status)

    def go(self, path: str, **told: object) -> Response:
        """On to another page; `told` are codes and counts in its address, never anything personal."""
        query = f"?{urlencode({name: value for name, value in told.items() if value is not None})}" if told else ""
        return RedirectResponse(path + query, status_code=303)

    @property
    def address(self) -> str:
        """The address of this page, to come back to; of the start page after a form."""
        url = self.request.url
        return "/" if self.request.method != "GET" else url.path + (f"?{url.query}" if url.query else "")

    @property
    def told(self) -> str | None:
        """What the last form did, by the code in the address."""
        asked = self.request.query_params
        return outcome_words(self.words, asked.get("done"), asked.get("n"))

    @property
    def partial(self) -> bool:
        """Whether only a part of the page is asked for, by htmx, or what is new: nobody has pressed anything."""
        headers = self.request.headers
        by_script = "hx-request" in headers and "hx-boosted" not in headers
        return by_script or headers.get("accept") == "text/event-stream"


class Visitor(Visit):
    """One request of somebody who is signed in."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        if self.session is None:
            raise SignInNeeded
        request.state.caller = self.session.caller

    @property
    def who(self) -> Session:
        """The session."""
        if self.session is None:
            raise SignInNeeded
        return self.session

    @property
    def reader(self) -> Reader:
        """Asks."""
        return self.who.caller.reader

    @property
    def organisation(self) -> str:
        """The organisation that they act for."""
        return self.reader.organisation

    @property
    def zone(self) -> str:
        """The time zone of their office."""
        office = self.who.caller.actor.office
        return PLACES[office].zone if office in PLACES else "America/New_York"

    @cached_property
    def now(self) -> datetime:
        """The clock that decisions read; one statement a page."""
        return self.site.ledger.clock()

    @property
    def at_least(self) -> int:
        """The position that the page must not be behind: what the visitor themselves has just recorded."""
        given = self.request.query_params.get("at", "0")
        return int(given) if given.isdecimal() and len(given) <= 15 else 0  # noqa: PLR2004  # digits of a position

    @cached_property
    def unsent(self) -> tuple[OpenDraft, ...]:
        """The visitor's forms that were kept because their session had run out, last one first."""
        found = self.site.page_store.drafts.of_owner(Owner.of(self.who.caller))
        return tuple(each for each in found if each.ref.kind == UNSENT)

    def go(self, path: str, **told: object) -> Response:
        """On to another page. A kept form that has now been sent, and taken, is no longer kept."""
        again = self.request.query_params.get(UNSENT)
        if again and self.request.method == "POST":
            with suppress(ValueError, DraftNotFound):
                ref = DraftRef(owner=Owner.of(self.who.caller), kind=UNSENT, id=UUID(again))
                self.site.page_store.drafts.discard(ref)
        return super().go(path, **told)

    def on_record(self, question: str, persons: Iterable[UUID], *, position: int | Known) -> None:
        """Write down whose records are shown, before they are."""
        at = position.position if isinstance(position, Known) else position
        on_record(self.reader, question, persons=persons, position=at)


def session_cookie(request: Request) -> str:
    """The name of the cookie: bound to the host where the connection is secure."""
    return SECURE_SESSION_COOKIE if request.url.scheme == "https" else SESSION_COOKIE


def language_of(request: Request) -> str:
    """The language that was chosen, or else the first one of the browser's that we speak."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((language for language in wanted if language in LANGUAGES), "en")


Anybody = Annotated[Visit, Depends(Visit)]
"""A page for whoever comes."""
Here = Annotated[Visitor, Depends(Visitor)]
"""A page for people who are signed in."""
