-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('to_offer') AS at
LEFT JOIN view_to_offer.listed(
    %(organisation)s, %(holder)s, %(place)s, %(to_place)s, %(among)s, %(after)s, %(limit)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('to_offer') AS at
LEFT JOIN view_to_offer.counted(%(organisation)s, %(holder)s, %(place)s) AS found ON true
