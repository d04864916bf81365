"""Controls of a row as HTML. A group of thirty has a thousand of them on its page: macros take twice as long.

Owns that every control has a label that names its person, and its error beside it; everything typed is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from markupsafe import Markup, escape

from api.web.words import Words, choices
from ledger.domain.codes import (
    CompanionsAnswer,
    FactBasis,
    IdentifierScheme,
    NameRole,
    OrderConfidence,
    Relation,
    Sex,
)

YES_NO = "yes"
LISTS: Mapping[str, type[StrEnum]] = {
    each.__name__: each
    for each in (CompanionsAnswer, FactBasis, IdentifierScheme, NameRole, OrderConfidence, Relation, Sex)
}
"""Lists that a row chooses from, by name; `YES_NO` is beside them."""


@dataclass(frozen=True)
class Controls:
    """The controls of one person."""

    number: int
    whose: str
    """Such as "person 7", for who hears the page and does not see the row."""
    beside: Mapping[str, str]
    """What is wrong, by the name of the field."""
    words: Words

    def box(self, what: str, said: str, value: str, *, most: int = 200, among: str = "", more: str = "") -> Markup:
        """A text; `among` is the list of suggestions, `more` further attributes of our own."""
        name = f"p.{self.number}.{what}"
        among = f' list="{among}"' if among else ""
        control = (
            f'<input class="usa-input" dir="auto" id="{name}" name="{name}" value="{escape(value)}"'
            f' maxlength="{most}"{among} autocomplete="off"{more}{self._wrong(name)}>'
        )
        return self._cell(name, said, control)

    def choice(self, what: str, said: str, value: str, among: str, empty: str | None = None) -> Markup:
        """One of a list; `empty` is what no choice is called, None where one must be made."""
        name = f"p.{self.number}.{what}"
        chosen = value if value in _values(among) else ""
        control = (
            f'<select class="usa-select" id="{name}" name="{name}"{self._wrong(name)}>'
            f"{_options(self.words, among, chosen, empty)}</select>"
        )
        return self._cell(name, said, control)

    def area(self, what: str, said: str, value: str, *, hint: str, most: int) -> Markup:
        """A longer text, as wide as the row."""
        name = f"p.{self.number}.{what}"
        wrong = f' {name}-error" aria-invalid="true' if name in self.beside else ""
        control = (
            f'<textarea class="usa-textarea" id="{name}" name="{name}" rows="2" maxlength="{most}"'
            f' aria-describedby="{name}-hint{wrong}">{escape(value)}</textarea>'
            f'<span class="usa-hint" id="{name}-hint">{escape(hint)}</span>'
        )
        return self._cell(name, said, control, kind="cell wide")

    def tick(self, what: str, said: str, value: str) -> Markup:
        """A check box."""
        name = f"p.{self.number}.{what}"
        return _html(
            f'<div class="usa-checkbox"><input class="usa-checkbox__input" type="checkbox" id="{name}" name="{name}"'
            f' value="yes"{" checked" if value else ""}>{self._label(name, said, kind="usa-checkbox__label")}</div>'
        )

    def error(self, what: str) -> Markup:
        """What is wrong with a field, to stand beside it; nothing if it is right."""
        name = f"p.{self.number}.{what}"
        if name not in self.beside:
            return Markup()
        return _html(f'<span class="usa-error-message" id="{name}-error">{escape(self.beside[name])}</span>')

    def _cell(self, name: str, said: str, control: str, *, kind: str = "cell") -> Markup:
        what = name.split(".", 2)[2]
        return _html(f'<div class="{kind}">{self._label(name, said)}{control}{self.error(what)}</div>')

    def _label(self, name: str, said: str, *, kind: str = "") -> str:
        of_kind = f' class="{kind}"' if kind else ""
        return (
            f'<label{of_kind} for="{name}">{escape(said)}'
            f'<span class="visually-hidden">, {escape(self.whose)}</span></label>'
        )

    def _wrong(self, name: str) -> str:
        return f' aria-invalid="true" aria-describedby="{name}-error"' if name in self.beside else ""


def _html(parts: str) -> Markup:
    return Markup(parts)  # noqa: S704  # whatever was typed or said is escaped where it is put in


def looking(draft: UUID, number: int) -> Markup:
    """Attributes of a box: while it is typed in, likely relatives on record are shown, half a second later."""
    return _html(f' hx-post="/intake/{draft}/relatives/{number}" hx-trigger="input changed delay:500ms"')


@cache
def _values(among: str) -> frozenset[str]:
    return frozenset({"yes", "no"}) if among == YES_NO else frozenset(each.value for each in LISTS[among])


@cache
def _options(words: Words, among: str, chosen: str, empty: str | None) -> str:
    yes_no = [("yes", words.say("Yes")), ("no", words.say("No"))]
    named = yes_no if among == YES_NO else choices(LISTS[among], words)
    first = [] if empty is None else [("", empty)]
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen and chosen else ""}>{escape(said)}</option>'
        for value, said in (*first, *named)
    )
