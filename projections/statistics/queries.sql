-- One statement a table, so that the counts and the position of the view are of one moment.

-- name: encounters
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.encounters(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: releases
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.releases(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: census
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.census(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: referrals
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.referrals(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: exits
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.exits(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: care
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.care(%(organisation)s, %(first)s, %(last)s) AS found ON true

-- name: ages
SELECT at.position AS view_position, NOT (found IS NULL) AS is_row, found.*
FROM view_positions.at('statistics') AS at
LEFT JOIN view_statistics.ages(%(organisation)s, %(first)s, %(last)s) AS found ON true
