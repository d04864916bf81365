"""The lock files are complete for every supported Python and system, agree with each other, hold hashes only.

They are resolved on one Python; a package that only another one needs would be missing, and the install would
fail there. So the requirements of every locked package are evaluated here for each. Windows is not promised.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture import tree

LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {"linux": "Linux", "darwin": "Darwin"}
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+) \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
    re.MULTILINE,
)


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(tree.read(lock))}


def declared(*, with_dev: bool) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads(tree.read("pyproject.toml"))["project"]
    lines = project["dependencies"] + (project["optional-dependencies"]["dev"] if with_dev else [])
    return [Requirement(line) for line in lines]


def needed(roots: list[Requirement], environment: dict[str, str]) -> set[str]:
    """Names of all packages that the roots need in an environment, from the installed packages' metadata."""
    seen: set[tuple[str, str]] = set()
    waiting = list(roots)
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            place = (canonicalize_name(requirement.name), extra)
            if place not in seen:
                seen.add(place)
                waiting += _requirements(place[0], {**environment, "extra": extra})
    return {name for name, _ in seen}


def _requirements(name: str, environment: dict[str, str]) -> Iterator[Requirement]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_lock_is_complete(lock: str, system: str, python: str) -> None:
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": SYSTEMS[system],
    }
    roots = declared(with_dev=lock == "requirements-dev.txt")
    assert needed(roots, environment) - set(pins(lock)) == set()


def test_locks_satisfy_the_declared_ranges() -> None:
    locked = pins("requirements-dev.txt")
    assert [
        str(wanted)
        for wanted in declared(with_dev=True)
        if locked[canonicalize_name(wanted.name)] not in wanted.specifier
    ] == []


def test_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pins(lock).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_pins_with_hashes_and_comments_only(lock: str) -> None:
    rest = PIN.sub("", tree.read(lock)).splitlines()
    assert [line for line in rest if line and not line.lstrip().startswith("#")] == []
    assert pins(lock)
