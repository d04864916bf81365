"""The crash drill: kill -9 of the server, the runner and the database under load, then the reckoning.

    python -m tests.drills.crash --rounds 30 --clients 6 --seed 1

A round kills each of the three once, in any order, each at a random moment under load; every third round then kills
all of them together. Clients go on all the time and send each command again, under its key, until they have an
answer. Afterwards every answer is held against the log, the log against its own audit, the views against a replay.

What kill -9 does not show: it leaves the page cache as it is, so it says nothing of a machine that loses power.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event as Flag

import psycopg

from api.composition import make_mapper
from ledger.store import embedded
from projections import positions
from projections.verify import check_views
from projections.views import VIEWS
from tests.databases import remove_home
from tests.drills import reconcile
from tests.drills.crash_report import CrashReport, Size
from tests.drills.sender import Sender
from tests.drills.site import TARGETS, Site
from tests.drills.stories import Belief, Story
from tests.waiting import wait_until

ANSWERS_BETWEEN_KILLS = (10, 120)
"""How many answers clients get between one kill and the next."""
PATIENCE_SECONDS = 120.0
"""How long the next answers may take on a busy machine; clients give up a little earlier."""
JITTER_SECONDS = 0.02
"""A kill comes up to this long after an answer, so that it can fall anywhere in the commands under way."""


def run(size: Size) -> CrashReport:
    """Run the drill; the report lists every fault found."""
    report, started = CrashReport(size=size), time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="custody-drill-"))
    try:
        site = Site(home)
        with ExitStack() as at_the_end:
            at_the_end.callback(site.end)
            site.start()
            sender = at_the_end.enter_context(Sender(site.address, site.tokens()))
            wait_until(sender.ready, patience=PATIENCE_SECONDS)
            told = _storm(site, sender, report)
            report.acknowledged, report.refused = sender.acknowledged, sender.refused
            _reckon(site, sender, told, report)
        wait_until(site.database_stopped)
        _start_again(site, report)
        wait_until(site.database_stopped)
    finally:
        remove_home(home)
    report.seconds = time.monotonic() - started
    return report


def _storm(site: Site, sender: Sender, report: CrashReport) -> Mapping[str, Belief]:
    """Kill under load; what the clients were told of every episode."""
    chance = random.Random(report.size.seed)  # noqa: S311  # moments and stories, not secrets
    stories = [Story.of(n, sender, seed=chance.getrandbits(64)) for n in range(report.size.clients)]
    stop = Flag()
    with ThreadPoolExecutor(len(stories)) as threads:
        clients = [threads.submit(story.run, stop) for story in stories]
        try:
            for targets in _kills(report.size.rounds, chance):
                _let_work(site, sender, clients, chance)
                report.kills.append((time.monotonic(), " and ".join(targets)))
                site.kill(*targets)
            _let_work(site, sender, clients, chance)
        finally:
            stop.set()
        for client in clients:
            client.result()
    report.races = sum(story.races for story in stories)
    return {episode: belief for story in stories for episode, belief in story.beliefs.items()}


def _kills(rounds: int, chance: random.Random) -> Iterator[Sequence[str]]:
    """What to kill, one after the other."""
    for number in range(1, rounds + 1):
        yield from ((target,) for target in chance.sample(TARGETS, len(TARGETS)))
        if number % 3 == 0:
            yield TARGETS


def _let_work(site: Site, sender: Sender, clients: Sequence[Future[None]], chance: random.Random) -> None:
    """Return at a random moment, when a random number of answers has come; at once when a client has failed."""
    enough = len(sender.acknowledged) + chance.randint(*ANSWERS_BETWEEN_KILLS)
    wait_until(lambda: len(sender.acknowledged) >= enough or any(map(Future.done, clients)), patience=PATIENCE_SECONDS)
    site.check()
    time.sleep(chance.uniform(0, JITTER_SECONDS))


def _reckon(site: Site, sender: Sender, told: Mapping[str, Belief], report: CrashReport) -> None:
    """Compare what clients were told with what is there."""
    mapper, projecting = make_mapper(site.settings), site.settings.role_conninfo("custody_projector")
    with (
        psycopg.connect(site.settings.admin_conninfo(), autocommit=True) as admin,
        psycopg.connect(projecting, autocommit=True) as projector,
    ):
        report.faults += reconcile.keys_and_log(admin, sender.acknowledged)
        report.faults += reconcile.same_answers(sender, sender.acknowledged)
        report.faults += reconcile.keys_and_log(admin, sender.acknowledged)  # the second time wrote nothing
        report.faults += reconcile.audit(projector, mapper)
        wait_until(lambda: all(lag.behind == 0 for lag in positions.lag(projector)), patience=PATIENCE_SECONDS)
        report.faults += [f"view: {each}" for each in check_views(projecting, VIEWS, codec=mapper.codec)]
        cases = reconcile.folded_cases(admin, projector, mapper)
        report.faults += reconcile.beliefs(cases, told)
    report.episodes = len(cases)
    report.events = sum(reply.request.events for reply in sender.acknowledged)


def _start_again(site: Site, report: CrashReport) -> None:
    """The database starts with all of it after it was stopped in good order."""
    with embedded.lease(site.settings), psycopg.connect(site.settings.admin_conninfo()) as admin:
        report.faults += reconcile.keys_and_log(admin, report.acknowledged)


def main() -> None:
    """Run the drill from the command line; ends with 1 when it found a fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    report = run(Size(**vars(parser.parse_args())))
    sys.stdout.write(report.text())
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
