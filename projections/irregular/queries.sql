-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('irregular') AS at
LEFT JOIN view_irregular.listed(
    %(organisation)s, %(code)s, %(after_position)s, %(after_event)s, %(after_code)s, %(limit)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('irregular') AS at
LEFT JOIN view_irregular.counted(%(organisation)s) AS found ON true

-- name: two_custodians
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('irregular') AS at
LEFT JOIN view_irregular.two_custodians(%(organisation)s) AS found ON true
