-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: of_person
SELECT at.position AS view_position, found.person_id IS NOT NULL AS is_row, found.*
FROM view_positions.at('ties') AS at
LEFT JOIN view_ties.candidates(%(organisation)s, ARRAY[%(person)s::uuid], %(per_person)s) AS found ON true

-- name: listed
SELECT at.position AS view_position, found.person_id IS NOT NULL AS is_row, found.*
FROM view_positions.at('ties') AS at
LEFT JOIN view_ties.listed(
    %(organisation)s, %(per_person)s, %(after_person)s::bigint, %(after_other)s::bigint, %(limit)s) AS found ON true
