"""No page asks the database more than ten times: one that does gets slow with the country's flow, not with a test's."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.api.test_manifests import dispatched, offered, ready
from tests.api.world import World
from tests.web.reading import Browser

MOST = 10
PATHS = (
    "/",
    "/intake",
    "/referrals",
    "/handoffs",
    "/handoffs/new",
    "/children",
    "/search",
    "/separations",
    "/separations?on=2019-04-01&since=2019-03-01",
    "/separations?on=2019-04-01&known=then",
    "/between-hands",
    "/places",
    "/places/BP-RGV",
    "/handlers",
    "/handlers/usbp.1",
    "/irregular",
    "/alarms",
    "/news",
    "/ties",
    "/statistics",
    "/system",
    "/glossary",
    "/notices",
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that this process sends."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def counting(self: psycopg.Cursor[Any], query: Any, *args: Any, **more: Any) -> psycopg.Cursor[Any]:  # noqa: ANN401  # the driver's
        sent.append(str(query))
        return execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    return sent


@pytest.mark.parametrize("user", ["BP-RGV.night", "CARE-11.evening", "ORR.intakes.night", "HHS-OIG.auditor"])
def test_every_page_asks_at_most_ten_times(
    world: World, browse: Callable[..., Browser], asked: list[str], user: str
) -> None:
    dispatched(world, ready(world, "Zinnia", "Yarrow"))
    offered(world, ready(world, "Aster"))
    [child] = world.met("Sorrel")
    world.runner.catch_up()
    somebody = browse(user)
    for path in (*PATHS, f"/children/{child['person']}"):
        somebody.get(path)  # the first visit opens connections
        asked.clear()
        page = somebody.get(path)
        assert page.status in {200, 404}, path
        assert len(asked) <= MOST, (path, asked)
