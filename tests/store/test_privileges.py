"""Every login tries everything it must not do, and the owner and the superuser try to change what is recorded."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from ledger.domain import register
from ledger.settings import Settings
from ledger.store.append import HeadFacts, append
from ledger.store.credentials import LOGIN_ROLES
from tests.databases import Database, create_database, drop_database
from tests.store.commands import value, write

Connection = psycopg.Connection[Any]

READERS = tuple(role for role in LOGIN_ROLES if role.startswith("custody_read_"))
FUNCTIONS_OF_LOGIN = {
    "custody_writer": {"append", "answers", "load_for_decision", "stream", "page_of_topics"},
    "custody_projector": {
        "load_for_decision", "stream", "page_of_topics", "page", "audit_page", "heads_page", "position_at",
        "reader_class_of", "shows_one_of", "persons_shown", "hidden_among", "reunites", "is_dhs",
    },
    "custody_demo": {"move_clock"},
    "custody_page": set(),
    **{
        role: {"read_streams", "read_heads", "read_kindred", "read_relatives", "read_hidden", "position_at"}
        for role in READERS
    },
}  # fmt: skip
FUNCTIONS_OF_ALL = {"identity", "clock", "head"}
"""Of all but the page's login, which has nothing of the log: tests/page_store/test_rights.py."""

TABLES = (
    "database_identity", "simulation_clock", "append_lock", "log", "stream_head", "command_key",
    "organisation", "migration",
)  # fmt: skip
PAGE_TABLES = ("session", "draft", "setting", "backup", "notice")
ON_A_TABLE: tuple[LiteralString, ...] = (
    "SELECT * FROM {}",
    "SELECT count(*) FROM {}",
    "COPY {} TO STDOUT",
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "DO $$ BEGIN LOCK TABLE {} IN ACCESS SHARE MODE; END $$",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} ADD COLUMN extra text",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "DROP TABLE {}",
    "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()",
    "CREATE INDEX ON {} ((1))",
    "GRANT SELECT ON {} TO CURRENT_USER",
)
OTHERWISE: tuple[LiteralString, ...] = (
    "UPDATE ledger.log SET state = ''",
    "UPDATE ledger.stream_head SET holder = 'ORR'",
    "UPDATE ledger.organisation SET reader_class = 'oversight'",
    "UPDATE ledger.simulation_clock SET now = now() + interval '1 day'",
    "UPDATE ledger.database_identity SET purpose = 'simulation'",
    # Choosing a position, a time, a leaf.
    "INSERT INTO ledger.log VALUES (7, gen_random_uuid(), 1, 't', '', sha256(''), '', '2000-01-01Z')",
    "SELECT setval('ledger.log_position_seq', 7)",
    # Replacing the code that the owner runs.
    "CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "ALTER FUNCTION ledger.clock() RESET ALL",
    "DROP FUNCTION ledger.clock()",
    "DROP TRIGGER refuse_rows ON ledger.log",
    # Objects of one's own where others would meet them.
    "CREATE TABLE ledger.mine ()",
    "CREATE TABLE public.mine ()",
    "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMP TABLE mine ()",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    # Becoming somebody else.
    "SET ROLE custody_owner",
    "SET SESSION AUTHORIZATION custody_owner",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "CREATE ROLE custody_mine",
    "GRANT custody_owner TO CURRENT_USER",
    "ALTER ROLE custody_owner LOGIN",
    "SELECT rolpassword FROM pg_authid",
    "COPY (SELECT 1) TO PROGRAM 'true'",
)


