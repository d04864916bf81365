"""Our binary arrays mean to PostgreSQL what they mean to Python."""

from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.store.arrays import Array, blobs, integers, texts, uuids
from tests.store.commands import value


@pytest.mark.parametrize(
    ("question", "array", "expected"),
    [
        ("SELECT %b::text[]", texts([]), []),
        ("SELECT %b::text[]", texts(["", "ñandú 🦤", None, "NULL", "{a,b}"]), ["", "ñandú 🦤", None, "NULL", "{a,b}"]),
        ("SELECT %b::text[]", texts([None, None]), [None, None]),
        ("SELECT %b::bytea[]", blobs([b"", None, b"\0\xff" * 40_000]), [b"", None, b"\0\xff" * 40_000]),
        ("SELECT %b::int4[]", integers([]), []),
        ("SELECT %b::int4[]", integers([0, -1, 2**31 - 1, -(2**31)]), [0, -1, 2**31 - 1, -(2**31)]),
        (
            "SELECT %b::uuid[]",
            uuids([UUID(int=0), None, UUID(int=2**128 - 1)]),
            [UUID(int=0), None, UUID(int=2**128 - 1)],
        ),
    ],
)
def test_array_arrives(
    writer: psycopg.Connection[Any], question: LiteralString, array: Array, expected: list[Any]
) -> None:
    assert value(writer, question, array) == expected


def test_one_statement_serves_every_length_and_every_null(writer: psycopg.Connection[Any]) -> None:
    for values in ([], [None], [uuid4()], [uuid4(), None] * 100):
        writer.execute("SELECT cardinality(%b::uuid[])", (uuids(values),), prepare=True)
    prepared = value(writer, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%cardinality%%'")
    assert prepared == 1


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_text_that_postgresql_does_not_take(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever of the two it is
        texts([text])
