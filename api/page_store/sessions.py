"""Sessions of the page: who is signed in, until they sign out, leave the page alone or have had a whole shift.

Owns the limits and the token, which is in the browser alone: the database has its SHA-256. Times are the server's own
clock, never a simulation's. Refuses nobody by error: a token that is not good here is simply nobody's.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.page_store.owner import Owner
from api.page_store.statements import Statements
from api.tokens import Caller
from ledger.domain.errors import InvalidValue
from ledger.store.pool import Pool

IDLE_LIMIT = timedelta(minutes=15)
ABSOLUTE_LIMIT = timedelta(hours=12)
"""How long a session lives unused, and at all: NIST SP 800-63B at its third level, which FedRAMP High (IA-11) asks."""

LEFT_LIMIT = timedelta(days=3)
"""How long after its last use what a session still sends is kept for whose it was: over a weekend."""

TOUCH_EVERY = timedelta(minutes=1)
"""A session is written as seen at most this often, for most reads write nothing. It may end this much early."""

TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who is signed in."""

    caller: Caller
    language: str
    """Two letters, as chosen at sign-in."""
    created_at: datetime


class Sessions:
    """The sessions of one database."""

    def __init__(self, pool: Pool) -> None:
        self._statements = Statements(pool, "sessions")

    def begin(self, caller: Caller, *, language: str = "en") -> str:
        """Sign somebody in; answers the token, a new one each time, that only their browser may keep.

        Raises:
            InvalidValue: the caller's organisation or office is not in the registers, or an id is not opaque.
        """
        caller.check()
        actor, reader = caller.actor, caller.reader
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._statements.run(
            "begin",
            token_hash=_digest(token),
            user=actor.user,
            organisation=actor.organisation,
            role=actor.role,
            office=actor.office,
            purpose=str(reader.purpose),
            case_reference=reader.case_reference,
            language=language,
        )
        return token

    def of(self, token: str, *, by_person: bool = True) -> Session | None:
        """The session of a token; None when it has ended or there never was one. One statement.

        `by_person` is False for what a page asks by itself, which must not keep the session of an empty chair alive.
        """
        row = self._statements.row(
            "of",
            token_hash=_digest(token),
            idle=IDLE_LIMIT,
            absolute=ABSOLUTE_LIMIT,
            touch=TOUCH_EVERY,
            by_person=by_person,
        )
        if row is None:
            return None
        user, organisation, role, office, purpose, case_reference, language, created_at = row
        try:
            caller = Caller.of(
                user=user,
                organisation=organisation,
                role=role,
                office=office,
                purpose=purpose,
                case_reference=case_reference,
            )
        except InvalidValue:
            return None  # the registers have changed since: nobody acts for what they no longer list
        return Session(caller=caller, language=language, created_at=created_at)

    def left_by(self, token: str) -> Owner | None:
        """Whose session it was, so that a form that it sends too late can be kept for them. It gives no right to see.

        None when it was ended by signing out, or has run out too long ago.
        """
        row = self._statements.row("left_by", token_hash=_digest(token), kept=LEFT_LIMIT)
        return None if row is None else Owner(organisation=row[0], user=row[1])

    def end(self, token: str) -> None:
        """Sign out; ending what has ended changes nothing."""
        self._statements.run("end", token_hash=_digest(token))

    def remove_outdated(self) -> None:
        """Remove the sessions that have been over for so long that nothing is kept for them any more."""
        self._statements.run("remove_outdated", kept=LEFT_LIMIT)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
