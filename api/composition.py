"""Puts the parts together from the settings: writer and readers. Only `main` does so too.

Nothing here connects when imported; whatever is opened is closed by the context manager that opened it.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from ledger.application import Ledger
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.register import ReaderClass
from ledger.settings import Settings
from ledger.store.codec import Codec
from ledger.store.key_log import FileKeyring
from ledger.store.key_presence import KeysMissing, knows, newest_key_ids
from ledger.store.mapper import CustodyMapper
from ledger.store.pool import Datastore, Pool, open_pool
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
def open_readers(
    settings: Settings,
    mapper: CustodyMapper,
    *,
    connections_max: int = 4,
    classes: Iterable[ReaderClass] = ReaderClass,
) -> Iterator[Readers]:
    """One pool for each class of reader; a program that asks for one organisation needs only its class's."""
    with ExitStack() as stack:
        pools = {
            reader_class: stack.enter_context(
                open_pool(settings.role_conninfo(f"custody_read_{reader_class}"), connections_max=connections_max)
            )
            for reader_class in classes
        }
        yield Readers(pools=pools, log=LogReader(pools, mapper))
