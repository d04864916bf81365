-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('separations') AS at
LEFT JOIN view_separations.listed(
    %(organisation)s, %(moment)s, %(known_at)s,
    %(after_since)s, %(after_separation)s, %(after_person)s, %(limit)s) AS found ON true

-- name: difference
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('separations') AS at
LEFT JOIN view_separations.difference(
    %(organisation)s, %(from_moment)s, %(from_known)s, %(to_moment)s, %(to_known)s,
    %(after_since)s, %(after_separation)s, %(after_person)s, %(limit)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('separations') AS at
LEFT JOIN view_separations.counted(%(organisation)s, %(first)s, %(last)s, %(known_at)s) AS found ON true

-- name: totalled
SELECT at.position AS view_position, true AS is_row, found.*
FROM view_positions.at('separations') AS at
LEFT JOIN view_separations.totalled(%(organisation)s, %(moment)s, %(known_at)s) AS found ON true
