"""The story of twelve children, lived at the page by everybody in it, each in a browser of their own.

What one side does appears to the others without a reload: the pages listen to the server.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, ORR, OTHER_TAKER, TAKER, Side, side
from tests.browser.watching import Watch

HEADINGS = "Given names\tFirst surname\tSecond surname\tDate of birth\tSex\tNationality\tLanguages\tWho came along"
SHEET = (
    "Ana Lucía\tCaal\tTot\t2008-03-14\tF\tGuatemala\tK'iche'\tnone",
    "Brayan\tChoc\tXol\t2009-11-02\tM\tGuatemala\tQ'eqchi'\tnone",
    "Cristina\tde la O\tPeña\t2006-07-30\tF\tHonduras\tSpanish\tnone",
    "Darwin\tMejía\tLara\t2005-01\tM\tHonduras\tSpanish\tnone",
    "Elsa\tO'Neil\tGarcía\t2010-12-24\tF\tBelize\tEnglish\tnone",
    "Fermín\tDomingo\tFrancisco\t2007\tM\tGuatemala\tQ'anjob'al\tnone",
    "Glenda\tRivas\t\t2004-05-19\tF\tEl Salvador\tSpanish\tnone",
    "Hugo\tNúñez\tIbáñez\t2006-09-09\tM\tEl Salvador\tSpanish\tnone",
    "Iris\tPérez\tPérez\t2008-02-29\tF\tMexico\tSpanish\tnone",
    "Josué\tTzul\tIxcoy\t11\tM\tGuatemala\tMam\tnone",
    "Karla\tZelaya\tBonilla\t2009-08-15\tF\tHonduras\tSpanish\tnone",
    "Luis Ángel\tMatías\tPascual\t2003-10-31\tM\tGuatemala\tMam, Spanish\tnone",
)
NAMES = tuple(" ".join(part for part in line.split("\t")[:3] if part) for line in SHEET)
FOUND_LESS, TWELFTH, BY_MISTAKE = NAMES[1], NAMES[11], NAMES[4]
PRAIRIE, PALO_VERDE = "CARE-11", "CARE-02"


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everybody in it."""

    giver: Side
    taker: Side
    orr: Side
    other: Side


@pytest.fixture
def story(evening: Evening, page_factory: PageFactory) -> Story:
    """Four people at four computers."""
    return Story(
        giver=side(evening, page_factory(), GIVER),
        taker=side(evening, page_factory(), TAKER),
        orr=side(evening, page_factory(), ORR),
        other=side(evening, page_factory(), OTHER_TAKER),
    )


def test_twelve_children_from_the_border_to_two_care_providers(story: Story, watch: Watch) -> None:
    met(story.giver)
    determined_and_referred(story)
    placed(story)
    path = offered(story)
    accepted(story, path)
    left(story, path)
    late(story, path)
    signed_for(story, path)
    sent_on(story, path)
    corrected(story, path)
    voided(story, path)
    assert (watch.other_hosts, watch.complaints) == (set(), [])


def met(giver: Side) -> None:
    """A group of twelve, pasted from the sheet of the station."""
    giver.follow("Intake")
    giver.fill("people", "12")
    giver.press("Begin a group")
    giver.press("Paste from a spreadsheet")
    giver.page.get_by_label("The lines").fill("\n".join((HEADINGS, *SHEET)))
    giver.press("Show what is understood")
    giver.sees("12 people were understood.")
    giver.press("Add 12 people to the group")
    giver.sees("Added to the group: 12 people.")
    giver.press("It was just now: fill in day and time")
    expect(giver.page.locator('[name="g.date"]')).to_have_value("2019-10-01")
    giver.press("Record the group: 12 people")
    giver.sees("The group is recorded: 12 people.")


