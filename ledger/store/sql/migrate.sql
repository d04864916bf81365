-- What migrate() itself asks and records.

-- name: become_owner
SET LOCAL ROLE custody_owner

-- name: create_history
CREATE TABLE IF NOT EXISTS ledger.migration (
    name       text PRIMARY KEY,
    sha256     bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)

-- name: applied
SELECT name, sha256 FROM ledger.migration

-- name: record
INSERT INTO ledger.migration (name, sha256) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = clock_timestamp()

-- name: set_identity
INSERT INTO ledger.database_identity (purpose, origin) VALUES (%s, %s) ON CONFLICT (one) DO NOTHING

-- name: identity
SELECT purpose, origin FROM ledger.database_identity

-- name: start_clock
INSERT INTO ledger.simulation_clock (purpose, now)
SELECT purpose, '2018-09-30Z' FROM ledger.database_identity WHERE purpose = 'simulation'
ON CONFLICT (purpose) DO NOTHING

-- name: seed_organisation
INSERT INTO ledger.organisation (code, reader_class) VALUES (%s, %s)
ON CONFLICT (code) DO UPDATE SET reader_class = excluded.reader_class
WHERE organisation.reader_class <> excluded.reader_class

-- name: withdraw_organisations
DELETE FROM ledger.organisation WHERE NOT code = ANY (%s)
