"""The shape of an event class: its canonical form, its sealed fields and whose they are. Compiled once per class.

An event that names nobody owns its free text through its stream, so that this text can be destroyed too.
"""

from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from ledger.domain.event import Event
from ledger.domain.personal import Owner, Personal
from ledger.store.canonical import Form
from ledger.store.owners import people_in
from ledger.store.storable import NotStorable, TypeForm, bare, field_types, origin


@dataclass(frozen=True)
class PersonalField:
    """A field that is stored sealed."""

    name: str
    owner: Owner
    form: Form[Any]


class Shape:
    """What the codec knows of one event class, compiled once.

    Raises:
        NotStorable: the class has a part without a canonical form, or a personal field without an owner.
    """

    def __init__(self, cls: type[Event]) -> None:
        self.cls = cls
        self.form: Form[Event] = Form(cls)
        self.people = people_in(cls)
        hints = field_types(cls)
        found = (_personal_field(name, hint) for name, hint in hints.items())
        self.personal = tuple(field for field in found if field is not None)
        if any(field.owner is Owner.SUBJECT for field in self.personal) and "person" not in hints:
            raise NotStorable(f"{cls.__name__}: a personal field of the subject, and no person")

    def owners(self, field: PersonalField, event: Event, *, stream: UUID) -> frozenset[UUID]:
        """Whose keys seal the field; the stream's own when the event names nobody."""
        if field.owner is Owner.SUBJECT:
            return frozenset((event.person,))  # type: ignore[attr-defined]  # checked when the shape was compiled
        return self.people(event) or frozenset((stream,))


_SHAPES: dict[type[Event], Shape] = {}


def shape_of(cls: type[Event]) -> Shape:
    """The shape of an event class, compiled when first asked for: it holds nothing of any database.

    Raises:
        NotStorable: as `Shape`.
    """
    if cls not in _SHAPES:
        _SHAPES[cls] = Shape(cls)
    return _SHAPES[cls]


def _personal_field(name: str, hint: TypeForm) -> PersonalField | None:
    personal = bare(hint)
    if origin(personal) is not Personal:
        return None
    owners = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Owner)]
    if len(owners) != 1:
        raise NotStorable(f"{name}: a personal field needs one owner")
    return PersonalField(name, owners[0], Form(get_args(personal)[0]))
