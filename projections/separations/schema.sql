-- One row for what was known of one child of one separation, from one position of the log until another. `since` and
-- `until_at` are claimed times: when the child was separated. `separation` is the first record of it, which stays its name
-- through corrections; `said_in` is the record that stands, or stood: `struck_in` is the void of a decision.
CREATE TABLE child (
    family            uuid NOT NULL,
    separation        uuid NOT NULL,
    person_id         uuid NOT NULL,
    known_from        bigint NOT NULL,
    known_until       bigint CHECK (known_until > known_from),
    said_in           uuid NOT NULL,
    since             timestamptz NOT NULL,
    until_at          timestamptz,
    irregular         boolean NOT NULL,
    reason            text,
    missing           text[] NOT NULL,
    reviewed_at       timestamptz[] NOT NULL,
    adults            uuid[] NOT NULL,
    next_organisation text,
    next_place        text,
    ended             text,
    ended_in          uuid,
    struck_in         uuid,
    struck_by         text,
    CHECK ((until_at IS NULL) = (ended IS NULL)),
    PRIMARY KEY (family, separation, person_id, known_from)
);

CREATE INDEX child_now ON child (since, separation, person_id) WHERE known_until IS NULL;
CREATE INDEX child_then ON child (known_until);

-- What changed the rows of a group at a position: the why of a difference.
CREATE TABLE change (
    family      uuid NOT NULL,
    position    bigint NOT NULL,
    event_id    uuid NOT NULL,
    kind        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (family, position)
);

CREATE INDEX change_event_id ON change (event_id);
