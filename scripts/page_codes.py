"""For `words.py`: message ids of all codes that a page can show, walked from the classes that hold them."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from inspect import getmodule
from pathlib import Path
from typing import Any

import msgspec.inspect as shape

from api.demo.voices import ROLES
from api.requests.forms import form_of
from api.requests.groups import GroupEncounter
from api.requests.manifests import MANIFESTS, manifest_form, receipt_form
from api.web.demo_users import DEMO_USERS
from api.web.handoff_acts import Can
from api.web.origins import NATIONALITIES, SPOKEN
from api.web.pages.statistics import TABLES
from ledger.domain import identifiers
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.codes import Sex, SponsorCategory
from ledger.domain.reader import DUTY_ROLES
from projections.statistics import queries as statistics
from projections.views import VIEWS
from scripts.refusals import CODE_ARGUMENT

ROOT = Path(__file__).resolve().parents[1]
SHOWN = ("ledger/domain", "projections", "api/page_store", "api/demo/bases.py")
"""Where lists of codes are that a page can show; a list in `api/web` itself is for the program only."""


@cache
def codes() -> tuple[str, ...]:
    """Message ids of everything that must have a name in both languages, each once."""
    lists = (f"{cls.__name__}.{each.value}" for cls in enums() for each in cls)
    return tuple(dict.fromkeys((*lists, *_events(), *_prefixed("field", fields()), *_outside())))


def helps() -> list[str]:
    """Message ids of the sentences of help that a field may have."""
    return _prefixed("fieldhelp", fields())


def enums() -> list[type[StrEnum]]:
    """Every list of codes of the packages shown.

    Raises:
        ValueError: two lists of one name, which their message ids could not tell apart.
    """
    found: dict[str, type[StrEnum]] = {}
    for path in _programs(*SHOWN):
        if "(StrEnum)" not in path.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and getmodule(value) is module:
                if value.__name__ in found:
                    raise ValueError(f"two lists are named {value.__name__}")
                found[value.__name__] = value
    return list(found.values())


def _events() -> list[str]:
    commands = _prefixed("Command", (cls.COMMAND for cls in EVENT_CLASSES))
    return commands + _prefixed("Event", (cls.TOPIC.rpartition(".v")[0] for cls in EVENT_CLASSES))


def fields() -> list[str]:
    """Names of the fields of all request forms, at every depth."""
    forms = (*map(form_of, EVENT_CLASSES), *map(manifest_form, MANIFESTS), receipt_form(), GroupEncounter)
    return list(dict.fromkeys(name for form in forms for name in _names(shape.type_info(form))))


def _names(of: shape.Type) -> Iterator[str]:
    match of:
        case shape.StructType(fields=parts):
            for part in parts:
                yield part.name
                yield from _names(part.type)
        case shape.UnionType(types=types):
            for each in types:
                yield from _names(each)
        case shape.Metadata(type=inner) | shape.VarTupleType(item_type=inner):
            yield from _names(inner)
        case _:
            return


def _outside() -> list[str]:
    """Codes that are no lists: plain texts in the program."""
    return [
        *_prefixed("refusal", sorted(_refusals())),
        *_prefixed("Doubt", _doubts()),
        *_prefixed("Statistics", TABLES),
        *_prefixed("StatisticsRow", _rows_of_statistics()),
        *_prefixed("View", (view.name for view in VIEWS)),
        *_prefixed("Role", sorted({each.role for each in DEMO_USERS} | set(ROLES.values()) | DUTY_ROLES | _roles())),
        *_prefixed("DemoUser", (each.user for each in DEMO_USERS)),
        *_prefixed("Language", SPOKEN),
        *_prefixed("Nationality", NATIONALITIES),
        *_prefixed("Can", Can),
    ]


def _refusals() -> set[str]:
    """Reasons that the program refuses with; named by a constant of the module, or in place."""
    found: set[str] = set()
    for module in _parsed("ledger/domain", "api"):
        named = {
            target.id: each.value
            for each in module.body
            if isinstance(each, ast.Assign)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        for call in _calls(module):
            if isinstance(call.func, ast.Name) and call.func.id in CODE_ARGUMENT:
                reason = call.args[CODE_ARGUMENT[call.func.id]]
                found |= _texts([named.get(reason.id, reason) if isinstance(reason, ast.Name) else reason])
    return found


def _doubts() -> list[str]:
    """Doubts about an identifier, as the reading of identifiers names them."""
    [module] = _parsed("ledger/domain/identifiers.py")
    added = (call.args for call in _calls(module) if ast.unparse(call.func) == "doubts.append")
    return [*sorted(_texts(arg for args in added for arg in args)), *sorted(identifiers.NOBODYS)]


def _roles() -> set[str]:
    """Roles that the demo's officials and the command line are given in place."""
    calls = (call for module in _parsed("api/demo", "api/cli") for call in _calls(module))
    return _texts(keyword.value for call in calls for keyword in call.keywords if keyword.arg == "role")


def _rows_of_statistics() -> Iterator[str]:
    """What the rows of the tables are named; those of encounters by their sector, which the register names."""
    bands = re.findall(r"(?:THEN|age_band,) '([^']+)'", (ROOT / "projections/statistics/reads.sql").read_text("utf-8"))
    month, people = date.min, 1
    categories = (None, *(each[0] for each in SponsorCategory))
    cells: dict[str, list[Any]] = {
        "ages": [statistics.Ages(band=band, month=month, people=people) for band in bands],
        "care": [statistics.Care(month=month, average_in_care=1, days_discharged=1, days_in_care=1)],
        "census": [statistics.Census(sex=sex, month=month, people=people) for sex in Sex],
        "referrals": [statistics.Referrals(month=month, people=people)],
        "releases": [statistics.Releases(category=each, month=month, people=people) for each in categories],
    }
    for table, found in cells.items():
        yield from (name for cell in found for name, _ in TABLES[table].rows(cell))
    yield "total"


def _parsed(*paths: str) -> Iterator[ast.Module]:
    return (ast.parse(path.read_text(encoding="utf-8")) for path in _programs(*paths))


def _programs(*paths: str) -> Iterator[Path]:
    for path in (ROOT / each for each in paths):
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _texts(expressions: Iterable[ast.expr]) -> set[str]:
    parts = (part for expression in expressions for part in ast.walk(expression))
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _prefixed(group: str, names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(f"{group}.{name}" for name in names))
