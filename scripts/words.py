"""Says which words of the page a language does not have yet, as entries of a catalogue to fill in.

    scripts/words.py es                         all that is missing
    scripts/words.py es api/web/pages codes     what is missing of some files, and of the names of codes

tests/web/test_words.py fails while anything is missing.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import nodes

from api.web.shell import environment
from scripts.page_codes import codes

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "api" / "web"
SAYING = frozenset({"_", "gettext", "ngettext"})
"""What templates call with a sentence; programs, and templates too, call `Words.say`."""

Literals = tuple[str | None, ...]
"""Texts that an argument can be; None for one that is put together, so that no catalogue can have it."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call in a template or program."""

    where: str
    says: bool
    """Whether it is called with a sentence."""
    first: Literals
    """The first argument."""
    of: Literals
    """The argument `of`, which names the group of a code."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a catalogue."""

    file: str
    msgid: str
    plural: str | None
    said: tuple[str, ...]
    """The message, or its plural forms; one that is not translated is empty."""


@cache
def calls() -> tuple[Call, ...]:
    """Every call in the templates and programs of the page."""
    return (*_in_templates(), *_in_programs())


def _in_templates() -> Iterator[Call]:
    for path in sorted(WEB.rglob("*.html")):
        for node in environment("en").parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            yield _of_template(node, path)


def _in_programs() -> Iterator[Call]:
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield _of_program(node, path)


def _of_template(call: nodes.Call, path: Path) -> Call:
    says = getattr(call.node, "name", None) in SAYING or getattr(call.node, "attr", None) == "say"
    return Call(
        where=f"{path.relative_to(ROOT)}:{call.lineno}",
        says=says,
        first=_template_texts(call.args[0]) if call.args else (),
        of=tuple(text for each in call.kwargs if each.key == "of" for text in _template_texts(each.value)),
    )


def _of_program(call: ast.Call, path: Path) -> Call:
    return Call(
        where=f"{path.relative_to(ROOT)}:{call.lineno}",
        says="say" in {getattr(call.func, "id", None), getattr(call.func, "attr", None)},
        first=_program_texts(call.args[0]) if call.args else (),
        of=tuple(text for each in call.keywords if each.arg == "of" for text in _program_texts(each.value)),
    )


def _template_texts(value: nodes.Expr) -> Literals:
    match value:
        case nodes.Const(value=str(text)):
            return (text,)
        case nodes.CondExpr(expr1=one, expr2=nodes.Expr() as other):
            return _template_texts(one) + _template_texts(other)
        case _:
            return (None,)


def _program_texts(value: ast.expr) -> Literals:
    match value:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.IfExp(body=one, orelse=other):
            return _program_texts(one) + _program_texts(other)
        case _:
            return (None,)


def sentences() -> dict[str, list[str]]:
    """Every sentence that is said, with where it stands."""
    found: dict[str, list[str]] = {}
    for call in calls():
        for text in call.first if call.says else ():
            if text is not None:
                found.setdefault(text, []).append(call.where)
    return found


def unsayable() -> list[str]:
    """Places where what is said is put together, so that no catalogue can have it."""
    return [call.where for call in calls() if call.says and None in call.first]


def groups() -> dict[str, str]:
    """The groups of codes that are named with `of`, each with a place."""
    return {group: call.where for call in calls() for group in call.of if group is not None}


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """Every entry of the catalogues of a language."""
    found: list[Entry] = []
    for path in sorted((WEB / "locale" / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                singular, *plural = [message.id] if isinstance(message.id, str) else message.id
                said = [message.string] if isinstance(message.string, str) else message.string or ()
                if singular:
                    whole = tuple("" if message.fuzzy else each or "" for each in said)
                    found.append(Entry(file=path.name, msgid=singular, plural=next(iter(plural), None), said=whole))
    return tuple(found)


def missing(language: str) -> dict[str, list[str]]:
    """What a language has no words for, with where it is said. English sentences are their own message."""
    wanted = {msgid: ["codes"] for msgid in codes()} | ({} if language == "en" else sentences())
    there = {entry.msgid for entry in entries(language) if all(entry.said)}
    return {msgid: where for msgid, where in wanted.items() if msgid not in there}


def main() -> int:
    """Print what is missing."""
    language, *about = sys.argv[1:]
    found = missing(language)
    for msgid, where in found.items():
        if not about or any(place.startswith(each) for place in where for each in about):
            quoted = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            print(f'#: {" ".join(where)}\nmsgid "{quoted}"\nmsgstr ""\n')
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