def determined_and_referred(story: Story) -> None:
    """All twelve at once; ORR sees the referrals come."""
    giver, orr = story.giver, story.orr
    orr.open("/referrals?step=referred")
    orr.sees_no(NAMES[0])
    giver.open("/referrals?step=in_dhs_custody")
    giver.tick(*NAMES)
    giver.press("Determine unaccompanied")
    giver.sees("Determined to be unaccompanied: 12.")
    giver.open("/referrals?step=uc_determined")
    giver.tick(*NAMES)
    giver.press("Refer to ORR")
    giver.sees("Referred to ORR: 12.")
    orr.sees(NAMES[0])  # by itself


def placed(story: Story) -> None:
    """ORR acknowledges and names a place; the giver sees it and can offer."""
    giver, orr = story.giver, story.orr
    giver.open("/referrals?step=referred")
    orr.tick(*NAMES)
    orr.press("Acknowledge")
    orr.sees("Referrals acknowledged: 12.")
    expect(giver.row(NAMES[0])).to_contain_text("Acknowledged")  # by itself
    giver.open("/handoffs/new?to=" + PRAIRIE)
    giver.sees_no(NAMES[0])
    orr.open("/referrals?step=placement_search")
    orr.tick(*NAMES)
    orr.pick("/place", PRAIRIE)
    orr.pick("/program", "shelter")
    orr.press("Designate the place")
    orr.sees("Recorded for 8 children, not for these")  # nobody there speaks Mam: asked back once
    orr.press("Designate the place")
    orr.sees("Places designated: 4.")


def offered(story: Story) -> str:
    """The giver pastes the twelve names; the care provider sees the offer on its start page."""
    giver, taker = story.giver, story.taker
    giver.open("/handoffs/new?to=" + PRAIRIE)
    giver.unfold("Paste many")
    giver.page.get_by_label("Numbers or names, one a line").fill("\n".join(NAMES))
    giver.press("Look up all lines")
    giver.sees("Found: 12 of 12.")
    giver.press("Offer 12 children")
    giver.sees("Offered: 12 children. The other side is asked to answer.")
    giver.state("Offered")
    offer = taker.page.locator(f'#home a[href="{giver.path}"]')
    expect(offer).to_have_text("Accept or decline")  # by itself
    offer.click()
    taker.sees("Your turn: accept or decline")
    return giver.path


def accepted(story: Story, path: str) -> None:
    """The taker accepts; the giver sees it without a reload, signs the packets, and the taker sees that."""
    giver, taker = story.giver, story.taker
    taker.press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.state("Accepted")
    giver.sees("Your turn: answer the packet checklist")
    giver.pack()
    giver.sees("Packets answered: 12.")
    expect(taker.row(NAMES[0]).locator('[data-label="Packet"]')).to_contain_text(GIVER)
    assert taker.path == path


def left(story: Story, path: str) -> None:
    """All twelve leave on one bus; both sides see it, and that the giver answers until the receipt."""
    giver, taker = story.giver, story.taker
    giver.pick("/trip/mode", "bus")
    giver.fill("/trip/vehicle", "BUS-7")
    giver.fill("/expected_arrival:local", "2019-10-02T03:00")
    giver.press("They have left")
    giver.sees("Dispatched: 12 children. You answer for them until the receipt.")
    taker.state("Under way")
    taker.sees("On the way to you.")
    taker.sees("BUS-7")
    assert path == giver.path


def late(story: Story, path: str) -> None:
    """A delay is told; the taker sees the new time. Then the bus is at the door, and the giver sees that."""
    giver, taker = story.giver, story.taker
    giver.open(path + "?do=delay")
    giver.pick("/reason", "traffic")
    giver.fill("/expected_arrival:local", "2019-10-02T05:30")
    giver.press("Tell of a delay")
    giver.sees("The delay is told to both sides.")
    taker.sees("05:30")
    taker.unfold("The vehicle is at the door and you cannot sign yet")
    taker.fill("/head_count:int", "11")
    taker.press("They are at the door")
    taker.sees("At the door: 12 children.")
    giver.state("At the door")
    giver.sees("At the door, and nobody has signed yet.")