@pytest.fixture(scope="module")
def refusing(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """One simulation database for all who try in vain."""
    made = create_database(server_settings, template=make_template("simulation").name)
    yield made
    drop_database(made)


@pytest.fixture(params=LOGIN_ROLES)
def login(request: pytest.FixtureRequest, refusing: Database) -> Iterator[Connection]:
    with psycopg.connect(refusing.login(request.param), autocommit=True) as connection:
        yield connection


def refused(connection: Connection, statement: sql.Composed | LiteralString) -> bool:
    """Whether the statement fails for want of a right; a syntax error or a success is not that."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except (errors.InsufficientPrivilege, errors.UndefinedTable):
        return True
    return False


def functions_of(login: Connection) -> set[str]:
    """The functions of the log that a login may call."""
    user = login.info.user
    return FUNCTIONS_OF_LOGIN[user] | (set() if user == "custody_page" else FUNCTIONS_OF_ALL)


def test_login_is_refused_everything_on_every_table(login: Connection) -> None:
    tables = [sql.Identifier("ledger", table) for table in TABLES]
    statements = [sql.SQL(statement).format(table) for table in tables for statement in ON_A_TABLE]
    assert [str(statement) for statement in statements if not refused(login, statement)] == []


@pytest.mark.parametrize("role", [role for role in LOGIN_ROLES if role != "custody_page"])
def test_no_other_login_has_anything_of_the_page(refusing: Database, role: str) -> None:
    tables = [sql.Identifier("page", table) for table in PAGE_TABLES]
    statements = [sql.SQL(statement).format(table) for table in tables for statement in ON_A_TABLE]
    with psycopg.connect(refusing.login(role), autocommit=True) as login:
        assert [str(statement) for statement in statements if not refused(login, statement)] == []


def test_login_is_refused_everything_else(login: Connection) -> None:
    assert [statement for statement in OTHERWISE if not refused(login, statement)] == []


def test_login_cannot_become_another(login: Connection) -> None:
    others = [role for role in (*LOGIN_ROLES, "custody_owner") if role != login.info.user]
    statements = [sql.SQL("SET ROLE {}").format(sql.Identifier(role)) for role in others]
    assert [str(statement) for statement in statements if not refused(login, statement)] == []


def test_only_the_projector_makes_schemas_and_takes_extensions(login: Connection) -> None:
    """Whoever may create schemas may also install the extensions that PostgreSQL calls trusted, anywhere."""
    projects = login.info.user == "custody_projector"
    assert refused(login, "CREATE SCHEMA mine") != projects
    assert refused(login, "CREATE EXTENSION pg_trgm SCHEMA ledger") != projects


def test_login_may_call_its_functions_and_no_others(login: Connection) -> None:
    callable_names = login.execute(
        "SELECT CASE WHEN proname = 'page' AND pronargs = 3 THEN 'page_of_topics' ELSE proname END FROM pg_proc"
        " WHERE pronamespace = 'ledger'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
    )
    assert sorted(name for (name,) in callable_names) == sorted(functions_of(login))


CALLS: dict[str, LiteralString] = {
    "append": "SELECT ledger.append(" + ", ".join(["'{}'"] * 18) + ")",
    "append_in_turn": "SELECT ledger.append_in_turn(" + ", ".join(["'{}'"] * 17) + ")",
    "answers": "SELECT ledger.answers('ORR', '{}')",
    "load_for_decision": "SELECT ledger.load_for_decision('{}')",
    "page": "SELECT ledger.page(0, 1)",
    "page_of_topics": "SELECT ledger.page(0, 1, '{}')",
    "audit_page": "SELECT ledger.audit_page(0, 1)",
    "heads_page": "SELECT ledger.heads_page(NULL, 1)",
    "move_clock": "SELECT ledger.move_clock('2020-01-01Z')",
    "stream": "SELECT ledger.stream(gen_random_uuid(), NULL, NULL, false, 1)",
    "position_at": "SELECT ledger.position_at(now())",
    "leaf": "SELECT ledger.leaf('', '', now())",
    "identity": "SELECT ledger.identity()",
    "clock": "SELECT ledger.clock()",
    "head": "SELECT ledger.head()",
}


def test_calls_outside_its_functions_are_refused(login: Connection) -> None:
    allowed = functions_of(login) & CALLS.keys()
    assert {name for name, call in CALLS.items() if not refused(login, call)} == allowed


def test_public_has_nothing(database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        granted = admin.execute(
            "SELECT 'database', privilege_type FROM pg_database, aclexplode(datacl)"
            " WHERE datname = current_database() AND grantee = 0"
            " UNION ALL SELECT nspname, privilege_type FROM pg_namespace, aclexplode(nspacl)"
            " WHERE nspname IN ('public', 'ledger', 'page') AND grantee = 0"
            " UNION ALL SELECT proname, privilege_type"
            " FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))"
            " WHERE pronamespace IN ('ledger'::regnamespace, 'page'::regnamespace) AND grantee = 0"
            " UNION ALL SELECT relname, privilege_type FROM pg_class, aclexplode(relacl)"
            " WHERE relnamespace = 'ledger'::regnamespace AND grantee <> relowner"
            " UNION ALL SELECT relname, privilege_type FROM pg_class, aclexplode(relacl)"
            " WHERE relnamespace = 'page'::regnamespace AND grantee NOT IN (relowner, 'custody_page'::regrole)"
        )
        assert granted.fetchall() == []


def test_nobody_but_a_superuser_is_or_becomes_the_owner(database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        members = admin.execute(
            "SELECT rolname FROM pg_roles"
            " WHERE pg_has_role(rolname, 'custody_owner', 'MEMBER') AND NOT rolsuper AND rolname <> 'custody_owner'"
        )
        assert members.fetchall() == []
        strong = admin.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'custody_')"
            " AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
        )
        assert strong.fetchall() == []
        assert not value(admin, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'custody_owner'")


def test_tables_of_a_callers_search_path_are_not_used(database: Database, writer: Connection) -> None:
    append(writer, [write(uuid4(), count=3)])
    with psycopg.connect(database.login("custody_projector"), autocommit=True) as projector:
        projector.execute("CREATE SCHEMA mine")
        projector.execute("CREATE TABLE mine.log AS SELECT 999::bigint AS position, now() AS recorded_at")
        projector.execute("SET search_path = mine, ledger")
        assert value(projector, "SELECT position FROM head()") == 3


UNCHANGEABLE: tuple[LiteralString, ...] = (
    "UPDATE ledger.log SET state = '\\x00'",
    "UPDATE ledger.log SET state = '\\x00' WHERE false",
    "DELETE FROM ledger.log",
    "TRUNCATE ledger.log",
    "UPDATE ledger.command_key SET body_hash = ''",
    "DELETE FROM ledger.command_key",
    "TRUNCATE ledger.command_key",
    "UPDATE ledger.database_identity SET origin = 'elsewhere'",
    "DELETE FROM ledger.database_identity",
    "TRUNCATE ledger.database_identity CASCADE",
)


@pytest.mark.parametrize("become", ["SET ROLE custody_owner", "SET session_replication_role = replica", ""])
def test_even_owner_and_superuser_cannot_change_what_is_recorded(
    admin: Connection, writer: Connection, become: LiteralString
) -> None:
    append(writer, [write(uuid4())])
    if become:
        admin.execute(become)
    for statement in UNCHANGEABLE:
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            admin.execute(statement)


def test_a_live_database_cannot_have_a_movable_clock(database: Database, admin: Connection) -> None:
    with (
        psycopg.connect(database.login("custody_demo")) as demo,
        pytest.raises(errors.InvalidParameterValue, match="a live database has none"),
    ):
        demo.execute("SELECT ledger.move_clock('2030-01-01Z')")
    with pytest.raises(errors.ForeignKeyViolation):
        admin.execute("INSERT INTO ledger.simulation_clock VALUES ('simulation', now())")
    with pytest.raises(errors.CheckViolation):
        admin.execute("INSERT INTO ledger.simulation_clock VALUES ('live', now())")


def test_the_clock_of_a_simulation_moves_forward_only(simulation: Database) -> None:
    with psycopg.connect(simulation.login("custody_demo"), autocommit=True) as demo:
        demo.execute("SELECT ledger.move_clock('2018-10-01Z')")
        demo.execute("SELECT ledger.move_clock('2018-10-01Z')")
        assert value(demo, "SELECT ledger.clock()") == datetime(2018, 10, 1, tzinfo=UTC)
        for moment in ("2018-09-30Z", "-infinity"):
            with pytest.raises(errors.InvalidParameterValue, match="forward only"):
                demo.execute("SELECT ledger.move_clock(%s)", (moment,))
        for moment in ("infinity", "10000-01-01Z"):
            with pytest.raises(errors.CheckViolation):
                demo.execute("SELECT ledger.move_clock(%s)", (moment,))
        assert value(demo, "SELECT ledger.clock()") == datetime(2018, 10, 1, tzinfo=UTC)


# Who sees which stream. The child was picked up by the Border Patrol, is held by ICE and offered to a care provider.

CHILD, EPISODE, SOMEBODY, ANOTHER_EPISODE = (UUID(int=n) for n in range(1, 5))


@pytest.fixture(scope="module")
def readable(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """One live database with two persons in it."""
    made = create_database(server_settings, template=make_template("live").name)
    child = HeadFacts(CHILD, legal_custodian="USBP", holder="ICE", next_holder="CARE-01", previous_holder="OFO")
    commands = [
        write(CHILD, facts=HeadFacts(CHILD)),
        write(EPISODE, count=2, facts=child),
        write(SOMEBODY, facts=HeadFacts(SOMEBODY, holder="CARE-02")),
        write(ANOTHER_EPISODE, facts=HeadFacts(SOMEBODY, referred_to="ORR")),
    ]
    with psycopg.connect(made.login("custody_writer")) as writer:
        append(writer, commands)
    yield made
    drop_database(made)


@pytest.mark.parametrize(
    ("login", "organisation", "streams", "heads"),
    [
        ("custody_read_cbp", "USBP", {CHILD, EPISODE}, {EPISODE}),
        ("custody_read_cbp", "OFO", {CHILD, EPISODE}, {EPISODE}),
        ("custody_read_ice", "ICE", {CHILD, EPISODE}, {EPISODE}),
        ("custody_read_provider", "CARE-01", {CHILD, EPISODE}, {EPISODE}),
        ("custody_read_provider", "CARE-02", {SOMEBODY}, set()),
        ("custody_read_provider", "CARE-03", set(), set()),
        ("custody_read_orr", "ORR", {SOMEBODY, ANOTHER_EPISODE}, {ANOTHER_EPISODE}),
        ("custody_read_advocate", "ADVOCATE-A", set(), set()),
        (
            "custody_read_oversight",
            "DHS-OIG",
            {CHILD, EPISODE, SOMEBODY, ANOTHER_EPISODE},
            {EPISODE, ANOTHER_EPISODE},
        ),
    ],
)
def test_reader_sees_what_its_organisation_is_named_in(
    readable: Database, login: str, organisation: str, streams: set[UUID], heads: set[UUID]
) -> None:
    everything = [CHILD, EPISODE, SOMEBODY, ANOTHER_EPISODE]
    with psycopg.connect(readable.login(login)) as reader:
        seen = reader.execute(
            "SELECT stream_id, version, topic, state, position FROM ledger.read_streams(%s, %s)",
            (organisation, everything),
        ).fetchall()
        assert {row[0] for row in seen} == streams
        assert [row[1] for row in seen if row[0] == EPISODE] == ([1, 2] if EPISODE in streams else [])
        seen_heads = reader.execute("SELECT * FROM ledger.read_heads(%s, %s)", (organisation, everything))
        assert {row[0] for row in seen_heads} == heads
        nothing = reader.execute("SELECT FROM ledger.read_streams(%s, %s)", (organisation, [uuid4()]))
        assert nothing.fetchall() == []


READING: tuple[LiteralString, ...] = (
    "SELECT ledger.read_streams(%(organisation)s, %(people)s)",
    "SELECT ledger.read_heads(%(organisation)s, %(people)s)",
    "SELECT ledger.read_kindred(%(organisation)s, %(people)s)",
    "SELECT ledger.read_relatives(%(organisation)s, %(person)s, %(people)s)",
    "SELECT ledger.read_hidden(%(organisation)s, %(people)s)",
)


@pytest.mark.parametrize("role", READERS)
def test_reader_cannot_pass_for_an_organisation_of_another_class(readable: Database, role: str) -> None:
    own = {
        organisation.code
        for organisation in register.ORGANISATIONS.values()
        if role.endswith(f"_{organisation.reader_class}")
    }
    others = [code for code in register.ORGANISATIONS if code not in own]
    assert own
    with psycopg.connect(readable.login(role), autocommit=True) as reader:
        for organisation in [*others, "NOBODY", "", None]:
            for question in READING:
                with pytest.raises(errors.InsufficientPrivilege, match="does not read for that organisation"):
                    reader.execute(question, {"organisation": organisation, "person": CHILD, "people": [CHILD]})
