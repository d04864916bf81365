"""Drafts: what somebody is typing, kept for them and not for their session, so that nothing is lost when it ends.

Owns the revision that tells two tabs apart, and the size. The text is sealed; what is readable in the database is whose
draft it is, of what kind, and when it changed. Refuses a save over a text that its writer has not seen, and everybody
but the owner.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from api.page_store.owner import Owner
from api.page_store.sealing import PageSealer
from api.page_store.statements import Row, Statements
from ledger.domain.errors import CustodyError
from ledger.store.pool import Pool

DRAFT_BYTES_MAX = 256_000
"""Room for a group of 160 with every field filled in; the database has the same limit."""


class DraftNotFound(CustodyError):
    """The asker has no draft of that kind with that id."""

    code = "draft_not_found"


class DraftDone(CustodyError):
    """The draft was sent or thrown away: its text is gone. `position` is what it became; None if nothing."""

    code = "draft_done"

    def __init__(self, position: int | None) -> None:
        self.position = position
        super().__init__("thrown away" if position is None else f"recorded at position {position}")


class DraftStale(CustodyError):
    """The draft was saved elsewhere since it was read; nothing was saved. `revision` is the newer one."""

    code = "draft_stale"

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__(f"the draft is now at revision {revision}")


class DraftTooLarge(CustodyError):
    """The text of a draft is longer than 256 kB; nothing was saved."""

    code = "draft_too_large"


@dataclass(frozen=True, kw_only=True)
class DraftRef:
    """Which draft: nobody but its owner finds it, and no page that is not of its kind."""

    owner: Owner
    kind: str
    """Which page it belongs to, in small letters, such as `intake`."""
    id: UUID

    @property
    def place(self) -> tuple[str, ...]:
        """What the sealed text is bound to."""
        return ("draft", str(self.id), self.owner.organisation, self.owner.user, self.kind)

    @property
    def columns(self) -> dict[str, object]:
        """As the statements name it."""
        return {"id": self.id, "kind": self.kind, "organisation": self.owner.organisation, "user": self.owner.user}


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft that is not done, without its text."""

    ref: DraftRef
    revision: int
    """Rises by one with each save, from 1."""
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Draft(OpenDraft):
    """A draft with its text."""

    content: bytes


class Drafts:
    """The drafts of one database."""

    def __init__(self, pool: Pool, sealer: PageSealer) -> None:
        self._statements = Statements(pool, "drafts")
        self._sealer = sealer

    def begin(self, owner: Owner, kind: str, content: bytes) -> Draft:
        """Keep a new draft.

        Raises:
            DraftTooLarge: see there.
        """
        ref = DraftRef(owner=owner, kind=kind, id=uuid4())
        [row] = self._statements.rows("begin", sealed=self._seal(ref, content), **ref.columns)
        revision, created_at, changed_at = row
        return Draft(ref=ref, revision=revision, created_at=created_at, changed_at=changed_at, content=content)

    def load(self, ref: DraftRef) -> Draft:
        """The draft as it was last saved.

        Raises:
            DraftNotFound, DraftDone: see there.
            PageBoxDamaged: its text does not open.
        """
        revision, created_at, changed_at, sealed = self._open_row(ref)
        content = self._sealer.open(sealed, place=ref.place)
        return Draft(ref=ref, revision=revision, created_at=created_at, changed_at=changed_at, content=content)

    def save(self, ref: DraftRef, *, revision: int, content: bytes) -> int:
        """Put a text in place of the one at `revision`, the one that its writer saw; answers the new revision.

        Raises:
            DraftStale: there is a newer text, which stays.
            DraftNotFound, DraftDone, DraftTooLarge: see there.
        """
        row = self._statements.row("save", revision=revision, sealed=self._seal(ref, content), **ref.columns)
        if row is not None:
            saved: int = row[0]
            return saved
        newer: int = self._open_row(ref)[0]
        raise DraftStale(newer)

    def finish(self, ref: DraftRef, *, position: int) -> None:
        """The draft was sent, and recorded at a position of the log: wipe its text. Said again it changes nothing.

        Raises:
            DraftNotFound: see there.
        """
        self._done(ref, position)

    def discard(self, ref: DraftRef) -> None:
        """Throw the draft away: wipe its text. Said again it changes nothing.

        Raises:
            DraftNotFound: see there.
        """
        self._done(ref, None)

    def of_owner(self, owner: Owner) -> tuple[OpenDraft, ...]:
        """The open drafts of a user, last changed first."""
        rows = self._statements.rows("of_owner", organisation=owner.organisation, user=owner.user)
        return tuple(
            OpenDraft(
                ref=DraftRef(owner=owner, kind=kind, id=draft_id),
                revision=revision,
                created_at=created_at,
                changed_at=changed_at,
            )
            for draft_id, kind, revision, created_at, changed_at in rows
        )

    def remove_untouched(self, untouched_for: timedelta, *, kind: str | None = None) -> None:
        """Remove the drafts, of a kind or of any, that nobody has changed, sent or thrown away for so long."""
        self._statements.run("remove_untouched", untouched_for=untouched_for, kind=kind)

    def _open_row(self, ref: DraftRef) -> Row:
        row = self._statements.row("load", **ref.columns)
        if row is None:
            raise DraftNotFound("no such draft")
        *found, done, position = row
        if done:
            raise DraftDone(position)
        return tuple(found)

    def _done(self, ref: DraftRef, position: int | None) -> None:
        if self._statements.row("finish", position=position, **ref.columns) is None:
            raise DraftNotFound("no such draft")

    def _seal(self, ref: DraftRef, content: bytes) -> bytes:
        if len(content) > DRAFT_BYTES_MAX:
            raise DraftTooLarge(f"a draft holds at most {DRAFT_BYTES_MAX // 1000} kB")
        return self._sealer.seal(content, place=ref.place)
