"""Families in a browser, wide and narrow, in both languages: the picture, the claims, a form; search, list, intake."""

import re

import pytest
from playwright.sync_api import Page, expect

from api.web.command_targets import COMMANDS
from tests.api.conftest import common, logged, world
from tests.api.family_story import zero_tolerance
from tests.api.world import Json, World, registration
from tests.architecture.tree import ROOT
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.watching import Watch
from tests.web.test_separations import parted_and_ended

__all__ = ["common", "logged", "world"]

SCREENS = ROOT / ".build/screens"
USER, COORDINATOR = "ORR.intakes.night", "BP-RGV.coordinator"
TALL = {1280: 3400, 400: 5600}
"""Pixels that the page of eight people may take by width before anything is unfolded."""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def claim(world: World, one: str, other: str, kin: str, **more: object) -> Json:
    body = {
        "claimed": world.claimed(),
        "kin": kin,
        "lineage": "not_applicable",
        "bonds": ["biological"],
        "asserted_by": "statement_of_person",
        "evidence": ["child_interview"],
        "confidence": "high",
    }
    return world.done(f"/relationships/{one}/{other}/assert", body | more, by="ORR")


def told(world: World) -> str:
    """The story of 2018, and then more: an aunt somebody else calls the mother, a grandmother, a friend."""
    family = zero_tolerance(world)
    girl, mother, boy = (each["person"] for each in (family.girl, family.mother, family.boy))
    aunt, grandmother, cousin, uncle = (
        world.done(
            "/people", registration(name, "Invented Long-Surname") | {"claimed": world.claimed(), "sex": sex}, by="ORR"
        )["id"]
        for name, sex in (("Fidelina", "2"), ("María José", "2"), ("مريم", "2"), ("Eusebio", "1"))
    )
    claim(world, aunt, girl, "aunt_or_uncle", lineage="maternal")
    claim(world, aunt, girl, "mother", evidence=[])
    claim(world, grandmother, mother, "mother")
    claim(world, grandmother, girl, "grandparent", lineage="maternal")
    claim(world, cousin, girl, "cousin", lineage="maternal")
    claim(world, aunt, cousin, "mother")
    guardian = claim(world, uncle, girl, "legal_guardian", bonds=["legal"])
    wrong = claim(world, uncle, boy, "father")
    judged = {"methods": ["birth_certificate"], "second_verifier": "orr.77"}
    for act, said, one, other in (
        ("verify", claim(world, mother, girl, "mother"), mother, girl),
        ("verify", claim(world, mother, boy, "mother"), mother, boy),
        ("refute", wrong, uncle, boy),
    ):
        event = said["events"][0]
        path = f"/relationships/{one}/{other}/{act}"
        world.done(path, judged | {"claim": event["event_id"]}, by="ORR", user="orr.78", version=event["version"])
    ended = {"claimed": world.claimed(), "claim": guardian["events"][0]["event_id"], "reason": "guardianship_ended"}
    world.done(f"/relationships/{uncle}/{girl}/end", ended, by="ORR")
    world.runner.catch_up()
    return str(girl)


def opened(world: World, live_server: LiveServer, page: Page, path: str, *, user: str = USER) -> str:
    world.app.state.site = world.site
    address = live_server(world.app)
    page.goto(f"{address}/sign-in?next={path}")
    page.locator(f'form:has(input[name="user"][value="{user}"]) button').click()
    page.wait_for_url(f"{address}{path}")
    return address


@pytest.fixture
def girl(world: World) -> str:
    return told(world)


@pytest.fixture
def page(world: World, girl: str, live_server: LiveServer, page_factory: PageFactory, variant: tuple[int, str]) -> Page:
    """The page of the girl's family, as somebody of ORR looks at it."""
    width, language = variant
    SCREENS.mkdir(parents=True, exist_ok=True)
    made = page_factory(width=width, language=language)
    opened(world, live_server, made, f"/children/{girl}/family")
    return made


IN_THE_SUITE, *OTHERS = (400, "es"), (1280, "en"), (1280, "es"), (400, "en")
EACH = pytest.mark.parametrize(
    "variant", [IN_THE_SUITE, *(pytest.param(each, marks=pytest.mark.browser_all) for each in OTHERS)], ids=str
)


def open_all(page: Page) -> None:
    """Unfold everything, as somebody does who reads it all."""
    while page.locator("details:not([open]) > summary:visible").count():
        page.locator("details:not([open]) > summary:visible").first.click()


def looked_at(page: Page, axe: Axe, name: str) -> None:
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
    assert axe(page) == [], name
    assert not page.evaluate(WIDE), f"{name} scrolls sideways"


@EACH
def test_the_family_is_seen_by_everybody(page: Page, axe: Axe, watch: Watch, variant: tuple[int, str]) -> None:
    name = f"family-{variant[0]}-{variant[1]}"
    expect(page.locator(".family-picture .kin-box")).to_have_count(8)
    expect(page.locator(".family-picture .kin-cross")).to_have_count(1)
    looked_at(page, axe, name)
    assert page.evaluate("document.documentElement.scrollHeight") < TALL[variant[0]]
    page.locator("#conflicts-head ~ .clash a").first.click()
    expect(page.locator(".family-claim:target")).to_be_visible()
    open_all(page)
    looked_at(page, axe, f"{name}-open")
    page.locator(".family-picture").screenshot(path=SCREENS / f"{name}-picture.png")
    page.locator(".family-picture").focus()
    page.keyboard.press("ArrowRight")  # at 400 px the picture is wider than its box, which scrolls
    page.locator('a[href*="/do/supplement-separation"]').first.click()
    looked_at(page, axe, f"{name}-supplement")
    page.go_back()
    open_all(page)
    page.locator("#related select[name=other]").select_option(index=1)
    page.locator("#related button").click()
    page.wait_for_url("**/do/assert?*")
    looked_at(page, axe, f"{name}-assert")
    page.locator("form.command button").first.click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    assert [each for each in watch.complaints if "422" not in each] == []


