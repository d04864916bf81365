"""The keystroke-level model: how long a person who knows the way needs with their hands, and one thought an action.

S. K. Card, T. P. Moran and A. Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23(7), 1980, 396-410. What the computer takes to answer is left out, here as for e-mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from playwright.sync_api import Locator, Page

SECONDS = {"K": 0.2, "P": 1.1, "H": 0.4, "M": 1.35, "B": 0.1}
"""K a key, by an average typist; P pointing; H a hand from mouse to keyboard or back; M the thought before an action;
B a mouse button down, or up.
"""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A click, a key that moves on, or one field filled in."""

    said: str
    operators: str

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return seconds(self.operators)


def seconds(operators: str) -> float:
    """How long these take, one after the other."""
    return sum(SECONDS[each] for each in operators)


@dataclass
class Hands:
    """Somebody with a mouse and a keyboard; each act is done on the page, and written down."""

    page: Page
    actions: list[Action] = field(default_factory=list)
    on_keys: bool = False
    """Where the right hand is; people begin at the mouse."""

    def click(self, control: Locator) -> None:
        """Point at a control and click."""
        said = " ".join((control.inner_text() or control.get_attribute("aria-label") or "").split())
        self._note(said[:40], self._to_mouse() + "PBB")
        control.click()

    def fill(self, control: Locator, text: str) -> None:
        """Click into a field and type."""
        self._note(self._label(control), f"{self._to_mouse()}PBB{self._to_keys()}{'K' * len(text)}")
        control.click()
        self.page.keyboard.type(text)

    def next_field(self, control: Locator, text: str, *, tabs: int = 1) -> None:
        """Go on to a field by Tab and type: in a list, the first letters of what is chosen."""
        self._note(self._label(control), self._to_keys() + "K" * (tabs + len(text)))
        for _ in range(tabs):
            self.page.keyboard.press("Tab")
        assert control.evaluate("each => each === document.activeElement"), "the focus is elsewhere"
        self.page.keyboard.type(text)

    def _note(self, said: str, operators: str) -> None:
        self.actions.append(Action(said=said, operators="M" + operators))

    def _to_mouse(self) -> str:
        moved, self.on_keys = self.on_keys, False
        return "H" if moved else ""

    def _to_keys(self) -> str:
        moved, self.on_keys = not self.on_keys, True
        return "H" if moved else ""

    def _label(self, control: Locator) -> str:
        said: str = control.evaluate("each => each.labels[0].firstChild.textContent.trim()")
        return said


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The same by e-mail, as it is done now: acts that are done once, and acts for each child."""

    once: Sequence[Action]
    each: Sequence[Action]
    children: int

    @property
    def count(self) -> int:
        """How many actions."""
        return len(self.once) + self.children * len(self.each)

    @property
    def seconds(self) -> float:
        """How long they take."""
        return sum(act.seconds for act in self.once) + self.children * sum(act.seconds for act in self.each)


def table(title: str, done: Sequence[Action], mail: Estimate) -> str:
    """What was done at the page, and the same by e-mail."""
    lines = [f"{title}: at the page {len(done)} actions, {sum(act.seconds for act in done):.1f} s"]
    lines += [_line(act) for act in done]
    lines.append(f"  the same by e-mail, estimated: {mail.count} actions, {mail.seconds:.0f} s")
    lines += [_line(act) for act in mail.once]
    lines += [_line(act, f"each of {mail.children}: ") for act in mail.each]
    return "\n".join(lines)


def _line(act: Action, before: str = "") -> str:
    runs = ((key, len(list(same))) for key, same in groupby(act.operators))
    short = " ".join(f"{number}{key}" if number > 1 else key for key, number in runs)
    return f"  {act.seconds:6.1f} s  {short:<16} {before}{act.said}"
