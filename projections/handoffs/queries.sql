-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: listed
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handoffs') AS at
LEFT JOIN view_handoffs.listed(
    %(organisation)s, %(of_manifest)s, %(addressed_to)s, %(given_by)s, %(place)s,
    %(after_due)s, %(after_since)s, %(after_episode)s, %(after_offer)s, %(limit)s,
    %(closed_of)s, %(closed_since)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('handoffs') AS at
LEFT JOIN view_handoffs.counted(%(organisation)s, %(of_organisation)s, %(place)s) AS found ON true
