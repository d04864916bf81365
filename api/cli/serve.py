"""Serving the page and the API, with the views fed by a process beside it."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from os import environ
from typing import Annotated

import typer
import uvicorn

from api.cli.demo_clock import running_if_demo
from api.cli.session import staying
from api.main import build_app, open_site
from api.web.telling import telling
from ledger.settings import Settings

HOST, PORT = "127.0.0.1", 8080


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = PORT,
    projector: Annotated[bool, typer.Option("--projector/--no-projector", help="Feed the views too.")] = True,
    not_for_real_people: Annotated[
        bool, typer.Option("--not-for-real-people", help="Serve a live database without identity.")
    ] = False,
) -> None:
    """Serve the page and the JSON API until stopped with Ctrl-C."""
    staying(
        lambda settings: serve_api(
            settings, host=host, port=port, projector=projector, not_for_real_people=not_for_real_people
        )
    )


def serve_api(
    settings: Settings,
    *,
    host: str = HOST,
    port: int = PORT,
    projector: bool = True,
    not_for_real_people: bool = False,
) -> None:
    """Serve in this process until stopped; meanwhile a demo's clock runs, and people are told that something waits.

    The site opens first: what may not be served is refused before anything else has begun.
    """
    with (
        open_site(settings, not_for_real_people=not_for_real_people) as site,
        feeding_views(settings) if projector else nullcontext(),
        running_if_demo(settings, site.ledger.log_recorder.identity()),
        telling(site, settings.mail),
    ):
        app = build_app(site)
        gc.collect()
        gc.freeze()  # the app stays: looking through it for garbage would make some visitor wait
        uvicorn.run(app, host=host, port=port, access_log=False, server_header=False, log_level="warning")


@contextmanager
def feeding_views(settings: Settings, *, rest_seconds: float = 0.0) -> Iterator["subprocess.Popen[bytes]"]:
    """The projector, in a process of its own, for as long as this lasts; it ends too when this process is killed."""
    environment = {**environ, "CUSTODY_DATABASE": settings.database, "CUSTODY_HOME": str(settings.home)}
    command = [sys.executable, "-m", "api.cli", "project", "--rest", str(rest_seconds), "--with-parent"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:  # ourselves
        try:
            yield process
        finally:
            process.terminate()
