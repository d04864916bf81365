-- The calls that the readers' logins make.

-- name: head
SELECT position, recorded_at FROM ledger.head()

-- name: clock
SELECT ledger.clock()

-- name: position_at
SELECT ledger.position_at(%b::timestamptz)

-- name: read_heads
SELECT stream_id, version, legal_custodian, holder, next_holder, previous_holder, referred_to
FROM ledger.read_heads(%b::text, %b::uuid[])

-- name: read_streams
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.read_streams(%b::text, %b::uuid[])
