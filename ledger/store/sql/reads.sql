-- Everything a login may ask of the log, and the one thing the demo may change. Applied again whenever this file changes.
-- Each function runs as the owner, so a login needs no right on any table. plpgsql keeps plans from call to call.

CREATE OR REPLACE FUNCTION ledger.identity() RETURNS TABLE (purpose text, origin text, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT purpose, origin, created_at FROM database_identity;
END $$;

-- The clock that append(), decisions and deadlines read: the server's, or the simulation's.
CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT now FROM simulation_clock), clock_timestamp());
END $$;

-- Forward only, simulation only. The same moment again is allowed, so that a run can be taken up where it stopped.
CREATE OR REPLACE FUNCTION ledger.move_clock(moment timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    UPDATE simulation_clock SET now = moment WHERE now <= moment;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the clock of a simulation moves forward only; a live database has none to move'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

-- The last position and its time; 0 and NULL while the log is empty.
CREATE OR REPLACE FUNCTION ledger.head() RETURNS TABLE ("position" bigint, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT position, recorded_at FROM log ORDER BY position DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 0::bigint, NULL::timestamptz;
    END IF;
END $$;

-- Whole streams, for a decision.
CREATE OR REPLACE FUNCTION ledger.load_for_decision(streams uuid[])
RETURNS TABLE (stream_id uuid, version integer, topic text, state bytea, "position" bigint, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.stream_id, l.version, l.topic, l.state, l.position, l.recorded_at
    FROM log AS l WHERE l.stream_id = ANY (streams) ORDER BY l.stream_id, l.version;
END $$;

-- A part of one stream, as the library asks for it: after version `gt`, up to `lte`, NULL meaning no bound.
CREATE OR REPLACE FUNCTION ledger.stream(stream uuid, gt integer, lte integer, descending boolean, lim integer)
RETURNS TABLE ("position" bigint, stream_id uuid, version integer, topic text, state bytea, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.position, l.stream_id, l.version, l.topic, l.state, l.recorded_at FROM log AS l
    WHERE l.stream_id = stream AND (gt IS NULL OR l.version > gt) AND (lte IS NULL OR l.version <= lte)
    ORDER BY CASE WHEN descending THEN -l.version ELSE l.version END
    LIMIT lim;
END $$;

-- The events recorded under these keys, so that a repeated command gets its first answer.
CREATE OR REPLACE FUNCTION ledger.answers(organisation text, keys text[])
RETURNS TABLE (key text, body_hash bytea, stream_id uuid, version integer, topic text, "position" bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.key, k.body_hash, l.stream_id, l.version, l.topic, l.position
    FROM command_key AS k
    JOIN log AS l ON l.position >= k.first_position AND l.position < k.first_position + k.event_count
    WHERE k.organisation = answers.organisation AND k.key = ANY (keys)
    ORDER BY l.position;
END $$;

-- Positions are dense, so a page is a range of them.
CREATE OR REPLACE FUNCTION ledger.page(after bigint, lim integer)
RETURNS TABLE ("position" bigint, stream_id uuid, version integer, topic text, state bytea, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.position, l.stream_id, l.version, l.topic, l.state, l.recorded_at
    FROM log AS l WHERE l.position > after AND l.position <= after + lim ORDER BY l.position;
END $$;

-- As the library asks for it: the first `lim` events of these topics; no topics mean all.
CREATE OR REPLACE FUNCTION ledger.page(after bigint, lim integer, topics text[])
RETURNS TABLE ("position" bigint, stream_id uuid, version integer, topic text, state bytea, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.position, l.stream_id, l.version, l.topic, l.state, l.recorded_at
    FROM log AS l WHERE l.position > after AND (cardinality(topics) = 0 OR l.topic = ANY (topics))
    ORDER BY l.position LIMIT lim;
END $$;

-- For verify: what it takes to compute every leaf again.
CREATE OR REPLACE FUNCTION ledger.audit_page(after bigint, lim integer)
RETURNS TABLE ("position" bigint, stream_id uuid, version integer, topic text, state bytea, recorded_at timestamptz,
               salt bytea, leaf bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
    -- By LIMIT, not by range: a gap, which verify is there to find, must not end the walk.
    RETURN QUERY
    SELECT l.position, l.stream_id, l.version, l.topic, l.state, l.recorded_at, l.salt, l.leaf
    FROM log AS l WHERE l.position > after ORDER BY l.position LIMIT lim;
END $$;

-- For verify: head rows after a stream, all of them after NULL.
CREATE OR REPLACE FUNCTION ledger.heads_page(after uuid, lim integer)
RETURNS SETOF ledger.stream_head
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT h.* FROM stream_head AS h
    WHERE after IS NULL OR h.stream_id > after ORDER BY h.stream_id LIMIT lim;
END $$;

-- The last position recorded at or before a moment, 0 if none. recorded_at rises with every position, so it is found by
-- halving the log: no index needed.
CREATE OR REPLACE FUNCTION ledger.position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    low    bigint := 0;
    high   bigint := (SELECT h.position FROM head() AS h);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT l.recorded_at <= moment FROM log AS l WHERE l.position = middle) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;

-- Refuses an organisation that does not read through the login of this session. session_user cannot be set by a login,
-- and is still the login's name in a function of a view that calls this one.
CREATE OR REPLACE FUNCTION ledger.reader_class_of(organisation text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    class text := (SELECT o.reader_class FROM organisation AS o
                   WHERE o.code = organisation AND 'custody_read_' || o.reader_class = session_user);
BEGIN
    IF class IS NULL THEN
        RAISE EXCEPTION 'this login does not read for that organisation' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN class;
END $$;

-- The rule for one head row: oversight, or named in it.
CREATE OR REPLACE FUNCTION ledger.head_shows(head ledger.stream_head, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight'
        OR organisation IN
           (head.legal_custodian, head.holder, head.next_holder, head.previous_holder, head.referred_to)
$$;

-- Whole streams, as far as the organisation may see them: by their own head; a person's by any head about them; that of
-- a group or a pair by any head about one of its people.
CREATE OR REPLACE FUNCTION ledger.read_streams(organisation text, streams uuid[])
RETURNS TABLE (stream_id uuid, version integer, topic text, state bytea, "position" bigint, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT l.stream_id, l.version, l.topic, l.state, l.position, l.recorded_at
    FROM stream_head AS h JOIN log AS l ON l.stream_id = h.stream_id
    WHERE h.stream_id = ANY (streams)
      AND (head_shows(h, read_streams.organisation, class)
           OR EXISTS (SELECT FROM stream_head AS c
                      WHERE c.person_id = h.stream_id AND head_shows(c, read_streams.organisation, class))
           OR EXISTS (SELECT FROM stream_head AS c
                      WHERE c.person_id = ANY (h.people) AND head_shows(c, read_streams.organisation, class)))
    ORDER BY l.stream_id, l.version;
END $$;

-- Of these persons, those whom the organisation may see.
CREATE OR REPLACE FUNCTION ledger.persons_shown(organisation text, reader_class text, persons uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = ledger, pg_temp AS $$
    SELECT ARRAY(SELECT DISTINCT c.person_id FROM stream_head AS c
                 WHERE c.person_id = ANY (persons) AND head_shows(c, organisation, reader_class))
$$;

-- Whether the organisation may see one of these persons: for the doors of views whose rows name several.
CREATE OR REPLACE FUNCTION ledger.shows_one_of(organisation text, reader_class text, persons uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM stream_head AS c
                   WHERE c.person_id = ANY (persons) AND head_shows(c, organisation, reader_class));
END $$;

-- Who reunites families is told of everybody in them.
CREATE OR REPLACE FUNCTION ledger.reunites(reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class IN ('orr', 'oversight')
$$;

-- Whether labels and floors that name DHS bind the class.
CREATE OR REPLACE FUNCTION ledger.is_dhs(reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class IN ('cbp', 'ice')
$$;

-- Of these persons, those of whom the organisation is not told that they are known: 8 USC 1367 protects them by a label on
-- any event of their record or their episodes, a struck one too, and the organisation may not see them. The one rule for
-- every door; `ledger.domain.finding.protected` is its twin for decisions. The bytes are searched, as the index is made,
-- and then read: a text that says the same is no label.
CREATE OR REPLACE FUNCTION ledger.hidden_among(organisation text, reader_class text, persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 2000 SET search_path = ledger, pg_temp AS $$
BEGIN
    IF reunites(reader_class) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT DISTINCT h.person_id FROM stream_head AS h JOIN log AS l ON l.stream_id = h.stream_id
        WHERE h.person_id = ANY (persons)
          AND position('"section_1367"'::bytea IN l.state) > 0
          AND (convert_from(l.state, 'UTF8')::jsonb #> '{event,labels}') ? 'section_1367'
          AND NOT EXISTS (SELECT FROM stream_head AS c
                          WHERE c.person_id = h.person_id AND head_shows(c, organisation, reader_class)));
END $$;

-- The same for a reader's login.
CREATE OR REPLACE FUNCTION ledger.read_hidden(organisation text, persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN hidden_among(organisation, reader_class_of(organisation), persons);
END $$;

-- These streams, and the groups that were ever linked with one of them, by one link or several. Which links hold at the
-- position that is asked about is for the fold; a link is the one fact of a group that is read from its bytes here.
-- With little memory for hashes: PostgreSQL sizes the table of a recursion by a guess, and zeroes megabytes of it each time.
CREATE OR REPLACE FUNCTION ledger.with_linked(streams uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = ledger, pg_temp
SET work_mem = '256kB' SET hash_mem_multiplier = 1 AS $$
    WITH RECURSIVE reached AS (
        SELECT unnest(streams) AS stream
        UNION
        SELECT (convert_from(l.state, 'UTF8')::jsonb #>> '{event,other}')::uuid
        FROM reached AS r JOIN log AS l ON l.stream_id = r.stream AND l.topic = 'family.linked.v1'
    )
    SELECT array_agg(stream) FROM reached
$$;

-- The groups and pairs that name one of these people, and groups linked with them; for who reunites families also those
-- that name one of their people in turn: the grandmother is the mother's mother.
CREATE OR REPLACE FUNCTION ledger.kindred_streams(reader_class text, people uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = ledger, pg_temp AS $$
DECLARE
    wider uuid[] := people;
BEGIN
    IF reunites(reader_class) THEN
        wider := people || ARRAY(SELECT DISTINCT named FROM stream_head AS h, unnest(h.people) AS named
                                 WHERE h.people && kindred_streams.people AND h.people IS NOT NULL);
    END IF;
    RETURN with_linked(ARRAY(SELECT h.stream_id FROM stream_head AS h WHERE h.people && wider AND h.people IS NOT NULL));
END $$;

-- The streams of groups and pairs around these persons, as far as the organisation may see the persons.
CREATE OR REPLACE FUNCTION ledger.read_kindred(organisation text, persons uuid[])
RETURNS TABLE (stream_id uuid, version integer, topic text, state bytea, "position" bigint, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class   text := reader_class_of(organisation);
    streams uuid[] := kindred_streams(class, persons_shown(organisation, class, persons));
BEGIN
    RETURN QUERY
    SELECT l.stream_id, l.version, l.topic, l.state, l.position, l.recorded_at
    FROM log AS l WHERE l.stream_id = ANY (streams) ORDER BY l.stream_id, l.version;
END $$;

-- The records and episodes of people whom those streams name: who a relative is and which office has them. Whoever asks
-- shows less of them than of the person (design 7, floors a and b).
CREATE OR REPLACE FUNCTION ledger.read_relatives(organisation text, person uuid, relatives uuid[])
RETURNS TABLE (stream_id uuid, version integer, topic text, state bytea, "position" bigint, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class   text := reader_class_of(organisation);
    streams uuid[] := kindred_streams(class, persons_shown(organisation, class, ARRAY[person]));
    named   uuid[] := ARRAY(SELECT DISTINCT who FROM stream_head AS h, unnest(h.people) AS who
                            WHERE h.stream_id = ANY (streams) AND who = ANY (relatives));
BEGIN
    RETURN QUERY
    SELECT l.stream_id, l.version, l.topic, l.state, l.position, l.recorded_at
    FROM stream_head AS h JOIN log AS l ON l.stream_id = h.stream_id
    WHERE h.person_id = ANY (named)
    ORDER BY l.stream_id, l.version;
END $$;


-- The head rows of these persons' other streams, as far as the organisation may see them.
CREATE OR REPLACE FUNCTION ledger.read_heads(organisation text, persons uuid[])
RETURNS SETOF ledger.stream_head
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    class text := reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT h.* FROM stream_head AS h
    WHERE h.person_id = ANY (persons) AND h.stream_id <> h.person_id
      AND head_shows(h, read_heads.organisation, class)
    ORDER BY h.person_id, h.stream_id;
END $$;
