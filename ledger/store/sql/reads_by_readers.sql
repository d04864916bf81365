-- The calls that the readers' logins make.

-- name: head
SELECT position, recorded_at FROM ledger.head()

-- name: clock
SELECT ledger.clock()

-- name: head_and_position_at
SELECT h.position, h.recorded_at, ledger.position_at(%b::timestamptz) FROM ledger.head() AS h

-- name: read_heads
SELECT stream_id, version, legal_custodian, holder, next_holder, previous_holder, referred_to
FROM ledger.read_heads(%b::text, %b::uuid[])

-- name: read_streams
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.read_streams(%b::text, %b::uuid[])

-- name: read_people
SELECT l.position, l.stream_id, l.version, l.topic, l.state, l.recorded_at, h.facts
FROM ledger.read_streams(%b::text, %b::uuid[]) AS l
LEFT JOIN (
    SELECT person_id, array_agg(ARRAY[legal_custodian, holder, next_holder, previous_holder, referred_to]) AS facts
    FROM ledger.read_heads(%b::text, %b::uuid[]) GROUP BY person_id
) AS h ON h.person_id = l.stream_id
WHERE l.topic = ANY (%b::text[]) OR h.facts IS NULL
ORDER BY l.stream_id, l.version

-- name: read_kindred
SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.read_kindred(%b::text, %b::uuid[])

-- name: read_relatives
SELECT position, stream_id, version, topic, state, recorded_at, NULL::uuid[]
FROM ledger.read_relatives(%b::text, %b::uuid, %b::uuid[])
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, ledger.read_hidden(%b::text, %b::uuid[])

-- name: read_streams_and_hidden
SELECT position, stream_id, version, topic, state, recorded_at, NULL::uuid[]
FROM ledger.read_streams(%b::text, %b::uuid[])
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, ledger.read_hidden(%b::text, %b::uuid[])

-- name: read_hidden
SELECT ledger.read_hidden(%b::text, %b::uuid[])
