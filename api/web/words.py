"""Words for people, in both languages: sentences of templates, and what each code, field and refusal is called.

The msgid of a sentence is its English text. The msgid of a code is `Class.value`, of a field `field.name`, of a
refusal `refusal.code`; both catalogues have them (the English one where the code itself does not read well).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from ledger.domain.register import ORGANISATIONS, PLACES

LANGUAGES = {"en": "English", "es": "Español"}
"""Languages by code, each in its own words."""


@cache
def translations(language: str) -> GNUTranslations:
    """All catalogues of a language as one, read from the `.po` files: no compiled copy can be older than they are."""
    whole = Catalog(locale=language)
    for source in sorted((files("api.web") / "locale" / language).iterdir(), key=lambda each: each.name):
        with source.open("rb") as stream:
            for message in read_po(stream, locale=language):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def spoken(code: str) -> str:
    """A code as words: `at_the_door` is "at the door"."""
    return code.replace("_", " ").replace("-", " ")


@dataclass(frozen=True)
class Words:
    """One language."""

    language: str

    def say(self, sentence: str, **parts: object) -> str:
        """A sentence of a program, its `%(parts)s` filled in."""
        said = translations(self.language).gettext(sentence)
        return said % parts if parts else said

    def code(self, value: object, *, of: str | None = None) -> str:
        """What a code is called. `of` is its class, for a code that is given as a text."""
        if value is None:
            return self.say("unknown")
        plain = str(value.value) if isinstance(value, Enum) else str(value)
        return self.known(f"{of or type(value).__name__}.{plain}") or spoken(plain)

    def known(self, msgid: str) -> str | None:
        """What the catalogue has for the message id of a code, a field or a refusal, if anything."""
        found = translations(self.language).gettext(msgid)
        return None if found == msgid else found

    def field_help(self, name: str) -> str | None:
        """The sentence of help of a request form's field, where its name does not say it all."""
        return self.known(f"fieldhelp.{name}")

    def organisation(self, code: str | None) -> str:
        """The name of an organisation."""
        known = ORGANISATIONS.get(code) if code else None  # type: ignore[call-overload]  # a code is a str
        return self._register(known.name) if known else code or self.say("nobody")

    def place(self, code: str | None) -> str:
        """The name of a place."""
        known = PLACES.get(code) if code else None  # type: ignore[call-overload]  # a code is a str
        return self._register(known.name) if known else code or self.say("no place")

    def _register(self, name: str) -> str:
        return name.replace("(invented)", f"({self.say('invented')})")

    def moment(self, at: datetime | None, zone: str | tzinfo = "UTC") -> str:
        """A time to the minute by the clock of a zone."""
        if at is None:
            return self.say("no time")
        local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
        form = "MMM d, y, HH:mm" if self.language == "en" else "d MMM y, HH:mm"
        return f"{format_datetime(local, form, locale=self.language)} {local.tzname()}"

    def day(self, day: date) -> str:
        """A day, as it is said."""
        return format_date(day, "MMM d, y" if self.language == "en" else "d MMM y", locale=self.language)

    def clock(self, at: datetime, now: datetime, zone: str | tzinfo = "UTC") -> str:
        """A time to the minute, short: of today without the day."""
        known = ZoneInfo(zone) if isinstance(zone, str) else zone
        local = at.astimezone(known)
        if local.date() == now.astimezone(known).date():
            return f"{local:%H:%M}"
        form = "MMM d, HH:mm" if self.language == "en" else "d MMM, HH:mm"
        return format_datetime(local, form, locale=self.language)

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units: "3 hours 12 minutes"."""
        minutes = abs(int(length.total_seconds())) // 60
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
        first = next((index for index, (count, _) in enumerate(parts) if count), 2)
        told = [(count, unit) for count, unit in parts[first : first + 2] if count or first == len(parts) - 1]
        return " ".join(
            format_timedelta(timedelta(**{f"{unit}s": count}), granularity=unit, threshold=10_000, locale=self.language)  # type: ignore[arg-type]  # one of Babel's units
            for count, unit in told
        )

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago, or in how long."""
        return self.say("%(span)s ago" if at <= now else "in %(span)s", span=self.span(now - at))

    def lately(self, at: datetime) -> str:
        """How long ago by the clock of the server, for what is beside the log: drafts, kept forms, what was told.

        The clock of a simulation stands elsewhere, and a time of day by the one would look wrong beside the other.
        """
        past = max(datetime.now(UTC) - at, timedelta())
        return self.say("just now") if past < timedelta(minutes=1) else self.say("%(span)s ago", span=self.span(past))

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=Locale(self.language))


def choices(codes: type[Enum], words: Words) -> list[tuple[str, str]]:
    """The codes of a list with what they are called, in the order of the list."""
    return [(str(code.value), words.code(code)) for code in codes]


Say = Callable[..., str]
