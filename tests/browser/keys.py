"""Somebody with a keyboard alone. At every stop of the Tab key the focus must be seen, and the way must lead down."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

STOPS_MOST = 250
BACK_UP = 60.0
"""Pixels by which a stop may stand higher than the one before: controls of one line have different heights."""

STOP = """async () => {
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const drawn = at.matches(".usa-checkbox__input, .usa-radio__input") ? at.labels[0] : at;
  const style = drawn === at ? getComputedStyle(at) : getComputedStyle(drawn, "::before");
  const box = drawn.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 20), y = box.top + Math.min(box.height / 2, 20);
  const above = document.elementFromPoint(x, y);
  let floats = false;
  for (let each = at; each; each = each.parentElement)
    if (/sticky|fixed/.test(getComputedStyle(each).position)) floats = true;
  return {
    said: `${at.tagName.toLowerCase()} ${at.name || at.id || at.textContent.trim().slice(0, 40)}`,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen: !!above && (drawn.contains(above) || above.contains(drawn)),
    top: box.top + scrollY,
    left: box.left,
    floats,
    main: !!at.closest("main"),
  };
}"""


@dataclass
class Keys:
    """A page and the keys pressed on it."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    """Stops at which the focus is not seen, is hidden, or leads back up."""

    def to(self, control: Locator) -> None:
        """Press Tab until a control has the focus."""
        top = left = 0.0
        for _ in range(STOPS_MOST):
            if control.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue
            where = f"{self.page.url.partition('//')[2].partition('/')[2]}: {stop['said']}"
            if not stop["outlined"]:
                self.troubles.append(f"{where} has no outline")
            if not stop["seen"]:
                self.troubles.append(f"{where} is covered")
            if stop["main"] and not stop["floats"]:
                if stop["top"] < top - BACK_UP and stop["left"] <= left:  # not the head of a column beside it
                    self.troubles.append(f"{where} stands above what came before it")
                top, left = stop["top"], stop["left"]
        raise AssertionError(f"no Tab leads to {control}")

    def press(self, control: Locator, key: str = "Enter") -> None:
        """Go to a control and press a key on it."""
        self.to(control)
        self.page.keyboard.press(key)

    def button(self, name: str) -> None:
        """Go to a button and press Enter."""
        self.press(self.page.get_by_role("button", name=name).first)

    def link(self, name: str) -> None:
        """Go to a link and press Enter."""
        self.press(self.page.get_by_role("link", name=name).first)

    def write(self, name: str, text: str) -> None:
        """Go to a field, by its name, and type; in a list, the first letters of what is chosen."""
        self.to(self.page.locator(f'[name="{name}"]').first)
        self.page.keyboard.type(text)
