-- What the system told whom: rows are only added.

-- name: record
INSERT INTO page.notice (kind, organisation, user_id, waiting, offers, outcome)
VALUES (%(kind)s, %(organisation)s, %(user)s, %(waiting)s, %(offers)s::uuid[], %(outcome)s)
RETURNING id

-- name: of_owner
SELECT id, at, kind, waiting, offers, outcome FROM page.notice
WHERE organisation = %(organisation)s AND user_id = %(user)s
ORDER BY at DESC, id LIMIT %(limit)s

-- name: escalated
SELECT DISTINCT told.offer FROM page.notice, unnest(notice.offers) AS told (offer)
WHERE notice.kind = 'escalation' AND notice.offers && %(offers)s::uuid[] AND told.offer = ANY (%(offers)s::uuid[])
