"""What comes from npm: exact versions, locked with a hash each, and no host that a package would be fetched from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import tree

PROJECTS = [path.parent for path in tree.files() if path.name == "package.json"]
EXACT = re.compile(r"\d+\.\d+\.\d+")


def load(path: Path) -> dict[str, Any]:
    return json.loads(tree.read(path))  # type: ignore[no-any-return]


def declared(project: Path) -> dict[str, str]:
    """Versions by package, as package.json asks for them."""
    asked = load(project / "package.json")
    return {**asked["dependencies"], **asked.get("devDependencies", {})}


def locked(project: Path) -> dict[str, dict[str, Any]]:
    """Entries by package, as the lock holds them."""
    entries = load(project / "package-lock.json")["packages"]
    return {name.removeprefix("node_modules/"): entry for name, entry in entries.items() if name}


def test_there_are_two_projects() -> None:
    assert [str(project) for project in PROJECTS] == ["api/web/npm", "tests/browser/npm"]


@pytest.mark.parametrize("project", PROJECTS, ids=str)
def test_versions_are_exact_and_locked(project: Path) -> None:
    asked = declared(project)
    assert {name: version for name, version in asked.items() if not EXACT.fullmatch(version)} == {} != asked
    assert {name: locked(project)[name]["version"] for name in asked} == asked


@pytest.mark.parametrize("project", PROJECTS, ids=str)
def test_each_package_is_checked_by_hash_and_names_no_host(project: Path) -> None:
    entries = locked(project)
    assert [name for name, entry in entries.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in entries.items() if "resolved" in entry] == []
