"""The files of the project, for the tests of its layout. Reads the folder itself, so it works without git."""

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ledger", "projections", "api")
NOT_OURS = {"__pycache__", "build", "dist", "node_modules"}
BUILT = Path("api/web/static/vendor")  # from npm, by scripts/assets.py: it ships, but it is not ours
HIDDEN_BUT_OURS = {".ci", ".gitignore"}


def files() -> list[Path]:
    """Every file that belongs to the project, relative to its root, in a fixed order."""
    return sorted(_below(ROOT))


def built_files() -> list[Path]:
    """Every file that is built and not in git, but ships with the packages."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / BUILT).rglob("*") if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """Python files of the project, or only those of the given top folders."""
    return [path for path in files() if path.suffix == ".py" and (not folders or path.parts[0] in folders)]


def read(path: Path | str) -> str:
    """The text of a file named relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8")


def parse(path: Path) -> ast.Module:
    """The syntax tree of a file named relative to the root."""
    return ast.parse(read(path), filename=str(path))


def findings(rule: Callable[[ast.Module], Collection[str]], paths: Iterable[Path]) -> dict[str, Collection[str]]:
    """What a rule finds, by file; files where it finds nothing are left out."""
    found = {str(path): rule(parse(path)) for path in paths}
    return {path: what for path, what in found.items() if what}


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS
        if hidden or path.name in NOT_OURS or path.suffix == ".pyc" or path == ROOT / BUILT:
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path.relative_to(ROOT)
