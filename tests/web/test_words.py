"""Both languages have all words: every sentence of the pages, and the name of every code that they can show."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest

from api.demo import assumed
from api.web.origins import NATIONALITIES, SPOKEN, languages, nationalities
from api.web.words import LANGUAGES, Words
from scripts.page_codes import codes, enums, helps
from scripts.words import Entry, entries, groups, missing, sentences, unsayable
from tests.architecture import tree

PLACEHOLDER = re.compile(r"%\(\w+\)s")
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
SPANISH = Words("es")


def group_of(msgid: str) -> str:
    return msgid.partition(".")[0]


def test_every_sentence_of_the_pages_is_in_spanish() -> None:
    """`scripts/words.py es api/web/templates/…` prints what a page's author has to fill in."""
    assert {msgid: where for msgid, where in missing("es").items() if where != ["codes"]} == {}


@EACH_LANGUAGE
def test_every_code_has_a_name(language: str) -> None:
    assert [msgid for msgid, where in missing(language).items() if where == ["codes"]] == []


@EACH_LANGUAGE
def test_no_code_is_shown_as_it_is_stored(language: str) -> None:
    named = {*codes(), *helps()}
    said = [entry for entry in entries(language) if entry.msgid in named]
    assert [entry for entry in said if "_" in entry.said[0] or entry.said[0][:1].islower()] == []


def test_the_codes_are_walked_from_what_holds_them() -> None:
    assert {"Classification", "Step", "Status", "NoticeKind"} <= {cls.__name__ for cls in enums()}
    one_of_each = {
        *("Command.offer", "Event.custody.received", "field.present_now", "field.index", "refusal.offer_not_open"),
        *(
            "refusal.not_yours",
            "StatisticsRow.0-5",
            "StatisticsRow.Category not named",
            "Role.transport_escort",
            "Doubt.not_recognised",
            "View.handoffs",
        ),
    }
    assert one_of_each <= set(codes())


def test_sentences_are_found_wherever_they_are_said() -> None:
    said = sentences()
    assert any(where.startswith("api/web/templates/layout.html:") for where in said["Sign out"])
    assert any(where.startswith("api/web/words.py:") for where in said["in %(span)s"]), "the other branch"
    assert any(where.startswith("api/web/words.py:") for where in said["invented"]), "inside of another text"


def test_nothing_is_said_that_no_catalogue_can_have() -> None:
    assert unsayable() == []


def test_codes_are_asked_for_by_a_group_that_there_is() -> None:
    there = {group_of(msgid) for msgid in codes()}
    assert {group: where for group, where in groups().items() if group not in there} == {}


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@EACH_LANGUAGE
def test_placeholders_are_those_of_the_sentence(language: str) -> None:
    for entry in entries(language):
        allowed = [placeholders(text) for text in (entry.msgid, entry.plural) if text is not None]
        assert all(placeholders(said) in allowed for said in entry.said), entry


@EACH_LANGUAGE
def test_no_other_percent_sign_stands_in_a_sentence(language: str) -> None:
    """One alone breaks the filling in."""
    texts = [text for entry in entries(language) for text in (entry.msgid, *entry.said)] + list(sentences())
    assert [text for text in texts if "%" in PLACEHOLDER.sub("", text).replace("%%", "")] == []


@EACH_LANGUAGE
def test_no_entry_is_left_over(language: str) -> None:
    used = {*codes(), *helps(), *sentences()}
    assert [entry for entry in entries(language) if entry.msgid not in used] == []


@EACH_LANGUAGE
def test_a_sentence_is_said_in_one_way(language: str) -> None:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries(language):
        found[entry.msgid].append(entry)
    assert [same for same in found.values() if len({entry.said for entry in same}) > 1] == []


@EACH_LANGUAGE
def test_no_sentence_stands_twice_in_a_catalogue(language: str) -> None:
    """The later one would silently win."""
    for path in (tree.ROOT / "api/web/locale" / language).glob("*.po"):
        msgids = re.findall(r'^msgid ((?:".*"\n)+)', path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(set(msgids)) == len(msgids) > 1, path.name


def test_help_for_a_field_is_there_in_both_languages() -> None:
    given = [{entry.msgid for entry in entries(language)} & set(helps()) for language in LANGUAGES]
    assert given[0] == given[1] != set()


def test_intake_offers_what_the_demo_speaks() -> None:
    spoken = {code for weighted in assumed.LANGUAGES.values() for code in weighted.entries}
    assert spoken <= set(SPOKEN)
    assert set(assumed.COUNTRIES.entries) <= set(NATIONALITIES)


def test_intake_lists_names_as_people_look_them_up() -> None:
    assert [name for code, name in languages(SPANISH) if code in {"ara", "agu", "acr"}] == [
        "Achí",
        "Árabe",
        "Awakateko",
    ]
    assert [code for code, _ in nationalities(SPANISH)][:3] == ["AFG", "AGO", "BGD"]


def test_what_has_no_name_is_spoken_as_it_reads() -> None:
    assert SPANISH.code("night_nurse", of="Role") == "night nurse"
    assert SPANISH.code(None) == "no se sabe"
    assert SPANISH.field_help("place") is None
    assert SPANISH.code("offer_not_open", of="refusal").startswith("Este ofrecimiento terminó")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=30), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=3, minutes=12), "3 hours 12 minutes"),
        (timedelta(days=2, minutes=5), "2 days"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_units(length: timedelta, said: str) -> None:
    assert Words("en").span(length) == said
