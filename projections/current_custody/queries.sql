-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: of_person
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('current_custody') AS at
LEFT JOIN view_current_custody.of_person(%(organisation)s, %(person)s) AS found ON true

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('current_custody') AS at
LEFT JOIN view_current_custody.listed(
    %(organisation)s, %(holder)s, %(place)s, %(offered_to)s, %(steps)s, %(referral)s, %(offered)s,
    %(by_step)s, %(after_since)s, %(after_episode)s, %(limit)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('current_custody') AS at
LEFT JOIN view_current_custody.counted(%(organisation)s) AS found ON true

-- name: counted_by_step
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('current_custody') AS at
LEFT JOIN view_current_custody.counted_by_step(%(organisation)s, %(place)s) AS found ON true
