"""Retired topics: the stored bytes are as they were, and are read as the event that followed."""

import pytest

from ledger.domain.catalog import BY_TOPIC
from ledger.domain.person import LanguageRecorded
from ledger.store.retired import RETIRED
from tests.golden.sample import golden_codec
from tests.golden.write import golden_file


def test_a_language_of_the_first_form_is_read_and_what_it_did_not_say_is_not_known() -> None:
    event = golden_codec().decode(
        "person.language_recorded.v1", golden_file("person.language_recorded.v1").read_bytes()
    )
    assert isinstance(event, LanguageRecorded)
    assert (event.language, event.tested, event.interpreter_needed) == ("sample language", True, True)
    assert (event.found_by, event.interpreter) == (None, None)


@pytest.mark.parametrize("topic", RETIRED)
def test_a_retired_topic_has_its_bytes_and_no_class(topic: str) -> None:
    assert golden_file(topic).exists()
    assert topic not in BY_TOPIC


def test_who_asks_for_events_of_a_class_gets_those_of_its_retired_topics_too() -> None:
    wanted = golden_codec().topics_of([LanguageRecorded])
    assert sorted(wanted) == ["person.language_recorded.v1", "person.language_recorded.v2"]
