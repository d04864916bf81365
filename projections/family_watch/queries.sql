-- One statement a question, so that the rows and the position of the view are of one moment.

-- name: alarms
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('family_watch') AS at
LEFT JOIN view_family_watch.alarms(
    %(organisation)s, %(kind)s, %(after_since)s, %(after_event)s, %(after_child)s, %(limit)s) AS found ON true

-- name: counted
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('family_watch') AS at
LEFT JOIN view_family_watch.counted(%(organisation)s) AS found ON true

-- name: news
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('family_watch') AS at
LEFT JOIN view_family_watch.news(%(organisation)s, %(before)s, %(limit)s) AS found ON true
