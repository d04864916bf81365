-- The doors for readers. Each refuses an organisation that does not read through the login of the session. What a reader
-- must come for, to reunite or to protect, the questions check (`ledger.domain.reader`): a login has no purpose.

-- The family groups that these people are or were in, and those held to be one family with them.
-- With little memory for hashes: PostgreSQL sizes the table of a recursion by a guess, and zeroes megabytes of it each time.
CREATE OR REPLACE FUNCTION groups_of(people uuid[]) RETURNS TABLE (person_id uuid, family uuid)
LANGUAGE sql STABLE ROWS 100 SET search_path = view_ties, pg_temp
SET work_mem = '256kB' SET hash_mem_multiplier = 1 AS $$
    WITH RECURSIVE group_of AS (
        SELECT a.person_id, a.family FROM member AS a WHERE a.person_id = ANY (people)
      UNION
        SELECT g.person_id, k.other FROM group_of AS g JOIN link AS k ON k.family = g.family
    )
    SELECT g.person_id, g.family FROM group_of AS g
$$;

-- Possible ties of each of these people, the open ones first, then the strongest, at most so many of each. ORR, which
-- reunites, is told of a pair if it may know of one of the two; everybody else if they may know of both; nobody of whom
-- they may know neither. `hows` says more of surnames and numbers, from the side of `person_id`; `minutes` how far apart
-- they were met; `fresh` which signs nobody has looked at.
CREATE OR REPLACE FUNCTION candidates(organisation text, people uuid[], per_person integer)
RETURNS TABLE (
    person_id uuid, other uuid, signs text[], strong text[], hows text[], minutes integer, fresh text[],
    answer text, judged_at timestamptz, judged_by text, version integer, person_position bigint, other_position bigint,
    is_open boolean, is_driven boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_ties, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    all_seen boolean := class NOT IN ('cbp', 'ice');
    apart constant interval := '30 minutes';
    small constant integer := 12;
    -- The number of an event is used again in another year.
    one_event constant interval := '31 days';
BEGIN
    IF class = 'oversight' THEN
        RAISE EXCEPTION 'this login does not reunite or protect' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH mine AS MATERIALIZED (
        SELECT m.* FROM met AS m WHERE m.person_id = ANY (candidates.people) AND (all_seen OR NOT m.not_to_dhs)
    ), candidate AS MATERIALIZED (
        SELECT m.person_id, o.person_id AS other, 'same_event' AS sign, size.is_small AS strong, NULL::text AS how,
               NULL::integer AS minutes, greatest(m.position, o.position) AS position
        FROM mine AS m
        CROSS JOIN LATERAL (
            SELECT greatest(max(e.subjects), count(DISTINCT e.person_id)) <= small AS is_small FROM met AS e
            WHERE e.event = m.event AND e.organisation = m.organisation
              AND e.met_at BETWEEN m.met_at - one_event AND m.met_at + one_event
        ) AS size
        JOIN met AS o ON o.event = m.event AND o.organisation = m.organisation AND o.person_id <> m.person_id
         AND o.met_at BETWEEN m.met_at - one_event AND m.met_at + one_event AND (all_seen OR NOT o.not_to_dhs)
        WHERE m.event IS NOT NULL
      UNION ALL
        SELECT m.person_id, o.person_id, 'same_place_and_time', false, NULL,
               (abs(extract(epoch FROM o.met_at - m.met_at)) / 60)::integer, greatest(m.position, o.position)
        FROM mine AS m
        JOIN met AS o ON o.place = m.place AND o.exact AND o.met_at BETWEEN m.met_at - apart AND m.met_at + apart
         AND o.person_id <> m.person_id AND (all_seen OR NOT o.not_to_dhs)
         -- Of one event this says nothing more.
         AND (o.event = m.event AND o.organisation = m.organisation) IS NOT TRUE
        WHERE m.exact
      UNION ALL
        SELECT n.person_id, o.person_id, 'consecutive_numbers', false,
               CASE n.side WHEN 2 THEN 'near_number' ELSE 'next_number' END, NULL, greatest(n.position, o.position)
        FROM number AS n
        JOIN number AS o ON o.key = n.key AND o.side = CASE n.side WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE 2 END
         AND o.own <> n.own AND o.person_id <> n.person_id AND (all_seen OR NOT o.not_to_dhs)
        WHERE n.person_id = ANY (candidates.people) AND (all_seen OR NOT n.not_to_dhs)
      UNION ALL
        SELECT c.person_id, c.other, 'named_by_the_other', true, NULL, NULL, c.position FROM companion AS c
        WHERE c.person_id = ANY (candidates.people) AND (all_seen OR NOT c.not_to_dhs)
      UNION ALL
        SELECT c.other, c.person_id, 'named_by_the_other', true, NULL, NULL, c.position FROM companion AS c
        WHERE c.other = ANY (candidates.people) AND (all_seen OR NOT c.not_to_dhs)
    ), found AS (
        SELECT * FROM candidate
      UNION ALL
        SELECT c.person_id, c.other, 'shared_surname', false,
               CASE WHEN 'unsaid' IN (a.place, b.place) THEN 'not_said' ELSE a.place || '_is_' || b.place END, NULL,
               greatest(a.position, b.position)
        FROM (SELECT DISTINCT each.person_id, each.other FROM candidate AS each) AS c
        JOIN surname AS a ON a.person_id = c.person_id AND (all_seen OR NOT a.not_to_dhs)
        JOIN surname AS b ON b.person_id = c.other AND b.key = a.key AND (all_seen OR NOT b.not_to_dhs)
    ), sign AS (
        SELECT f.person_id, f.other, f.sign, bool_or(f.strong) AS strong, min(f.position) AS position,
               min(f.minutes) AS minutes, array_agg(DISTINCT f.how) FILTER (WHERE f.how IS NOT NULL) AS hows
        FROM found AS f GROUP BY f.person_id, f.other, f.sign
    ), listed AS (
        SELECT s.person_id, s.other, array_agg(s.sign ORDER BY s.sign) AS signs,
               coalesce(array_agg(s.sign ORDER BY s.sign) FILTER (WHERE s.strong), '{}') AS strong,
               min(s.minutes) AS minutes,
               coalesce(array_agg(s.sign ORDER BY s.sign) FILTER (
                   WHERE j.answer IS NULL OR CASE WHEN j.looked_at IS NULL THEN s.position > j.position
                                                  ELSE s.sign <> ALL (j.looked_at) END), '{}') AS fresh,
               j.answer, j.judged_at, j.judged_by, j.version
        FROM sign AS s
        LEFT JOIN pair AS j ON j.one = least(s.person_id, s.other) AND j.other = greatest(s.person_id, s.other)
        WHERE j.related IS NOT TRUE
        GROUP BY s.person_id, s.other, j.pair, j.answer, j.judged_at, j.judged_by, j.version
        HAVING bool_or(s.strong) OR count(*) > 1
    ), group_of AS MATERIALIZED (
        SELECT * FROM groups_of(candidates.people)
    ), ranked AS (
        SELECT l.*, p.position AS person_position, o.position AS other_position,
               l.answer IS NULL OR l.answer = 'undecided' OR l.fresh <> '{}' AS is_open,
               NOT (o.open AND o.position > p.position) AS is_driven
        FROM listed AS l
        JOIN person AS p ON p.person_id = l.person_id
        JOIN person AS o ON o.person_id = l.other
        WHERE l.other <> ALL (p.same) AND l.person_id <> ALL (o.same)
          AND NOT EXISTS (SELECT FROM group_of AS g JOIN member AS b ON b.family = g.family
                          WHERE g.person_id = l.person_id AND b.person_id = l.other)
          AND CASE WHEN class = 'orr'
                   THEN ledger.shows_one_of(candidates.organisation, class, ARRAY[l.person_id, l.other])
                   ELSE ledger.shows_one_of(candidates.organisation, class, ARRAY[l.person_id])
                    AND ledger.shows_one_of(candidates.organisation, class, ARRAY[l.other]) END
    ), best AS (
        SELECT r.*, row_number() OVER (
            PARTITION BY r.person_id
            ORDER BY r.is_open DESC, cardinality(r.strong) DESC, cardinality(r.signs) DESC, r.other_position DESC
        ) AS rank
        FROM ranked AS r
    )
    SELECT b.person_id, b.other, b.signs, b.strong,
           ARRAY(SELECT DISTINCT how FROM sign AS s, unnest(s.hows) AS how
                 WHERE s.person_id = b.person_id AND s.other = b.other ORDER BY how),
           b.minutes, b.fresh, b.answer, b.judged_at, b.judged_by, coalesce(b.version, 0), b.person_position,
           b.other_position, b.is_open, b.is_driven
    FROM best AS b WHERE b.rank <= per_person ORDER BY b.person_position DESC, b.rank;
END $$;

-- Open ones of which somebody is in custody, who came on record last first; each pair once, from the side of who is in
-- custody and came later. After the last one of the page before. Neighbours in a queue are met at one place, one after the
-- other, and numbered so: those two signs alone do not bring a pair here; they do on the page of a family.
CREATE OR REPLACE FUNCTION listed(
    organisation text, per_person integer, after_person bigint, after_other bigint, lim integer
)
RETURNS TABLE (
    person_id uuid, other uuid, signs text[], strong text[], hows text[], minutes integer, fresh text[],
    answer text, judged_at timestamptz, judged_by text, version integer, person_position bigint, other_position bigint,
    is_open boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_ties, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    at_once integer := 50;  -- people looked at together: more each time, for most have nobody to be tied to
    queue constant text[] := ARRAY['consecutive_numbers', 'same_place_and_time'];
    people uuid[];
    upto bigint := after_person;
    told integer := 0;
    more integer;
BEGIN
    IF class <> 'orr' THEN
        RAISE EXCEPTION 'this login is not of the desk that reunites' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WHILE told < lim LOOP
        SELECT array_agg(next.person_id), min(next.position) - 1 INTO people, upto FROM (
            SELECT p.person_id, p.position FROM person AS p
            WHERE p.open AND (upto IS NULL OR p.position <= upto) ORDER BY p.position DESC LIMIT at_once
        ) AS next;
        EXIT WHEN people IS NULL;
        at_once := least(at_once * 2, 500);
        RETURN QUERY
        SELECT c.person_id, c.other, c.signs, c.strong, c.hows, c.minutes, c.fresh, c.answer, c.judged_at, c.judged_by,
               c.version, c.person_position, c.other_position, c.is_open
        FROM candidates(listed.organisation, people, per_person) AS c
        WHERE c.is_open AND c.is_driven AND NOT c.signs <@ queue
          AND (after_person IS NULL OR (c.person_position, c.other_position) < (after_person, after_other))
        ORDER BY c.person_position DESC, c.other_position DESC
        LIMIT lim - told;
        GET DIAGNOSTICS more = ROW_COUNT;
        told := told + more;
    END LOOP;
END $$;
