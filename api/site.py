"""The parts of a running program that routes use."""

from dataclasses import dataclass

from api.composition import Readers
from api.feed import Feed
from api.page_store import PageStore
from api.tokens import Verifier
from ledger.application import Ledger
from ledger.store.rows import Identity
from projections.asking import Views


@dataclass(frozen=True, kw_only=True)
class Site:
    """One database, open for commands and questions."""

    ledger: Ledger
    readers: Readers
    views: Views
    verifier: Verifier
    page_store: PageStore
    feed: Feed
    identity: Identity
    """What the database is, for life; shown on every answer."""
