"""The API over a simulation database with its views, and somebody to speak for each organisation."""

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from fastapi import FastAPI

from api import log
from api.main import build_app, open_site
from api.site import Site
from projections.runner import Runner
from projections.views import VIEWS
from tests.api.world import World
from tests.databases import Database
from tests.recycling import Lend

BUILT: list[FastAPI] = []


def app_over(site: Site) -> FastAPI:
    """The app, built when first asked for."""
    if not BUILT:
        BUILT.append(build_app(site))
    return BUILT[0]


@contextmanager
def opened(lent: AbstractContextManager[Database]) -> Iterator[World]:
    """A world over a database that is lent."""
    with (
        lent as made,
        open_site(made.settings, not_for_real_people=False) as site,
        Runner(made.login("custody_projector"), codec=site.ledger.custody_mapper.codec, views=VIEWS) as runner,
        psycopg.connect(made.login("custody_demo"), autocommit=True) as clock,
    ):
        yield World(app=app_over(site), site=site, database=made, runner=runner, clock=clock)


@pytest.fixture
def logged() -> io.StringIO:
    """What the program logs during the test."""
    stream = io.StringIO()
    log.write_to(stream)
    return stream


@pytest.fixture
def world(with_views: Database, lend: Lend, logged: io.StringIO) -> Iterator[World]:
    """The API over a database of the test's own."""
    with opened(lend(with_views)) as made:
        yield made


@pytest.fixture(scope="module")
def common(with_views: Database, lend: Lend) -> Iterator[World]:
    """The API over a database that the tests of a module share: for those that do not care what others did."""
    log.write_to(io.StringIO())
    with opened(lend(with_views)) as made:
        yield made
