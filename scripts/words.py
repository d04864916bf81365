"""Says which words of the page a language does not have yet, as entries of a catalogue to fill in.

    scripts/words.py es                         all that is missing
    scripts/words.py es api/web/pages codes     what is missing of some files, and of the names of codes

tests/web/test_words.py fails while anything is missing.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import nodes

from api.web.shell import environment
from scripts.page_codes import codes

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "api" / "web"
SAYING = frozenset({"_", "gettext", "ngettext", "say"})
"""What templates and programs call with a sentence."""

Literals = tuple[str | None, ...]
"""Texts that an argument can be; None for one that is put together, so that no catalogue can have it."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call in a template or program."""

    where: str
    name: str
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


def calls() -> Iterator[Call]:
    """Every call in the templates and programs of the page."""
    for path in sorted(WEB.rglob("*.html")):
        for node in environment("en").parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            yield _of_template(node, path)
    for path in sorted(WEB.rglob("*.py")):
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.Call):
                yield _of_program(each, path)


def _of_template(call: nodes.Call, path: Path) -> Call:
    name = {nodes.Name: "name", nodes.Getattr: "attr"}.get(type(call.node))
    return Call(
        where=f"{path.relative_to(ROOT)}:{call.lineno}",
        name=getattr(call.node, name) if name else "",
        first=_template_texts(call.args[0]) if call.args else (),
        of=tuple(text for each in call.kwargs if each.key == "of" for text in _template_texts(each.value)),
    )


def _of_program(call: ast.Call, path: Path) -> Call:
    name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(call.func))
    return Call(
        where=f"{path.relative_to(ROOT)}:{call.lineno}",
        name=getattr(call.func, name) if name else "",
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
        for text in call.first if call.name in SAYING else ():
            if text is not None:
                found.setdefault(text, []).append(call.where)
    return found


def entries(language: str) -> list[Entry]:
    """Every entry of the catalogues of a language."""
    found: list[Entry] = []
    for path in sorted((WEB / "locale" / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                singular, *plural = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                if singular:
                    whole = tuple("" if message.fuzzy else each for each in said)
                    found.append(Entry(file=path.name, msgid=singular, plural=next(iter(plural), None), said=whole))
    return found


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
