-- Positions of the views: what the runner writes, and what everybody may ask.

-- name: lead
-- One runner leads a view; the lock is the session's, so it ends with the runner however that ends.
SELECT pg_try_advisory_lock(hashtextextended('custody view ' || %s, 0))

-- name: give_up
SELECT pg_advisory_unlock_all()

-- name: known
SELECT view, position, stopped_at IS NOT NULL FROM view_positions.view WHERE view = ANY (%s)

-- name: reached
SELECT view, position, stop_reason FROM view_positions.view WHERE view = ANY (%s)

-- name: enter_schema
SELECT set_config('search_path', %s || ', pg_temp', true)

-- name: advance
-- Only from where the batch begins: whoever else has moved a view, no event is taken in twice.
UPDATE view_positions.view SET position = %(last)s
WHERE view = ANY (%(views)s) AND position = %(before)s AND stopped_at IS NULL

-- name: announce
SELECT pg_notify('view_positions', %s)

-- name: stop
UPDATE view_positions.view SET stopped_at = clock_timestamp(), stop_reason = %(reason)s
WHERE view = %(view)s AND stopped_at IS NULL

-- name: raise_alarm
INSERT INTO view_positions.alarm (view, position, reason) VALUES (%(view)s, %(position)s, %(reason)s)

-- name: resume
UPDATE view_positions.view SET stopped_at = NULL, stop_reason = NULL WHERE view = %s AND schema_sha = %s

-- name: at
SELECT position, stopped FROM view_positions.at(%s)

-- name: overview
SELECT view, position, stopped_at, stop_reason FROM view_positions.overview()

-- name: alarms
SELECT view, position, raised_at, reason FROM view_positions.alarms(%s)
