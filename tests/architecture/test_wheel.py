"""The wheel carries every file of the three packages: .sql, .json, templates, and what is built from npm; no more."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture import tree


def test_wheel_has_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=tree.ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("custody_ledger-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {str(path) for path in tree.files() if path.parts[0] in tree.PACKAGES}
    assert packed == ours | {str(path) for path in tree.built_files()}
    assert f"{tree.BUILT}/uswds.min.css" in packed
