"""Who of a group has a record already, by the numbers typed: for those on duty to search, in one statement.

Nothing is decided here: the form asks whether it is the same person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from api.web.intake_sheet import Sheet
from api.web.people import Named, named
from api.web.visiting import Visitor
from ledger.domain.codes import IdentifierScheme
from ledger.domain.reader import Action, may_read
from projections.identifiers import queries as identifiers

NO_SIGN = frozenset({IdentifierScheme.FAMILY_UNIT})
"""Numbers that several people have by right."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Records with a number of a row of the sheet."""

    by_row: Mapping[int, tuple[UUID, ...]]
    names: Mapping[UUID, Named]
    """Of those whom the visitor may see."""


NOBODY = Known(by_row={}, names={})


def known_already(visitor: Visitor, sheet: Sheet) -> Known:
    """Who of the sheet has a record already; nobody, if the visitor is not on duty to search."""
    asked = [
        (row.number, (IdentifierScheme(each.scheme), each.written))
        for row in sheet.rows
        for each in row.numbers
        if each.scheme in set(IdentifierScheme) and each.scheme not in NO_SIGN
    ]
    if not asked or not may_read(visitor.reader, Action.DUTY_SEARCH, None).allowed:
        return NOBODY
    keyring = visitor.site.ledger.custody_mapper.codec.sealer.keyring
    wanted = [number for _, number in asked]
    answer = identifiers.who_have(visitor.site.views, visitor.reader, keyring, wanted=wanted)
    by_row: dict[int, tuple[UUID, ...]] = {}
    for found in answer.rows:
        number = asked[found.asked][0]
        by_row[number] = tuple(dict.fromkeys((*by_row.get(number, ()), found.person_id)))
    persons = [found.person_id for found in answer.rows]
    if persons:
        visitor.on_record("known_already", persons, position=answer.position)
    return Known(by_row=by_row, names=named(visitor, persons))
