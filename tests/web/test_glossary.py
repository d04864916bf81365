"""The glossary: open to whoever comes, in both languages, every term with an address that other pages link to."""

import re
from collections.abc import Callable

import pytest

from api.web.words import LANGUAGES
from tests.architecture import tree
from tests.web.reading import Browser

Browse = Callable[..., Browser]


def ids(browser: Browser) -> list[str]:
    """Addresses within the page, in order."""
    return re.findall(r' id="([^"]+)"', browser.get("/glossary").response.text)


@pytest.mark.parametrize(("language", "said"), [("en", "A-number"), ("es", "Número A")])
def test_it_is_there_for_whoever_comes_in_their_language(browse: Browse, language: str, said: str) -> None:
    page = browse(language=language).get("/glossary")
    assert page.status == 200
    assert said in page.text


def test_each_term_has_an_address_of_its_own_the_same_in_both_languages(browse: Browse) -> None:
    found = {language: ids(browse(language=language)) for language in LANGUAGES}
    assert found["en"] == found["es"]
    assert len(found["en"]) == len(set(found["en"])) > 30


def test_every_link_into_it_leads_to_a_term(browse: Browse) -> None:
    """Those of the templates, and its own table of contents."""
    there = set(ids(browse()))
    templates = [path for path in tree.files() if path.suffix == ".html" and "templates" in path.parts]
    linked = {
        found: str(path) for path in templates for found in re.findall(r"/glossary#([a-z0-9-]+)", tree.read(path))
    }
    assert {found: path for found, path in linked.items() if found not in there} == {}
    own = [link.removeprefix("#") for link in browse().get("/glossary").links if link.startswith("#")]
    assert set(own) <= there
    assert "handoff-terms" in own
