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

CREATE INDEX episode_person_id ON episode (person_id);

-- Who had a part in an event of an episode: the one who signed it, and whom it names as escort or approver. Written
-- once; an event that does not stand is named in `struck`.
CREATE TABLE handling (
    position     bigint NOT NULL,
    part         text COLLATE "C" NOT NULL,
    episode      uuid NOT NULL,
    person_id    uuid NOT NULL,
    event_id     uuid NOT NULL,
    topic        text NOT NULL,
    user_id      text NOT NULL,
    role         text,
    organisation text NOT NULL,
    office       text,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (position, part)
);

CREATE INDEX handling_episode ON handling (episode);
CREATE INDEX handling_user_id ON handling (user_id, position, part);

-- Events that do not stand, replaced with their episode.
CREATE TABLE struck (
    episode  uuid NOT NULL,
    event_id uuid NOT NULL,
    by_event uuid NOT NULL,
    PRIMARY KEY (episode, event_id)
);

-- Times in which a person in custody had no named handler, replaced with their episode. until_at is NULL while open.
CREATE TABLE gap (
    episode         uuid NOT NULL,
    event_id        uuid NOT NULL,
    place           text,
    carrier         text,
    answerable      text,
    legal_custodian text,
    from_at         timestamptz NOT NULL,
    until_at        timestamptz,
    PRIMARY KEY (episode, event_id)
);

CREATE INDEX gap_from_at ON gap (from_at);
