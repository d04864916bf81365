-- Where the label of 8 USC 1367 is: few events have it, and the doors ask for each person whom a row names.
CREATE INDEX log_section_1367 ON ledger.log (stream_id) WHERE position('"section_1367"'::bytea IN state) > 0;