def signed_for(story: Story, path: str) -> None:
    """Eleven are signed for, one of them without the property that was listed; the twelfth is not here."""
    giver, taker = story.giver, story.taker
    taker.fill("/head_count:int", "11")
    taker.pick("identity_method", "photo")
    taker.pick("condition", "well")
    taker.pick("packets", "listed")
    child = taker.page.locator(".door-child", has_text=TWELFTH)
    child.locator("label", has_text="not here").click()
    child.get_by_label("What is known of where the child is").fill("Taken to a hospital on the way")
    taker.press("All here")
    child = taker.page.locator(".door-child", has_text=FOUND_LESS)
    child.locator("summary").click()
    child.get_by_label("Property: Found?", exact=True).select_option("no")
    expect(taker.page.locator("[data-tally]")).to_contain_text("11 here · 1 not here · 0 refused · 0 not answered")
    taker.press("Sign for who is ticked")
    taker.sees("Signed for: 11 children.")
    expect(taker.row(FOUND_LESS)).to_contain_text("Property is missing")
    expect(taker.row(TWELFTH)).to_contain_text("Not here")
    giver.state("Not here")
    giver.sees("Your turn: the receiver says that the child was not among those who arrived.")
    giver.sees("1 difference")
    giver.sees_no(FOUND_LESS)  # with the receipt the need to know has ended


def sent_on(story: Story, path: str) -> None:
    """ORR sends the twelfth to another provider, who accepts and signs; the giver sees the handoff end."""
    giver, orr, other = story.giver, story.orr, story.other
    orr.open(path + "?do=redirect")
    orr.pick("/to_place", PALO_VERDE)
    orr.pick("/reason", "place_full")
    orr.press("Send to another place")
    orr.sees("Sent to another place: 1.")
    other.page.locator(f'#home a[href="{path}"]').click()  # it has come by itself
    other.press("Accept")
    other.sees("Accepted: 1 children.")
    giver.sees("sent on to")
    other.follow("Sign for the children")
    other.pick("identity_method", "wristband")
    other.pick("condition", "well")
    other.pick("packets", "listed")
    other.press("All here")
    other.press("Sign for who is ticked")
    other.sees("Signed for: 1 children.")
    giver.state("Received")


def corrected(story: Story, path: str) -> None:
    """What was missing was found: the taker corrects the receipt from the timeline; the giver sees no difference."""
    giver, taker = story.giver, story.taker
    taker.open(f"{path}/received")
    taker.follow(FOUND_LESS)
    taker.follow("Correct Received")
    taker.choose("Something in it is wrong")
    taker.pick("/replacement/packet/4/found:yes", "yes")
    taker.fill("/replacement/packet/4/count:int", "1")
    taker.pick("/replacement/discrepancies/0/kind", "")
    taker.pick("/replacement/discrepancies/0/item", "")
    taker.press("See what changes")
    expect(taker.page.locator("#preview")).to_be_focused()
    taker.press("Record the correction")
    taker.sees("Corrected. The earlier record stays, struck through.")
    expect(taker.page.locator(".timeline .is-struck")).to_contain_text("Property is missing")
    giver.sees_no("1 difference")


def voided(story: Story, path: str) -> None:
    """One was signed for by mistake: the taker voids that, and both sides see the child at the door again."""
    giver, taker = story.giver, story.taker
    taker.open(f"{path}/received")
    taker.follow(BY_MISTAKE)
    taker.follow("Void Received")
    taker.choose("It did not happen")
    taker.press("See what changes")
    expect(taker.page.locator("#preview")).to_contain_text("Physical custodian")
    taker.press("Record the void")
    taker.sees("Voided. The record stays, struck through.")
    giver.state("At the door")
    expect(giver.row(BY_MISTAKE)).to_contain_text("At the door")
    taker.open(path)
    taker.state("At the door")
    taker.follow("Sign for the children")
    expect(taker.page.locator(".door-child")).to_have_count(1)
