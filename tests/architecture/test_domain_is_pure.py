"""The domain uses the standard library alone, and of that nothing that reads a clock, a file or chance."""

import ast

import pytest

from tests.architecture import tree

PURE_MODULES = {
    *("abc", "bisect", "collections", "dataclasses", "datetime", "enum", "functools", "hashlib", "heapq"),
    *("itertools", "math", "operator", "re", "string", "types", "typing", "unicodedata", "uuid"),
}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "open", "print", "input"}


def imported(module: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def impurities(module: ast.Module) -> set[str]:
    """What a domain module may not have: foreign or impure imports, and calls that are never pure."""
    outside = {name for name in imported(module) if name.split(".")[:2] != ["ledger", "domain"]}
    wrong = {name for name in outside if name.partition(".")[0] not in PURE_MODULES}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            wrong |= {f"{name}()"} & {f"{impure}()" for impure in IMPURE_CALLS}
    return wrong


def test_domain_modules_are_pure() -> None:
    paths = [path for path in tree.python_files("ledger") if path.parts[1] == "domain"]
    assert paths
    assert tree.findings(impurities, paths) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import psycopg", "psycopg"),
        ("from ledger.store import codec", "ledger.store"),
        ("import os.path", "os.path"),
        ("from datetime import datetime\ndatetime.now()", "now()"),
        ("from uuid import uuid4\nuuid4()", "uuid4()"),
        ("open('x')", "open()"),
    ],
)
def test_impurity_is_found(source: str, found: str) -> None:
    assert impurities(ast.parse(source)) == {found}
