-- The tables of the log as they are today; migrations/ is how a database gets here, and a test builds both.
-- Run as custody_owner, who owns everything in the schema `ledger` and cannot log in. prepare.sql has made the schema.

-- One row for life: a database is live or a simulation, and its origin names the log.
CREATE TABLE ledger.database_identity (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    purpose    text NOT NULL UNIQUE CHECK (purpose IN ('live', 'simulation')),
    origin     text NOT NULL CHECK (origin <> ''),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The reference makes a row impossible in a live database, whoever tries.
CREATE TABLE ledger.simulation_clock (
    purpose text PRIMARY KEY CHECK (purpose = 'simulation') REFERENCES ledger.database_identity (purpose),
    now     timestamptz NOT NULL CHECK (now >= '1900-01-01Z' AND now < '9999-01-01Z')
);

-- Always empty: append() locks it, so that positions are given out in commit order.
CREATE TABLE ledger.append_lock ();

CREATE TABLE ledger.log (
    position    bigint PRIMARY KEY CHECK (position > 0),
    stream_id   uuid NOT NULL,
    version     integer NOT NULL CHECK (version >= 0),
    topic       text NOT NULL CHECK (topic <> ''),
    state       bytea NOT NULL CHECK (octet_length(state) <= 60000),
    salt        bytea NOT NULL CHECK (octet_length(salt) = 32),
    leaf        bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (stream_id, version)
);

-- Who may see a stream, and the version its next event must follow. Written whole with every event of the stream.
CREATE TABLE ledger.stream_head (
    stream_id       uuid PRIMARY KEY,
    version         integer NOT NULL,
    person_id       uuid,
    legal_custodian text,
    holder          text,
    next_holder     text,
    previous_holder text
) WITH (fillfactor = 80);

CREATE INDEX stream_head_person_id ON ledger.stream_head (person_id);

-- What has been recorded under a command key: kept as long as the log.
CREATE TABLE ledger.command_key (
    organisation   text NOT NULL,
    key            text NOT NULL CHECK (key <> ''),
    body_hash      bytea NOT NULL,
    first_position bigint NOT NULL,
    event_count    integer NOT NULL CHECK (event_count > 0),
    PRIMARY KEY (organisation, key)
);

-- Which login an organisation reads through. Filled from the register on every migration run.
CREATE TABLE ledger.organisation (
    code         text PRIMARY KEY,
    reader_class text NOT NULL CHECK (reader_class IN ('cbp', 'ice', 'orr', 'provider', 'oversight', 'advocate'))
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- Row triggers beside the statement triggers: only they fire when a parent table is changed. ALWAYS: they also fire
-- for a session that calls itself a replica.
CREATE TRIGGER refuse_rows BEFORE UPDATE OR DELETE ON ledger.log
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.log
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_rows BEFORE UPDATE OR DELETE ON ledger.command_key
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.command_key
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_rows BEFORE UPDATE OR DELETE ON ledger.database_identity
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.database_identity
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.log
    ENABLE ALWAYS TRIGGER refuse_rows, ENABLE ALWAYS TRIGGER refuse_statement;
ALTER TABLE ledger.command_key
    ENABLE ALWAYS TRIGGER refuse_rows, ENABLE ALWAYS TRIGGER refuse_statement;
ALTER TABLE ledger.database_identity
    ENABLE ALWAYS TRIGGER refuse_rows, ENABLE ALWAYS TRIGGER refuse_statement;
