-- It comes back from reads.sql with more columns, which REPLACE cannot give it.
DROP FUNCTION IF EXISTS ledger.stream(uuid, integer, integer, boolean, integer);
