"""What a person must look at before they rely on a ledger."""

import typer

from api.cli import render
from api.cli.session import AsJson, running
from api.page_store import health
from ledger import verify as audit
from ledger.settings import Settings
from ledger.store.connections import connect
from ledger.store.key_log import FileKeyring
from ledger.store.key_presence import KeysMissing, knows
from projections import positions

NO_LOGIN = "REFUSED: custody_page does not reach its tables; has `custody migrate` run?"
KEYS = {
    True: "in order",
    False: "MISSING: it does not open what the page keeps, or others can read it; put back CUSTODY_HOME/keys",
    None: "not known",
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(as_json: AsJson = False) -> None:
    """What a person must look at: views behind or stopped, alarms, the key log, the page's login and key."""
    with running() as settings, connect(settings.role_conninfo("custody_projector")) as connection:
        lags, alarms = positions.lag(connection), positions.alarms(connection, limit=20)
        position, recorded_at = audit.end_of(connection)
        keys = _keys_at_hand(settings, audit.newest_key_ids(connection))
        page = health.examine(settings)
    healthy = bool(keys and page.login and page.key and not any(lag.stopped_at for lag in lags))
    found = {"healthy": healthy, "position": position, "key_log": keys, "page_login": page.login, "page_key": page.key}
    if as_json:
        render.as_json(found | {"views": lags, "alarms": alarms})
    else:
        typer.echo(f"database {settings.database}, position {position:,}, last recorded {render.at(recorded_at)}")
        typer.echo("key log: " + ("in order" if keys else f"MISSING: {KeysMissing()}"))
        typer.echo("page's login: " + ("in order" if page.login else NO_LOGIN))
        typer.echo("page's key: " + KEYS[page.key])
        rows = [(lag.view, lag.position, lag.behind, lag.stop_reason or render.NOTHING) for lag in lags]
        render.table("Views", ("view", "position", "behind", "stopped because"), rows)
        for alarm in alarms:
            typer.echo(f"alarm: {alarm.view} at {alarm.position}: {alarm.reason}")
    if not healthy:
        raise typer.Exit(1)


def _keys_at_hand(settings: Settings, key_ids: frozenset[str]) -> bool:
    """Whether the key log knows these keys; looking makes none."""
    if not settings.key_log.exists():
        return not key_ids
    return knows(FileKeyring(settings.key_log), key_ids)
