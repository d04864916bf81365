"""The catalogue of events: what every event class has to be, so that what is stored can be read for ever."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from ledger.domain.catalog import BY_TOPIC, EVENT_CLASSES
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.event import Correction, Decision, Event, Report, Void
from ledger.domain.family.events import FamilyEvent
from ledger.domain.person import PersonEvent
from ledger.domain.personal import Owner, Personal
from ledger.domain.phases import PHASE_RANK
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent
from ledger.domain.values import Instant, PersonId

CUSTODY = get_args(CustodyEvent)
STREAMS = {
    "person": get_args(PersonEvent),
    "custody": CUSTODY,
    "trip": get_args(TripEvent),
    "family": get_args(FamilyEvent),
    "relationship": get_args(RelationshipEvent),
}
NARRATIVE = {"statement", "narrative", "number", "note"}
"""Fields that belong to everyone whom the event names: free text, and a number that several people share."""
FORBIDDEN = re.compile(r"status|immigration|diagnos|therap|clinical|symptom|religion")


def hints(cls: type[object]) -> dict[str, object]:
    return {f.name: get_type_hints(cls, include_extras=True)[f.name] for f in fields(cls)}  # type: ignore[arg-type]


def parts(hint: object) -> set[object]:
    """The plain types that a hint is made of; a personal value counts as what it holds."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return parts(args[0])
    if origin in {Personal, tuple, frozenset, Union, UnionType}:
        return set[object]().union(*(parts(arg) for arg in args if arg is not Ellipsis))
    if hasattr(hint, "__supertype__"):
        return parts(hint.__supertype__)
    if isinstance(hint, type) and is_dataclass(hint):
        return set[object]().union(*(parts(inner) for inner in hints(hint).values()))
    return {hint}


def personal(hint: object) -> bool:
    """Whether a personal value is anywhere in a hint."""
    return hint is Personal or get_origin(hint) is Personal or any(personal(arg) for arg in get_args(hint))


@pytest.mark.parametrize("cls", EVENT_CLASSES, ids=lambda cls: cls.TOPIC)
def test_an_event_class(cls: type[Event]) -> None:
    stream, verb, version = cls.TOPIC.split(".")
    assert cls in STREAMS[stream]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", verb)
    assert re.fullmatch(r"v[1-9]\d*", version)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cls.COMMAND)
    assert (cls.__doc__ or "").strip()
    assert not (cls.__doc__ or "").startswith(f"{cls.__name__}(")
    assert issubclass(cls, Decision) != issubclass(cls, Report)


@pytest.mark.parametrize("cls", EVENT_CLASSES, ids=lambda cls: cls.TOPIC)
def test_the_fields_of_an_event(cls: type[Event]) -> None:
    allowed = {str, int, bool, UUID, NoneType, Instant}
    for name, hint in hints(cls).items():
        assert name.isascii()
        assert not FORBIDDEN.search(name), name
        for part in parts(hint):
            assert part in allowed or (isinstance(part, type) and issubclass(part, StrEnum)), (name, part)
        assert datetime not in parts(hint)
        if personal(hint):
            assert get_origin(hint) is Annotated, "personal data stands at the top of an event, with its owner"
            owner = get_args(hint)[1]
            assert owner is (Owner.EVERYONE if name in NARRATIVE else Owner.SUBJECT)


@pytest.mark.parametrize("cls", [*STREAMS["person"], *CUSTODY], ids=lambda cls: cls.TOPIC)
def test_an_event_about_a_person_names_its_subject(cls: type[Event]) -> None:
    assert hints(cls)["person"] is PersonId


def test_topics_and_commands_name_one_class_each() -> None:
    assert len(BY_TOPIC) == len(EVENT_CLASSES)
    for classes in STREAMS.values():
        assert [name for name, count in Counter(cls.COMMAND for cls in classes).items() if count > 1] == []


def test_the_families_of_custody_are_the_whole_of_it() -> None:
    families = [*get_args(IntakeEvent), *get_args(HandoffEvent), *get_args(CareEvent)]
    assert Counter(families) == Counter(CUSTODY)
    assert set(EVENT_CLASSES) == {cls for classes in STREAMS.values() for cls in classes}


def test_every_stream_can_be_corrected_and_voided() -> None:
    for classes in STREAMS.values():
        assert sum(issubclass(cls, Correction) for cls in classes) == 1
        assert sum(issubclass(cls, Void) for cls in classes) == 1


def test_phase_ranks() -> None:
    """Ranks decide between reports of one instant: each custody and trip topic has its own."""
    assert set(PHASE_RANK) <= set(BY_TOPIC)
    assert {cls.TOPIC for cls in [*CUSTODY, *STREAMS["trip"]]} <= set(PHASE_RANK)
    assert sorted(PHASE_RANK.values()) == list(range(len(PHASE_RANK)))
    order = ["encounter_recorded", "booked_in", "packet_assembled", "dispatched", "taken_by_carrier", "arrived"]
    order += ["received", "admitted", "went_missing", "located", "exited"]
    ranks = [PHASE_RANK[f"custody.{verb}.v1"] for verb in order]
    assert ranks == sorted(ranks)
