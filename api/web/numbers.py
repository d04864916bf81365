"""Who is meant by a number that somebody has typed: of a record, or, for officials on duty for it, any other.

A number is only ever sent in the body of a request, so none stands in an address, in a log, or in a browser's history.
"""

import re
from uuid import UUID

from api.web.visiting import Visitor
from ledger.domain.codes import IdentifierScheme
from ledger.domain.errors import CustodyError, InvalidValue
from ledger.domain.reader import Action, may_read
from projections.identifiers import queries as identifiers

_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""The number of a record, as its page and its address show it."""


class NoNumber(CustodyError):
    """Nothing can be looked for; says why to the visitor."""

    code = "no_number"


def record_in(written: str) -> UUID | None:
    """The number of a record in what was typed, an address too."""
    found = _RECORD.search(written)
    return UUID(found.group()) if found else None


def on_duty(visitor: Visitor) -> bool:
    """Whether the visitor may look for people by the numbers that agencies gave them."""
    return may_read(visitor.reader, Action.DUTY_SEARCH, None).allowed


def who_has(visitor: Visitor, *, scheme: str, written: str) -> list[UUID]:
    """Who has a number; a line of the read log says that it was asked.

    Raises:
        NoNumber: the visitor may not look for it, or it is none.
    """
    if not on_duty(visitor) or scheme not in set(IdentifierScheme):
        raise NoNumber(visitor.words.say("This is not the number of a record."))
    keyring = visitor.site.ledger.custody_mapper.codec.sealer.keyring
    try:
        answer = identifiers.who_has(
            visitor.site.views, visitor.reader, keyring, scheme=IdentifierScheme(scheme), written=written
        )
    except InvalidValue:
        raise NoNumber(visitor.words.say("Write the number: letters and digits.")) from None
    found: list[UUID] = [row.person_id for row in answer.rows]
    visitor.on_record("who_has", found, position=answer.position)
    return found
