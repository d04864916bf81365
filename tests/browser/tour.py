"""The tour of the README in pictures: `make screenshots` lives a piece of the demo's evening and writes docs/pictures.

Not a part of the suite: the pictures are in git, and change when somebody makes them again.
"""

from playwright.sync_api import Page, expect

from tests.architecture.tree import ROOT
from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, TAKER, Side, side
from tests.browser.watching import Watch

PICTURES = ROOT / "docs/pictures"
WIDTH, HEIGHT = 1120, 780
BYTES_MOST = 150_000
GROUP = (
    ("Ana Lucía", "Caal", "2008-03-14", "2", "Guatemala", "K'iche'", "none"),
    ("Brayan", "Choc", "2009", "1", "Guatemala", "Q'eqchi'", "none"),
    ("", "", "~2011", "0", "", "", "not_asked"),
)
"""Of the third, nobody knows much."""


def test_the_tour(evening: Evening, page_factory: PageFactory, watch: Watch) -> None:
    begin = page_factory(width=WIDTH)
    begin.goto(evening.address + "/sign-in")
    picture(begin, "1-sign-in")
    giver = side(evening, page_factory(width=WIDTH), GIVER)
    picture(giver.page, "2-waiting")
    intake(giver)
    offer(giver)
    taker = side(evening, page_factory(width=WIDTH), TAKER, giver.path)
    taker.press("Accept")
    giver.state("Accepted")
    giver.pack()
    giver.pick("/trip/mode", "bus")
    giver.press("They have left")
    giver.sees("Dispatched: 12 children.")
    receive(taker)
    giver.state("Not here")
    taker.open(giver.path)
    picture(taker.page, "6-both-sides")
    taker.page.locator("main tr", has_text="Received").locator("a").first.click()
    expect(taker.page.locator(".timeline")).to_be_visible()
    picture(taker.page, "7-child")
    picture(taker.page, "8-timeline", of=".timeline > li:nth-last-child(7)")
    giver.open("/between-hands")
    picture(giver.page, "9-between-hands")
    assert (watch.other_hosts, watch.complaints) == (set(), [])


def intake(giver: Side) -> None:
    """A group of three, half typed."""
    giver.open("/intake")
    giver.fill("people", "3")
    giver.press("Begin a group")
    giver.press("It was just now: fill in day and time")
    for number, (given, surname, birth, sex, nationality, language, came) in enumerate(GROUP, start=1):
        for name, text in (("given", given), ("first", surname), ("birth", birth)):
            giver.fill(f"p.{number}.{name}", text)
        giver.fill(f"p.{number}.nationality", nationality)
        giver.fill(f"p.{number}.languages", language)
        giver.pick(f"p.{number}.sex", sex)
        giver.pick(f"p.{number}.answer", came)
    giver.press("Save and go on")
    giver.sees("3 people")
    picture(giver.page, "3-intake", height=1000)


def offer(giver: Side) -> None:
    """All twelve for whom ORR named one place."""
    giver.open("/handoffs/new?to=CARE-11")
    giver.press("Choose all 12")
    expect(giver.button("Offer 12 children")).to_be_visible()
    picture(giver.page, "4-manifest")
    giver.press("Offer 12 children")
    giver.state("Offered")


def receive(taker: Side) -> None:
    """Eleven got out; where the twelfth is, is said."""
    taker.follow("Sign for the children")
    taker.fill("/head_count:int", "11")
    taker.pick("identity_method", "photo")
    taker.pick("condition", "well")
    taker.pick("packets", "listed")
    twelfth = taker.page.locator(".door-child").first
    twelfth.locator("label", has_text="not here").click()
    twelfth.get_by_label("What is known of where the child is").fill("Taken to a hospital on the way")
    taker.press("All here")
    expect(taker.page.locator("[data-tally]")).to_contain_text("11 here · 1 not here")
    picture(taker.page, "5-eleven-of-twelve")
    taker.press("Sign for who is ticked")
    taker.sees("Signed for: 11 children.")


def picture(page: Page, name: str, *, of: str | None = None, height: int = HEIGHT) -> None:
    """Write what is open, from its top or from a part on, a screen high."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    if of is None:
        page.evaluate("scrollTo(0, 0)")
    else:
        page.locator(of).evaluate("part => part.scrollIntoView()")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    assert (PICTURES / f"{name}.png").stat().st_size <= BYTES_MOST
