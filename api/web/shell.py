"""Templates: one environment a language, made once, with what every template may say."""

from functools import cache
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.web import assets
from api.web.navigation import navigation
from api.web.words import LANGUAGES, Words, choices, translations
from ledger.domain import codes
from ledger.domain.register import PLACES
from ledger.domain.values import Precision, TimeBasis


@cache
def environment(language: str) -> Environment:
    """The templates in a language. Everything is escaped, and a value that is missing is an error."""
    made = Environment(
        loader=PackageLoader("api.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    words = Words(language)
    made.globals |= {
        "asset": assets.address,
        "clock": words.clock,
        "choices": lambda codes: choices(codes, words),
        "code": words.code,
        "codes": codes,
        "day": words.day,
        "field": lambda name: words.code(name, of="field"),
        "field_help": words.field_help,
        "language": language,
        "languages": LANGUAGES,
        "moment": words.moment,
        "number": words.number,
        "organisation": words.organisation,
        "place": words.place,
        "ago": words.ago,
        "lately": words.lately,
        "navigation": navigation,
        "place_kind": lambda code: PLACES[code].kind,
        "precision": Precision,
        "span": words.span,
        "time_basis": TimeBasis,
        "version": version("custody-ledger"),
    }
    return made


def render(template: str, *, words: Words, **context: Any) -> str:  # noqa: ANN401  # a template's values
    """The page of a template."""
    return environment(words.language).get_template(template).render(words=words, **context)
