"""What a browser asked for, and what it complained of."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

OURS = "127.0.0.1"


@dataclass
class Watch:
    """Hosts asked, by the pages of one test, and errors in their consoles (a refused script, a broken one)."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @property
    def other_hosts(self) -> set[str]:
        """Every host but this machine."""
        return self.hosts - {OURS}

    def over(self, context: BrowserContext) -> None:
        """Watch the pages of a context."""
        context.on("request", self._asked)
        context.on("page", self._opened)
        context.on("console", self._said)
        context.on("weberror", self._failed)

    def _asked(self, request: Request) -> None:
        if host := urlsplit(request.url).hostname:  # none in `data:` and `blob:`
            self.hosts.add(host)

    def _opened(self, page: Page) -> None:
        page.on("websocket", self._connected)

    def _connected(self, socket: WebSocket) -> None:
        self.hosts.add(urlsplit(socket.url).hostname or "")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _failed(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def hosts_in(network_log: Path) -> set[str]:
    """Every host in the log of Chromium's network stack, the browser's own requests with those of pages.

    Read as text: the log of a browser that ended badly is not whole.
    """
    addresses = re.findall(r'"url":"((?:https?|wss?)://[^"]+)"', network_log.read_text(encoding="utf-8"))
    return {urlsplit(address).hostname or "" for address in addresses}
