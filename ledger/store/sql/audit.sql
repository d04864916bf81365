-- The calls of `custody verify`, as custody_projector.

-- name: one_moment
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: head
SELECT position, recorded_at FROM ledger.head()

-- name: clock
SELECT ledger.clock()

-- name: identity
SELECT purpose, origin FROM ledger.identity()

-- name: audit_page
SELECT position, stream_id, version, topic, state, recorded_at, salt, leaf FROM ledger.audit_page(%b::int8, %b::int4)

-- name: heads_page
SELECT stream_id, version, person_id, legal_custodian, holder, next_holder, previous_holder, referred_to, people
FROM ledger.heads_page(%b::uuid, %b::int4)

-- name: load_for_decision
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.load_for_decision(%b::uuid[])
