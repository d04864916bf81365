"""Which Chromium the tests run, and how: without a screen, a profile, or any host but this machine.

`CUSTODY_CHROMIUM` names one; else that of the system is taken, else the one from npm that `make test` unpacks.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.architecture.tree import ROOT

UNPACKED = ROOT / ".build/browser"
OF_THE_SYSTEM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-proxy-server",
    # Another host has no address here: such a request fails at once, and is seen all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class BrowserMissing(Exception):
    """There is no Chromium that could run."""


def launch(playwright: Playwright, *, network_log: Path) -> Browser:
    """Start Chromium with a new empty profile; it writes every request it makes to `network_log`.

    Raises:
        BrowserMissing: none is there, or it lacks libraries.
    """
    program = executable()
    return playwright.chromium.launch(
        executable_path=program,
        args=[*FLAGS, f"--log-net-log={network_log}"],
        env=dict(environment(program)),
        chromium_sandbox=False,  # it needs rights that a container seldom has, and the pages are our own
    )


def executable() -> Path:
    """The program to run.

    Raises:
        BrowserMissing: none is there; the message says what to do.
    """
    named = os.environ.get("CUSTODY_CHROMIUM")
    if named and not Path(named).is_file():
        raise BrowserMissing(f"CUSTODY_CHROMIUM names {named}, which is not there")
    if named:
        return Path(named)
    for name in OF_THE_SYSTEM:
        if found := shutil.which(name):
            return Path(found)
    if (UNPACKED / "chromium").is_file():
        return UNPACKED / "chromium"
    raise BrowserMissing(
        "the browser tests need Chromium: `make .venv/.browser` unpacks one on Linux (x86-64); "
        f"elsewhere install one as {', '.join(OF_THE_SYSTEM)}, or name it by CUSTODY_CHROMIUM"
    )


def environment(program: Path) -> Mapping[str, str]:
    """The environment for the program. What a bare machine lacks, libraries and fonts, comes from the npm package.

    Raises:
        BrowserMissing: a library is missing that the package has not either.
    """
    inherited = dict(os.environ)
    if program.parent != UNPACKED:
        return inherited
    if not Path("/etc/fonts/fonts.conf").exists():
        inherited["FONTCONFIG_FILE"] = str(UNPACKED / "fonts.conf")
    if not _missing_libraries(program, inherited):
        return inherited
    path = [str(UNPACKED / "al2023/lib"), *filter(None, [inherited.get("LD_LIBRARY_PATH")])]
    enriched = inherited | {"LD_LIBRARY_PATH": os.pathsep.join(path)}
    if missing := _missing_libraries(program, enriched):
        raise BrowserMissing(f"Chromium lacks {', '.join(missing)} on this machine")
    return enriched


def _missing_libraries(program: Path, environment: Mapping[str, str]) -> list[str]:
    listed = subprocess.run(["ldd", program], env=environment, capture_output=True, text=True, check=False)  # noqa: S607
    return [line.split()[0] for line in listed.stdout.splitlines() if line.endswith("not found")]
