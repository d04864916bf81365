"""An interpreter that has loaded the command, and forks to run it: a second less each time than starting Python.

Everything else is as the installed program has it: arguments, environment, standard streams, how it ends. A program of
its own: reads requests as lines of JSON from standard input and writes how each has ended.
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from api.cli.program import COMMANDS, main


def run(request: dict[str, Any]) -> None:
    """In the fork: be the program `custody` until it ends."""
    signal.alarm(request["seconds"])
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir("/")
    for descriptor, (path, flags) in enumerate(
        ((request["in"], os.O_RDONLY), (request["out"], os.O_WRONLY), (request["err"], os.O_WRONLY))
    ):
        os.dup2(os.open(path, flags), descriptor)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode) for n, mode in enumerate("rww"))
    sys.argv = ["custody", *request["arguments"]]
    main()


def serve() -> None:
    """Fork for each request until standard input ends."""
    for module in dict.fromkeys(COMMANDS.values()):
        import_module(f"api.cli.{module}")
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            run(request)
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))  # the installed packages are what runs
    serve()
