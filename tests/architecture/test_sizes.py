"""Files stay under 400 lines and functions under 50, so that each can be read in one sitting."""

import ast
from pathlib import Path

from tests.architecture import tree

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50


def long_functions(module: ast.Module) -> list[str]:
    return [
        f"{node.name} at line {node.lineno}: {lines} lines"
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]


def is_source(path: Path) -> bool:
    return path.suffix in {".py", ".sql", ".toml", ".html", ".css", ".js"} or path.parts[0] == "scripts"


def test_files_are_short() -> None:
    lines = {path: len(tree.read(path).splitlines()) for path in tree.files() if is_source(path)}
    assert {path: count for path, count in lines.items() if count > FILE_LINES_MAX} == {}


def test_functions_are_short() -> None:
    assert tree.findings(long_functions, tree.python_files()) == {}


def test_a_long_function_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION_LINES_MAX))
    assert long_functions(ast.parse(f"def f():\n{body}\n")) == ["f at line 1: 51 lines"]
