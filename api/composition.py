"""Puts the parts together from the settings: writer, readers, the page's store. Only `main` does so too.

Nothing here connects when imported; whatever is opened is closed by the context manager that opened it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from api.page_store import PageStore
from api.page_store.backups import Backups
from api.page_store.drafts import Drafts
from api.page_store.mail_settings import MailSettings
from api.page_store.notices import Notices
from api.page_store.sealing import KEY_BYTES, PageSealer
from api.page_store.sessions import Sessions
from ledger.application import Ledger
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.register import ReaderClass
from ledger.settings import Settings
from ledger.store.codec import Codec
from ledger.store.key_log import FileKeyring
from ledger.store.key_presence import KeysMissing, knows, newest_key_ids
from ledger.store.mapper import CustodyMapper
from ledger.store.pool import WAIT_SECONDS, Datastore, Pool, open_pool
from ledger.store.private_file import secret_in
from ledger.store.recorder import CustodyRecorder
from ledger.store.retired import RETIRED
from ledger.store.sealing import Sealer
from projections.reading import LogReader


@dataclass(frozen=True, kw_only=True)
class Readers:
    """The logins of the classes of readers, and the log as they see it."""

    pools: dict[ReaderClass, Pool]
    log: LogReader


def make_mapper(settings: Settings) -> CustodyMapper:
    """The mapper over the codec of all events and the keys of this database."""
    return CustodyMapper(Codec(EVENT_CLASSES, Sealer(FileKeyring(settings.key_log)), upcasts=RETIRED))


@contextmanager
def open_ledger(settings: Settings, mapper: CustodyMapper, *, connections_max: int = 8) -> Iterator[Ledger]:
    """The door for commands, as custody_writer.

    Raises:
        KeysMissing: the key log is not the one that the newest records were sealed with.
    """
    datastore = Datastore(settings.role_conninfo("custody_writer"), connections_max=connections_max, writes=True)
    try:
        recorder = CustodyRecorder(datastore)
        if not knows(mapper.codec.sealer.keyring, newest_key_ids(recorder.states, end=recorder.head().position)):
            raise KeysMissing
        yield Ledger(recorder=recorder, mapper=mapper)
    finally:
        datastore.close()


@contextmanager
def open_readers(settings: Settings, mapper: CustodyMapper, *, connections_max: int = 4) -> Iterator[Readers]:
    """One pool for each class of reader."""
    with ExitStack() as stack:
        pools = {
            reader_class: stack.enter_context(
                open_pool(settings.role_conninfo(f"custody_read_{reader_class}"), connections_max=connections_max)
            )
            for reader_class in ReaderClass
        }
        yield Readers(pools=pools, log=LogReader(pools, mapper))


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
