-- Drafts: only ever their owner's, in every statement.

-- name: begin
INSERT INTO page.draft (id, kind, organisation, user_id, sealed)
VALUES (%(id)s, %(kind)s, %(organisation)s, %(user)s, %(sealed)s)
RETURNING revision, created_at, changed_at

-- name: load
SELECT revision, created_at, changed_at, sealed, done_at IS NOT NULL, position FROM page.draft
WHERE id = %(id)s AND kind = %(kind)s AND organisation = %(organisation)s AND user_id = %(user)s

-- name: save
UPDATE page.draft SET sealed = %(sealed)s, revision = revision + 1, changed_at = now()
WHERE id = %(id)s AND kind = %(kind)s AND organisation = %(organisation)s AND user_id = %(user)s
  AND revision = %(revision)s AND done_at IS NULL
RETURNING revision

-- name: finish
-- Said again it changes nothing, but a draft that was thrown away and sent all the same has the position that it got.
UPDATE page.draft SET
    sealed = NULL, done_at = coalesce(done_at, now()), position = coalesce(position, %(position)s::bigint)
WHERE id = %(id)s AND kind = %(kind)s AND organisation = %(organisation)s AND user_id = %(user)s
RETURNING id

-- name: remove_untouched
DELETE FROM page.draft
WHERE coalesce(done_at, changed_at) <= now() - %(untouched_for)s::interval
  AND kind = coalesce(%(kind)s::text, kind)

-- name: of_owner
SELECT id, kind, revision, created_at, changed_at FROM page.draft
WHERE organisation = %(organisation)s AND user_id = %(user)s AND done_at IS NULL
ORDER BY changed_at DESC, id