@pytest.mark.browser_all
@EACH
def test_every_form_of_a_family(
    world: World, page: Page, girl: str, axe: Axe, watch: Watch, variant: tuple[int, str]
) -> None:
    address = page.url.partition("/children/")[0]
    family = world.told(f"/children/{girl}/relatives", by="ORR")
    group = next(each["family"] for relative in family["relatives"] for each in relative["groups"])
    mother = next(each["relative"] for each in family["claims"] if each["standing"] == "verified")
    forms = [f"/families/{group}/do/{name}" for name in COMMANDS["families"]]
    forms += [f"/relationships/{mother}/{girl}/do/{name}" for name in COMMANDS["relationships"]]
    for path in (*forms, f"/families/do/form?whose={girl}"):
        page.goto(address + path)
        name = re.sub(r"[^a-z-]+", "-", path.partition("/do/")[2])
        looked_at(page, axe, f"{path.split('/')[1]}-{name[:24]}-{variant[1]}-{variant[0]}")
    assert watch.complaints == []


@pytest.mark.browser_all
def test_the_sliders_look_back_without_a_script(
    world: World, girl: str, live_server: LiveServer, page_factory: PageFactory
) -> None:
    page = page_factory(java_script_enabled=False)
    opened(world, live_server, page, f"/children/{girl}/family")
    open_all(page)
    page.locator("#as_of_local").fill("2019-05-01T08:30")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#not-now")).to_contain_text("This is not now.")
    expect(page.locator(".family-picture .kin-box")).to_have_count(4)


@pytest.mark.browser_all
@EACH
def test_searched_for_slid_to_and_suggested(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, watch: Watch, variant: tuple[int, str]
) -> None:
    petrona = {"registration": registration("Petrona", "Caal Xol"), "companions_answer": "none"}
    world.done("/encounters", {"claimed": world.claimed(), "place": "BP-RGV", "people": [petrona]}, by="USBP")
    _, met, _, _ = parted_and_ended(world)
    name = f"{variant[0]}-{variant[1]}"
    page = page_factory(width=variant[0], language=variant[1])
    address = opened(world, live_server, page, "/search", user=COORDINATOR)
    searched_for(page)
    assert page.url == f"{address}/search"
    looked_at(page, axe, f"search-{name}")
    page.goto(f"{address}/separations?since={met}")
    slid_to(page, met)
    looked_at(page, axe, f"separations-{name}")
    page.goto(f"{address}/intake")
    suggested(page)
    looked_at(page, axe, f"intake-family-{name}")
    page.locator("button.usa-button--big").click()
    page.wait_for_url("**/done?*")
    page.locator('main a[href$="/family"]').first.click()
    expect(page.locator(".family-picture .kin-box")).to_have_count(3)
    assert axe(page) == []
    assert [each for each in watch.complaints if "422" not in each] == []


def searched_for(page: Page) -> None:
    page.locator("[name=name]").fill("Xol Kaal Petrona")
    page.locator("[name=name]").press("Enter")
    expect(page.locator("#fpurpose")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=purpose]").select_option("reunification")
    page.locator("form.search button").click()
    expect(page.locator("table.found tbody tr")).to_have_count(1)
    expect(page.locator("#found-head")).to_be_focused()


def slid_to(page: Page, met: str) -> None:
    """By keyboard, from today to the first day and on to that of the separation."""
    rows = page.locator("section[aria-labelledby=list-head] tbody tr")
    expect(rows).to_have_count(1)
    slider = page.locator("#slider-d")
    slider.focus()
    page.keyboard.press("Home")
    expect(rows).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(rows).to_have_count(2)
    expect(slider).to_be_focused()
    expect(page.locator("#on")).not_to_have_value(met)


def suggested(page: Page) -> None:
    """A half-sister on record is shown while the surnames are typed, and picked; then both are one family."""
    page.locator("#begin-people").fill("2")
    page.locator("#begin-people").press("Enter")
    page.locator('[name="p.1.given"]').fill("Inés")
    page.locator('[name="p.1.first"]').press_sequentially("Xol")
    page.locator('[name="p.1.second"]').press_sequentially("Kaal")
    relation = page.locator('#kin-1 [name="p.1.relatives.0.relation"]')
    expect(relation).to_have_value("")
    expect(page.locator("#kin-1")).to_contain_text("Petrona Caal Xol")
    relation.select_option("half_sibling")
    page.locator('[name="p.2.given"]').fill("Luis")
    page.locator('[name="g.date"]').fill("2019-05-02")
    page.locator('[name="g.time"]').fill("03:12")
    page.locator('button[value="family"]').click()
    expect(page.locator('[name="g.families.0.who"]')).to_have_value("1, 2")
    expect(relation).to_have_value("half_sibling")
