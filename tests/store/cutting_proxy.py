"""Stands between a client and the server, and cuts connections: the server has answered, the client does not hear."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class CuttingProxy:
    """Clients connect to `conninfo`. While `cuts` is positive, each answer of the server costs its connection."""

    def __init__(self, conninfo: str, folder: str) -> None:
        where = conninfo_to_dict(conninfo)
        host, port = str(where["host"]), int(where.get("port") or 5432)
        self._server = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
        self.conninfo = make_conninfo(conninfo, host=folder, port=5432)
        self.cuts = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(Path(folder) / ".s.PGSQL.5432"))
        self._listener.listen()
        self._sockets = [self._listener]
        self._threads: list[Thread] = []

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                server.connect(self._server)
                self._sockets += [client, server]
                self.run(partial(self._pump, client, server, answers=False))
                self.run(partial(self._pump, server, client, answers=True))

    def run(self, task: Callable[[], None]) -> None:
        thread = Thread(target=task)
        self._threads.append(thread)
        thread.start()

    def _pump(self, source: socket.socket, target: socket.socket, *, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.cuts and answers:
                    self.cuts -= 1
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in self._sockets:
            each.close()


@contextmanager
def cutting_proxy(conninfo: str) -> Iterator[CuttingProxy]:
    with tempfile.TemporaryDirectory() as folder:
        proxy = CuttingProxy(conninfo, folder)
        proxy.run(proxy.accept)
        try:
            yield proxy
        finally:
            proxy.close()
