"""Where this machine keeps what is not in the repository, read once from the environment.

    CUSTODY_HOME          passwords, keys and, for an ordinary user, the embedded server; ~/.custody
    CUSTODY_DATABASE_URL  a PostgreSQL server of your own, 15 or newer, as a role that may create roles and
                          databases; without it the embedded server runs
    CUSTODY_DATABASE      the name of the database; custody_live
    CUSTODY_SMTP          host:port of the mail server for "3 items wait for you"; without it no mail is sent
    CUSTODY_SMTP_FROM     the sender of these mails
    CUSTODY_PAGE          the address of the page, for the link in them

root's embedded server lives in /var/lib/custody-ledger, see `ledger/store/server_folder.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import make_conninfo

from ledger.store.credentials import Credentials
from ledger.store.server_folder import locate


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, for people who ask the page to tell them that something waits."""

    host: str
    port: int
    sender: str
    page_address: str
    """Where the page is, for the link in the mail."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    home: Path
    database: str = "custody_live"
    database_url: str | None = field(default=None, repr=False)  # may hold a password
    mail: MailServer | None = None

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment, and make CUSTODY_HOME, mode 0700, if it is not there."""
        home = Path(environment.get("CUSTODY_HOME") or Path.home() / ".custody").absolute()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            home=home,
            database=environment.get("CUSTODY_DATABASE") or "custody_live",
            database_url=environment.get("CUSTODY_DATABASE_URL") or None,
            mail=_mail(environment),
        )

    @property
    def credentials_file(self) -> Path:
        return self.home / "credentials.json"

    @property
    def token_signing_key(self) -> Path:
        return self.home / "token-signing.key"

    @property
    def key_log(self) -> Path:
        """The log of the keys that open this database's sealed fields; kept apart from the database."""
        return self.home / "keys" / f"{self.database}.log"

    @property
    def page_key(self) -> Path:
        """The key that opens what the web page keeps of people's typing; kept apart from the database."""
        return self.home / "keys" / f"{self.database}.page.key"

    def admin_conninfo(self, database: str | None = None) -> str:
        """How the migrator reaches `database` (default: the one of the settings).

        Raises:
            ServerError: the embedded server is not running; hold a lease (`ledger.store.embedded.lease`).
        """
        return make_conninfo(self._address(), dbname=database or self.database)

    def role_conninfo(self, role: str, *, database: str | None = None) -> str:
        """How one of the ledger's own login roles reaches `database` (default: the one of the settings).

        Raises:
            ServerError: as for `admin_conninfo`.
            KeyError: no such role.
        """
        password = Credentials.load(self.credentials_file).password(role)
        return make_conninfo(self._address(), dbname=database or self.database, user=role, password=password)

    def _address(self) -> str:
        return self.database_url or locate(self.home).admin_conninfo()


def _mail(environment: Mapping[str, str]) -> MailServer | None:
    host, _, port = environment.get("CUSTODY_SMTP", "").rpartition(":")
    if not host or not port.isdecimal():
        return None
    sender = environment.get("CUSTODY_SMTP_FROM") or "custody-ledger@localhost"
    return MailServer(
        host=host,
        port=int(port),
        sender=sender,
        page_address=environment.get("CUSTODY_PAGE") or "http://127.0.0.1:8080/",
    )
