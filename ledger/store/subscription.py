"""The library's subscription to our log, with its two faults mended.

It read the log before LISTEN was in force, so an event between the two came only with the next one; here the first read
waits for LISTEN. It trusted every notification to arrive; here it also looks once a second.
"""

from collections.abc import Sequence
from threading import Event
from time import monotonic

from eventsourcing.postgres import PostgresApplicationRecorder, PostgresSubscription

from ledger.store import queries

SAFETY_POLL_SECONDS = 1.0

_STOP_CHECK_SECONDS = 0.1


class LogSubscription(PostgresSubscription):
    """Yields notifications from after a position, then new ones as they are committed."""

    def __init__(
        self, recorder: PostgresApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        self._listening = Event()  # before the threads, which the base class starts
        super().__init__(recorder=recorder, gt=gt, topics=topics)

    def _loop_on_pull(self) -> None:
        self._listening.wait()
        super()._loop_on_pull()

    def _listen(self) -> None:
        try:
            with self._recorder.datastore.get_connection() as connection:
                connection.execute(queries.ours("queries")["listen"])
                self._listening.set()
                polled = monotonic()
                while not self._has_been_stopped and not self._thread_error:
                    heard = [*connection.notifies(timeout=_STOP_CHECK_SECONDS, stop_after=1)]
                    if heard or monotonic() - polled > SAFETY_POLL_SECONDS:
                        self._has_been_notified.set()
                        polled = monotonic()
        except BaseException as error:  # noqa: BLE001  # the consumer's thread raises it
            self._thread_error = self._thread_error or error
            self.stop()
        finally:
            self._listening.set()
