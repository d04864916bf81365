"""What the web page keeps that is no part of the ledger of custody: who is signed in, what they type, whom to tell.

Owns what `custody_page` may touch, in the schema `page`. Nothing here is evidence of custody, and none of it is in the
log; see ARCHITECTURE.md.
"""

from dataclasses import dataclass

from api.page_store.backups import Backups
from api.page_store.drafts import Drafts
from api.page_store.mail_settings import MailSettings
from api.page_store.notices import Notices
from api.page_store.sessions import Sessions


@dataclass(frozen=True, kw_only=True)
class PageStore:
    """The parts, over one database."""

    sessions: Sessions
    drafts: Drafts
    mail_settings: MailSettings
    backups: Backups
    notices: Notices
