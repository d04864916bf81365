"""The key log: durable before use, shared by processes, whole after any crash, and truly forgetful."""

import base64
import multiprocessing
import os
import resource
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ledger.store.file_lock import hold
from ledger.store.key_log import FileKeyring, KeyLogUnusable
from ledger.store.keys import Keyring, NoSuchKey

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "custody_live.log"


def people(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def key_of(keyring: Keyring, person: UUID) -> bytes | None:
    (key_id,) = keyring.key_ids([person])
    return keyring.key(key_id)


def test_a_key_is_there_after_a_restart(path: Path) -> None:
    (person,) = people(1)
    first = FileKeyring(path)
    first.ensure([person, person])
    key = key_of(first, person)
    assert key is not None
    assert len(key) == 32
    again = FileKeyring(path)
    again.ensure([person])
    assert key_of(again, person) == key


def test_the_file_and_its_folder_are_their_owners_alone(path: Path) -> None:
    FileKeyring(path).ensure(people(1))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {0}


def test_a_file_that_others_can_read_is_refused(path: Path) -> None:
    FileKeyring(path)
    path.chmod(0o640)
    with pytest.raises(KeyLogUnusable):
        FileKeyring(path)


def test_key_ids_are_sorted_random_and_say_nothing_of_the_person(path: Path, tmp_path: Path) -> None:
    persons = people(20)
    ids = []
    for keyring in (FileKeyring(path), FileKeyring(tmp_path / "other.log")):
        keyring.ensure(persons)
        ids.append(keyring.key_ids(persons))
        assert list(ids[-1]) == sorted(ids[-1])
        assert not any("." in key_id for key_id in ids[-1])
    assert not set(ids[0]) & set(ids[1])


def test_an_owner_without_a_key_is_named_as_an_error(path: Path) -> None:
    keyring = FileKeyring(path)
    (stranger,) = people(1)
    with pytest.raises(NoSuchKey) as refusal:
        keyring.key_ids([stranger])
    assert str(stranger) not in str(refusal.value)
    with pytest.raises(NoSuchKey):
        keyring.destroy(stranger)
    assert keyring.key("unknown") is None
    assert not keyring.is_destroyed("unknown")


def test_a_batch_of_a_thousand_costs_one_flush(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = FileKeyring(path)
    flushed: list[int] = []
    flush = os.fsync

    def count(descriptor: int) -> None:
        flushed.append(descriptor)
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", count)
    persons = people(1000)
    keyring.ensure(persons)
    assert len(flushed) == 1
    keyring.ensure(persons)
    assert len(flushed) == 1


def test_a_torn_last_line_is_passed_over_wherever_it_is_torn(path: Path) -> None:
    keyring = FileKeyring(path)
    kept, torn, next_person = people(3)
    keyring.ensure([kept])
    key = key_of(keyring, kept)
    whole = path.read_bytes()
    keyring.ensure([torn])
    complete = path.read_bytes()
    for length in range(len(whole), len(complete)):
        path.write_bytes(complete[:length])
        again = FileKeyring(path)
        assert key_of(again, kept) == key
        with pytest.raises(NoSuchKey):
            again.key_ids([torn])
        again.ensure([next_person])
        assert key_of(FileKeyring(path), next_person) is not None


@pytest.mark.parametrize("damage", [b"{}\n", b"\x00\x00\n", b"\n", b'{"kid":"a","owner":1,"secret":null}\n'])
def test_a_damaged_line_is_refused(path: Path, damage: bytes) -> None:
    FileKeyring(path).ensure(people(1))
    lines = path.read_bytes().splitlines(keepends=True)
    for place in range(3):
        path.write_bytes(b"".join([*lines[:place], damage, *lines[place:]]))
        with pytest.raises(KeyLogUnusable):
            FileKeyring(path)


def test_a_shortened_secret_is_refused(path: Path) -> None:
    FileKeyring(path).ensure(people(1))
    path.write_bytes(path.read_bytes().replace(b'"secret":"', b'"secret":"AAAA'))
    with pytest.raises(KeyLogUnusable):
        FileKeyring(path)


def test_a_log_that_is_gone_is_an_error_not_a_fresh_start(path: Path) -> None:
    keyring = FileKeyring(path)
    path.unlink()
    with pytest.raises(KeyLogUnusable):
        keyring.ensure(people(1))
    assert not path.exists()


def test_no_secret_is_in_what_a_traceback_could_show(path: Path) -> None:
    keyring = FileKeyring(path)
    (person,) = people(1)
    keyring.ensure([person])
    written = path.read_bytes().split(b'"secret":"')[1].split(b'"')[0]
    line = next(keyring._known.lines())  # noqa: SLF001  # what a debugger would print
    assert line.secret == base64.b64decode(written)
    shown = f"{keyring!r} {keyring._known!r} {line!r}"  # noqa: SLF001
    assert written.decode() not in shown
    assert repr(line.secret) not in shown


def test_destruction_leaves_no_secret_and_no_way_back(path: Path) -> None:
    keyring, other = FileKeyring(path), FileKeyring(path)
    gone, stays = people(2)
    keyring.ensure([gone, stays])
    (key_id,) = keyring.key_ids([gone])
    line = next(line for line in path.read_bytes().splitlines() if key_id.encode() in line)
    secret = line.split(b'"secret":"')[1].rstrip(b'"}')
    kept = key_of(other, stays)
    before = other.generation()
    keyring.destroy(gone)
    assert {file for file in path.parent.iterdir() if secret in file.read_bytes()} == set()
    for ring in (keyring, other, FileKeyring(path)):
        assert ring.key(key_id) is None
        assert ring.is_destroyed(key_id)
        assert key_of(ring, stays) == kept
        with pytest.raises(NoSuchKey):
            ring.key_ids([gone])
    assert other.generation() != before
    keyring.destroy(gone)


def test_a_log_replaced_and_grown_since_the_last_look_is_read_anew(path: Path) -> None:
    keyring, sleeper = FileKeyring(path), FileKeyring(path)
    gone, *others = people(5)
    keyring.ensure([gone])
    (key_id,) = sleeper.key_ids([gone])
    keyring.destroy(gone)
    keyring.ensure(others)
    assert sleeper.key(key_id) is None
    assert sleeper.is_destroyed(key_id)
    assert sleeper.key_ids(others) == keyring.key_ids(others)


def test_somebody_met_again_after_destruction_gets_another_key(path: Path) -> None:
    keyring = FileKeyring(path)
    (person,) = people(1)
    keyring.ensure([person])
    (old,) = keyring.key_ids([person])
    keyring.destroy(person)
    keyring.ensure([person])
    (new,) = keyring.key_ids([person])
    assert new != old
    for ring in (keyring, FileKeyring(path)):
        assert ring.key(new) is not None
        assert ring.key(old) is None
        assert ring.is_destroyed(old)


def test_a_destruction_cut_short_is_finished_at_the_next_start(path: Path) -> None:
    keyring = FileKeyring(path)
    (person,) = people(1)
    keyring.ensure([person])
    (key_id,) = keyring.key_ids([person])
    secret = path.read_bytes().split(b'"secret":"')[1].split(b'"')[0]
    with path.open("ab") as log:  # as after a crash between the line and the rewriting
        log.write(b'{"kid":"%s","owner":"%s","secret":null}\n' % (key_id.encode(), str(person).encode()))
    assert keyring.key(key_id) is None
    assert secret in path.read_bytes()
    again = FileKeyring(path)
    assert secret not in path.read_bytes()
    assert again.is_destroyed(key_id)
    assert keyring.is_destroyed(key_id)


def test_a_new_key_of_another_process_is_no_death(path: Path) -> None:
    keyring = FileKeyring(path)
    before = keyring.generation()
    (person,) = people(1)
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        key_ids = pool.submit(ensure_all, path, [person]).result()
    keyring.ensure([person])
    assert keyring.key_ids([person]) == key_ids
    assert keyring.generation() == before


def ensure_all(path: Path, persons: list[UUID]) -> tuple[str, ...]:
    keyring = FileKeyring(path)
    for start in range(0, len(persons), 7):
        keyring.ensure(persons[start : start + 7])
    return keyring.key_ids(persons)


def test_processes_that_meet_the_same_people_agree_on_their_keys(path: Path) -> None:
    persons = people(60)
    with ProcessPoolExecutor(4, mp_context=SPAWN) as pool:
        answers = set(pool.map(ensure_all, [path] * 4, [persons] * 4))
    assert len(answers) == 1
    assert len(path.read_bytes().splitlines()) == 61


def test_threads_that_make_and_destroy_keys_never_see_half_a_log(path: Path) -> None:
    keyring, destroyer = FileKeyring(path), FileKeyring(path)
    steady = people(50)
    keyring.ensure(steady)
    keys = [key_of(keyring, person) for person in steady]
    stop = threading.Event()

    def look() -> int:
        looks = 0
        while not stop.is_set():
            assert [key_of(keyring, person) for person in steady] == keys
            looks += 1
        return looks

    with ThreadPoolExecutor(4) as pool:
        lookers = [pool.submit(look) for _ in range(3)]
        for person in people(30):
            keyring.ensure([person])
            destroyer.destroy(person)
        stop.set()
        assert all(looker.result() > 0 for looker in lookers)


def announce(path: Path, said: Path) -> None:
    """Make keys for ever; say each person only after `ensure` has returned."""
    keyring = FileKeyring(path)
    with said.open("a") as file:
        while True:
            person = uuid4()
            keyring.ensure([person])
            file.write(f"{person}\n")
            file.flush()


def test_no_acknowledged_key_is_lost_when_a_writer_is_killed(path: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.touch()
    for _ in range(3):
        before = said.stat().st_size
        writer = SPAWN.Process(target=announce, args=(path, said))
        writer.start()
        while said.stat().st_size < before + 37 * 20:
            assert writer.is_alive()
        writer.kill()
        writer.join()
        keyring = FileKeyring(path)
        for line in said.read_text().splitlines():
            assert key_of(keyring, UUID(line)) is not None


def fill_the_disk(path: Path) -> tuple[bool, bool, list[int]]:
    """Ensure two keys while the file may grow by one, then freely: was refused, left as it was, lengths of keys."""
    keyring = FileKeyring(path)
    persons = people(2)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 200, hard))
    try:
        keyring.ensure(persons)
        refused = False
    except KeyLogUnusable:
        refused = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    as_it_was = path.read_bytes() == before
    keyring.ensure(persons)
    return refused, as_it_was, [len(key_of(FileKeyring(path), person) or b"") for person in persons]


def test_a_full_disk_is_refused_and_leaves_no_line_that_was_not_flushed(path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        assert pool.submit(fill_the_disk, path).result() == (True, True, [32, 32])


def test_a_key_that_another_process_made_meanwhile_is_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = FileKeyring(path)
    (person,) = people(1)
    looked = threading.Event()
    look = keyring.generation

    def look_and_tell() -> int:
        generation = look()
        looked.set()
        return generation

    monkeypatch.setattr(keyring, "generation", look_and_tell)
    line = b'{"kid":"made-by-another","owner":"%s","secret":"%s"}\n' % (str(person).encode(), b"A" * 43 + b"=")
    with ThreadPoolExecutor(1) as pool:
        with hold(path.with_suffix(".lock")):
            waiting = pool.submit(keyring.ensure, [person])
            assert looked.wait(10)
            with path.open("ab") as log:
                log.write(line)
        waiting.result()
    assert keyring.key_ids([person]) == ("made-by-another",)


def test_the_blind_index_is_one_of_its_log_and_kind(path: Path, tmp_path: Path) -> None:
    keyring = FileKeyring(path)
    index = keyring.blind_index("a_number", "123456789")
    assert len(index) == 32
    assert FileKeyring(path).blind_index("a_number", "123456789") == index
    assert keyring.blind_index("fins", "123456789") != index
    assert FileKeyring(tmp_path / "other.log").blind_index("a_number", "123456789") != index
    (person,) = people(1)
    keyring.ensure([person])
    keyring.destroy(person)
    assert keyring.blind_index("a_number", "123456789") == index
