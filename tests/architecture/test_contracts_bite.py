"""Each import contract breaks when it should: one forbidden import is planted in a copy of the packages for each."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import tree

PLANTED = [
    ("packages", "ledger/domain/values.py", "import projections"),
    ("packages", "projections/__init__.py", "import api"),
    ("ledger", "ledger/domain/errors.py", "from ledger.store import queries"),
    ("ledger", "ledger/unnamed.py", ""),
    ("domain", "ledger/domain/values.py", "from ledger.domain import catalog"),
    ("domain", "ledger/domain/trip.py", "from ledger.domain.custody import events"),
    ("domain", "ledger/domain/unnamed.py", ""),
    ("projections", "projections/irregular/__init__.py", "import projections.handlers"),
    ("projections", "projections/contract.py", "import projections.runner"),
    ("projections", "projections/unnamed.py", ""),
    ("api", "api/commands.py", "import api.http"),
    ("api", "api/demo/months.py", "import api.http"),
    ("api", "api/unnamed.py", ""),
    ("one-door", "projections/handlers/__init__.py", "import ledger.application"),
    ("append", "api/cli/__init__.py", "from ledger.store import append"),
    ("pure", "ledger/domain/values.py", "import msgspec"),
    ("driver", "api/__init__.py", "import psycopg"),
    ("acyclic", "ledger/store/queries.py", "from ledger.store import schema"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    for package in tree.PACKAGES:
        shutil.copytree(tree.ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(tree.ROOT / "pyproject.toml", folder)
    return folder


def broken(folder: Path, *contracts: str) -> bool:
    """Whether one of the contracts, or of all if none is named, is broken by the packages in the folder."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    command = [sys.executable, "-c", program, "--no-cache", *chosen]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Contracts: " in result.stdout, result.stdout + result.stderr
    return result.returncode != 0


def test_every_contract_has_its_planted_import() -> None:
    tables = tomllib.loads(tree.read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert {contract for contract, _, _ in PLANTED} == {table["id"] for table in tables}


def test_nothing_is_broken_without_them(copy: Path) -> None:
    assert not broken(copy)


@pytest.mark.parametrize(("contract", "path", "line"), PLANTED)
def test_planted_import_breaks_the_contract(contract: str, path: str, line: str, copy: Path) -> None:
    file = copy / path
    before = file.read_text(encoding="utf-8") if file.exists() else None
    try:
        file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
        assert broken(copy, contract)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
