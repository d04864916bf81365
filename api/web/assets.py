"""Files that pages need: our own and those built from npm, under addresses that change with what is in them."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ledger.domain.errors import CustodyError

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


class AssetsMissing(CustodyError):
    """The files from npm were not built."""

    code = "page_assets_missing"


@cache
def mark() -> str:
    """A short hash of all files: an address with it never changes its meaning.

    Raises:
        AssetsMissing: `make demo` and `make test` build them; so does `scripts/assets`.
    """
    if not (FOLDER / "vendor").is_dir():
        raise AssetsMissing("the page's files are not built: run `make demo`, or `make .venv/.assets`")
    digest = hashlib.sha256()
    for path in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is served."""
    return f"/static/{mark()}/{name}"


class Assets(StaticFiles):
    """Serves them; a browser may keep them for ever."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        given, _, name = path.partition("/")
        response = await super().get_response(name, scope)
        if given == mark():
            response.headers["Cache-Control"] = FOR_EVER
        return response
