"""Whether the page can keep things: its login gets in, and its key is the one that the newest boxes were sealed with.

Looking changes nothing and draws no key.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from api.page_store.drafts import Drafts
from api.page_store.mail_settings import MailSettings
from api.page_store.sealing import KEY_BYTES, PageSealer
from ledger.settings import Settings
from ledger.store.connections import connect
from ledger.store.pool import REFUSED, UNREACHABLE, open_pool
from ledger.store.private_file import UnsafeFile, read_private


@dataclass(frozen=True, kw_only=True)
class PageHealth:
    """What is in order of the page's store."""

    login: bool
    """`custody_page` reaches the database and reads its tables there."""
    key: bool | None
    """The key opens the newest draft and the newest address, if there are any; None if nobody can look."""


def examine(settings: Settings) -> PageHealth:
    """Look at the login and at the key."""
    conninfo = settings.role_conninfo("custody_page")
    try:
        with connect(conninfo):  # a pool would try again for seconds
            pass
        return PageHealth(login=True, key=_key_opens(settings.page_key, conninfo))
    except (*UNREACHABLE, REFUSED):
        return PageHealth(login=False, key=None)


def _key_opens(path: Path, conninfo: str) -> bool:
    try:
        key = read_private(path)
    except FileNotFoundError:
        key = os.urandom(
            KEY_BYTES
        )  # it is drawn when first needed: until then there is no box, and after that none opens
    except UnsafeFile:
        return False
    if len(key) != KEY_BYTES:
        return False
    sealer = PageSealer(key)
    with open_pool(conninfo, connections_max=1) as pool:
        return Drafts(pool, sealer).newest_opens() and MailSettings(pool, sealer).newest_opens()
