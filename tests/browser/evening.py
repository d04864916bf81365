"""The demo's open evening on a database of a test's own, served with its views fed and its clock running."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from threading import Event, Thread

from fastapi import FastAPI
from playwright.sync_api import Page

from api import commands
from api.cli import demo_clock
from api.demo.driver import Replay
from api.demo.tonight import plan_tonight
from api.demo.tonight_acts import tonight_acts
from api.demo.tonight_hours import TONIGHT
from api.demo.voices import Ids
from api.main import open_site
from api.site import Site
from ledger.store import clock
from ledger.store.connections import connect
from projections.runner import Runner
from projections.views import VIEWS
from tests.api.conftest import app_over
from tests.browser.serving import serving
from tests.databases import Database, create_database, drop_database

SEED, SHARE = 1, "0.001"
IDS = Ids.of(seed=SEED, share=SHARE)


@dataclass(frozen=True)
class Evening:
    """A served evening."""

    address: str
    site: Site
    app: FastAPI
    database: Database

    @property
    def recorded(self) -> int:
        """How many events are in the log."""
        return self.site.ledger.log_recorder.head().position

    def sign_in(self, page: Page, user: str, path: str = "/") -> Page:
        """The page of somebody who has signed in with one click."""
        page.goto(f"{self.address}/sign-in?next={path}")
        page.locator(f'form:has(input[name="user"][value="{user}"]) button').click()
        page.wait_for_url(f"{self.address}{path}")
        return page


@contextmanager
def told(template: Database) -> Iterator[Database]:
    """A database in which the evening has been told and the views have taken it in; to clone."""
    made = create_database(template.settings, template=template.name)
    with (
        open_site(made.settings, not_for_real_people=False) as site,
        connect(made.login("custody_demo"), wait_for_disk=False) as mover,
    ):
        replay = Replay(
            record_many=lambda batch: commands.record_many(site.ledger, batch),
            move_clock=lambda at: clock.move(mover, at),
            now=site.ledger.clock(),
        )
        for _ in replay.run(tonight_acts(plan_tonight(share=Fraction(SHARE), seed=SEED), IDS)):
            pass
        clock.move(mover, TONIGHT)
        with Runner(made.login("custody_projector"), codec=site.ledger.custody_mapper.codec, views=VIEWS) as runner:
            runner.catch_up()
    yield made
    drop_database(made)


@contextmanager
def open_evening(of: Database) -> Iterator[Evening]:
    """A copy of it, served."""
    made = create_database(of.settings, template=of.name)
    made.settings.key_log.parent.mkdir(exist_ok=True)
    shutil.copy(of.settings.key_log, made.settings.key_log)
    stop = Event()
    with ExitStack() as stack:
        site = stack.enter_context(open_site(made.settings, not_for_real_people=False))
        codec = site.ledger.custody_mapper.codec
        runner = stack.enter_context(Runner(made.login("custody_projector"), codec=codec, views=VIEWS))
        feeding = Thread(target=runner.run_forever, args=(stop,), daemon=True)
        feeding.start()
        stack.callback(feeding.join)
        stack.callback(stop.set)
        stack.enter_context(demo_clock.running(made.settings))
        app = app_over(site)
        app.state.site = site
        yield Evening(address=stack.enter_context(serving(app)), site=site, app=app, database=made)
    drop_database(made)
