"""EVENTS.md is what the script writes today, has no empty cell, and names every refusal that the domain can make."""

import re

from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.custody import handoff
from scripts import event_places, events
from scripts.refusals import EVERY_COMMAND, refusals
from tests.architecture import tree


def test_document_is_current() -> None:
    assert tree.read("EVENTS.md") == events.document(), "run `make events`"


def test_no_cell_is_empty() -> None:
    rows = {cls.TOPIC: events.row(cls) for cls in EVENT_CLASSES}
    assert [topic for topic, cells in rows.items() if not all(cells)] == []
    assert {len(cells) for cells in rows.values()} == {len(events.COLUMNS)}


def test_every_event_is_named_by_a_test() -> None:
    """Golden files and the tests here do not count: they name every event alike."""
    assert [cls.TOPIC for cls in EVENT_CLASSES if not event_places.tests(cls)] == []


def test_every_refusal_of_the_domain_belongs_to_an_event() -> None:
    """Read two ways: by following the guards from each event, and by searching the text for what raises."""
    listed = {code for cls in EVENT_CLASSES for code in refusals(cls)}
    text = "\n".join(tree.read(path) for path in tree.python_files("ledger") if path.parts[1] == "domain")
    written = set(re.findall(r'(?:\bRefused\(|_refuse\(\s*case,)\s*"(\w+)"', text))
    assert written - listed == EVERY_COMMAND


def test_refusals_of_one_event() -> None:
    expected = ["already_accepted", "not_the_addressee", "offer_expired", "offer_not_open"]
    assert refusals(handoff.HandoffAccepted) == expected
