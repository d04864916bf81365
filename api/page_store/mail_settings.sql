-- Whether somebody wants mail, how often at most, and where to.

-- name: of
SELECT address, mail_every_minutes FROM page.setting WHERE organisation = %(organisation)s AND user_id = %(user)s

-- name: newest
SELECT organisation, user_id, address FROM page.setting WHERE address IS NOT NULL ORDER BY changed_at DESC LIMIT 1

-- name: save
INSERT INTO page.setting (organisation, user_id, address, mail_every_minutes)
VALUES (%(organisation)s, %(user)s, %(address)s::bytea, %(every_minutes)s::integer)
ON CONFLICT (organisation, user_id) DO UPDATE SET
    address = excluded.address, mail_every_minutes = excluded.mail_every_minutes, changed_at = now()

-- name: due
-- A mail that failed counts too: a broken address is not tried more often than a good one.
SELECT setting.organisation, setting.user_id, setting.address FROM page.setting
WHERE setting.mail_every_minutes IS NOT NULL AND NOT EXISTS (
    SELECT FROM page.notice
    WHERE notice.organisation = setting.organisation AND notice.user_id = setting.user_id AND notice.kind = 'mail'
      AND notice.at > now() - make_interval(mins => setting.mail_every_minutes))
ORDER BY setting.organisation, setting.user_id
