-- How the schemas of the views come to be. Run by custody_projector, who owns them.

-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('custody view schemas', 0))

-- name: close_functions
-- A function is for nobody until it is granted.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC

-- name: create_schema
CREATE SCHEMA {schema}

-- name: let_readers_in
-- No table is granted. Every function in a view's schema is a door for readers and holds the line itself.
GRANT USAGE ON SCHEMA {schema} TO custody_read_cbp, custody_read_ice, custody_read_orr, custody_read_provider,
    custody_read_oversight, custody_read_advocate;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate

-- name: register
INSERT INTO view_positions.view (view, schema_sha) VALUES (%s, %s)

-- name: registered
SELECT schema_sha FROM view_positions.view WHERE view = %s

-- name: outdated
UPDATE view_positions.view SET stopped_at = clock_timestamp(), stop_reason = 'schema_changed'
WHERE view = %s AND stopped_at IS NULL
