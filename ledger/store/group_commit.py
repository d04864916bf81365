"""Lets the concurrent callers of one process leave in one transaction.

The first caller to arrive leads: it sends what is waiting, itself included, wakes the next waiting caller to lead the
next group, then those whose commands it sent. While one group is under way the next gathers. Only speed depends on
this: order and conflicts are the database's matter, and a caller alone is sent alone and at once.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock

from ledger.store.append import COMMANDS_MAX, AppendCommand
from ledger.store.delivery import Result
from ledger.store.write_errors import OutcomeUnknown

EVENTS_MAX = 1_000
"""A group that has this many events takes no further caller."""

Send = Callable[[Sequence[AppendCommand]], Sequence[Result]]
"""Sends commands to the log; one result for each, in order."""


class _Call:
    def __init__(self, commands: Sequence[AppendCommand]) -> None:
        self.commands = commands
        self.events = sum(command.event_count for command in commands)
        self.results: Sequence[Result] | None = None
        self.leads = False
        self.woken = Event()


class GroupCommit:
    """Sends commands for many threads, one group at a time."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._mutex = Lock()
        self._waiting: deque[_Call] = deque()
        self._led = False

    def submit(self, commands: Sequence[AppendCommand]) -> Sequence[Result]:
        """Send at most `COMMANDS_MAX` commands, in order, and wait for their results."""
        call = _Call(commands)
        try:
            self._join(call)
            if call.leads:
                self._lead(call)
        except BaseException:
            self._leave(call)
            raise
        if call.results is None:
            raise OutcomeUnknown("the thread that sent this command was stopped")
        return call.results

    @property
    def waiting(self) -> int:
        """Callers that the group under way has not taken."""
        return len(self._waiting)

    def _join(self, call: _Call) -> None:
        with self._mutex:
            self._waiting.append(call)
            if not self._led:
                self._led = call.leads = True
        if not call.leads:
            call.woken.wait()

    def _lead(self, own: _Call) -> None:
        group: list[_Call] = []
        try:
            with self._mutex:
                self._take(group)
            results = iter(self._send([command for call in group for command in call.commands]))
            for call in group:
                call.results = [next(results) for _ in call.commands]
        finally:
            with self._mutex:
                own.leads = False
                self._hand_over()
            for call in group:
                call.woken.set()

    def _take(self, group: list[_Call]) -> None:
        commands = events = 0
        while self._waiting and events < EVENTS_MAX:
            commands += len(self._waiting[0].commands)
            events += self._waiting[0].events
            if group and commands > COMMANDS_MAX:
                break
            group.append(self._waiting.popleft())

    def _hand_over(self) -> None:
        self._led = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            self._waiting[0].woken.set()

    def _leave(self, call: _Call) -> None:
        """An interrupted caller must neither be sent later nor be waited for as leader."""
        with self._mutex:
            if call in self._waiting:
                self._waiting.remove(call)
            if call.leads:
                self._hand_over()
