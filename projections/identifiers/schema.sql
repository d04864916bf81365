-- Standing identifiers of people. `hash` is a keyed hash of the normalised form; the number itself is nowhere here.
-- `telling` is false for what is no sign of one person: a text that is no number of its scheme, such as "unknown", a
-- placeholder such as 999-999-999, the number of a family unit.
-- `to_dhs` is who of DHS finds it: `all`, `nobody`, one organisation, or `kept`: those who may see the record.
CREATE TABLE identifier (
    person_id  uuid NOT NULL,
    event_id   uuid NOT NULL,
    scheme     text COLLATE "C" NOT NULL,
    hash       bytea NOT NULL,
    telling    boolean NOT NULL,
    to_dhs     text COLLATE "C" NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (person_id, event_id)
);

CREATE INDEX identifier_hash ON identifier (hash, scheme);
