-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Of each record that is linked with others as one person's, the one that they are all counted as.
-- With little memory for hashes: PostgreSQL sizes the table of a recursion by a guess, and zeroes megabytes of it each time.
CREATE OR REPLACE FUNCTION same_ones() RETURNS TABLE (person_id uuid, one uuid)
LANGUAGE sql STABLE ROWS 100 SET search_path = view_family_watch, pg_temp
SET work_mem = '256kB' SET hash_mem_multiplier = 1 AS $$
    WITH RECURSIVE linked AS (
        SELECT s.person_id, s.other FROM same AS s UNION SELECT s.other, s.person_id FROM same AS s
    ), reached AS (
        SELECT l.person_id, l.other FROM linked AS l
        UNION
        SELECT r.person_id, l.other FROM reached AS r JOIN linked AS l ON l.person_id = r.other
    )
    SELECT DISTINCT ON (r.person_id) r.person_id, r.other FROM reached AS r ORDER BY r.person_id, r.other
$$;

-- All alarms and gaps that are open and that the organisation is shown:
-- * removed_without_child: an adult, or a child with a child of their own, left the country, and a child of the group or in
--   their care, who was in custody, did not leave within two days. Open until somebody reviews the exit; again, when a tie becomes known after the review.
--   How somebody left is told to who may know of them, and to who reunites families (design 7, floor b).
-- * child_alone: a child under five by some claim came with nobody on record, and nobody has explained it. Also told to who
--   recorded the encounter. DHS is told no age that comes from a claim kept from it.
-- * whereabouts_unknown: nobody knows where the person is. Also told to who had them last.
-- * subjects_differ: an encounter states other numbers than people are on record for it. For who recorded it, and ORR.
-- Records that are linked as one person's are counted as one, and one child left behind is one row.
-- Whoever is hidden from the organisation (`ledger.hidden_among`) is in no row; a number that counts them names nobody.
CREATE OR REPLACE FUNCTION open_alarms(organisation text)
RETURNS TABLE (
    kind text, since timestamptz, event_id uuid, episode uuid, person_id uuid, child uuid, organisation_of text,
    place text, detail text, with_child boolean, number text, subjects_stated integer, subjects_recorded bigint,
    children_stated integer, children_recorded bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_family_watch, pg_temp
-- Planned once a connection: to plan it takes longer than to run it.
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    WITH tied AS MATERIALIZED (
        SELECT d.* FROM episode AS d
        WHERE d.departed
          AND (d.with_child IS FALSE
               OR d.person_id IN (SELECT a.person_id FROM member AS a WHERE a.role NOT IN ('child', 'companion'))
               OR d.person_id IN (SELECT relative FROM claim WHERE cares))
    ), gone AS MATERIALIZED (
        -- Of these the ones of whom the organisation is told, asked once of all: what comes after costs most.
        SELECT d.* FROM tied AS d
        WHERE ledger.reunites(class) OR open_alarms.organisation = d.exited_by
           OR d.person_id IN (SELECT unnest(ledger.persons_shown(
                  open_alarms.organisation, class, ARRAY(SELECT person_id FROM tied))))
    ), tie AS (
        SELECT a.person_id AS adult, c.person_id AS child, greatest(a.position, c.position) AS known,
               a.to_dhs AND c.to_dhs AS to_dhs, c.role = 'child' AS is_child, false AS cares
        FROM member AS a JOIN member AS c ON c.family = a.family AND c.person_id <> a.person_id
        WHERE a.role NOT IN ('child', 'companion') AND a.person_id IN (SELECT person_id FROM gone)
        UNION ALL
        SELECT relative, relative_of, position, to_dhs, true, true FROM claim
        WHERE cares AND relative IN (SELECT person_id FROM gone)
    ), same_one AS MATERIALIZED (
        SELECT * FROM same_ones()
    ), perhaps_behind AS MATERIALIZED (
        SELECT d.episode, t.child, t.known, coalesce(o.one, t.child) AS one
        FROM gone AS d JOIN tie AS t ON t.adult = d.person_id
        LEFT JOIN person AS p ON p.person_id = t.child
        LEFT JOIN same_one AS o ON o.person_id = t.child
        CROSS JOIN LATERAL (
            SELECT * FROM episode AS k WHERE k.person_id = t.child AND k.begun_at <= d.exited_at
            ORDER BY k.begun_at DESC, k.began DESC LIMIT 1
        ) AS k
        WHERE (t.cares OR NOT d.child) AND (t.is_child OR k.child) AND NOT k.adult
          AND (t.to_dhs OR NOT ledger.is_dhs(class))
          AND coalesce(CASE WHEN ledger.is_dhs(class) THEN p.child_until_dhs ELSE p.child_until END
                       > (d.exited_at AT TIME ZONE 'UTC')::date, true)
          AND NOT coalesce((k.departed OR k.exit_kind = 'death') AND k.exited_at <= d.exited_at + interval '2 days', false)
    ), behind AS (
        SELECT b.episode, (array_agg(b.child ORDER BY b.child))[1] AS child, min(b.known) AS known
        FROM perhaps_behind AS b
        WHERE b.child NOT IN (
            SELECT unnest(ledger.hidden_among(open_alarms.organisation, class, ARRAY(SELECT child FROM perhaps_behind))))
        GROUP BY b.episode, b.one
    ), left_somebody AS MATERIALIZED (
        SELECT d.exited_at, d.exited_in, d.episode, d.person_id, b.child, d.exited_by, d.exited_from, d.exit_kind, d.with_child
        FROM gone AS d LEFT JOIN behind AS b ON b.episode = d.episode
        WHERE (b.child IS NOT NULL OR d.with_child IS FALSE)
          AND (d.reviewed IS NULL OR b.known > d.reviewed)
    )
    SELECT 'removed_without_child', d.exited_at, d.exited_in, d.episode, d.person_id, d.child, d.exited_by, d.exited_from,
           d.exit_kind, d.with_child, NULL::text, NULL::integer, NULL::bigint, NULL::integer, NULL::bigint
    FROM left_somebody AS d
    WHERE d.person_id NOT IN (SELECT unnest(ledger.hidden_among(
              open_alarms.organisation, class, ARRAY(SELECT person_id FROM left_somebody))))
    UNION ALL
    SELECT 'child_alone', e.met_at, e.met_in, e.episode, e.person_id, NULL, e.met_by, e.met_place,
           e.alone, NULL, NULL, NULL, NULL, NULL, NULL
    FROM small_alone AS s JOIN episode AS e ON e.episode = s.episode
    WHERE CASE WHEN ledger.is_dhs(class) THEN s.small_until_dhs ELSE s.small_until END > (e.met_at AT TIME ZONE 'UTC')::date
      AND (open_alarms.organisation = e.met_by
           OR ledger.shows_one_of(open_alarms.organisation, class, ARRAY[e.person_id]))
      AND ledger.hidden_among(open_alarms.organisation, class, ARRAY[e.person_id]) = '{}'
    UNION ALL
    SELECT 'whereabouts_unknown', e.since, e.missing_in, e.episode, e.person_id, NULL, e.answerable,
           CASE WHEN NOT (ledger.is_dhs(class) AND e.legal_custodian = 'ORR') THEN e.last_seen END,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM episode AS e
    WHERE e.now = 'whereabouts_unknown'
      AND (open_alarms.organisation = e.answerable
           OR ledger.shows_one_of(open_alarms.organisation, class, ARRAY[e.person_id]))
      AND ledger.hidden_among(open_alarms.organisation, class, ARRAY[e.person_id]) = '{}'
    UNION ALL
    SELECT 'subjects_differ', m.since, m.event_id, NULL, NULL, NULL, m.organisation, m.place,
           NULL, NULL, m.number, m.stated, m.recorded, m.children_stated, m.children_recorded
    FROM (
        SELECT min(c.happened_at) AS since, (array_agg(c.event_id ORDER BY c.happened_at, c.event_id))[1] AS event_id,
               c.organisation, min(c.number) AS number,
               (array_agg(c.place ORDER BY c.happened_at, c.event_id))[1] AS place,
               max(c.subjects) AS stated, min(c.subjects) AS stated_least, max(c.children) AS children_stated,
               min(c.children) AS children_least, count(DISTINCT coalesce(o.one, c.person_id)) AS recorded,
               count(DISTINCT coalesce(o.one, c.person_id)) FILTER (WHERE young) AS children_recorded,
               count(DISTINCT coalesce(o.one, c.person_id)) FILTER (WHERE young IS NULL) AS not_known,
               array_agg(c.person_id) AS people
        FROM miscounted JOIN encounter AS c USING (organisation, together, year)
        JOIN episode AS e ON e.episode = c.episode
        LEFT JOIN person AS p ON p.person_id = c.person_id
        LEFT JOIN same_one AS o ON o.person_id = c.person_id
        CROSS JOIN LATERAL (SELECT CASE
            WHEN e.adult THEN false WHEN e.child THEN true
            ELSE CASE WHEN ledger.is_dhs(class) THEN p.child_until_dhs ELSE p.child_until END
                 > (c.happened_at AT TIME ZONE 'UTC')::date END AS young) AS age
        GROUP BY c.organisation, c.together, c.year
    ) AS m
    WHERE (m.stated <> m.recorded OR m.stated_least <> m.stated OR m.children_least <> m.children_stated
           OR m.children_stated NOT BETWEEN m.children_recorded AND m.children_recorded + m.not_known)
      AND (class = 'oversight' OR open_alarms.organisation = m.organisation
           OR class = 'orr' AND m.people && (SELECT ledger.persons_shown(open_alarms.organisation, class, ARRAY(
                  SELECT c.person_id FROM miscounted JOIN encounter AS c USING (organisation, together, year)))));
END $$;

-- One kind of them, or all for a NULL, the longest first, after the last one of the page before; with their whole days by
-- the clock that decisions read.
CREATE OR REPLACE FUNCTION alarms(
    organisation text, of_kind text, after_since timestamptz, after_event uuid, after_child uuid, lim integer
)
RETURNS TABLE (
    kind text, since timestamptz, days integer, event_id uuid, episode uuid, person_id uuid, child uuid,
    organisation_of text, place text, detail text, with_child boolean, number text, subjects_stated integer,
    subjects_recorded bigint, children_stated integer, children_recorded bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_family_watch, pg_temp AS $$
#variable_conflict use_column
DECLARE
    now    timestamptz := ledger.clock();
    nobody uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    RETURN QUERY
    SELECT o.kind, o.since, greatest(floor(extract(epoch FROM now - o.since) / 86400), 0)::integer, o.event_id, o.episode,
           o.person_id, o.child, o.organisation_of, o.place, o.detail, o.with_child, o.number, o.subjects_stated,
           o.subjects_recorded, o.children_stated, o.children_recorded
    FROM open_alarms(alarms.organisation) AS o
    WHERE (of_kind IS NULL OR o.kind = of_kind)
      AND (after_since IS NULL
           OR (o.since, o.event_id, coalesce(o.child, nobody)) > (after_since, after_event, coalesce(after_child, nobody)))
    ORDER BY o.since, o.event_id, coalesce(o.child, nobody)
    LIMIT lim;
END $$;

-- How many are open, by kind.
CREATE OR REPLACE FUNCTION counted(organisation text) RETURNS TABLE (kind text, open bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_family_watch, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT o.kind, count(*) FROM open_alarms(counted.organisation) AS o GROUP BY o.kind ORDER BY o.kind;
END $$;

-- What moved the relatives of those whom the organisation has or answers for, the last of each, newest first, before the
-- last one of the page before. Who is at one place with all of them is no news. Places as the floors allow (design 7): to DHS
-- a child in ORR's care is in ORR's care; of who left, how they left is told to who reunites families only. Of whoever is
-- hidden from the organisation (`ledger.hidden_among`) there are none.
CREATE OR REPLACE FUNCTION news(organisation text, before_position bigint, lim integer)
RETURNS TABLE (
    "position" bigint, person_id uuid, about uuid[], now text, happened_at timestamptz, recorded_at timestamptz,
    custodian text, holder text, place text, answers text, exit_kind text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_family_watch, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    WITH ours AS MATERIALIZED (
        SELECT e.person_id, e.place, e.now FROM episode AS e
        WHERE e.now <> 'left_custody'
          AND (class = 'oversight'
               OR coalesce(news.organisation IN (e.holder, e.legal_custodian, e.answerable), false))
    ), tie AS (
        SELECT a.person_id, b.person_id AS relative, a.to_dhs AND b.to_dhs AS to_dhs
        FROM member AS a JOIN member AS b ON b.family = a.family
        UNION ALL
        SELECT a.person_id, b.person_id, a.to_dhs AND b.to_dhs
        FROM member AS a JOIN link AS l ON l.family = a.family JOIN member AS b ON b.family = l.other
        UNION ALL
        SELECT relative, relative_of, to_dhs FROM claim
        UNION ALL
        SELECT relative_of, relative, to_dhs FROM claim
    ), told AS (
        SELECT r.episode, array_agg(DISTINCT o.person_id ORDER BY o.person_id) AS about
        FROM tie AS t JOIN ours AS o ON o.person_id = t.person_id
        JOIN episode AS r ON r.person_id = t.relative AND r.person_id <> o.person_id
        WHERE (t.to_dhs OR NOT ledger.is_dhs(class))
          AND r.changed_position IS NOT NULL AND (before_position IS NULL OR r.changed_position < before_position)
          AND NOT coalesce(r.now = 'in_custody' AND o.now = 'in_custody' AND r.place = o.place, false)
          AND NOT EXISTS (SELECT FROM episode AS n WHERE n.person_id = r.person_id AND n.began > r.began)
        GROUP BY r.episode
    ), hidden AS MATERIALIZED (
        SELECT unnest(ledger.hidden_among(news.organisation, class, ARRAY(
            SELECT r.person_id FROM told AS t JOIN episode AS r ON r.episode = t.episode))) AS person_id
    )
    SELECT r.changed_position, r.person_id, t.about, r.now, r.changed_at, r.changed_recorded, r.legal_custodian,
           CASE WHEN in_orrs_care THEN 'ORR' ELSE r.holder END, CASE WHEN NOT in_orrs_care THEN r.place END,
           CASE WHEN in_orrs_care THEN 'ORR' ELSE r.answerable END, CASE WHEN ledger.reunites(class) THEN r.exit_kind END
    FROM told AS t JOIN episode AS r ON r.episode = t.episode
    CROSS JOIN LATERAL (SELECT ledger.is_dhs(class) AND coalesce(r.legal_custodian = 'ORR', false) AS in_orrs_care) AS floor
    WHERE NOT EXISTS (SELECT FROM hidden AS h WHERE h.person_id = r.person_id)
    ORDER BY r.changed_position DESC
    LIMIT lim;
END $$;
