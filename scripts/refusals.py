"""Which refusals an event can meet: read from the source of the domain's guards, for `scripts/events.py`.

Follows every call inside the domain; an `isinstance` test or a match arm on the proposed event is decided for the one
class asked about, any other test counts as both true and false. Nothing of the domain is run.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any

from ledger.domain import decide, episodes, person_state
from ledger.domain.event import Event
from ledger.domain.person import EpisodeOpened

CODE_ARGUMENT = {"Refused": 0, "_refuse": 1}
"""What makes a refusal, with the place of the code among its arguments."""


EVERY_COMMAND = frozenset({"already_recorded"})
"""What any command can meet: its event id is on record already."""


def refusals(cls: type[Event]) -> list[str]:
    """Codes of the refusals that a proposed event of the class can meet, sorted; those of every command left out."""
    walk = Walk(cls)
    walk.function(decide._check_replacement, "correction")  # noqa: SLF001  # where a decision begins
    walk.function(decide._decide_one, "event")  # noqa: SLF001  # likewise
    if issubclass(cls, episodes.OPENING):
        opened = Walk(EpisodeOpened)  # written on the person's stream in the same command
        opened.function(person_state.guard, "proposed")
        walk.codes |= opened.codes
    return sorted(walk.codes - EVERY_COMMAND)


@dataclass(frozen=True)
class Scope:
    """A function being read: its module's names, and what it calls the proposed event."""

    function: Callable[..., object]
    proposed: str | None

    def value(self, expression: ast.expr) -> Any:  # noqa: ANN401  # whatever the name means there
        """What a name or dotted name of the module means."""
        source = compile(ast.Expression(expression), "<guard>", "eval")
        return eval(source, vars(sys.modules[self.function.__module__]))  # noqa: S307  # a name in our own source


@cache
def body_of(function: Callable[..., object]) -> list[ast.stmt]:
    """The statements of a function, as written."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(definition, ast.FunctionDef)  # noqa: S101  # for the type checker
    return definition.body


class Walk:
    """One pass through the guards for one event class; the codes found are in `codes`."""

    def __init__(self, cls: type[Event]) -> None:
        self.codes: set[str] = set()
        self._cls = cls
        self._seen: set[Scope] = set()

    def function(self, function: Callable[..., object], proposed: str | None) -> None:
        """Read one function and all that it calls in the domain."""
        scope = Scope(function, proposed)
        if scope not in self._seen:
            self._seen.add(scope)
            self._block(body_of(function), scope)

    def _block(self, statements: list[ast.stmt], scope: Scope) -> bool:
        """Read the statements; whether control always leaves the function in them."""
        return any(self._leaves(statement, scope) for statement in statements)

    def _leaves(self, statement: ast.stmt, scope: Scope) -> bool:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                self._calls(test, scope)
                verdict = self._verdict(test, scope)
                leaves_then = verdict is False or self._block(body, scope)
                leaves_else = verdict is True or self._block(orelse, scope)
                return leaves_then and leaves_else
            case ast.Match(subject=ast.Name(id=name), cases=arms) if name == scope.proposed:
                arm = next((arm for arm in arms if self._matches(arm.pattern, scope)), None)
                return arm is not None and self._block(arm.body, scope)
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=arguments)) if name in CODE_ARGUMENT:
                code = ast.walk(arguments[CODE_ARGUMENT[name]])
                self.codes |= {
                    part.value for part in code if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
                return True
            case ast.For(body=body) | ast.While(body=body) | ast.With(body=body):
                self._block(body, scope)
                return False
            case _:
                self._calls(statement, scope)
                return isinstance(statement, ast.Return | ast.Raise)

    def _verdict(self, test: ast.expr, scope: Scope) -> bool | None:
        match test:
            case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), classes]) if name == scope.proposed:
                return issubclass(self._cls, scope.value(classes))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                verdict = self._verdict(operand, scope)
                return None if verdict is None else not verdict
            case ast.BoolOp(op=ast.And(), values=values):
                verdicts = {self._verdict(value, scope) for value in values}
                return False if False in verdicts else None if None in verdicts else True
            case _:
                return None

    def _matches(self, pattern: ast.pattern, scope: Scope) -> bool:
        match pattern:
            case ast.MatchClass(cls=expression):
                return issubclass(self._cls, scope.value(expression))
            case ast.MatchOr(patterns=patterns):
                return any(self._matches(each, scope) for each in patterns)
            case _:
                return True

    def _calls(self, node: ast.AST, scope: Scope) -> None:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
                self._call(call, scope)

    def _call(self, call: ast.Call, scope: Scope) -> None:
        try:
            callee = scope.value(call.func)
        except (NameError, AttributeError):  # a local variable or a method of one
            return
        if callee is episodes.with_person:  # it proposes an event of its own; `refusals` adds what that one can meet
            return
        if isinstance(callee, FunctionType) and callee.__module__.startswith("ledger.domain."):
            names = list(inspect.signature(callee).parameters)
            passed = [isinstance(argument, ast.Name) and argument.id == scope.proposed for argument in call.args]
            self.function(callee, names[passed.index(True)] if True in passed else None)
