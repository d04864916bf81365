-- Cluster-wide roles and what holds for a whole database. Run by the migrator on every migration run: idempotent, and a
-- database that was cloned from a template has none of the grants on the database itself.

-- name: role_exists
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)

-- name: create_owner
CREATE ROLE custody_owner NOLOGIN NOINHERIT

-- name: own_as_migrator
-- A superuser may become any role; another migrator must be a member, and having created the role is not enough.
DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT custody_owner TO %I', current_user);
    END IF;
END $$

-- name: create_login
CREATE ROLE {role} LOGIN NOINHERIT

-- name: set_password
-- The verifier, computed by the client: a password never reaches the server's log.
ALTER ROLE {role} LOGIN PASSWORD {verifier}

-- name: set_default
-- Timeouts above all: an open writer transaction stops every append, so nothing may wait or idle for long.
ALTER ROLE {role} SET {setting} = {value}

-- name: database_exists
SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)

-- name: create_database
CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'

-- name: lock_migrations
-- Taken in the maintenance database: advisory locks hold within one database, roles are shared by all.
SELECT pg_advisory_lock(hashtext('custody migrate'))

-- name: close_database
REVOKE ALL ON DATABASE {database} FROM PUBLIC

-- name: open_database
GRANT CONNECT ON DATABASE {database} TO {logins}

-- name: open_to_public
-- Taking a right away that somebody else gave is only a warning.
SELECT has_database_privilege('public', current_database(), 'CONNECT, TEMP')

-- name: let_projector_create
-- Views live in schemas of the projector's own.
GRANT CREATE ON DATABASE {database} TO custody_projector

-- name: close_public_schema
REVOKE ALL ON SCHEMA public FROM PUBLIC

-- name: create_schemas
CREATE SCHEMA IF NOT EXISTS ledger AUTHORIZATION custody_owner;
CREATE SCHEMA IF NOT EXISTS page AUTHORIZATION custody_owner
