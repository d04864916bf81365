"""Every page that somebody can come to by following links, one or a few of each kind."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import APIRequestContext

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMED = re.compile(r"^/(places|handlers)/[^/]+")
FORM = re.compile(r"^/(episodes|people|trips|families|relationships)/(\{id\}/)*do/[a-z-]+")
TELLING = frozenset({"do", "step", "of", "all"})
"""Parts of a query whose value makes another page."""
USUAL, MORE = 1, {"/handoffs/{id}": 5, "/children/{id}": 2}
"""How many of a kind are looked at: of some, several, because they differ with how far they are."""
HREF = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/v1/")
MOST = 400


def kind_of(address: str) -> str:
    """What makes a page another one than its like: the address with no ids in it."""
    parts = urlsplit(address)
    path = NAMED.sub(r"/\1/{name}", ID.sub("{id}", parts.path))
    path = FORM.sub("/episodes/do", path)
    query = sorted({f"{name}={value if name in TELLING else ''}" for name, value in parse_qsl(parts.query)})
    return path + ("?" + "&".join(query) if query else "")


def addresses(request: APIRequestContext, origin: str, begin: tuple[str, ...]) -> Iterator[str]:
    """Addresses reached from these, each answered with a page."""
    waiting, seen, looked = deque(begin), set(begin), Counter[str]()
    while waiting and sum(looked.values()) < MOST:
        address = waiting.popleft()
        kind = kind_of(address)
        if looked[kind] >= MORE.get(kind.partition("?")[0], USUAL):
            continue
        answer = request.get(origin + address, max_redirects=0)
        if answer.status != 200:  # a redirect leads to a page that has its own address
            assert answer.status < 400, f"{address} is linked, and answers {answer.status}"
            continue
        looked[kind] += 1
        yield address
        for found in HREF.findall(answer.text()):
            link = unescape(found)
            if link not in seen and not link.startswith(ELSEWHERE):
                seen.add(link)
                waiting.append(link)
