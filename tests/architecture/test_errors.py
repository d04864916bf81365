"""One root for all errors; each has a name and a stable code of its own, so that a code names one thing."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pytest

from ledger.domain.errors import CustodyError
from tests.architecture import tree


def our_modules() -> Iterator[ModuleType]:
    for package in tree.PACKAGES:
        for module in pkgutil.walk_packages([str(tree.ROOT / package)], prefix=f"{package}."):
            if not module.name.endswith("__main__"):
                yield importlib.import_module(module.name)


@pytest.fixture(scope="module")
def exceptions() -> list[type[BaseException]]:
    """Every exception class that our packages define, each once."""
    found = {
        member
        for module in our_modules()
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, BaseException) and member.__module__ == module.__name__
    }
    return sorted(found, key=lambda error: (error.__module__, error.__name__))


@pytest.fixture(scope="module")
def errors(exceptions: list[type[BaseException]]) -> list[type[CustodyError]]:
    return [error for error in exceptions if issubclass(error, CustodyError)]


def test_every_exception_descends_from_the_root(exceptions: list[type[BaseException]]) -> None:
    assert [error for error in exceptions if not issubclass(error, CustodyError)] == []


def test_each_error_states_a_code(errors: list[type[CustodyError]]) -> None:
    assert CustodyError in errors
    assert [error for error in errors if "code" not in vars(error)] == []


def test_codes_are_unique_and_regular(errors: list[type[CustodyError]]) -> None:
    codes = Counter(error.code for error in errors)
    assert [code for code, count in codes.items() if count > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def test_names_are_unique(errors: list[type[CustodyError]]) -> None:
    names = Counter(error.__name__ for error in errors)
    assert [name for name, count in names.items() if count > 1] == []
