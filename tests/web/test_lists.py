"""Between hands, places, handlers, irregular reports, statistics, system: what each side reads on them."""

import io
from collections.abc import Callable

import pytest

from tests.web.reading import Browser

Browse = Callable[..., Browser]
PATHS = (
    "/between-hands",
    "/places",
    "/places/BP-RGV",
    "/handlers",
    "/handlers/BP-RGV.night",
    "/irregular",
    "/alarms",
    "/news",
    "/ties",
    "/statistics",
    "/system",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("user", ["BP-RGV.night", "CARE-11.evening", "HHS-OIG.auditor"])
def test_an_empty_ledger_says_what_will_be_there(browse: Browse, path: str, user: str, logged: io.StringIO) -> None:
    page = browse(user).get(path)
    assert page.status == 200, logged.getvalue()[-3000:]
    assert "None" not in page.text.split()
