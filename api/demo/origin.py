"""What the name of a demo's database says: its seed and share."""

import re
from fractions import Fraction

from api.demo.figures import ShareOutOfRange, parse_share

PREFIX = "custody.demo/"
NAME = re.compile(r"custody_demo_\d+_(.+)")


def database_of(*, seed: int, share: str) -> str:
    """The name of the database of a seed and a share, the share as it was written."""
    return f"custody_demo_{seed}_{share.replace('.', '_').replace('/', '_of_')}"


def share_of(origin: str) -> Fraction | None:
    """The share of the year that a database of this origin replays; None for a database that is no demo."""
    found = NAME.fullmatch(origin.removeprefix(PREFIX)) if origin.startswith(PREFIX) else None
    if found is None:
        return None
    try:
        return parse_share(found[1].replace("_of_", "/").replace("_", "."))
    except ShareOutOfRange:
        return None
