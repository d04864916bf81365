-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Whether an organisation can act on an irregularity: it signed the report, holds the person, or is the legal custodian.
-- NULL names nobody.
CREATE OR REPLACE FUNCTION concerns(i irregularity, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight' OR coalesce(organisation IN (i.organisation, i.holder, i.legal_custodian), false)
$$;

-- Open irregularities in the order of the log, after the last one of the page before; a NULL code is every code. Whoever
-- only signed the report is not told who has the person now.
CREATE OR REPLACE FUNCTION listed(
    organisation text, of_code text, after_position bigint, after_event uuid, after_code text, lim integer
) RETURNS TABLE (
    "position" bigint, event_id uuid, code text, topic text, episode uuid, person_id uuid, organisation_of text,
    happened_at timestamptz, recorded_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_irregular, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT i.position, i.event_id, i.code, i.topic, i.episode, i.person_id, i.organisation, i.happened_at, i.recorded_at
    FROM irregularity AS i
    WHERE (of_code IS NULL OR i.code = of_code)
      AND (i.position, i.event_id, i.code) > (after_position, after_event, after_code)
      AND concerns(i, listed.organisation, class)
    ORDER BY i.position, i.event_id, i.code
    LIMIT lim;
END $$;

-- How many of them are open, by code.
CREATE OR REPLACE FUNCTION counted(organisation text) RETURNS TABLE (code text, reports bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_irregular, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT i.code, count(*) FROM irregularity AS i
    WHERE concerns(i, counted.organisation, class)
    GROUP BY i.code
    ORDER BY count(*) DESC, i.code;
END $$;

-- For people with an open episode, themselves among them, who is linked with them as one person, directly or through others.
-- With little memory for hashes: PostgreSQL sizes the table of a recursion by a guess, and zeroes megabytes of it each time.
CREATE OR REPLACE FUNCTION same_as_open() RETURNS TABLE (one uuid, two uuid)
LANGUAGE sql STABLE ROWS 100 SET search_path = view_irregular, pg_temp
SET work_mem = '256kB' SET hash_mem_multiplier = 1 AS $$
    WITH RECURSIVE pair AS (
        SELECT l.person_id AS one, l.other AS two FROM link AS l UNION SELECT l.other, l.person_id FROM link AS l
    ), same AS (
        SELECT one, two FROM pair JOIN open_episode AS o ON o.person_id = one
        UNION
        SELECT same.one, pair.two FROM same JOIN pair ON pair.one = same.two
    )
    SELECT same.one, same.two FROM same
$$;

-- The open episode of somebody, with who may know of it.
CREATE OR REPLACE FUNCTION in_custody(who uuid) RETURNS TABLE (person_id uuid, episode uuid, facts text[])
LANGUAGE sql STABLE ROWS 1 SET search_path = view_irregular, pg_temp AS $$
    SELECT o.person_id, o.episode, ARRAY[e.legal_custodian, e.holder, e.next_holder, e.previous_holder, e.referred_to]
    FROM open_episode AS o JOIN episode AS e ON e.episode = o.episode WHERE o.person_id = who
$$;

-- Two open episodes of people who are linked as one, directly or through others: two custodians at once. Shown to whoever
-- may know of either, and to oversight. `facts` and `other_facts` are legal custodian, holder, next and previous holder, and
-- whom a referral names.
CREATE OR REPLACE FUNCTION two_custodians(organisation text)
RETURNS TABLE (
    person_id uuid, episode uuid, facts text[], other_person uuid, other_episode uuid, other_facts text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_irregular, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    WITH same AS MATERIALIZED (
        SELECT * FROM same_as_open()
    )
    SELECT a.person_id, a.episode, a.facts, b.person_id, b.episode, b.facts
    FROM same
    CROSS JOIN LATERAL (SELECT * FROM in_custody(same.one)) AS a
    CROSS JOIN LATERAL (SELECT * FROM in_custody(same.two)) AS b
    WHERE same.one < same.two
      AND (class = 'oversight' OR two_custodians.organisation = ANY (a.facts || b.facts))
      AND ledger.hidden_among(two_custodians.organisation, class, ARRAY[a.person_id, b.person_id]) = '{}'
    ORDER BY a.person_id, b.person_id;
END $$;
