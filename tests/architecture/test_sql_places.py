"""SQL is written in the store and in view folders, and nowhere else in the packages."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import tree

# At the start of a string in any case, or anywhere in capitals: English that merely uses the words passes.
STATEMENT = r"""(?:
    select\s+\S.*\bfrom\b | select\s+\w+\.?\w*\( | insert\s+into\b | update\s+\S+\s+set\b | delete\s+from\b
    | (?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:table|schema|role|database|index|function|view|trigger)\b
    | truncate\s+\w | grant\s+\w+.*\bto\b | revoke\s+\w+.*\bfrom\b | (?:un)?listen\s+\w+$ | notify\s+\w+$
    | set\s+(?:local|role|session)\b | lock\s+table\b | with\s+\w+\s+as\s*\( | merge\s+into\b
)"""
AT_START = re.compile(rf"^\s*{STATEMENT}", re.VERBOSE | re.IGNORECASE | re.DOTALL)
IN_CAPITALS = re.compile(
    r"\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET|ON\s+CONFLICT|ORDER\s+BY)\b",
    re.DOTALL,
)


def sql_strings(module: ast.Module) -> list[str]:
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    return [
        f"line {node.lineno}: {node.value[:60]}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        if AT_START.search(node.value) or IN_CAPITALS.search(node.value)
    ]


def may_hold_sql(path: Path) -> bool:
    in_store = path.parts[:2] == ("ledger", "store")
    in_view_folder = path.parts[0] == "projections" and len(path.parts) > len(("projections", "module.py"))
    return in_store or in_view_folder


def test_sql_is_only_in_store_and_views() -> None:
    paths = [path for path in tree.python_files(*tree.PACKAGES) if not may_hold_sql(path)]
    assert paths
    assert tree.findings(sql_strings, paths) == {}


@pytest.mark.parametrize(
    "statement",
    ["select now() ", "SELECT a FROM b", "update t set a = 1", "x ORDER BY y", "listen ledger_log"],
)
def test_sql_is_recognised(statement: str) -> None:
    assert sql_strings(ast.parse(f"run({statement!r})")) != []


@pytest.mark.parametrize(
    "sentence", ["select a place", "grant", "update the offer", "listen to the child", "with care"]
)
def test_english_is_not_sql(sentence: str) -> None:
    assert sql_strings(ast.parse(f"say({sentence!r})")) == []
