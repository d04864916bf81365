-- The one way into the log. Applied again whenever this file changes.

-- 32 bytes, each word of eight XORed with `pad`.
CREATE OR REPLACE FUNCTION ledger.xor_words(bytes bytea, pad bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT int8send(('x' || encode(substr(bytes, 1, 8), 'hex'))::bit(64)::bigint # pad)
        || int8send(('x' || encode(substr(bytes, 9, 8), 'hex'))::bit(64)::bigint # pad)
        || int8send(('x' || encode(substr(bytes, 17, 8), 'hex'))::bit(64)::bigint # pad)
        || int8send(('x' || encode(substr(bytes, 25, 8), 'hex'))::bit(64)::bigint # pad)
$$;

-- The leaf entry of one row of the log: canonical JSON of a commitment to the stored bytes and the time of recording.
-- The commitment is HMAC-SHA-256 keyed with the row's 32-byte salt, written in core functions so that servers without
-- pgcrypto do: sha256(salt ^ 5c… || sha256(salt ^ 36… || state)), both keys padded with zeros to 64 bytes.
CREATE OR REPLACE FUNCTION ledger.leaf(salt bytea, state bytea, recorded_at timestamptz) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT convert_to(
        '{"c":"'
        || translate(
            encode(
                sha256(
                    ledger.xor_words(salt, 6655295901103053916)
                    || '\x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c'::bytea
                    || sha256(
                        ledger.xor_words(salt, 3906369333256140342)
                        || '\x3636363636363636363636363636363636363636363636363636363636363636'::bytea
                        || state)),
                'base64'),
            '+/=', '-_')
        || '","t":"'
        || to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
        || '"}',
        'UTF8')
$$;

-- Appends up to 64 commands, each whole or not at all, and answers for each: ok, conflict, duplicate or mismatch.
--
-- c_…  one element a command. A NULL key means that the command has none.
-- t_…  one element a touched stream, in the order of the commands. t_expected is the version the stream must have (0: it
--      must not exist yet); t_count is the number of its new events, 0 being a guard: checked, nothing written.
--      The other columns replace the stream's head row whole; each element of t_people is NULL or a uuid[] in text form.
-- e_…  one element an event, in the order of the touched streams.
--
-- A stream whose first version is 0 is expected at -1: only the library's own test cases store such streams.
CREATE OR REPLACE FUNCTION ledger.append(
    c_organisation text[], c_key text[], c_hash bytea[],
    t_command integer[], t_stream uuid[], t_expected integer[], t_count integer[],
    t_person uuid[], t_legal text[], t_holder text[], t_next text[], t_previous text[], t_referred text[],
    t_people text[], e_touch integer[], e_topic text[], e_state bytea[], e_salt bytea[]
) RETURNS TABLE (
    command integer, outcome text, first_position bigint, event_count integer, conflict_stream uuid, current_version integer
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
    last_position bigint;
    start         timestamptz;
BEGIN
    IF cardinality(c_key) > 64 THEN
        RAISE EXCEPTION 'at most 64 commands in one append' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    -- From here on the counts alone say which event belongs to which touched stream.
    IF 0 > ANY (t_count) OR e_touch IS DISTINCT FROM ARRAY(
        SELECT number::integer FROM unnest(t_count) WITH ORDINALITY AS t (events, number), generate_series(1, events)
        ORDER BY number
    ) THEN
        RAISE EXCEPTION 'e_touch does not match t_count' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'an append must see what was committed while it waited: read committed only'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- Held until the transaction ends: nobody else gets a position before these are committed or given up.
    LOCK TABLE append_lock IN SHARE UPDATE EXCLUSIVE MODE;

    IF cardinality(c_key) > 1 AND commands_meet(c_organisation, c_key, t_stream, t_count) THEN
        RETURN QUERY SELECT * FROM append_in_turn(
            c_organisation, c_key, c_hash,
            t_command, t_stream, t_expected, t_count, t_person, t_legal, t_holder, t_next, t_previous, t_referred,
            t_people, e_topic, e_state, e_salt);
        RETURN;
    END IF;

    SELECT position, recorded_at + interval '1 microsecond' INTO last_position, start
    FROM log ORDER BY position DESC LIMIT 1;
    last_position := coalesce(last_position, 0);
    start := greatest(start, coalesce((SELECT now FROM simulation_clock), clock_timestamp()));

    RETURN QUERY
    WITH command AS MATERIALIZED (
        SELECT c.number, c.organisation, c.key, c.hash, k.body_hash, k.first_position, k.event_count
        FROM unnest(c_organisation, c_key, c_hash) WITH ORDINALITY AS c (organisation, key, hash, number)
        LEFT JOIN command_key AS k ON k.organisation = c.organisation AND k.key = c.key
    ), touch AS MATERIALIZED (
        SELECT t.number::integer AS number, t.command, t.stream, t.expected, t.events, h.version AS current,
               (sum(t.events) OVER (ORDER BY t.number) - t.events)::integer AS sent_before
        FROM unnest(t_command, t_stream, t_expected, t_count) WITH ORDINALITY
             AS t (command, stream, expected, events, number)
        LEFT JOIN stream_head AS h ON h.stream_id = t.stream
    ), clash AS (
        SELECT DISTINCT ON (command) command, stream, coalesce(current, 0) AS current
        FROM touch
        WHERE expected IS DISTINCT FROM coalesce(current, least(expected, 0))
        ORDER BY command, number
    ), verdict AS MATERIALIZED (
        SELECT c.*, clash.stream, clash.current,
               CASE WHEN c.body_hash = c.hash THEN 'duplicate'
                    WHEN c.body_hash IS NOT NULL THEN 'mismatch'
                    WHEN clash.command IS NOT NULL THEN 'conflict'
                    ELSE 'ok' END AS outcome
        FROM command AS c LEFT JOIN clash ON clash.command = c.number
    ), accepted AS MATERIALIZED (
        SELECT t.*, (sum(t.events) OVER (ORDER BY t.number) - t.events)::integer AS kept_before
        FROM touch AS t JOIN verdict AS v ON v.number = t.command
        WHERE v.outcome = 'ok'
    ), event AS (
        SELECT last_position + a.kept_before + n AS position,
               a.stream, a.expected + n AS version,
               e_topic[a.sent_before + n] AS topic, e_state[a.sent_before + n] AS state, e_salt[a.sent_before + n] AS salt,
               start + (a.kept_before + n - 1) * interval '1 microsecond' AS recorded_at
        FROM accepted AS a, generate_series(1, a.events) AS n
    ), logged AS (
        INSERT INTO log (position, stream_id, version, topic, state, salt, leaf, recorded_at)
        SELECT position, stream, version, topic, state, salt, leaf(salt, state, recorded_at), recorded_at FROM event
    ), heads AS (
        INSERT INTO stream_head
            (stream_id, version, person_id, legal_custodian, holder, next_holder, previous_holder, referred_to, people)
        SELECT stream, expected + events, t_person[number], t_legal[number], t_holder[number], t_next[number],
               t_previous[number], t_referred[number], t_people[number]::uuid[]
        FROM accepted WHERE events > 0
        ON CONFLICT (stream_id) DO UPDATE SET
            version = excluded.version, person_id = excluded.person_id, legal_custodian = excluded.legal_custodian,
            holder = excluded.holder, next_holder = excluded.next_holder, previous_holder = excluded.previous_holder,
            referred_to = excluded.referred_to, people = excluded.people
    ), stored AS MATERIALIZED (
        SELECT a.command, last_position + min(a.kept_before) + 1 AS first, sum(a.events)::integer AS events
        FROM accepted AS a GROUP BY a.command
    ), keys AS (
        INSERT INTO command_key (organisation, key, body_hash, first_position, event_count)
        SELECT v.organisation, v.key, v.hash, s.first, s.events
        FROM verdict AS v JOIN stored AS s ON s.command = v.number
        WHERE v.key IS NOT NULL
    )
    SELECT v.number::integer, v.outcome, coalesce(s.first, v.first_position), coalesce(s.events, v.event_count),
           CASE WHEN v.outcome = 'conflict' THEN v.stream END, CASE WHEN v.outcome = 'conflict' THEN v.current END
    FROM verdict AS v LEFT JOIN stored AS s ON s.command = v.number
    ORDER BY v.number;

    -- Wakes the readers when the transaction commits.
    PERFORM pg_notify('ledger_log', position::text)
    FROM log WHERE position > last_position ORDER BY position DESC LIMIT 1;
END $$;

-- Whether one command must see what another of the same call writes: a key used twice, or a stream that one writes and
-- another touches. Two guards on one stream do not meet.
CREATE OR REPLACE FUNCTION ledger.commands_meet(c_organisation text[], c_key text[], t_stream uuid[], t_count integer[])
RETURNS boolean
LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM unnest(t_stream, t_count) AS t (stream, events)
                   GROUP BY stream HAVING count(*) > 1 AND max(events) > 0)
        OR EXISTS (SELECT FROM unnest(c_organisation, c_key) AS c (organisation, key)
                   WHERE key IS NOT NULL GROUP BY organisation, key HAVING count(*) > 1);
END $$;

-- The same commands, one append each, so that every one sees the writes of those before it. Slower by a factor of 2 to 4.
CREATE OR REPLACE FUNCTION ledger.append_in_turn(
    c_organisation text[], c_key text[], c_hash bytea[],
    t_command integer[], t_stream uuid[], t_expected integer[], t_count integer[],
    t_person uuid[], t_legal text[], t_holder text[], t_next text[], t_previous text[], t_referred text[],
    t_people text[], e_topic text[], e_state bytea[], e_salt bytea[]
) RETURNS TABLE (
    command integer, outcome text, first_position bigint, event_count integer, conflict_stream uuid, current_version integer
)
LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
    touch_from integer := 1;  touch_to integer;
    event_from integer := 1;  event_to integer;
BEGIN
    IF t_command IS DISTINCT FROM ARRAY(SELECT n FROM unnest(t_command) AS n ORDER BY n) THEN
        RAISE EXCEPTION 't_command is not in order' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR number IN 1 .. cardinality(c_key) LOOP
        touch_to := touch_from - 1 + cardinality(array_positions(t_command, number));
        event_to := event_from - 1 + coalesce((SELECT sum(n) FROM unnest(t_count[touch_from:touch_to]) AS n), 0);
        RETURN QUERY
        SELECT number, a.outcome, a.first_position, a.event_count, a.conflict_stream, a.current_version
        FROM append(
            c_organisation[number:number], c_key[number:number], c_hash[number:number],
            array_fill(1, ARRAY[touch_to - touch_from + 1]), t_stream[touch_from:touch_to],
            t_expected[touch_from:touch_to], t_count[touch_from:touch_to], t_person[touch_from:touch_to],
            t_legal[touch_from:touch_to], t_holder[touch_from:touch_to], t_next[touch_from:touch_to],
            t_previous[touch_from:touch_to], t_referred[touch_from:touch_to], t_people[touch_from:touch_to],
            ARRAY(SELECT n::integer FROM unnest(t_count[touch_from:touch_to]) WITH ORDINALITY AS t (events, n),
                         generate_series(1, events) ORDER BY n),
            e_topic[event_from:event_to], e_state[event_from:event_to], e_salt[event_from:event_to]) AS a;
        touch_from := touch_to + 1;
        event_from := event_to + 1;
    END LOOP;
END $$;
