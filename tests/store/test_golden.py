"""Golden files: the bytes of each topic, written once and never edited, stay readable for ever."""

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from ledger.domain.catalog import BY_TOPIC, EVENT_CLASSES
from ledger.domain.personal import Personal
from ledger.store.codec import Codec
from tests.golden.sample import STREAM, VERSION, golden_bytes, golden_codec
from tests.golden.write import FOLDER, golden_file, write_missing

FILES = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.json"))}
LIVING = sorted(FILES.keys() & BY_TOPIC.keys())


@pytest.fixture(scope="module")
def codec() -> Codec:
    return golden_codec()


def test_every_topic_has_a_golden_file() -> None:
    missing = BY_TOPIC.keys() - FILES.keys()
    assert not missing, "run make golden"


@pytest.mark.parametrize("topic", FILES)
def test_the_bytes_are_read_and_every_box_opens(codec: Codec, topic: str) -> None:
    event = codec.decode(topic, FILES[topic])
    opened = codec.open(event, stream=STREAM, version=VERSION)
    values = [value for value in vars(opened).values() if isinstance(value, Personal)]
    assert all(value.is_open for value in values)
    blocks = [part for part in json.loads(FILES[topic]).values() if isinstance(part, dict) and "box" in part]
    assert len(values) == len(blocks) > 0


@pytest.mark.parametrize("topic", FILES)
def test_the_bytes_are_canonical(topic: str) -> None:
    assert rfc8785.dumps(json.loads(FILES[topic])) == FILES[topic]


@pytest.mark.parametrize("topic", LIVING)
def test_the_bytes_are_what_the_codec_would_write(codec: Codec, topic: str) -> None:
    event = codec.decode(topic, FILES[topic])
    assert codec.encode(event, stream=STREAM, version=VERSION) == FILES[topic]


@pytest.mark.parametrize("topic", LIVING)
def test_fields_that_this_version_does_not_know_are_passed_over(codec: Codec, topic: str) -> None:
    parts: dict[str, Any] = json.loads(FILES[topic])
    with_unknown = {
        name: {**part, "zz_later": {"deep": [1]}} if isinstance(part, dict) else part for name, part in parts.items()
    }
    data = json.dumps({**with_unknown, "zz_later": [None]}).encode()
    assert codec.decode(topic, data) == codec.decode(topic, FILES[topic])


def test_the_script_writes_what_is_missing_and_nothing_else(tmp_path: Path) -> None:
    edited, *others = (cls.TOPIC for cls in EVENT_CLASSES)
    golden_file(edited, folder=tmp_path).write_bytes(b"as it was")
    assert write_missing(EVENT_CLASSES, folder=tmp_path) == others
    assert golden_file(edited, folder=tmp_path).read_bytes() == b"as it was"
    assert write_missing(EVENT_CLASSES, folder=tmp_path) == []


def test_samples_are_the_same_each_time() -> None:
    for cls in EVENT_CLASSES[:3]:
        assert golden_bytes(cls) == golden_bytes(cls)
