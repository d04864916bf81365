"""The built style sheet names only files that are there; one that asks elsewhere is refused."""

import pytest

from scripts.assets import SHEET, addresses
from tests.architecture import tree


def test_every_file_that_the_sheet_names_is_built() -> None:
    named = addresses(tree.read(tree.BUILT / SHEET))
    assert {tree.BUILT / name for name in named} - set(tree.built_files()) == set() != set(named)


def test_addresses_are_found_in_every_form() -> None:
    assert addresses("""a{b:url("x.svg");c:url('y.svg');d:url(fonts/z.woff2);e:url("")}""") == [
        "fonts/z.woff2",
        "x.svg",
        "y.svg",
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        "a{b:url(https://elsewhere.test/x.svg)}",
        'a{b:url("//elsewhere.test/x.svg")}',
        "a{b:url(/x.svg)}",
        "a{b:url('../x.svg')}",
        "a{b:url(data:image/png;base64,AAAA)}",
        '@import "x.css";',
    ],
)
def test_a_sheet_that_asks_elsewhere_is_refused(sheet: str) -> None:
    with pytest.raises(SystemExit, match="what we do not serve"):
        addresses(sheet)
