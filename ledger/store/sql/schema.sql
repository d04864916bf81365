-- The tables of the log and of the page as they are today; migrations/ is how a database gets here, a test builds both.
-- Run as custody_owner, who owns everything in the schemas `ledger` and `page`, which roles.sql made, and cannot log in.

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

-- Where the label of 8 USC 1367 is: few events have it, and the doors ask for each person whom a row names.
CREATE INDEX log_section_1367 ON ledger.log (stream_id) WHERE position('"section_1367"'::bytea IN state) > 0;

-- Who may see a stream, and the version its next event must follow. Written whole with every event of the stream.
CREATE TABLE ledger.stream_head (
    stream_id       uuid PRIMARY KEY,
    version         integer NOT NULL,
    person_id       uuid,
    legal_custodian text,
    holder          text,
    next_holder     text,
    previous_holder text,
    referred_to     text,
    people          uuid[] CHECK (cardinality(people) > 0)
) WITH (fillfactor = 80);

CREATE INDEX stream_head_person_id ON ledger.stream_head (person_id);
CREATE INDEX stream_head_people ON ledger.stream_head USING gin (people) WHERE people IS NOT NULL;

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

-- What the web page keeps and no event ever holds: who is signed in, what somebody is typing, whom to tell, who was told.
-- A user is an opaque id. A session is found by the hash of its token; the token itself is in the browser alone.

-- Who is signed in. The times are the server's own: a simulation's clock stands still, and a session must not.
CREATE TABLE page.session (
    token_hash     bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    user_id        text NOT NULL CHECK (user_id <> ''),
    organisation   text NOT NULL CHECK (organisation <> ''),
    role           text NOT NULL CHECK (role <> ''),
    office         text,
    purpose        text NOT NULL CHECK (purpose <> ''),
    case_reference text,
    language       text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    created_at     timestamptz NOT NULL DEFAULT now(),
    last_seen_at   timestamptz NOT NULL DEFAULT now(),
    ended_at       timestamptz
);

-- What somebody is typing: theirs, whatever becomes of the session. The box is gone as soon as the draft is done.
CREATE TABLE page.draft (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
    organisation text NOT NULL CHECK (organisation <> ''),
    user_id      text NOT NULL CHECK (user_id <> ''),
    revision     integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    sealed       bytea CHECK (octet_length(sealed) <= 256028),
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    done_at      timestamptz,
    position     bigint CHECK (position > 0),
    CHECK ((sealed IS NULL) = (done_at IS NOT NULL)),
    CHECK (position IS NULL OR done_at IS NOT NULL)
);

CREATE INDEX draft_open ON page.draft (organisation, user_id, changed_at) WHERE done_at IS NULL;

-- Whether somebody wants mail, and where to.
CREATE TABLE page.setting (
    organisation       text NOT NULL CHECK (organisation <> ''),
    user_id            text NOT NULL CHECK (user_id <> ''),
    address            bytea CHECK (octet_length(address) <= 300),
    mail_every_minutes integer CHECK (mail_every_minutes BETWEEN 1 AND 1440),
    changed_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, user_id),
    CHECK (mail_every_minutes IS NULL OR address IS NOT NULL)
);

-- Who is told when nobody answers an offer. The newest row of an office counts; no user means nobody any more.
CREATE TABLE page.backup (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation text NOT NULL CHECK (organisation <> ''),
    office       text CHECK (office <> ''),
    user_id      text CHECK (user_id <> ''),
    set_by       text NOT NULL CHECK (set_by <> ''),
    set_at       timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX backup_newest ON page.backup (organisation, office, id);

-- What the system told whom.
CREATE TABLE page.notice (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at           timestamptz NOT NULL DEFAULT now(),
    kind         text NOT NULL CHECK (kind IN ('mail', 'escalation')),
    organisation text NOT NULL CHECK (organisation <> ''),
    user_id      text NOT NULL CHECK (user_id <> ''),
    waiting      integer NOT NULL CHECK (waiting >= 0),
    offers       uuid[] NOT NULL,
    outcome      text NOT NULL CHECK (outcome IN ('sent', 'failed', 'recorded'))
);

CREATE INDEX notice_of_user ON page.notice (organisation, user_id, at);
CREATE INDEX notice_escalated ON page.notice USING gin (offers) WHERE kind = 'escalation';

CREATE FUNCTION page.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = page, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'page.% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER refuse_rows BEFORE UPDATE OR DELETE ON page.backup
    FOR EACH ROW EXECUTE FUNCTION page.refuse_change();
CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON page.backup
    FOR EACH STATEMENT EXECUTE FUNCTION page.refuse_change();
CREATE TRIGGER refuse_rows BEFORE UPDATE OR DELETE ON page.notice
    FOR EACH ROW EXECUTE FUNCTION page.refuse_change();
CREATE TRIGGER refuse_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON page.notice
    FOR EACH STATEMENT EXECUTE FUNCTION page.refuse_change();

ALTER TABLE page.backup
    ENABLE ALWAYS TRIGGER refuse_rows, ENABLE ALWAYS TRIGGER refuse_statement;
ALTER TABLE page.notice
    ENABLE ALWAYS TRIGGER refuse_rows, ENABLE ALWAYS TRIGGER refuse_statement;
