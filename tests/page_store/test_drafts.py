"""What somebody types is kept for them alone, sealed, and two tabs cannot eat each other's text."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.page_store import PageStore
from api.page_store.drafts import (
    DRAFT_BYTES_MAX,
    DraftDone,
    DraftNotFound,
    DraftRef,
    Drafts,
    DraftStale,
    DraftTooLarge,
)
from api.page_store.opening import open_page_store
from api.page_store.owner import Owner
from api.page_store.sealing import PageBoxDamaged
from tests.databases import Database
from tests.page_store.people import AGENT, COLLEAGUE, NAMESAKE, dump, signed_in

Admin = psycopg.Connection[Any]

CANARY = "Yésica Canário-Ñandú"
TEXT = f'{{"rows": [{{"name": "{CANARY}"}}]}}'.encode()


@pytest.fixture
def drafts(store: PageStore) -> Drafts:
    """Of a database of the test's own."""
    return store.drafts


@pytest.fixture
def shared(common: PageStore) -> Drafts:
    """Of a database that tests share."""
    return common.drafts


def test_a_draft_is_kept_as_it_was_typed(shared: Drafts) -> None:
    begun = shared.begin(AGENT, "intake", TEXT)
    assert (begun.revision, begun.content, begun.ref.owner, begun.ref.kind) == (1, TEXT, AGENT, "intake")
    assert shared.load(begun.ref) == begun
    assert shared.save(begun.ref, revision=1, content=b"more") == 2
    saved = shared.load(begun.ref)
    assert (saved.revision, saved.content, saved.created_at) == (2, b"more", begun.created_at)
    assert saved.changed_at > begun.changed_at


def test_a_draft_outlives_the_session_that_it_was_typed_in(store: PageStore, database: Database) -> None:
    token = store.sessions.begin(signed_in())
    ref = store.drafts.begin(Owner.of(signed_in()), "intake", TEXT).ref
    store.sessions.end(token)
    with open_page_store(database.settings) as after_a_restart:
        session = after_a_restart.sessions.of(after_a_restart.sessions.begin(signed_in()))
        assert session is not None
        [left] = after_a_restart.drafts.of_owner(Owner.of(session.caller))
        assert left.ref == ref
        assert after_a_restart.drafts.load(ref).content == TEXT


def test_a_tab_that_has_not_seen_the_newer_text_cannot_save_over_it(shared: Drafts) -> None:
    ref = shared.begin(AGENT, "intake", b"both tabs see this").ref
    shared.save(ref, revision=1, content=b"first tab")
    with pytest.raises(DraftStale) as refusal:
        shared.save(ref, revision=1, content=b"second tab")
    assert refusal.value.revision == 2
    assert shared.load(ref).content == b"first tab"
    assert shared.save(ref, revision=2, content=b"second tab, having read the first") == 3


def test_of_many_who_save_at_once_one_does(shared: Drafts) -> None:
    ref = shared.begin(AGENT, "intake", b"").ref

    def save(number: int) -> int:
        try:
            shared.save(ref, revision=1, content=str(number).encode())
        except DraftStale as stale:
            return -stale.revision
        return number

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(save, range(12)))
    [saved] = [number for number in answers if number >= 0]
    assert answers.count(-2) == 11
    assert shared.load(ref).content == str(saved).encode()


