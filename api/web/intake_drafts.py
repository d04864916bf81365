"""Drafts of groups: opened, saved as somebody types, kept apart when two windows changed the same.

Owns which window's text stands. A window that did not see the newest text never overwrites it: what it has is kept as
a second draft beside the first, so that nothing is lost in either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from api.page_store.drafts import DraftDone, DraftNotFound, DraftRef, Drafts, DraftStale, OpenDraft
from api.page_store.owner import Owner
from api.web.forms import Written
from api.web.intake_fields import merged
from api.web.intake_sheet import Row, Sheet, sheet_of, text_of, with_rows
from api.web.visiting import Visitor
from ledger.domain.errors import CustodyError, NotPermitted, UnknownStream
from ledger.domain.register import DHS, organisation

KIND = "intake"
DRAFTS_TOLD = 6
"""How many open drafts the list tells something about; the others have only their time."""


@dataclass(frozen=True, kw_only=True)
class OpenSheet:
    """A draft as it is kept now."""

    id: UUID
    sheet: Sheet
    revision: int
    changed_at: datetime


class ChangedElsewhere(CustodyError):
    """Another window has saved since this one was shown. `sheet` is the newer text with what was typed here."""

    code = "draft_changed_elsewhere"

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        super().__init__("changed in another window")


def ref_of(visitor: Visitor, draft: UUID) -> DraftRef:
    """A draft of the visitor.

    Raises:
        NotPermitted: they meet nobody: intake is of CBP and ICE.
    """
    if organisation(visitor.reader.organisation).reader_class not in DHS:
        raise NotPermitted("intake_is_of_dhs")
    return DraftRef(owner=Owner.of(visitor.who.caller), kind=KIND, id=draft)


def opened(visitor: Visitor, draft: UUID) -> OpenSheet:
    """The draft as it was last saved.

    Raises:
        UnknownStream: the visitor has no such draft.
        DraftDone: it was recorded or thrown away.
    """
    try:
        found = visitor.site.page_store.drafts.load(ref_of(visitor, draft))
    except DraftNotFound:
        raise UnknownStream("no such draft") from None
    return OpenSheet(id=draft, sheet=sheet_of(found.content), revision=found.revision, changed_at=found.changed_at)


def begun(visitor: Visitor, *, people: int) -> UUID:
    """A new draft with empty rows, at the visitor's office."""
    office = visitor.who.caller.actor.office
    sheet = with_rows(Sheet(place=office or ""), (Row(number=0) for _ in range(people)))
    return _begin(visitor, sheet)


def kept_apart(visitor: Visitor, draft: UUID, sheet: Sheet) -> UUID:
    """A second draft, beside one that another window has changed."""
    return _begin(visitor, msgspec.structs.replace(sheet, copied_from=str(draft)))


def _begin(visitor: Visitor, sheet: Sheet) -> UUID:
    ref = ref_of(visitor, UUID(int=0))
    return visitor.site.page_store.drafts.begin(ref.owner, KIND, text_of(sheet)).ref.id


def saved(
    visitor: Visitor, draft: UUID, form: Written, *, change: Callable[[Sheet], Sheet] = lambda sheet: sheet
) -> OpenSheet:
    """The draft with what a form has, and a change to it that a button asked for.

    A form that adds nothing to what is kept is a resend: it is not stale, and its button is not pressed twice.

    Raises:
        ChangedElsewhere: see there.
        UnknownStream, DraftDone: as `opened`.
        DraftTooLarge, TooManyPeople: nothing was saved.
    """
    there = opened(visitor, draft)
    typed = merged(there.sheet, form.fields)
    seen = form.value("revision") == str(there.revision)
    if not seen and typed != there.sheet:
        raise ChangedElsewhere(typed)
    wanted = change(typed) if seen else typed
    if wanted == there.sheet:
        return there
    return save(visitor, there, wanted)


def save(visitor: Visitor, there: OpenSheet, sheet: Sheet) -> OpenSheet:
    """The draft with a sheet in place of the one that is there.

    Raises:
        ChangedElsewhere: another window was quicker.
        DraftTooLarge: nothing was saved.
    """
    drafts = visitor.site.page_store.drafts
    try:
        revision = drafts.save(ref_of(visitor, there.id), revision=there.revision, content=text_of(sheet))
    except DraftStale:
        raise ChangedElsewhere(sheet) from None
    return OpenSheet(id=there.id, sheet=sheet, revision=revision, changed_at=datetime.now(UTC))


def discard(visitor: Visitor, draft: UUID) -> None:
    """Throw a draft away.

    Raises:
        UnknownStream: the visitor has no such draft.
    """
    try:
        visitor.site.page_store.drafts.discard(ref_of(visitor, draft))
    except DraftNotFound:
        raise UnknownStream("no such draft") from None


def listed(visitor: Visitor) -> list[tuple[OpenDraft, Sheet | None]]:
    """The visitor's open drafts, last changed first; of the first few also what is in them."""
    drafts = visitor.site.page_store.drafts
    owner = ref_of(visitor, UUID(int=0)).owner
    found = [each for each in drafts.of_owner(owner) if each.ref.kind == KIND]
    return [(each, _sheet(drafts, each) if number < DRAFTS_TOLD else None) for number, each in enumerate(found)]


def _sheet(drafts: Drafts, draft: OpenDraft) -> Sheet | None:
    try:
        return sheet_of(drafts.load(draft.ref).content)
    except DraftDone:  # in another window, a moment ago
        return None


def finish(visitor: Visitor, draft: UUID, *, position: int) -> None:
    """The draft is recorded: its text is gone."""
    visitor.site.page_store.drafts.finish(ref_of(visitor, draft), position=position)
