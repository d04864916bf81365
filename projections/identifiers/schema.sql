-- Standing identifiers of people. `hash` is a keyed hash of the normalised form; the number itself is nowhere here.
CREATE TABLE identifier (
    person_id uuid NOT NULL,
    event_id  uuid NOT NULL,
    scheme    text NOT NULL,
    hash      bytea NOT NULL,
    doubtful  boolean NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (person_id, event_id)
);

CREATE INDEX identifier_hash ON identifier (hash, scheme);
