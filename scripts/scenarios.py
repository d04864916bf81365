"""Stories of the record, lived through the API on a database of their own: the family as it is seen at each step."""

import argparse
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

import psycopg

from api import log
from api.cli.family import family_tree
from api.cli.operate import prepare
from api.cli.render import console
from api.composition import make_mapper
from api.main import build_app, open_site
from api.relatives import shown
from ledger.domain.reader import Purpose
from ledger.domain.values import PersonId
from ledger.settings import Settings
from ledger.store import embedded
from projections.relatives import queries
from projections.runner import Runner
from projections.views import VIEWS
from tests.api.family_story import Family, zero_tolerance
from tests.api.world import World, caller
from tests.conftest import ORIGIN
from tests.databases import Database, remove_home

STORIES: dict[str, Callable[[World, Callable[[str, Family], None]], Family]] = {"zero-tolerance": zero_tolerance}


def main() -> None:
    """Live one story."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("story", choices=sorted(STORIES))
    story = STORIES[asked.parse_args().story]
    log.write_to(io.StringIO())
    with fresh_world() as world:
        story(world, lambda said, family: tell(world, said, family))


def tell(world: World, said: str, family: Family) -> None:
    """What has happened, and where the girl's relatives are now."""
    console.rule(said)
    world.runner.catch_up()
    reader = caller("ORR", purpose=Purpose.REUNIFICATION).reader
    by = reader if _orr_knows(world, family) else caller("USBP").reader
    person = PersonId(UUID(family.girl["person"]))
    found = queries.of_person(world.site.readers.log, by, person, as_of=None, as_known_at=None)
    console.print(family_tree(shown(found, codec=world.site.ledger.custody_mapper.codec, reader=by)))


def _orr_knows(world: World, family: Family) -> bool:
    return bool(world.get(f"/children/{family.girl['person']}", by="ORR").is_success)


@contextmanager
def fresh_world() -> Iterator[World]:
    """The API over a simulation database on a server of its own, which is removed afterwards."""
    home = Path(mkdtemp(prefix="custody-scenario-"))
    settings = Settings(home=home, database="custody_scenario")
    try:
        with embedded.lease(settings):
            database = Database(settings)
            prepare(settings, purpose="simulation", origin=ORIGIN)
            codec = make_mapper(settings).codec
            with (
                open_site(settings, not_for_real_people=False) as site,
                Runner(database.login("custody_projector"), codec=codec, views=VIEWS) as runner,
                psycopg.connect(database.login("custody_demo"), autocommit=True) as clock,
            ):
                yield World(app=build_app(site), site=site, database=database, runner=runner, clock=clock)
    finally:
        remove_home(home)


if __name__ == "__main__":
    main()
