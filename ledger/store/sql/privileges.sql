-- Who may call what. A login has EXECUTE on the functions named here and nothing else in this schema: no table is granted
-- to anybody. Run as custody_owner; applied again whenever this file changes.

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM
    PUBLIC, custody_writer, custody_projector, custody_demo, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate;

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
    ledger.reader_class_of(text)
TO custody_projector;

GRANT EXECUTE ON FUNCTION ledger.move_clock(timestamptz) TO custody_demo;

GRANT EXECUTE ON FUNCTION ledger.position_at(timestamptz) TO
    custody_projector, custody_read_cbp, custody_read_ice, custody_read_orr,
    custody_read_provider, custody_read_oversight, custody_read_advocate;

GRANT EXECUTE ON FUNCTION ledger.read_streams(text, uuid[]), ledger.read_heads(text, uuid[]) TO
    custody_read_cbp, custody_read_ice, custody_read_orr, custody_read_provider, custody_read_oversight,
    custody_read_advocate;
