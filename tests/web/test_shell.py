"""Sessions, languages, headers, pages for errors: what holds for every page."""

from collections.abc import Callable

import pytest

from tests.api.world import World
from tests.web.reading import Browser

Browse = Callable[..., Browser]


def test_who_is_not_signed_in_is_asked_to_and_comes_back(browse: Browse) -> None:
    page = browse().get("/between-hands")
    assert page.status == 200
    assert "Choose whose side you want to see" in page.text
    assert page.form("/sign-in")["next"] == "/between-hands"


def test_signing_in_begins_a_new_session_and_signing_out_ends_it_on_the_server(browse: Browse) -> None:
    somebody = browse("BP-RGV.night")
    first = somebody.client.cookies["custody"]
    somebody.post("/sign-in", {"user": "ORR.intakes.night"})
    second = somebody.client.cookies["custody"]
    assert first != second
    assert "ORR.intakes.night" in somebody.get("/").text
    somebody.post("/sign-out", {})
    for token in (first, second):
        somebody.client.cookies.set("custody", token)
        assert "Choose whose side" in somebody.get("/").text


def test_nobody_else_can_sign_in(browse: Browse) -> None:
    assert browse().send("/sign-in", {"user": "somebody"}).status_code == 404


def test_every_page_says_that_it_is_a_simulation(browse: Browse) -> None:
    for path in ("/sign-in", "/", "/no-such-page"):
        assert "Every person here is invented" in browse("BP-RGV.night").get(path).text


def test_pages_speak_the_language_of_the_browser_and_the_one_chosen(browse: Browse) -> None:
    somebody = browse("BP-RGV.night", language="es-GT,es;q=0.9")
    assert "Cerrar sesión" in somebody.get("/").text
    somebody.post("/language", {"language": "en", "next": "/"})
    assert "Sign out" in somebody.get("/").text


@pytest.mark.parametrize("where", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"])
def test_no_form_leads_to_another_host(browse: Browse, where: str) -> None:
    response = browse().send("/language", {"language": "es", "next": where})
    assert response.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://elsewhere.example"}, {}],
    ids=["cross-site", "same-site", "origin", "nothing said"],
)
def test_another_site_cannot_ask_for_a_change(browse: Browse, headers: dict[str, str]) -> None:
    somebody = browse("BP-RGV.night")
    del somebody.client.headers["sec-fetch-site"]
    response = somebody.client.post("/sign-out", data={}, headers=headers)
    assert response.status_code == 403
    assert "Sign out" in somebody.get("/").text


def test_headers_are_strict(browse: Browse) -> None:
    headers = browse("BP-RGV.night").get("/").response.headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_no_page_has_a_script_or_style_of_its_own(browse: Browse) -> None:
    text = browse("BP-RGV.night").get("/").response.text
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick" not in text


def test_an_address_of_the_api_is_not_a_page(world: World, browse: Browse) -> None:
    response = browse().client.get("/v1/nothing")
    assert response.headers["content-type"] == "application/problem+json"
    assert browse().client.get("/v1/people").status_code == 405
    assert world.site.identity.purpose == "simulation"


def test_files_are_kept_for_ever_under_the_mark_of_what_is_in_them(browse: Browse) -> None:
    client = browse().client
    page = client.get("/sign-in").text
    [address] = {part.split('"')[0] for part in page.split('href="') if "page.css" in part.split('"')[0]}
    assert "immutable" in client.get(address).headers["cache-control"]
    mark = address.split("/")[2]
    assert "immutable" not in client.get(address.replace(mark, "0" * 12)).headers["cache-control"]
