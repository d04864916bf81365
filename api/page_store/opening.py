"""Opens the page's store from the settings. Apart from the other parts, which a question at a terminal does without."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.page_store import PageStore
from api.page_store.backups import Backups
from api.page_store.drafts import Drafts
from api.page_store.mail_settings import MailSettings
from api.page_store.notices import Notices
from api.page_store.sealing import KEY_BYTES, PageSealer
from api.page_store.sessions import Sessions
from ledger.settings import Settings
from ledger.store.pool import WAIT_SECONDS, open_pool
from ledger.store.private_file import secret_in


@contextmanager
def open_page_store(settings: Settings, *, connections_max: int = 4) -> Iterator[PageStore]:
    """What the web page keeps, as custody_page, under the page's key of this database.

    Raises:
        UnsafeFile: others can read the key.
        UNREACHABLE: the login cannot reach the database; before this version it had no such login.
    """
    sealer = PageSealer(secret_in(settings.page_key, length=KEY_BYTES))
    with open_pool(settings.role_conninfo("custody_page"), connections_max=connections_max) as pool:
        pool.wait(WAIT_SECONDS)  # a database that was not migrated to this version says so now, not to a visitor
        yield PageStore(
            sessions=Sessions(pool),
            drafts=Drafts(pool, sealer),
            mail_settings=MailSettings(pool, sealer),
            backups=Backups(pool),
            notices=Notices(pool),
        )
