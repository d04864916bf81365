"""Whose a draft, a setting or a notice is: a user of an organisation, not one of their sessions."""

from dataclasses import dataclass

from api.tokens import Caller
from ledger.domain.values import OrganisationCode, UserId


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A user of an organisation; the same id in another organisation is another user."""

    organisation: OrganisationCode
    user: UserId
    """Opaque id; never a name."""

    @classmethod
    def of(cls, caller: Caller) -> "Owner":
        """Whoever is behind a request."""
        return cls(organisation=caller.actor.organisation, user=caller.actor.user)
