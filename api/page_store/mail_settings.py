"""Whether somebody wants mail that says how many items wait for them, how often at most, and where to.

Owns the address, which is sealed: it is personal data of an official. Refuses what is no address of one person, above
all one that would add lines to a mail.
"""

import re
from dataclasses import dataclass

from api.page_store.owner import Owner
from api.page_store.sealing import PageSealer
from api.page_store.statements import Statements
from ledger.domain.errors import InvalidValue
from ledger.domain.values import OrganisationCode, UserId
from ledger.store.pool import Pool

EVERY_MINUTES_MAX = 24 * 60
ADDRESS_LENGTH_MAX = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
"""The form that browsers hold the field to (HTML, 4.10.5.1.5)."""


@dataclass(frozen=True, kw_only=True)
class MailSetting:
    """What somebody wants; nothing until they say so."""

    address: str | None = None
    every_minutes: int | None = None
    """At most one mail in so many minutes; None for no mail."""


@dataclass(frozen=True, kw_only=True)
class MailDue:
    """Somebody who wants mail and has had none for long enough."""

    owner: Owner
    address: str


class MailSettings:
    """What the users of one database want."""

    def __init__(self, pool: Pool, sealer: PageSealer) -> None:
        self._statements = Statements(pool, "mail_settings")
        self._sealer = sealer

    def of(self, owner: Owner) -> MailSetting:
        """What a user wants.

        Raises:
            PageBoxDamaged: the address does not open.
        """
        row = self._statements.row("of", organisation=owner.organisation, user=owner.user)
        if row is None:
            return MailSetting()
        box, every_minutes = row
        return MailSetting(address=None if box is None else self._opened(owner, box), every_minutes=every_minutes)

    def newest_opens(self) -> bool:
        """Whether the address that was set last opens; so it does while there is none."""
        for organisation, user, box in self._statements.rows("newest"):
            owner = Owner(organisation=OrganisationCode(organisation), user=UserId(user))
            return self._sealer.opens(box, place=_place(owner))
        return True

    def save(self, owner: Owner, wanted: MailSetting) -> None:
        """What a user wants from now on; an address that is not said is forgotten.

        Raises:
            InvalidValue: not an address, not such a number of minutes, or mail without an address.
        """
        address, every = wanted.address, wanted.every_minutes
        if address is not None and (len(address) > ADDRESS_LENGTH_MAX or not _ADDRESS.fullmatch(address)):
            raise InvalidValue("mail_address", "one address such as name@agency.example")
        if every is not None and not 1 <= every <= EVERY_MINUTES_MAX:
            raise InvalidValue("mail_every_minutes", f"from 1 to {EVERY_MINUTES_MAX}, or nothing for no mail")
        if every is not None and address is None:
            raise InvalidValue("mail_address", "needed where mail is wanted")
        self._statements.run(
            "save",
            organisation=owner.organisation,
            user=owner.user,
            address=None if address is None else self._sealer.seal(address.encode(), place=_place(owner)),
            every_minutes=every,
        )

    def due(self) -> tuple[MailDue, ...]:
        """Everybody who may be sent a mail now, if anything waits for them.

        Raises:
            PageBoxDamaged: an address does not open.
        """
        found = []
        for organisation, user, box in self._statements.rows("due"):
            owner = Owner(organisation=OrganisationCode(organisation), user=UserId(user))
            found.append(MailDue(owner=owner, address=self._opened(owner, box)))
        return tuple(found)

    def _opened(self, owner: Owner, box: bytes) -> str:
        return self._sealer.open(box, place=_place(owner)).decode()


def _place(owner: Owner) -> tuple[str, ...]:
    return ("mail address", owner.organisation, owner.user)
