"""Parts of a record that who corrects it may not read: they go over unseen into what stands instead.

A box opens only at its place in the log, so a part is sealed anew, for the same people. It comes with the label that
kept it closed. What was said anew in a part's place stands as it was said; a part whose key is destroyed is gone.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from api.commands import Asked
from api.showing import opened
from ledger.domain.catalog import AnyEvent
from ledger.domain.errors import Refused
from ledger.domain.event import Event, Recorded
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ORGANISATIONS
from ledger.store.key_presence import KeysMissing


def closed_parts(event: Event) -> Iterator[str]:
    """Names of the personal fields that are closed in an event as somebody sees it."""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Personal) and not value.is_open:
            yield field.name


def with_unseen_parts(asked: Asked, target: Recorded[AnyEvent], replacement: AnyEvent) -> AnyEvent:
    """The replacement with the parts of its target that the corrector may not read and says nothing in place of.

    Raises:
        KeysMissing: a key of a part is not here, though nobody destroyed it.
        Refused: a part belongs to somebody whom the replacement does not name, so their key would not close it.
    """
    by = asked.by
    if by.organisation != target.event.by.organisation or by.organisation not in ORGANISATIONS:
        return replacement  # refused as not theirs
    codec = asked.ledger.custody_mapper.codec
    reader = Reader(user=by.user, organisation=by.organisation, role=by.role, purpose=Purpose.CUSTODY)
    seen = opened(target, codec=codec, reader=reader)
    unseen = [name for name in closed_parts(seen) if getattr(replacement, name) is None]
    whole = codec.open(target.event, stream=target.stream, version=target.version)
    kept: dict[str, Any] = {}
    for name in unseen:
        part: Personal[Any] = getattr(whole, name)
        if part.is_open:
            kept[name] = Personal.of(part.value)
        elif part.block is not None and not codec.sealer.is_destroyed(part.block):
            raise KeysMissing
    if not kept:
        return replacement
    if not codec.people(target.event) <= codec.people(replacement):
        raise Refused(
            "unseen_part", "a part that is sealed to you belongs to people whom this names no more", allowed=["void"]
        )
    labels = tuple(dict.fromkeys((*replacement.labels, *target.event.labels)))
    return replace(replacement, labels=labels, **kept)


def as_seen(target: Event, replacement: AnyEvent, *, said: frozenset[str]) -> AnyEvent:
    """The replacement as the corrector may see it; `target` is as they see it, `said` are the parts they filled in."""
    closed = {name: getattr(target, name) for name in closed_parts(target) if name not in said}
    return replace(replacement, **closed)
