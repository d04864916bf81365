-- One row an episode whose person is at a place and is not offered to anybody; none otherwise.
CREATE TABLE child (
    episode         uuid PRIMARY KEY,
    person_id       uuid NOT NULL,
    legal_custodian text,
    holder          text NOT NULL,
    previous_holder text,
    place           text,
    designated      text,
    determined_at   timestamptz,
    begun           bigint NOT NULL,
    version         integer NOT NULL,
    position        bigint NOT NULL
);

CREATE INDEX child_holder ON child (holder, designated, begun);
