-- The calls that the logins make. Every array and number is cast, so that one plan serves every length and size.

-- name: append
SELECT outcome, first_position, event_count, conflict_stream, current_version
FROM ledger.append(
    %b::text[], %b::text[], %b::bytea[],
    %b::int4[], %b::uuid[], %b::int4[], %b::int4[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[],
    %b::text[], %b::text[], %b::int4[], %b::text[], %b::bytea[], %b::bytea[])

-- name: load_for_decision
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.load_for_decision(%b::uuid[])

-- name: answers
SELECT key, body_hash, stream_id, version, topic, position FROM ledger.answers(%b::text, %b::text[])

-- name: clock
SELECT ledger.clock()

-- name: move_clock
SELECT ledger.move_clock(%b::timestamptz)

-- name: head
SELECT position, recorded_at FROM ledger.head()

-- name: identity
SELECT purpose, origin, created_at FROM ledger.identity()

-- name: stream
SELECT position, stream_id, version, topic, state, recorded_at
FROM ledger.stream(%b::uuid, %b::int4, %b::int4, %b::bool, %b::int4)

-- name: page
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.page(%b::int8, %b::int4)

-- name: page_of_topics
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.page(%b::int8, %b::int4, %b::text[])

-- name: listen
LISTEN ledger_log
