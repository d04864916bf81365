-- Whom a referral names: ORR must know of the child before anybody offers the child to anyone.
ALTER TABLE ledger.stream_head ADD COLUMN referred_to text;

-- They come back from append.sql with one argument more, which REPLACE cannot give them.
DROP FUNCTION IF EXISTS ledger.append(
    text[], text[], bytea[], integer[], uuid[], integer[], integer[], uuid[], text[], text[], text[], text[],
    integer[], text[], bytea[], bytea[]);
DROP FUNCTION IF EXISTS ledger.append_in_turn(
    text[], text[], bytea[], integer[], uuid[], integer[], integer[], uuid[], text[], text[], text[], text[],
    text[], bytea[], bytea[]);
