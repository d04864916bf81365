-- Sessions: found by the hash of their token. All times are the server's.

-- name: begin
INSERT INTO page.session (token_hash, user_id, organisation, role, office, purpose, case_reference, language)
VALUES (
    %(token_hash)s, %(user)s, %(organisation)s, %(role)s, %(office)s, %(purpose)s, %(case_reference)s, %(language)s)

-- name: of
-- The session if it is within its limits; seen now, unless it was seen a moment ago.
WITH good AS (
    SELECT token_hash, user_id, organisation, role, office, purpose, case_reference, language, created_at, last_seen_at
    FROM page.session
    WHERE token_hash = %(token_hash)s AND ended_at IS NULL
      AND created_at > now() - %(absolute)s::interval AND last_seen_at > now() - %(idle)s::interval
), touched AS (
    UPDATE page.session AS session SET last_seen_at = now()
    FROM good
    WHERE session.token_hash = good.token_hash AND %(by_person)s AND good.last_seen_at <= now() - %(touch)s::interval
)
SELECT user_id, organisation, role, office, purpose, case_reference, language, created_at FROM good

-- name: left_by
-- Whose a session was that has run out by itself; one that was ended is nobody's any more.
SELECT organisation, user_id FROM page.session
WHERE token_hash = %(token_hash)s AND ended_at IS NULL AND last_seen_at > now() - %(kept)s::interval

-- name: remove_outdated
DELETE FROM page.session WHERE last_seen_at <= now() - %(kept)s::interval

-- name: end
UPDATE page.session SET ended_at = now() WHERE token_hash = %(token_hash)s AND ended_at IS NULL
