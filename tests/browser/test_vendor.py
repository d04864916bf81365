"""What is built from npm works in a browser under a strict policy: style, fonts, htmx, and morphing with it."""

from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.architecture.tree import BUILT, ROOT
from tests.browser.conftest import LiveServer, PageFactory
from tests.browser.watching import Watch

PAGE = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="htmx-config" content='{"includeIndicatorStyles": false, "allowEval": false}'>
<link rel="stylesheet" href="/vendor/uswds.min.css">
<script src="/vendor/htmx.min.js" defer></script><script src="/vendor/idiomorph-ext.min.js" defer></script>
<script src="/script" defer></script></head>
<body hx-ext="morph"><h1>A page</h1>
<button class="usa-button" hx-get="/part" hx-target="#list" hx-swap="morph:innerHTML">More</button>
<ul id="list"><li id="a"><label>Name <input id="name" value=""></label></li></ul></body></html>"""
PART = '<li id="b">new</li><li id="a"><label>Name <input id="name" value=""></label></li>'
SCRIPT = "Idiomorph.defaults.ignoreActiveValue = true;"  # in `hx-swap` it would take eval, which the policy refuses
POLICY = {"Content-Security-Policy": "default-src 'self'"}
FONT_LOADS = "async () => (await document.fonts.load('700 1rem \"Public Sans Web\"')).map(font => font.status)"


def page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers=POLICY)


def part(_: Request) -> Response:
    return HTMLResponse(PART, headers=POLICY)


def script(_: Request) -> Response:
    return Response(SCRIPT, media_type="text/javascript")


SITE = Starlette(
    routes=[
        Route("/", page),
        Route("/part", part),
        Route("/script", script),
        Route("/favicon.ico", lambda _: Response(status_code=204)),
        Mount("/vendor", StaticFiles(directory=ROOT / BUILT)),
    ]
)


def test_style_and_fonts_are_ours(page_factory: PageFactory, live_server: LiveServer, watch: Watch) -> None:
    page = opened(page_factory, live_server)
    family = page.get_by_role("button").evaluate("button => getComputedStyle(button).fontFamily")
    assert family.startswith('"Public Sans Web"')
    assert page.evaluate(FONT_LOADS) == ["loaded"]
    assert (watch.other_hosts, watch.complaints) == (set(), [])


def test_a_swap_keeps_what_is_typed_and_the_focus(
    page_factory: PageFactory, live_server: LiveServer, watch: Watch
) -> None:
    page = opened(page_factory, live_server)
    page.get_by_label("Name").fill("Ana O'Neil")
    page.get_by_role("button").evaluate("button => button.click()")  # by another hand: the focus stays in the field
    expect(page.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_label("Name")).to_have_value("Ana O'Neil")
    expect(page.get_by_label("Name")).to_be_focused()
    assert watch.complaints == []


def opened(page_factory: PageFactory, live_server: LiveServer) -> Page:
    page = page_factory()
    page.goto(live_server(SITE))
    return page
