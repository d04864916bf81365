"""Builds api/web/static/vendor: what the page takes from npm, and no more. `make` calls it when its sources are newer.

The style sheet is compiled from the packages of the U.S. Web Design System that uswds.scss names; the fonts and
pictures are those that the compiled sheet names. Every file is served by us: a sheet that asks another host, or
imports another sheet, is refused.
"""

import re
import shutil
import sys
from pathlib import Path

from scripts import npm

PROJECT = npm.ROOT / "api/web/npm"
VENDOR = npm.ROOT / "api/web/static/vendor"
SHEET = "uswds.min.css"
COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "idiomorph-ext.min.js": "idiomorph/dist/idiomorph-ext.min.js",
    "licenses/htmx.txt": "htmx.org/LICENSE",
    "licenses/idiomorph.txt": "idiomorph/LICENSE",
    "licenses/uswds.md": "@uswds/uswds/LICENSE.md",
}


def build() -> None:
    """Make the folder anew; the old one stays until the new one is whole."""
    folder = npm.BUILD / "page"
    modules = npm.install(PROJECT, folder)
    made = folder / "vendor"
    shutil.rmtree(made, ignore_errors=True)
    for name, source in COPIED.items():
        _copy(modules / source, made / name)
    _copy(PROJECT / "public-sans-OFL.txt", made / "licenses/public-sans.txt")
    compile_sheet(modules, made / SHEET)
    for name in addresses((made / SHEET).read_text(encoding="utf-8")):
        _copy(modules / "@uswds/uswds/dist" / name, made / name)
    shutil.rmtree(VENDOR, ignore_errors=True)
    shutil.move(made, VENDOR)


def compile_sheet(modules: Path, target: Path) -> None:
    """Compile uswds.scss with the Sass of the packages."""
    npm.node(
        modules / "sass/sass.js",
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={modules / '@uswds/uswds/packages'}",
        f"{PROJECT / 'uswds.scss'}:{target}",
    )


def addresses(sheet: str) -> list[str]:
    """The files that a style sheet names, relative to it.

    Raises:
        SystemExit: it names something that we would not serve.
    """
    named = {found.strip("\"' ") for found in re.findall(r"url\(((?:\"[^\"]*\"|'[^']*'|[^)]*))\)", sheet)}
    named -= {""}  # `@supports (mask: url(""))`
    foreign = [each for each in named if re.match(r"[a-z][a-z0-9+.-]*:|/|\.\.", each, re.IGNORECASE)]
    if foreign or "@import" in sheet:
        sys.exit(f"the style sheet asks for what we do not serve: {sorted(foreign) or '@import'}")
    return sorted(named)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    build()
