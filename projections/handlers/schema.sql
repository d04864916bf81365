-- One row an event of a custody episode: who signed it. Written once; a struck one is named in `struck`.
CREATE TABLE signature (
    position      bigint PRIMARY KEY,
    episode       uuid NOT NULL,
    person_id     uuid NOT NULL,
    event_id      uuid NOT NULL,
    topic         text NOT NULL,
    user_id       text NOT NULL,
    role          text NOT NULL,
    organisation  text NOT NULL,
    office        text,
    happened_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL
);

CREATE INDEX signature_person_id ON signature (person_id, position);
CREATE INDEX signature_user_id ON signature (user_id, position);

-- Events that do not stand, replaced with their episode.
CREATE TABLE struck (
    episode  uuid NOT NULL,
    event_id uuid NOT NULL,
    by_event uuid NOT NULL,
    PRIMARY KEY (episode, event_id)
);

-- Times in which a person in custody had no named handler, replaced with their episode. until_at is NULL while open.
CREATE TABLE gap (
    episode      uuid NOT NULL,
    person_id    uuid NOT NULL,
    event_id     uuid NOT NULL,
    place        text,
    carrier      text,
    organisation text,
    from_at      timestamptz NOT NULL,
    until_at     timestamptz,
    PRIMARY KEY (episode, event_id)
);

CREATE INDEX gap_place ON gap (place, from_at);
CREATE INDEX gap_carrier ON gap (carrier, from_at);
