-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: who_has
SELECT at.position AS view_position, found.person_id IS NOT NULL AS is_row, found.*
FROM view_positions.at('identifiers') AS at
LEFT JOIN view_identifiers.who_has(%(organisation)s, %(scheme)s, %(hash)s) AS found ON true

-- name: who_have
SELECT at.position AS view_position, found.person_id IS NOT NULL AS is_row, found.*
FROM view_positions.at('identifiers') AS at
LEFT JOIN (
    SELECT wanted.asked, holder.person_id
    FROM unnest(%(asked)s::integer[], %(schemes)s::text[], %(hashes)s::bytea[]) AS wanted (asked, scheme, hash),
         view_identifiers.who_has(%(organisation)s, wanted.scheme, wanted.hash) AS holder
    ORDER BY wanted.asked, holder.person_id
) AS found ON true

-- name: shared
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('identifiers') AS at
LEFT JOIN view_identifiers.shared(%(organisation)s, %(after)s, %(limit)s) AS found ON true
