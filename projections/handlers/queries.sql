-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: of_person
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handlers') AS at
LEFT JOIN view_handlers.of_person(%(organisation)s, %(person)s) AS found ON true

-- name: by_user
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handlers') AS at
LEFT JOIN view_handlers.by_user(
    %(organisation)s, %(user)s, %(after_position)s, %(after_part)s, %(limit)s) AS found ON true

-- name: gaps_of
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handlers') AS at
LEFT JOIN view_handlers.gaps_of(%(organisation)s, %(person)s) AS found ON true

-- name: minutes
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handlers') AS at
LEFT JOIN view_handlers.minutes(%(organisation)s, %(since)s, %(until)s) AS found ON true
