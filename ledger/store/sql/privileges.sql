-- Who may call what. A login has EXECUTE on the functions named here and nothing else in the schema `ledger`: no table of
-- the log is granted to anybody. Run as custody_owner; applied again whenever this file changes.

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger, page FROM
    PUBLIC, custody_writer, custody_projector, custody_demo, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate, custody_page;

GRANT USAGE ON SCHEMA ledger TO
    custody_writer, custody_projector, custody_demo, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate;

GRANT EXECUTE ON FUNCTION ledger.identity(), ledger.clock(), ledger.head() TO
    custody_writer, custody_projector, custody_demo, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate;

GRANT EXECUTE ON FUNCTION ledger.append TO custody_writer;
GRANT EXECUTE ON FUNCTION ledger.answers(text, text[]) TO custody_writer;

GRANT EXECUTE ON FUNCTION
    ledger.load_for_decision(uuid[]),
    ledger.stream(uuid, integer, integer, boolean, integer),
    ledger.page(bigint, integer, text[])
TO custody_writer, custody_projector;

GRANT EXECUTE ON FUNCTION
    ledger.page(bigint, integer), ledger.audit_page(bigint, integer), ledger.heads_page(uuid, integer),
    ledger.reader_class_of(text), ledger.shows_one_of(text, text, uuid[]), ledger.hidden_among(text, text, uuid[]),
    ledger.persons_shown(text, text, uuid[]),
    ledger.reunites(text), ledger.is_dhs(text)
TO custody_projector;

GRANT EXECUTE ON FUNCTION ledger.move_clock(timestamptz) TO custody_demo;

GRANT EXECUTE ON FUNCTION ledger.position_at(timestamptz) TO
    custody_projector, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate;

GRANT EXECUTE ON FUNCTION
    ledger.read_streams(text, uuid[]), ledger.read_heads(text, uuid[]), ledger.read_kindred(text, uuid[]),
    ledger.read_relatives(text, uuid, uuid[]), ledger.read_hidden(text, uuid[])
TO
    custody_read_cbp, custody_read_ice, custody_read_orr, custody_read_provider, custody_read_oversight,
    custody_read_advocate;

-- The page's login has the schema `page` and nothing of the log. It gives no row its times or ids, changes only what may
-- change, and removes only sessions and drafts, which it does when they are long over.
REVOKE ALL ON ALL TABLES IN SCHEMA page FROM PUBLIC, custody_page;
GRANT USAGE ON SCHEMA page TO custody_page;
GRANT SELECT ON page.session, page.draft, page.setting, page.backup, page.notice TO custody_page;

GRANT DELETE ON page.session, page.draft TO custody_page;

GRANT INSERT (token_hash, user_id, organisation, role, office, purpose, case_reference, language),
    UPDATE (last_seen_at, ended_at)
ON page.session TO custody_page;

GRANT INSERT (id, kind, organisation, user_id, sealed), UPDATE (revision, sealed, changed_at, done_at, position)
ON page.draft TO custody_page;

GRANT INSERT (organisation, user_id, address, mail_every_minutes), UPDATE (address, mail_every_minutes, changed_at)
ON page.setting TO custody_page;

GRANT INSERT (organisation, office, user_id, set_by) ON page.backup TO custody_page;
GRANT INSERT (kind, organisation, user_id, waiting, offers, outcome) ON page.notice TO custody_page;
