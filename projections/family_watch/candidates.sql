-- Where an alarm can be, found anew for the episodes and people of a batch once their rows are written.

-- name: forget_small_alone
DELETE FROM small_alone WHERE episode = ANY (%(episodes)s::uuid[]) OR person_id = ANY (%(people)s::uuid[])

-- name: find_small_alone
INSERT INTO small_alone (episode, person_id, small_until, small_until_dhs)
SELECT e.episode, e.person_id, p.small_until, p.small_until_dhs
FROM (SELECT episode FROM episode WHERE episode = ANY (%(episodes)s::uuid[])
      UNION SELECT episode FROM episode WHERE person_id = ANY (%(people)s::uuid[])) AS touched
JOIN episode AS e ON e.episode = touched.episode
JOIN person AS p ON p.person_id = e.person_id
WHERE e.alone IS NOT NULL AND p.small_until > (e.met_at AT TIME ZONE 'UTC')::date

-- name: same
SELECT other FROM same WHERE person_id = ANY (%(people)s::uuid[])

-- name: gatherings
SELECT organisation, together, year FROM encounter WHERE episode = ANY (%(episodes)s::uuid[])
UNION SELECT organisation, together, year FROM encounter WHERE person_id = ANY (%(people)s::uuid[])

-- name: forget_miscounted
DELETE FROM miscounted AS m USING unnest(%(organisations)s::text[], %(together)s::text[], %(years)s::integer[])
    AS touched (organisation, together, year)
WHERE (m.organisation, m.together, m.year) = (touched.organisation, touched.together, touched.year)

-- name: find_miscounted
INSERT INTO miscounted (organisation, together, year)
SELECT m.organisation, m.together, m.year
FROM (
    SELECT c.organisation, c.together, c.year, max(c.subjects) AS stated, min(c.subjects) AS stated_least,
           max(c.children) AS children_stated, min(c.children) AS children_least,
           count(DISTINCT c.person_id) AS recorded,
           count(DISTINCT c.person_id) FILTER (WHERE young) AS young,
           count(DISTINCT c.person_id) FILTER (WHERE young IS NULL) AS not_known,
           count(DISTINCT c.person_id) FILTER (WHERE young_to_dhs) AS young_to_dhs,
           count(DISTINCT c.person_id) FILTER (WHERE young_to_dhs IS NULL) AS not_known_to_dhs,
           bool_or(EXISTS (SELECT FROM same AS s WHERE s.person_id = c.person_id)
                   OR EXISTS (SELECT FROM same AS s WHERE s.other = c.person_id)) AS several_records
    FROM unnest(%(organisations)s::text[], %(together)s::text[], %(years)s::integer[])
        AS touched (organisation, together, year)
    JOIN encounter AS c USING (organisation, together, year)
    JOIN episode AS e ON e.episode = c.episode
    LEFT JOIN person AS p ON p.person_id = c.person_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN e.adult THEN false WHEN e.child THEN true ELSE p.child_until > day END AS young,
               CASE WHEN e.adult THEN false WHEN e.child THEN true ELSE p.child_until_dhs > day END AS young_to_dhs
        FROM (SELECT (c.happened_at AT TIME ZONE 'UTC')::date AS day) AS met
    ) AS age
    GROUP BY c.organisation, c.together, c.year
) AS m
WHERE m.several_records OR m.stated <> m.recorded OR m.stated_least <> m.stated OR m.children_least <> m.children_stated
   OR m.children_stated NOT BETWEEN m.young AND m.young + m.not_known
   OR m.children_stated NOT BETWEEN m.young_to_dhs AND m.young_to_dhs + m.not_known_to_dhs
