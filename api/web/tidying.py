"""Removes from the page's store what nobody can come back for, or has not for a long time. Nothing of the log."""

from datetime import timedelta

from api.page_store.sessions import LEFT_LIMIT
from api.site import Site
from api.web.visiting import UNSENT

DRAFT_LIMIT = timedelta(days=30)
"""How long what was begun, or what became of it, is kept without anybody touching it: it may be about children."""


def tidy(site: Site) -> None:
    """Remove sessions that are long over, forms kept for them as long again, and drafts that were left lying."""
    store = site.page_store
    store.sessions.remove_outdated()
    store.drafts.remove_untouched(LEFT_LIMIT, kind=UNSENT)
    store.drafts.remove_untouched(DRAFT_LIMIT)
