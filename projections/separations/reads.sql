-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Whether the row has the child on the list of one moment, as known at one position: from when it was separated until, but
-- not when, that ended.
CREATE OR REPLACE FUNCTION is_listed(c child, moment timestamptz, known bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT c.known_from <= known AND coalesce(c.known_until > known, true)
       AND c.since <= moment AND coalesce(c.until_at > moment, true)
$$;

-- Whether two rows are about one child of one separation.
CREATE OR REPLACE FUNCTION is_same(one child, other child) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT one.family = other.family AND one.separation = other.separation AND one.person_id = other.person_id
$$;

-- Who reunites families is shown every row; the others see one if they may know of the child or of one of the adults now,
-- and the child is not hidden from them.
CREATE OR REPLACE FUNCTION shows(c child, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT ledger.reunites(reader_class)
        OR (ledger.shows_one_of(organisation, reader_class, c.person_id || c.adults)
            AND ledger.hidden_among(organisation, reader_class, ARRAY[c.person_id]) = '{}')
$$;

-- Who was separated at a moment, the longest first, after the last one of the page before; as known at a position, or now
-- if that is NULL. Reviews are those up to the moment. Of an adult who is hidden the row says nothing, nor where they went.
CREATE OR REPLACE FUNCTION listed(
    organisation text, moment timestamptz, known_at bigint,
    after_since timestamptz, after_separation uuid, after_person uuid, lim integer
)
RETURNS TABLE (
    separation uuid, person_id uuid, family uuid, said_in uuid, since timestamptz, until timestamptz, irregular boolean,
    reason text, missing text[], reviews bigint, reviewed_at timestamptz, adults uuid[], adult_next_organisation text,
    adult_next_place text, ended text, struck_in uuid, struck_by text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_separations, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    known bigint := coalesce(known_at, 9223372036854775807);
BEGIN
    RETURN QUERY
    WITH page AS MATERIALIZED (
        SELECT c.*, ledger.hidden_among(listed.organisation, class, c.adults) AS hidden
        FROM child AS c
        WHERE is_listed(c, moment, known) AND shows(c, listed.organisation, class)
          AND (after_since IS NULL
               OR (c.since, c.separation, c.person_id) > (after_since, after_separation, after_person))
        ORDER BY c.since, c.separation, c.person_id
        LIMIT lim
    )
    SELECT c.separation, c.person_id, c.family, c.said_in, c.since, c.until_at, c.irregular, c.reason, c.missing,
           r.reviews, r.last, ARRAY(SELECT adult FROM unnest(c.adults) AS adult WHERE adult <> ALL (c.hidden)),
           CASE WHEN c.hidden = '{}' THEN c.next_organisation END, CASE WHEN c.hidden = '{}' THEN c.next_place END,
           c.ended, c.struck_in, c.struck_by
    FROM page AS c
    CROSS JOIN LATERAL (SELECT count(*) AS reviews, max(at) AS last
                        FROM unnest(c.reviewed_at) AS at WHERE at <= moment) AS r
    ORDER BY c.since, c.separation, c.person_id;
END $$;

-- Who is on one of two lists and not on the other, with the record that makes the difference. The time between the two
-- moments explains it if what was known last has the child on the one list only; otherwise something else became known:
-- what changed last whether the child was separated at the first moment. `ended` and `until` are as known last.
CREATE OR REPLACE FUNCTION difference(
    organisation text, from_moment timestamptz, from_known bigint, to_moment timestamptz, to_known bigint,
    after_since timestamptz, after_separation uuid, after_person uuid, lim integer
)
RETURNS TABLE (
    listed boolean, why text, event_id uuid, "position" bigint, recorded_at timestamptz, separation uuid, person_id uuid,
    family uuid, since timestamptz, until timestamptz, irregular boolean, reason text, adults uuid[], ended text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_separations, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    WITH changed AS (
        SELECT true AS listed, c FROM child AS c
        WHERE is_listed(c, to_moment, to_known)
          AND NOT EXISTS (SELECT FROM child AS o WHERE is_same(o, c) AND is_listed(o, from_moment, from_known))
        UNION ALL
        SELECT false, c FROM child AS c
        WHERE is_listed(c, from_moment, from_known)
          AND NOT EXISTS (SELECT FROM child AS o WHERE is_same(o, c) AND is_listed(o, to_moment, to_known))
    ), shown AS (
        SELECT listed, c, (c).since AS since, (c).separation AS separation, (c).person_id AS person_id FROM changed
        WHERE shows(c, difference.organisation, class)
          AND (after_since IS NULL
               OR ((c).since, (c).separation, (c).person_id) > (after_since, after_separation, after_person))
        ORDER BY since, separation, person_id
        LIMIT lim
    )
    SELECT s.listed, CASE WHEN by_time THEN CASE WHEN s.listed THEN 'separated' ELSE 'ended' END
                          WHEN h.kind = 'said' THEN 'became_known' ELSE h.kind END,
           h.event_id, h.position, h.recorded_at, s.separation, s.person_id, (s.c).family, s.since,
           n.until_at, (s.c).irregular, (s.c).reason,
           ARRAY(SELECT adult FROM unnest((s.c).adults) AS adult
                 WHERE adult <> ALL (ledger.hidden_among(difference.organisation, class, (s.c).adults))), n.ended
    FROM shown AS s
    -- What was known last; none if no separation of the child stands.
    LEFT JOIN child AS n ON is_same(n, s.c) AND n.known_from <= to_known AND coalesce(n.known_until > to_known, true)
    CROSS JOIN LATERAL (SELECT coalesce(is_listed(n, from_moment, to_known), false) <> s.listed AS by_time) AS b
    JOIN change AS h ON h.family = (s.c).family AND CASE
        WHEN by_time AND s.listed THEN h.event_id = n.said_in
        WHEN by_time THEN h.event_id = n.ended_in
        WHEN s.listed THEN h.position = (
            SELECT max(v.known_from) FROM child AS v
            WHERE is_same(v, s.c) AND v.known_from <= to_known AND is_listed(v, from_moment, v.known_from)
              AND NOT EXISTS (SELECT FROM child AS w WHERE is_same(w, v) AND w.known_until = v.known_from
                              AND is_listed(w, from_moment, w.known_from)))
        ELSE h.position = (
            SELECT max(v.known_until) FROM child AS v
            WHERE is_same(v, s.c) AND v.known_until <= to_known AND is_listed(v, from_moment, v.known_from))
        END
    ORDER BY s.since, s.separation, s.person_id;
END $$;

-- Each month, from the first to the last (their first days): for how many children a separation began and ended in it, how
-- many of those that began were only reported, and how many were on the list at its end; as known at a position, or now if
-- that is NULL.
CREATE OR REPLACE FUNCTION counted(organisation text, first date, last date, known_at bigint)
RETURNS TABLE (month date, began bigint, irregular bigint, ended bigint, at_end bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_separations, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    known bigint := coalesce(known_at, 9223372036854775807);
BEGIN
    RETURN QUERY
    WITH seen AS MATERIALIZED (
        SELECT c FROM child AS c
        WHERE c.known_from <= known AND coalesce(c.known_until > known, true) AND shows(c, counted.organisation, class)
    )
    SELECT m.begin::date,
           count(*) FILTER (WHERE (c).since >= begins AND (c).since < ends),
           count(*) FILTER (WHERE (c).since >= begins AND (c).since < ends AND (c).irregular),
           count(*) FILTER (WHERE (c).until_at >= begins AND (c).until_at < ends),
           count(*) FILTER (WHERE (c).since < ends AND coalesce((c).until_at >= ends, true))
    FROM generate_series(first::timestamp, last::timestamp, interval '1 month') AS m (begin)
    CROSS JOIN LATERAL (SELECT m.begin AT TIME ZONE 'UTC' AS begins,
                               (m.begin + interval '1 month') AT TIME ZONE 'UTC' AS ends) AS span
    LEFT JOIN seen ON true
    GROUP BY m.begin
    ORDER BY m.begin;
END $$;

-- How many are on the list of a moment, as known at a position, or now if that is NULL: children, of how many rows only
-- reported, of how many something is not on record; and when the first separation that is known began.
CREATE OR REPLACE FUNCTION totalled(organisation text, moment timestamptz, known_at bigint)
RETURNS TABLE (children bigint, irregular bigint, incomplete bigint, first_since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_separations, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    known bigint := coalesce(known_at, 9223372036854775807);
BEGIN
    RETURN QUERY
    SELECT count(DISTINCT c.person_id) FILTER (WHERE l.listed),
           count(*) FILTER (WHERE l.listed AND c.irregular),
           count(*) FILTER (WHERE l.listed AND c.missing <> '{}'),
           min(c.since)
    FROM child AS c
    CROSS JOIN LATERAL (SELECT is_listed(c, moment, known) AS listed) AS l
    WHERE c.known_from <= known AND coalesce(c.known_until > known, true) AND shows(c, totalled.organisation, class);
END $$;
