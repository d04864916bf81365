-- Named backups: rows are only added, and the newest of an office counts.

-- name: name
INSERT INTO page.backup (organisation, office, user_id, set_by)
VALUES (%(organisation)s, %(office)s, %(user)s, %(set_by)s)

-- name: of
-- The office's own, or else the organisation's.
SELECT office, user_id, set_by, set_at FROM (
    SELECT DISTINCT ON (office) office, user_id, set_by, set_at FROM page.backup
    WHERE organisation = %(organisation)s AND (office IS NULL OR office = %(office)s::text)
    ORDER BY office, id DESC
) AS newest
WHERE user_id IS NOT NULL
ORDER BY office NULLS LAST LIMIT 1

-- name: everybody
SELECT organisation, office, user_id, set_by, set_at FROM (
    SELECT DISTINCT ON (organisation, office) organisation, office, user_id, set_by, set_at FROM page.backup
    ORDER BY organisation, office, id DESC
) AS newest
WHERE user_id IS NOT NULL
ORDER BY organisation, office NULLS LAST
