-- One statement, so that the rows and the position of the view are of one moment.

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('placements') AS at
LEFT JOIN view_placements.listed(
    %(organisation)s, %(asked_of)s, %(of_person)s, %(place)s,
    %(after_since)s, %(after_episode)s, %(after_place)s, %(limit)s) AS found ON true
