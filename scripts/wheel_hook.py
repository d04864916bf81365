"""For hatchling: no wheel and no sdist leaves without what the page takes from npm; an editable install may."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageFiles(BuildHookInterface[Any]):
    """Builds the page's files where they are not built yet; in an sdist they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # the interface is hatchling's
        root = Path(self.root)
        if version != "editable" and not (root / "api/web/static/vendor").is_dir():
            subprocess.run([sys.executable, "-m", "scripts.assets"], cwd=root, check=True)
