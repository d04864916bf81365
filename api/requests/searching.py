"""What a search for a person is asked with. It stands in a body, never in an address."""

from typing import Any, cast

import msgspec

from api.requests.building import value_from
from api.requests.forms import asked
from api.requests.reading import Flaw, FormInvalid
from api.searching import Wanted
from ledger.domain.codes import IdentifierScheme, Sex
from ledger.domain.person import BirthClaim, RecordedName


class PersonSearch(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A name in any order and spelling, an identifier however it is written, or both; birth and sex as far as known."""

    scheme: IdentifierScheme | None = None
    identifier: asked(str, "IdentifierAssigned.identifier") | None = None  # type: ignore[valid-type]
    name: asked(RecordedName, "PersonRegistered.name") | None = None  # type: ignore[valid-type]
    birth: asked(BirthClaim, "PersonRegistered.birth") | None = None  # type: ignore[valid-type]
    sex: Sex = Sex.NOT_KNOWN

    def wanted(self) -> Wanted:
        """Whom the search is for.

        Raises:
            FormInvalid: neither a name nor an identifier with its scheme, or no such day.
        """
        name = cast("RecordedName | None", self._value(RecordedName, "name"))
        if (self.scheme is None) != (self.identifier is None):
            raise FormInvalid(Flaw(at="/scheme", code="missing_field", detail="an identifier comes with its scheme"))
        if self.identifier is None and (name is None or not name.parts):
            raise FormInvalid(Flaw(at="/name", code="missing_field", detail="a name, or an identifier with its scheme"))
        return Wanted(
            parts=name.parts if name is not None else (),
            birth=cast("BirthClaim | None", self._value(BirthClaim, "birth")),
            sex=self.sex,
            identifier=(self.scheme, self.identifier) if self.scheme and self.identifier else None,
        )

    def _value(self, hint: Any, name: str) -> object:  # noqa: ANN401  # a type
        value = getattr(self, name)
        return None if value is None else value_from(hint, value, where=f"PersonSearch.{name}", at=f"/{name}")
