"""Writes the golden file of each topic that has none, for `scripts/golden.py`. Never touches a file that is there."""

from collections.abc import Iterable
from pathlib import Path

from ledger.domain.event import Event
from tests.golden.sample import golden_bytes

FOLDER = Path(__file__).parent


def golden_file(topic: str, *, folder: Path = FOLDER) -> Path:
    """Where the golden bytes of a topic are."""
    return folder / f"{topic}.json"


def write_missing(classes: Iterable[type[Event]], *, folder: Path = FOLDER) -> list[str]:
    """Write what is missing; the topics written."""
    written = []
    for cls in classes:
        path = golden_file(cls.TOPIC, folder=folder)
        if not path.exists():
            path.write_bytes(golden_bytes(cls))
            written.append(cls.TOPIC)
    return written
