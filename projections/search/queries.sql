-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: candidates
SELECT at.position AS view_position, found.person_id IS NOT NULL AS is_row, found.*
FROM view_positions.at('search') AS at
LEFT JOIN view_search.candidates(
    %(organisation)s, %(keys)s::bigint[], %(facts)s::bigint[], %(also)s::uuid[], %(limit)s
) AS found ON true
