"""How many actions, and how long by the keystroke-level model: twelve children handed over, twelve received.

At most 8 actions and 20 seconds each, besides scanning and pasting; the same by e-mail is estimated beside it.
"""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.keystrokes import Action, Estimate, Hands, table
from tests.browser.sides import GIVER, TAKER, Side

ACTIONS_MOST, SECONDS_MOST = 8, 20.0

MAIL_OFFER = Estimate(
    once=(
        Action(said="begin a mail", operators="MPBB"),
        Action(said="address it: six letters, take what is proposed", operators="MH" + "K" * 7),
        Action(said="a subject of 30 letters", operators="MK" + "K" * 30),
        Action(said="the place and the time, 60 letters", operators="MK" + "K" * 60),
        Action(said="send it", operators="MHPBB"),
    ),
    each=(
        Action(said="find the child in the agency's own system: its window, nine digits", operators="MKK" + "K" * 10),
        Action(said="copy name and number: drag over them, two keys", operators="MHPBPBHKK"),
        Action(said="paste them into the mail, a new line", operators="MKKKKK"),
    ),
    children=12,
)
"""Assumed: nothing is looked up twice, no form is attached, nobody has to be asked back, and the mail program proposes
the address. What is not counted makes mail slower still.
"""
MAIL_RECEIPT = Estimate(
    once=(
        Action(said="find the mail and open it", operators="MPBBMPBB"),
        Action(said="answer to all", operators="MPBB"),
        Action(said="when they came and how many, 40 letters", operators="MH" + "K" * 40),
        Action(said="send it", operators="MHPBB"),
        Action(said="pass it on to ORR: six letters, send", operators="MPBBH" + "K" * 7 + "HPBB"),
    ),
    each=(Action(said="at the child's line: here, and how they are, 10 letters", operators="MKK" + "K" * 10),),
    children=12,
)
"""Assumed: the list stands in the mail that is answered, and nobody writes it into another system afterwards."""


def test_twelve_children_are_offered_and_received_in_few_actions(
    evening: Evening, page_factory: PageFactory, tell: Callable[[str], None]
) -> None:
    giver, taker = Hands(page_factory()), Hands(page_factory())
    path = offered(evening, giver)
    tell(table("Twelve children handed over, from sign-in to offer", giver.actions, MAIL_OFFER))
    under_way(evening, giver, taker, path)
    received(evening, taker, path)
    tell(table("Twelve children received, from sign-in to signature", taker.actions, MAIL_RECEIPT))
    for done, mail in ((giver.actions, MAIL_OFFER), (taker.actions, MAIL_RECEIPT)):
        took = sum(act.seconds for act in done)
        assert len(done) <= ACTIONS_MOST
        assert took <= SECONDS_MOST
        assert (len(done), took) < (mail.count, mail.seconds)


def offered(evening: Evening, hands: Hands) -> str:
    """From the sign-in to the offer: the path of the handoff."""
    page = hands.page
    page.goto(evening.address)
    hands.click(page.locator(f'form:has(input[name="user"][value="{GIVER}"]) button'))
    hands.click(page.get_by_role("link", name="placed, to be offered"))
    hands.click(page.get_by_role("link", name="for Prairie House"))
    hands.click(page.get_by_role("button", name="Choose all 12"))
    hands.click(page.get_by_role("button", name="Offer 12 children"))
    expect(page.get_by_text("Offered: 12 children.")).to_be_visible()
    return Side(page, evening).path


def under_way(evening: Evening, giver: Hands, taker: Hands, path: str) -> None:
    """What lies between, uncounted: the taker signs out at the end."""
    there = Side(evening.sign_in(taker.page, TAKER, path), evening)
    there.press("Accept")
    there.sees("Accepted: 12 children.")
    there.press("Sign out")
    here = Side(giver.page, evening)
    here.pack()
    here.press("They have left")
    here.sees("Dispatched: 12 children.")


def received(evening: Evening, hands: Hands, path: str) -> None:
    """From the sign-in to the signature, at the door."""
    page = hands.page
    page.goto(evening.address)
    hands.click(page.locator(f'form:has(input[name="user"][value="{TAKER}"]) button'))
    hands.click(page.locator(f'#home a[href="{path}/receive"]'))
    hands.fill(page.get_by_label("How many got out"), "12")
    hands.next_field(page.locator('[name="identity_method"]'), "Ph")
    hands.next_field(page.locator('[name="condition"]'), "W")
    hands.next_field(page.locator('[name="packets"]'), "a")
    hands.click(page.get_by_role("button", name="All here"))
    hands.click(page.get_by_role("button", name="Sign for who is ticked"))
    expect(page.get_by_text("Signed for: 12 children.")).to_be_visible()
