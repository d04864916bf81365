-- Whom a group or a pair of people names: whoever may know of one of them may know of it.
ALTER TABLE ledger.stream_head ADD COLUMN people uuid[] CHECK (cardinality(people) > 0);
CREATE INDEX stream_head_people ON ledger.stream_head USING gin (people) WHERE people IS NOT NULL;

-- They come back from append.sql with one argument more, which REPLACE cannot give them.
DROP FUNCTION IF EXISTS ledger.append(
    text[], text[], bytea[], integer[], uuid[], integer[], integer[], uuid[], text[], text[], text[], text[], text[],
    integer[], text[], bytea[], bytea[]);
DROP FUNCTION IF EXISTS ledger.append_in_turn(
    text[], text[], bytea[], integer[], uuid[], integer[], integer[], uuid[], text[], text[], text[], text[], text[],
    text[], bytea[], bytea[]);
