"""Named backups: who is told when nobody answers an offer. One an organisation, and one an office where that is wanted.

Owns the history: a naming is added, the newest counts, and nothing is taken back. Refuses an office of somebody else's.
"""

from dataclasses import dataclass
from datetime import datetime

from api.page_store.owner import Owner
from api.page_store.statements import Statements
from api.tokens import check_form
from ledger.domain.errors import InvalidValue
from ledger.domain.register import place
from ledger.domain.values import OrganisationCode, PlaceCode, UserId
from ledger.store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class Backup:
    """Who is told, and who said so."""

    owner: Owner
    office: PlaceCode | None
    """None where it holds for every office that has none of its own."""
    set_by: UserId
    set_at: datetime


class Backups:
    """The named backups of one database."""

    def __init__(self, pool: Pool) -> None:
        self._statements = Statements(pool, "backups")

    def name(self, user: UserId | None, *, office: PlaceCode | None, by: Owner) -> None:
        """Name the backup of an office, or of the whole organisation of `by`; None for nobody any more.

        Raises:
            InvalidValue: the user is no opaque id, or the office is not one of the organisation.
        """
        if user is not None:
            check_form("user", user)
        if office is not None and place(office).organisation != by.organisation:
            raise InvalidValue("office", "a place of your organisation")
        self._statements.run("name", organisation=by.organisation, office=office, user=user, set_by=by.user)

    def of(self, organisation: OrganisationCode, office: PlaceCode | None) -> Backup | None:
        """The backup of an office, or else of its organisation."""
        row = self._statements.row("of", organisation=organisation, office=office)
        return None if row is None else _backup(organisation, *row)

    def everybody(self) -> tuple[Backup, ...]:
        """All backups that are named now: of each organisation the offices first."""
        return tuple(_backup(OrganisationCode(row[0]), *row[1:]) for row in self._statements.rows("everybody"))


def _backup(organisation: OrganisationCode, office: str | None, user: str, set_by: str, set_at: datetime) -> Backup:
    return Backup(
        owner=Owner(organisation=organisation, user=UserId(user)),
        office=None if office is None else PlaceCode(office),
        set_by=UserId(set_by),
        set_at=set_at,
    )
