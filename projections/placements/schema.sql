-- One row a place that was asked for the person of an episode, or designated.
CREATE TABLE ask (
    episode         uuid NOT NULL,
    place           text NOT NULL,
    organisation    text,
    person_id       uuid NOT NULL,
    legal_custodian text,
    holder          text,
    next_holder     text,
    previous_holder text,
    referred_to     text,
    status          text NOT NULL,
    open            boolean NOT NULL,
    since           timestamptz NOT NULL,
    asked_at        timestamptz,
    asked_by        text,
    declined_at     timestamptz,
    declined_by     text,
    reason          text,
    referred_needs  text[] NOT NULL,
    separated       boolean NOT NULL,
    together        uuid[] NOT NULL,
    version         integer NOT NULL,
    position        bigint NOT NULL,
    PRIMARY KEY (episode, place)
);

CREATE INDEX ask_organisation ON ask (organisation, since, episode, place) WHERE open;
CREATE INDEX ask_person_id ON ask (person_id);

-- What a place must know of a person to answer. Between which days a child comes of age stands for the birth date; a
-- label can keep the claim that it comes from, and so the age, from DHS.
CREATE TABLE person (
    person_id   uuid PRIMARY KEY,
    sex         text NOT NULL,
    adult_from  date,
    adult_until date,
    not_to_dhs  boolean NOT NULL,
    languages   text[] NOT NULL,
    needs       text[] NOT NULL
);
