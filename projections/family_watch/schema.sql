-- One row an episode that was not recorded in error: where the person is, what changed last, and what somebody has to answer.
CREATE TABLE episode (
    episode          uuid PRIMARY KEY,
    person_id        uuid NOT NULL,
    began            bigint NOT NULL,
    begun_at         timestamptz,
    legal_custodian  text,
    holder           text,
    answerable       text,
    place            text,
    now              text NOT NULL,
    since            timestamptz,
    adult            boolean NOT NULL,
    child            boolean NOT NULL,
    -- What moved the person last, from one place, hand or custodian to another; NULL while nothing has since the beginning.
    changed_at       timestamptz,
    changed_recorded timestamptz,
    changed_position bigint,
    exit_kind        text,
    exited_in        uuid,
    exited_at        timestamptz,
    exited_from      text,
    exited_by        text,
    departed         boolean NOT NULL,
    with_child       boolean,
    reviewed         bigint,
    missing_in       uuid,
    last_seen        text,
    -- The answer that says that nobody came along, while nobody has explained it; and the encounter.
    alone            text,
    met_in           uuid,
    met_at           timestamptz,
    met_place        text,
    met_by           text
);

CREATE INDEX episode_person_id ON episode (person_id, began);
CREATE INDEX episode_departed ON episode (person_id) WHERE departed;
CREATE INDEX episode_missing ON episode (person_id) WHERE now = 'whereabouts_unknown';
CREATE INDEX episode_alone ON episode (person_id) WHERE alone IS NOT NULL;

-- One row an encounter that has a number or counts its people. `together` is what those of one encounter have in common.
CREATE TABLE encounter (
    event_id     uuid PRIMARY KEY,
    episode      uuid NOT NULL,
    person_id    uuid NOT NULL,
    organisation text NOT NULL,
    number       text,
    together     text NOT NULL,
    year         integer NOT NULL,
    place        text NOT NULL,
    happened_at  timestamptz NOT NULL,
    subjects     integer,
    children     integer
);

CREATE INDEX encounter_episode ON encounter (episode);
CREATE INDEX encounter_person_id ON encounter (person_id);
CREATE INDEX encounter_together ON encounter (organisation, together, year);

-- Who belongs or belonged to a group. `position` is that of the record that says so.
CREATE TABLE member (
    family    uuid NOT NULL,
    person_id uuid NOT NULL,
    role      text NOT NULL,
    position  bigint NOT NULL,
    to_dhs    boolean NOT NULL,
    PRIMARY KEY (family, person_id)
);

CREATE INDEX member_person_id ON member (person_id);

-- Groups that are of one family, on both sides.
CREATE TABLE link (
    family uuid NOT NULL,
    other  uuid NOT NULL,
    PRIMARY KEY (family, other)
);

-- Standing claims that two people are related. `cares`: the relative is a parent, guardian or caregiver.
CREATE TABLE claim (
    said_in     uuid PRIMARY KEY,
    pair        uuid NOT NULL,
    relative    uuid NOT NULL,
    relative_of uuid NOT NULL,
    cares       boolean NOT NULL,
    position    bigint NOT NULL,
    to_dhs      boolean NOT NULL
);

CREATE INDEX claim_pair ON claim (pair);
CREATE INDEX claim_relative ON claim (relative);
CREATE INDEX claim_relative_of ON claim (relative_of);

-- The last days on which the person can turn five and eighteen, by any claim; and by those that no label keeps from DHS.
CREATE TABLE person (
    person_id       uuid PRIMARY KEY,
    small_until     date NOT NULL,
    child_until     date NOT NULL,
    small_until_dhs date,
    child_until_dhs date
);

-- Records that are held to be of one person, as the record of `person_id` says.
CREATE TABLE same (
    person_id uuid NOT NULL,
    other     uuid NOT NULL,
    PRIMARY KEY (person_id, other)
);

CREATE INDEX same_other ON same (other);

-- What only a join of all rows finds, kept so that no list has to look through everybody: where an alarm can be. Some of
-- it is none for some readers; the doors decide.
-- Episodes of children under five, by any claim, of whom it is said that nobody came along.
CREATE TABLE small_alone (
    episode         uuid PRIMARY KEY,
    person_id       uuid NOT NULL,
    small_until     date NOT NULL,
    small_until_dhs date
);

CREATE INDEX small_alone_person_id ON small_alone (person_id);

-- Encounters whose numbers are not those of the people recorded, as DHS knows who is a child or as others do; and all of
-- people with several records, whom the doors count as one.
CREATE TABLE miscounted (
    organisation text NOT NULL,
    together     text NOT NULL,
    year         integer NOT NULL,
    PRIMARY KEY (organisation, together, year)
);
