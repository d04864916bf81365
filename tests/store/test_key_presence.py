"""The keys of the newest boxes: found however far back they are, and known while they live and once destroyed."""

from pathlib import Path
from uuid import UUID

import pytest

from ledger.store import key_presence
from ledger.store.key_log import FileKeyring
from ledger.store.key_presence import key_ids_in, knows, newest_key_ids
from tests.golden.write import FOLDER

PERSON, OTHER = UUID(int=1), UUID(int=2)


def sealed(*key_ids: str) -> bytes:
    return f'{{"event":{{"name":{{"box":"b","commit":"c","kid":"{".".join(key_ids)}","nonce":"n"}}}}}}'.encode()


CLEAR = b'{"event":{"name":null}}'


def newest(log: list[bytes]) -> frozenset[str]:
    asked: list[int] = []

    def states(after: int, limit: int) -> list[bytes]:
        asked.append(after)
        return log[after : after + limit]

    found = newest_key_ids(states, end=len(log))
    assert len(asked) == len(set(asked))
    return found


def test_the_boxes_of_a_window_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_presence, "WINDOW_EVENTS", 3)
    assert newest([]) == newest([CLEAR] * 7) == set()
    assert newest([sealed("a"), CLEAR, sealed("b", "c"), sealed("b")]) == {"b", "c"}
    assert newest([sealed("a"), *[CLEAR] * 7]) == {"a"}
    assert newest([sealed("a"), sealed("b"), *[CLEAR] * 6]) == {"a", "b"}


def test_key_ids_are_read_from_the_bytes_that_are_stored() -> None:
    files = [path.read_bytes() for path in FOLDER.glob("*.json")]
    assert all(key_ids_in(state) for state in files if b'"box"' in state)
    assert any(b'"box"' in state for state in files)
    assert key_ids_in(CLEAR) == set()
    assert key_ids_in(b'{"reason":"\\"kid\\":\\"a\\""}') == set(), "a text that speaks of a key"


def test_a_key_is_known_while_it_lives_and_after_it_was_destroyed(tmp_path: Path) -> None:
    keyring, stranger = FileKeyring(tmp_path / "keys.log"), FileKeyring(tmp_path / "other.log")
    keyring.ensure([PERSON, OTHER])
    key_ids = keyring.key_ids([PERSON, OTHER])
    assert knows(keyring, key_ids)
    assert knows(stranger, [])
    assert not knows(stranger, key_ids)
    keyring.destroy(PERSON)
    assert knows(FileKeyring(tmp_path / "keys.log"), key_ids)
    assert not knows(keyring, [*key_ids, "another"])
