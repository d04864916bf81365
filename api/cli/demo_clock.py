"""While a demo is served its clock goes on at the real pace: offers run out, and minutes between hands are counted.

It goes on from where it stands, however long ago that was, and stands again when serving ends. Only the login
custody_demo moves it. Any other simulation's clock stands until somebody moves it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta

from api.demo.origin import PREFIX
from ledger import verify as audit
from ledger.settings import Settings
from ledger.store import clock as simulation_clock
from ledger.store.clock import ClockNotMoved
from ledger.store.connections import Connection, connect
from ledger.store.pool import UNREACHABLE
from ledger.store.rows import Identity
from ledger.store.server_error import ServerError

TICK_SECONDS = 1.0


def running_if_demo(settings: Settings, identity: Identity) -> AbstractContextManager[None]:
    """The clock runs for as long as this lasts, if the database is a demo's."""
    return running(settings) if identity.origin.startswith(PREFIX) else nullcontext()


@contextmanager
def running(settings: Settings, *, tick_seconds: float = TICK_SECONDS) -> Iterator[None]:
    """The clock of a simulation runs for as long as this lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(settings, stop, tick_seconds), name="simulation-clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _run(settings: Settings, stop: threading.Event, tick_seconds: float) -> None:
    while not stop.is_set():
        try:
            with connect(settings.role_conninfo("custody_demo"), wait_for_disk=False) as connection:
                while not stop.is_set():
                    _follow(connection, stop, tick_seconds)
        except (*UNREACHABLE, ServerError):  # the database restarts: the clock goes on from where it then stands
            stop.wait(tick_seconds)


def _follow(connection: Connection, stop: threading.Event, tick_seconds: float) -> None:
    """Move the clock with the time that passes, until it is stopped or somebody has moved it further."""
    begun, started = audit.clock_of(connection), time.monotonic()
    while not stop.wait(tick_seconds):
        try:
            simulation_clock.move(connection, begun + timedelta(seconds=time.monotonic() - started))
        except ClockNotMoved:
            return
