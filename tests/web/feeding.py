"""The views follow the log while a test goes on, as they do beside a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from projections.positions import wait_for
from projections.views import VIEWS
from tests.api.world import World


@contextmanager
def fed(world: World) -> Iterator[None]:
    """The views follow the log; nobody else feeds them meanwhile."""
    stop = Event()
    feeding = Thread(target=world.runner.run_forever, args=(stop,))
    feeding.start()
    try:
        yield
    finally:
        stop.set()
        feeding.join()


def settle(world: World) -> None:
    """Wait until every view has come to the end of the log: whatever page is asked next has all of it."""
    end = world.site.ledger.log_recorder.head().position
    with psycopg.connect(world.database.login("custody_projector"), autocommit=True) as connection:
        for view in VIEWS:
            wait_for(connection, view.name, at_least=end, timeout=30)
