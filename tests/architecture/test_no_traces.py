"""No file names a package registry's host or a path of the machine that it was written on."""

import re

import pytest

from tests.architecture import tree

REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg|debian|ubuntu|unpkg|jsdelivr)[.](?:org|com|io|net)\b", re.IGNORECASE
)
PIP_SOURCE = re.compile(r"^\s*--(?:index-url|extra-index-url|find-links|trusted-host)|\bfile:/", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.:$}])/(?:root|home|Users|work|mnt|opt)/\w", re.IGNORECASE)
BINARY = {".png", ".ico", ".woff2", ".gz"}


def traces(text: str) -> list[str]:
    return [found.group() for rule in (REGISTRY_HOST, PIP_SOURCE, MACHINE_PATH) for found in rule.finditer(text)]


def test_no_file_holds_a_trace() -> None:
    found = {str(path): traces(tree.read(path)) for path in tree.files() if path.suffix not in BINARY}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "parts",
    [("see pypi", ".org/simple"), ("--index-url", " x"), ("open /ho", "me/someone/x"), ('"/wo', 'rk/main"')],
)
def test_a_trace_is_found(parts: tuple[str, str]) -> None:
    assert traces("".join(parts)) != []


def test_links_and_routes_are_not_traces() -> None:
    assert traces("https://example.test/home/page and ./mnt/list and /v1/custody") == []
