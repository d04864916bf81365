"""The browser, the watch over it and axe do what the tests of the pages rely on."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.browser.chromium import BrowserMissing, executable, launch
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.watching import OURS, Watch, hosts_in

ELSEWHERE = "elsewhere.test"
PAGE = """<!doctype html><html lang="{language}"><head><title>A page</title>{head}</head>
<body><main><h1>A page</h1><button id="ask">Ask</button><p id="answer" role="status"></p>{body}</main></body></html>"""
SCRIPT = """document.getElementById("ask").addEventListener("click", async () => {
  document.getElementById("answer").textContent = await (await fetch("/answer")).text();
});"""
PLANTED = '<img src="/picture">'
STRICT = {"Content-Security-Policy": "default-src 'self'"}


def page(head: str, body: str = "", **headers: str) -> HTMLResponse:
    return HTMLResponse(PAGE.format(language="en", head=head, body=body), headers=headers)


def sound(_: Request) -> Response:
    return page('<script src="/script" defer></script>', **STRICT)


def planted(_: Request) -> Response:
    return page("", PLANTED, **STRICT)


def foreign(_: Request) -> Response:
    return page("", f'<img alt="" src="http://{ELSEWHERE}/picture">')


def inline(_: Request) -> Response:
    return page("<script>document.title = 'not allowed'</script>", **STRICT)


def script(_: Request) -> Response:
    return Response(SCRIPT, media_type="text/javascript")


def answer(request: Request) -> Response:
    return Response(f"heard in {request.headers['accept-language']}", media_type="text/plain")


PAGES = Starlette(
    routes=[Route(f"/{each.__name__}", each) for each in (sound, planted, foreign, inline, script, answer)]
    + [
        Route("/picture", lambda _: Response(status_code=204)),
        Route("/favicon.ico", lambda _: Response(status_code=204)),
    ]
)


@pytest.mark.parametrize(("language", "locale"), [("en", "en-US"), ("es", "es-US")])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_click_is_answered(
    language: str, locale: str, width: int, page_factory: PageFactory, live_server: LiveServer, watch: Watch
) -> None:
    page = page_factory(language=language, width=width)
    page.goto(f"{live_server(PAGES)}/sound")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_have_text(f"heard in {locale}")
    assert page.evaluate("innerWidth") == width
    assert (watch.other_hosts, watch.complaints) == (set(), [])


def test_axe_finds_what_is_planted(page_factory: PageFactory, live_server: LiveServer, axe: Axe) -> None:
    page = page_factory()
    address = live_server(PAGES)
    page.goto(f"{address}/sound")
    assert axe(page) == []
    page.goto(f"{address}/planted")
    assert [found.split(" ", 1)[0] for found in axe(page)] == ["image-alt"]


def test_a_script_that_the_policy_refuses_is_a_complaint(
    page_factory: PageFactory, live_server: LiveServer, watch: Watch
) -> None:
    page = page_factory()
    page.goto(f"{live_server(PAGES)}/inline")
    expect(page).to_have_title("A page")
    assert any("Content Security Policy" in complaint for complaint in watch.complaints)


def test_a_request_to_another_host_is_seen_twice(
    playwright: Playwright, live_server: LiveServer, tmp_path: Path
) -> None:
    """By the watch over the pages, and in the network log of a browser of its own."""
    log, watch = tmp_path / "network.json", Watch()
    browser = launch(playwright, network_log=log)
    context = browser.new_context()
    watch.over(context)
    with context.expect_event("requestfailed"):
        context.new_page().goto(f"{live_server(PAGES)}/foreign")
    browser.close()
    assert watch.other_hosts == {ELSEWHERE}
    assert hosts_in(log) == {OURS, ELSEWHERE}


def test_a_missing_browser_is_a_failure_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUSTODY_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(BrowserMissing, match="CUSTODY_CHROMIUM names"):
        executable()
    monkeypatch.delenv("CUSTODY_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tests.browser.chromium.UNPACKED", tmp_path)
    with pytest.raises(BrowserMissing, match=r"make \.venv/\.browser"):
        executable()
