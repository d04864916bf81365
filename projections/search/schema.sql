-- What people are searched by: eight bytes of keyed hashes of words, pairs of words, days, months and years. Nothing in
-- the clear. `audience` says who finds a row: everybody (`all`), DHS (`dhs`), everybody else (`others`), or the one
-- organisation named: of who was never in custody, and of what a label keeps from DHS. `kept`: those of DHS who may see
-- the record, of whom 8 USC 1367 protects.

-- What finds somebody: two words and a year or none, a word and a full date, or the only word and a year or none.
CREATE TABLE key (
    key       bigint NOT NULL,
    audience  text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL
);

CREATE INDEX key_people ON key (key, audience, person_id);
CREATE INDEX key_person ON key (person_id);

-- What is compared of somebody found: `facts` are the hashes, `places` the word that each is of, -1 for the birth.
CREATE TABLE person (
    person_id     uuid NOT NULL,
    audience      text COLLATE "C" NOT NULL,
    sex           text COLLATE "C" NOT NULL,
    registered_by text COLLATE "C" NOT NULL,
    roles         text[] NOT NULL,
    places        smallint[] NOT NULL,
    facts         bigint[] NOT NULL,
    PRIMARY KEY (person_id, audience)
);

-- Whom to ask about somebody whose record the reader may not see.
CREATE TABLE custody (
    episode         uuid PRIMARY KEY,
    person_id       uuid NOT NULL,
    began           bigint NOT NULL,
    legal_custodian text COLLATE "C",
    exited          boolean NOT NULL
);

CREATE INDEX custody_person ON custody (person_id, began);
