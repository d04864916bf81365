"""Tells everybody who watches that the log has grown. One connection that listens serves them all."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

from ledger.store.listening import listen


class Feed:
    """Listens from the first watcher on, in a thread of its own. `head` asks for the end of the log."""

    def __init__(self, conninfo: str, *, head: Callable[[], int]) -> None:
        self._conninfo = conninfo
        self._head = head
        self._position = 0
        self._lock = Lock()
        self._stop = Event()
        self._thread: Thread | None = None
        self._watchers: set[Watcher] = set()

    def watch(self) -> "Watcher":
        """A new watcher, in the running event loop, who is told at once where the log is; end it with `leave`."""
        watcher = Watcher(asyncio.get_running_loop())
        with self._lock:
            self._watchers.add(watcher)
            if self._thread is None:
                self._thread = Thread(target=self._listen, name="feed", daemon=True)
                self._thread.start()
            elif self._position:
                watcher.tell(self._position)
        return watcher

    def leave(self, watcher: "Watcher") -> None:
        """The watcher has gone."""
        with self._lock:
            self._watchers.discard(watcher)

    @property
    def watched(self) -> int:
        """How many watch."""
        return len(self._watchers)

    def close(self) -> None:
        """Stop listening and let every watcher go."""
        self._stop.set()
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher.end()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        listen(self._conninfo, self._heard, self._stop, head=self._head)

    def _heard(self, position: int) -> None:
        with self._lock:
            self._position = max(self._position, position)
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher.tell(position)


class Watcher:
    """One who watches: only the latest position is kept for a slow one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._told = asyncio.Event()
        self._position = 0
        self.ended = False

    def tell(self, position: int) -> None:
        """The log has come to a position. From any thread."""
        self._position = max(self._position, position)
        self._loop.call_soon_threadsafe(self._told.set)

    def end(self) -> None:
        """There will be no more. From any thread."""
        self.ended = True
        self._loop.call_soon_threadsafe(self._told.set)

    async def next(self, *, within: float) -> int:
        """The position that the log has come to, once it grows, or after that many seconds; 0 if not known yet."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), timeout=within)
        self._told.clear()
        return self._position