ACTS: dict[str, Callable[[Drafts, DraftRef], object]] = {
    "load": lambda drafts, ref: drafts.load(ref),
    "save": lambda drafts, ref: drafts.save(ref, revision=1, content=b"mine now"),
    "finish": lambda drafts, ref: drafts.finish(ref, position=1),
    "discard": lambda drafts, ref: drafts.discard(ref),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("owner", [COLLEAGUE, NAMESAKE])
def test_another_user_or_organisation_gets_nothing(shared: Drafts, owner: Owner, act: str) -> None:
    ref = shared.begin(AGENT, "intake", TEXT).ref
    with pytest.raises(DraftNotFound):
        ACTS[act](shared, replace(ref, owner=owner))
    assert ref.id not in [each.ref.id for each in shared.of_owner(owner)]
    assert shared.load(ref).content == TEXT


@pytest.mark.parametrize("act", ACTS)
def test_a_draft_of_another_kind_or_none_is_not_found(shared: Drafts, act: str) -> None:
    ref = shared.begin(AGENT, "intake", TEXT).ref
    for other in (replace(ref, kind="receipt"), replace(ref, id=uuid4())):
        with pytest.raises(DraftNotFound):
            ACTS[act](shared, other)
    assert shared.load(ref).content == TEXT


def test_a_draft_that_was_sent_is_emptied_and_says_what_it_became(drafts: Drafts, admin: Admin) -> None:
    ref = drafts.begin(AGENT, "intake", TEXT).ref
    drafts.finish(ref, position=17)
    drafts.finish(ref, position=18)
    drafts.discard(ref)
    assert admin.execute("SELECT sealed, position FROM page.draft").fetchall() == [(None, 17)]
    for act in ("load", "save"):
        with pytest.raises(DraftDone) as done:
            ACTS[act](drafts, ref)
        assert done.value.position == 17
    assert drafts.of_owner(AGENT) == ()


def test_a_draft_that_was_thrown_away_is_emptied(drafts: Drafts, admin: Admin) -> None:
    ref = drafts.begin(AGENT, "intake", TEXT).ref
    drafts.discard(ref)
    drafts.discard(ref)
    assert admin.execute("SELECT sealed, position FROM page.draft").fetchall() == [(None, None)]
    with pytest.raises(DraftDone) as done:
        drafts.load(ref)
    assert done.value.position is None
    # Sent from another tab at the same moment: what was recorded is not lost sight of.
    drafts.finish(ref, position=17)
    with pytest.raises(DraftDone) as sent:
        drafts.load(ref)
    assert sent.value.position == 17


def test_open_drafts_are_listed_last_changed_first(drafts: Drafts) -> None:
    first, second, third, fourth = (drafts.begin(AGENT, "intake", b"").ref for _ in range(4))
    drafts.begin(COLLEAGUE, "intake", b"")
    drafts.save(first, revision=1, content=b"changed")
    drafts.finish(second, position=1)
    assert [(each.ref, each.revision) for each in drafts.of_owner(AGENT)] == [(first, 2), (fourth, 1), (third, 1)]


def test_a_draft_holds_256_kb_and_no_more(drafts: Drafts) -> None:
    full = b"x" * DRAFT_BYTES_MAX
    ref = drafts.begin(AGENT, "intake", full).ref
    assert drafts.load(ref).content == full
    with pytest.raises(DraftTooLarge, match="at most 256 kB"):
        drafts.begin(AGENT, "intake", full + b"x")
    with pytest.raises(DraftTooLarge):
        drafts.save(ref, revision=1, content=full + b"x")
    assert len(drafts.of_owner(AGENT)) == 1


def test_the_database_never_holds_what_is_typed(drafts: Drafts, admin: Admin, database: Database) -> None:
    ref = drafts.begin(AGENT, "intake", TEXT).ref
    drafts.save(ref, revision=1, content=TEXT)
    written = dump(admin)
    assert str(ref.id) in written
    for part in (CANARY, "Yésica", "rows"):
        for form in (part, part.encode().hex(), base64.b64encode(part.encode()).decode()[:-4]):
            assert form not in written
    key = database.settings.page_key.read_bytes()
    assert key.hex() not in written


def test_the_dump_would_show_what_is_not_sealed(admin: Admin) -> None:
    admin.execute(
        "INSERT INTO page.draft (id, kind, organisation, user_id, sealed)"
        " VALUES (gen_random_uuid(), 'intake', 'USBP', 'u', %s)",
        (TEXT,),
    )
    assert CANARY.encode().hex() in dump(admin)


def test_no_nonce_is_used_twice(drafts: Drafts, admin: Admin) -> None:
    """Under one key the same nonce twice would give both texts away."""
    boxes = set()
    ref = drafts.begin(AGENT, "intake", TEXT).ref
    for revision in range(1, 20):
        boxes |= set(admin.execute("SELECT substr(sealed, 1, 12), substr(sealed, 13) FROM page.draft"))
        drafts.save(ref, revision=revision, content=TEXT)
    assert len({nonce for nonce, _ in boxes}) == len({text for _, text in boxes}) == 19


@pytest.mark.parametrize(
    ("owner", "kind"), [(AGENT, "intake"), (AGENT, "receipt"), (COLLEAGUE, "intake"), (NAMESAKE, "intake")]
)
def test_a_box_opens_at_its_place_only(shared: Drafts, common_admin: Admin, owner: Owner, kind: str) -> None:
    source = shared.begin(AGENT, "intake", TEXT).ref
    other = shared.begin(owner, kind, b"").ref
    common_admin.execute(
        "UPDATE page.draft SET sealed = (SELECT sealed FROM page.draft WHERE id = %s) WHERE id = %s",
        (source.id, other.id),
    )
    with pytest.raises(PageBoxDamaged):
        shared.load(other)


@pytest.mark.parametrize("column", ["user_id", "organisation", "kind", "id"])
def test_a_draft_that_was_made_somebody_elses_does_not_open(shared: Drafts, common_admin: Admin, column: str) -> None:
    ref = shared.begin(AGENT, "intake", TEXT).ref
    moved = DraftRef(
        owner=Owner(
            organisation=NAMESAKE.organisation if column == "organisation" else AGENT.organisation,
            user=COLLEAGUE.user if column == "user_id" else AGENT.user,
        ),
        kind="receipt" if column == "kind" else "intake",
        id=uuid4() if column == "id" else ref.id,
    )
    common_admin.execute(
        "UPDATE page.draft SET id = %s, organisation = %s, user_id = %s, kind = %s WHERE id = %s",
        (moved.id, moved.owner.organisation, moved.owner.user, moved.kind, ref.id),
    )
    with pytest.raises(PageBoxDamaged):
        shared.load(moved)


@pytest.mark.parametrize("box", [b"", b"short", b"x" * 100])
def test_what_is_no_box_does_not_open(shared: Drafts, common_admin: Admin, box: bytes) -> None:
    ref = shared.begin(AGENT, "intake", TEXT).ref
    common_admin.execute("UPDATE page.draft SET sealed = %s WHERE id = %s", (box, ref.id))
    with pytest.raises(PageBoxDamaged):
        shared.load(ref)


def test_the_key_is_a_private_file_apart_from_the_database(drafts: Drafts, database: Database) -> None:
    ref = drafts.begin(AGENT, "intake", TEXT).ref
    key = database.settings.page_key
    assert key.is_relative_to(database.settings.home)
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32
    key.unlink()
    with open_page_store(database.settings) as with_another_key:
        with pytest.raises(PageBoxDamaged):
            with_another_key.drafts.load(ref)
        [left] = with_another_key.drafts.of_owner(AGENT)
        assert left.ref == ref
        with pytest.raises(DraftStale):
            with_another_key.drafts.save(ref, revision=7, content=b"")
