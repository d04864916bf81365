"""Times every page on a demo's database: server time by page and user, and the weight of a visit. Asserts nothing.

    make demo SHARE=1 SERVE=0 && make bench-pages SHARE=1

The server runs in a process of its own, as it would; the times are those that the client sees on the same machine.
"""

import argparse
import gzip
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
from rich.console import Console
from rich.table import Table

from api.demo.origin import database_of
from api.web.demo_users import DEMO_USERS

PORT = 8093
BASE = f"http://127.0.0.1:{PORT}"
PAGES = (
    *("/", "/intake", "/referrals", "/handoffs", "/handoffs/new", "/children", "/between-hands", "/places"),
    *(
        "/places/BP-RGV",
        "/places/CARE-11",
        "/handlers",
        "/irregular",
        "/alarms",
        "/separations",
        "/search",
        "/ties",
        "/news",
        "/statistics",
        "/system",
        "/glossary",
        "/notices",
    ),
)
RECORD = re.compile(r'href="(/(?:children|handoffs)/[0-9a-f]{8}-[0-9a-f-]{27})"')
EACH = 3
"""Records of a list that are visited too."""
START_SECONDS = 60.0


@contextmanager
def served(database: str) -> Iterator[None]:
    """The page over a database."""
    environment = {**os.environ, "CUSTODY_DATABASE": database}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(PORT)]
    with subprocess.Popen(command, env=environment) as process:
        try:
            _wait()
            yield
        finally:
            process.terminate()


def _wait() -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{BASE}/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


def signed_in(user: str) -> httpx.Client:
    """A browser of a user."""
    client = httpx.Client(base_url=BASE, headers={"sec-fetch-site": "same-origin"}, follow_redirects=True)
    client.post("/sign-in", data={"user": user}).raise_for_status()
    return client


def child_pages(client: httpx.Client) -> list[str]:
    """The pages of some children and handoffs that the user may see."""
    lists = [client.get(path).text for path in ("/children", "/handoffs")]
    return [link for text in lists for link in list(dict.fromkeys(RECORD.findall(text)))[:EACH]]


def timed(client: httpx.Client, path: str, times: int) -> tuple[list[float], int, int]:
    """Milliseconds of each visit, the bytes on the wire, and the status."""
    spent: list[float] = []
    size, status = 0, 0
    for _ in range(times):
        started = time.perf_counter()
        response = client.get(path)
        spent.append((time.perf_counter() - started) * 1000)
        size, status = len(gzip.compress(response.content)), response.status_code
    return spent, size, status


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", default="0.02")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=100)
    asked = parser.parse_args()
    table = Table("page", "user", "p50 ms", "p99 ms", "kB", title="Pages: time that the client sees, weight with gzip")
    with served(database_of(seed=asked.seed, share=asked.share)):
        for user in DEMO_USERS:
            with closing(signed_in(user.user)) as client:
                for path in (*PAGES, *child_pages(client)):
                    spent, size, status = timed(client, path, asked.times)
                    if status != httpx.codes.OK:
                        continue
                    p50, p99 = statistics.median(spent), statistics.quantiles(spent, n=100)[98]
                    shown = f"/{path.split('/')[1]}/…" if RECORD.fullmatch(f'href="{path}"') else path
                    table.add_row(shown, user.user, f"{p50:.1f}", f"{p99:.1f}", f"{size / 1024:.1f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
