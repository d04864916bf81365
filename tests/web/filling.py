"""Fills in a form as a person would: every control of it, from what it offers or from the example of its field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from api.requests.texts import BY_TYPE, OPEN, SEALED

EXAMPLES = {
    **{where.rpartition(".")[2]: form.example for table in (OPEN, SEALED) for where, form in table.items()},
    **dict.fromkeys(("escort", "approved_by", "override_by"), BY_TYPE["UserId"].example),
}
"""By the last part of a control's name."""


@dataclass
class Control:
    """A control as it stands on a page."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


class _Controls(HTMLParser):
    """The controls of the main part's first form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Control] = []
        self._main = False
        self._form = 0
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._main |= tag == "main"
        self._form += self._main and tag == "form"
        if self._form != 1 or not self._main:
            return
        if tag == "option":
            self.found[-1].options.append(given.get("value", ""))
            if "selected" in given:
                self.found[-1].value = given["value"]
        elif tag in {"input", "select", "textarea"} and "name" in given:
            kind = given.get("type", "text") if tag == "input" else tag
            self.found.append(Control(name=given["name"], kind=kind, value=given.get("value", "")))
            self._area = self.found[-1] if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        self._main &= tag != "main"

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data


def controls(html: str) -> list[Control]:
    """The controls of the first form in the main part of a page."""
    reader = _Controls()
    reader.feed(html)
    return reader.found


def filled(html: str, *, when: str = "", **given: str) -> list[tuple[str, str]]:
    """The fields of the form, all filled in; `given` by the last part of a name, dates and times with `when`."""
    found: dict[str, list[str]] = {}
    for control in controls(html):
        name = control.name
        last = name.partition(":")[0].removesuffix("/-").rpartition("/")[2]
        if not name.startswith("/") or control.kind == "hidden":
            found[name] = [control.value]
        elif last in given:
            found[name] = [given[last]]
        elif control.kind == "datetime-local":
            found[name] = [control.value or when]
        elif control.kind in {"radio", "checkbox"}:
            found.setdefault(name, [control.value])
        elif control.kind == "select":
            found[name] = [control.value or next(filter(None, control.options), "")]
        else:
            found.setdefault(name, []).append(_text(name, last))
    return [(name, value) for name, values in found.items() for value in values]


def _text(name: str, last: str) -> str:
    if name.endswith(":int"):
        return "2"
    return EXAMPLES.get(last, "")
