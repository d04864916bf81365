-- One row an episode: who may know of it now.
CREATE TABLE episode (
    episode         uuid PRIMARY KEY,
    person_id       uuid NOT NULL,
    legal_custodian text,
    holder          text,
    next_holder     text,
    previous_holder text,
    referred_to     text
);

-- Irregularities that nobody has closed or completed, replaced with their episode; with who answers for the person, since
-- the list and its counts are asked for with each page.
CREATE TABLE irregularity (
    episode         uuid NOT NULL,
    person_id       uuid NOT NULL,
    event_id        uuid NOT NULL,
    code            text COLLATE "C" NOT NULL,
    topic           text NOT NULL,
    organisation    text NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    position        bigint NOT NULL,
    legal_custodian text,
    holder          text,
    PRIMARY KEY (episode, event_id, code)
);

CREATE INDEX irregularity_listed ON irregularity (position, event_id, code);

-- People whose records are linked as one person, and who is in an open episode: two open ones are an alarm.
CREATE TABLE link (
    person_id uuid NOT NULL,
    other     uuid NOT NULL,
    PRIMARY KEY (person_id, other)
);

CREATE TABLE open_episode (
    person_id uuid PRIMARY KEY,
    episode   uuid NOT NULL
);
