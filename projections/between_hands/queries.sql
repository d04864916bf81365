-- One statement, so that the rows and the position of the view are of one moment.

-- name: board
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('between_hands') AS at
LEFT JOIN view_between_hands.board(%(organisation)s) AS found ON true
