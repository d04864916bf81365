-- Views built again beside the live ones: `view_x_next` beside `view_x`.

-- name: claim
-- One build of a view at a time; the lock is the session's, so it ends with the builder however that ends.
SELECT pg_try_advisory_lock(hashtextextended('custody beside ' || %s, 0))

-- name: drop_schema
DROP SCHEMA IF EXISTS {schema} CASCADE

-- name: forget
DELETE FROM view_positions.view WHERE view = %s

-- name: hold
-- While the row is locked the live view stands still.
SELECT position, schema_sha FROM view_positions.view WHERE view = %s FOR UPDATE

-- name: live
SELECT view, position FROM view_positions.view WHERE view = ANY (%s)

-- name: tables
SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename

-- name: differences
SELECT 'live' AS found_in, to_jsonb(d) AS row
FROM (TABLE {live} EXCEPT ALL TABLE {built}) AS d
UNION ALL
SELECT 'replayed', to_jsonb(d)
FROM (TABLE {built} EXCEPT ALL TABLE {live}) AS d

-- name: drop_table
-- With the functions that take its rows for arguments: reads.sql makes those again.
DROP TABLE {live} CASCADE

-- name: move_table
ALTER TABLE {built} SET SCHEMA {schema}

-- name: rename
ALTER SCHEMA {built} RENAME TO {live}

-- name: replace
-- The new tables stand where the old ones stood; a view that had stopped goes on from there.
UPDATE view_positions.view SET schema_sha = %(sha)s, stopped_at = NULL, stop_reason = NULL WHERE view = %(view)s
