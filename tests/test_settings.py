"""Settings from the environment, and the connection strings that follow from them."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.settings import Settings
from ledger.store.server_error import ServerError


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings.from_env({})
    assert settings == Settings(home=tmp_path / ".custody")
    assert settings.home.stat().st_mode & 0o777 == 0o700
    assert settings.key_log == tmp_path / ".custody" / "keys" / "custody_live.log"
    assert settings.page_key == tmp_path / ".custody" / "keys" / "custody_live.page.key"


def test_a_home_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    settings = Settings.from_env({"CUSTODY_HOME": str(tmp_path), "CUSTODY_DATABASE": "custody_sim"})
    assert tmp_path.stat().st_mode & 0o777 == 0o750
    assert settings.database == "custody_sim"


def test_url_names_the_server_and_the_settings_the_database(tmp_path: Path) -> None:
    url = "postgresql://migrator:secret@db.example:6000/elsewhere?sslmode=verify-full"
    settings = Settings.from_env({"CUSTODY_HOME": str(tmp_path), "CUSTODY_DATABASE_URL": url})
    admin = conninfo_to_dict(settings.admin_conninfo())
    assert (admin["user"], admin["dbname"], admin["password"]) == ("migrator", "custody_live", "secret")
    writer = conninfo_to_dict(settings.role_conninfo("custody_writer", database="other"))
    assert (writer["user"], writer["dbname"], writer["sslmode"]) == ("custody_writer", "other", "verify-full")
    assert writer["password"] not in ("secret", "")
    assert "secret" not in repr(settings)


def test_embedded_server_must_run(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(ServerError, match="not running"):
        settings.admin_conninfo()
