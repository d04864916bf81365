-- What possible ties are found by. Nothing in the clear that is sealed in the log: surnames and numbers are eight bytes of
-- keyed hashes. `not_to_dhs` is of a record that a label keeps from DHS; `position` that of the record.

-- Everybody on record: `position` is where the record begins, `open` whether an episode of custody is, `same` other
-- records that are held to be of this person.
CREATE TABLE person (
    person_id uuid PRIMARY KEY,
    position  bigint NOT NULL,
    open      boolean NOT NULL,
    same      uuid[] NOT NULL
);

CREATE INDEX person_open ON person (position) WHERE open;

-- Encounters. `event` is the number of the organisation or, without one, the act that it was recorded in; `exact` whether
-- the time is known to the minute.
CREATE TABLE met (
    episode      uuid NOT NULL,
    person_id    uuid NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    event        text COLLATE "C",
    subjects     integer,
    place        text COLLATE "C" NOT NULL,
    met_at       timestamptz NOT NULL,
    exact        boolean NOT NULL,
    not_to_dhs   boolean NOT NULL,
    position     bigint NOT NULL
);

CREATE INDEX met_episode ON met (episode);
CREATE INDEX met_person ON met (person_id);
CREATE INDEX met_event ON met (event, organisation) WHERE event IS NOT NULL;
CREATE INDEX met_place ON met (place, met_at) WHERE exact;

-- Companions of whom it is not known how they are related.
CREATE TABLE companion (
    episode    uuid NOT NULL,
    person_id  uuid NOT NULL,
    other      uuid NOT NULL,
    not_to_dhs boolean NOT NULL,
    position   bigint NOT NULL
);

CREATE INDEX companion_episode ON companion (episode);
CREATE INDEX companion_person ON companion (person_id);
CREATE INDEX companion_other ON companion (other);

-- Sounds of surnames; `place` is first, second, or unsaid.
CREATE TABLE surname (
    person_id  uuid NOT NULL,
    place      text COLLATE "C" NOT NULL,
    key        bigint NOT NULL,
    not_to_dhs boolean NOT NULL,
    position   bigint NOT NULL
);

CREATE INDEX surname_person ON surname (person_id);

-- A-numbers. `key` is of the number itself (`side` 0), of the one before it (1), or of a stretch of numbers and a day (2);
-- `own` is that of the number itself.
CREATE TABLE number (
    person_id  uuid NOT NULL,
    side       smallint NOT NULL,
    key        bigint NOT NULL,
    own        bigint NOT NULL,
    not_to_dhs boolean NOT NULL,
    position   bigint NOT NULL
);

CREATE INDEX number_person ON number (person_id);
CREATE INDEX number_key ON number (key, side);

-- Pairs with a stream of their own, `one` being the lower id: whether a claim is on record, and what was found last of
-- mere signs. `looked_at` is NULL where the answer does not say which: then all that were on record at its `position`.
CREATE TABLE pair (
    pair      uuid PRIMARY KEY,
    one       uuid NOT NULL,
    other     uuid NOT NULL,
    related   boolean NOT NULL,
    answer    text COLLATE "C",
    looked_at text[],
    judged_at timestamptz,
    judged_by text COLLATE "C",
    position  bigint,
    version   integer NOT NULL
);

CREATE INDEX pair_people ON pair (one, other);

-- Who is or was of a family group, and with which others a group is held to be one family.
CREATE TABLE member (
    family    uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (family, person_id)
);

CREATE INDEX member_person ON member (person_id);

CREATE TABLE link (
    family uuid NOT NULL,
    other  uuid NOT NULL,
    PRIMARY KEY (family, other)
);
