"""The passwords of the ledger's own login roles: random, in one file with mode 0600, drawn where missing.

The migrator gives each role its password from here; nothing else sets one. Deleting the file and
migrating again changes them all.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.store.file_lock import hold
from ledger.store.private_file import read_private, write_private

LOGIN_ROLES = (
    "custody_writer",
    "custody_projector",
    "custody_demo",
    "custody_read_cbp",
    "custody_read_ice",
    "custody_read_orr",
    "custody_read_provider",
    "custody_read_oversight",
    "custody_read_advocate",
    "custody_page",
)


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The password of each login role."""

    passwords: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> "Credentials":
        """Read the file; passwords that it lacks are drawn and added, once, whoever asks first.

        Raises:
            UnsafeFile: other users can read the file.
        """
        kept = _read(path)
        if any(role not in kept for role in LOGIN_ROLES):
            with hold(path.with_suffix(".lock")):
                kept = {role: secrets.token_urlsafe(32) for role in LOGIN_ROLES} | _read(path)
                write_private(path, json.dumps(kept, indent=1).encode("ascii"))
        return cls(kept)

    def password(self, role: str) -> str:
        """The password of a login role; KeyError if the ledger has no such role."""
        return self.passwords[role]


def _read(path: Path) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(read_private(path))
    except FileNotFoundError:
        return {}
    return kept
