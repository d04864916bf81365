"""What questions share: who asks, from which position on, for which moment; pages; and the line that a read leaves.

The line is written before the answer leaves, and so is one for each refusal. Parameters that nobody declared are
refused: a moment that is misspelt must not be answered with now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Query, Request
from fastapi.responses import Response

from api.cursors import to_cursor
from api.http.requesting import At, Called
from api.reads import on_record
from api.requests.reading import Flaw, FormInvalid
from api.requests.texts import BY_TYPE
from api.site import Site
from ledger.domain.reader import Reader
from ledger.domain.values import Instant
from ledger.store.canonical import MAX_INTEGER
from projections.asking import Answer
from projections.positions import NotYet
from projections.reading import Known

PAGE_MAX = 500
"""Most rows of one answer."""

InstantText = Query(pattern=BY_TYPE["Instant"].pattern, examples=["2019-05-01T03:12:00-05:00"])
AsOf = Annotated[str | None, InstantText]
"""What was true at this time."""
AsKnownAt = Annotated[
    str | None, Query(pattern=rf"^\d{{1,15}}$|{BY_TYPE['Instant'].pattern}", examples=["1042", "2019-05-01T03:12:00Z"])
]
"""What was known at this position of the log, or at this time."""
AtLeast = Annotated[int, Query(ge=0, le=MAX_INTEGER, description="Answer from this position on, or 503.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A request for an answer."""

    site: Site
    reader: Reader
    at_least: int

    def fresh(self, known: Known) -> Known:
        """The position that was read, if it is one that the asker needs.

        Raises:
            NotYet: the log is not there.
        """
        if known.position < self.at_least and not known.provisional:
            raise NotYet(view="log", position=known.position, stopped=False)
        return known

    def head(self) -> int:
        """The end of the log."""
        return self.fresh(self.site.readers.log.known(self.reader, None)).position

    def told(
        self,
        question: str,
        body: Any,  # noqa: ANN401  # any answer
        *,
        position: int,
        persons: Iterable[UUID] | None = None,
    ) -> Response:
        """The answer, once the log has who read what of whom, and why; `persons` is None where nobody is read of."""
        if persons is not None:
            on_record(self.reader, question, persons=persons, position=position)
        return Response(content=msgspec.json.encode(body), media_type="application/json")


def asker_of(request: Request, site: At, caller: Called, at_least: AtLeast = 0) -> Asker:
    """Who asks.

    Raises:
        FormInvalid: a parameter that this question does not have, or one twice.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    known = _parameters(request)
    if len(set(given)) < len(given) or not known.issuperset(given):
        raise FormInvalid(Flaw(at="query", code="unknown_field", detail=f"each of {sorted(known)} at most once"))
    return Asker(site=site, reader=caller.reader, at_least=at_least)


def _parameters(request: Request) -> set[str]:
    """Names of the parameters of a question, as the contract has them."""
    operations = request.app.openapi()["paths"][request.scope["route"].path]
    declared = operations[request.method.lower()].get("parameters", ())
    return {parameter["name"] for parameter in declared if parameter["in"] == "query"}


Asked = Annotated[Asker, Depends(asker_of)]


def moment(text: str | None) -> datetime | None:
    """The time that a parameter names."""
    return None if text is None else Instant.parse(text).at


def knowledge(text: str | None) -> int | datetime | None:
    """The position or time that a parameter names."""
    return int(text) if text is not None and text.isdecimal() else moment(text)


# ------------------------------------------------------------------------------------------------------------ pages


@cache
def page_of(row: Any) -> type[msgspec.Struct]:  # noqa: ANN401  # a type
    """The type of an answer with rows of one type."""
    parts: list[Any] = [("position", int), ("rows", tuple[row, ...]), ("next_cursor", str | None, None)]
    return msgspec.defstruct(
        f"{row.__name__}Page",
        parts,
        kw_only=True,
        frozen=True,
        namespace={"__doc__": f"Rows of one moment. Each: {row.__doc__}"},
        module=__name__,
    )


def page(row: Any, answer: Answer[Any], *, limit: int | None = None, cursor: Sequence[Any] = ()) -> msgspec.Struct:  # noqa: ANN401  # a type
    """An answer; with a `limit`, `cursor` is the place of its last row, told when the page is full."""
    following = to_cursor(cursor) if limit is not None and len(answer.rows) >= limit else None
    return page_of(row)(position=answer.position, rows=answer.rows, next_cursor=following)
