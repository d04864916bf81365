-- One row an episode of custody, as it is after the last event that the view has taken in.
CREATE TABLE child (
    episode               uuid PRIMARY KEY,
    person_id             uuid NOT NULL,
    legal_custodian       text,
    holder                text,
    place                 text,
    whereabouts           text NOT NULL,
    since                 timestamptz,
    classification        text,
    step                  text NOT NULL,
    answerable            text,
    handler               text,
    next_holder           text,
    previous_holder       text,
    referred_to           text,
    offer                 uuid,
    offer_to_organisation text,
    offer_to_place        text,
    offer_expires_at      timestamptz,
    offer_status          text,
    opened                boolean NOT NULL,
    exited                boolean NOT NULL,
    step_since            timestamptz NOT NULL,
    referral              text NOT NULL,
    designated            text,
    version               integer NOT NULL,
    position              bigint NOT NULL
);

CREATE INDEX child_person_id ON child (person_id);
CREATE INDEX child_holder ON child (holder, episode) WHERE NOT exited;
CREATE INDEX child_place ON child (place, episode) WHERE NOT exited;
CREATE INDEX child_step ON child (step, step_since, episode) WHERE NOT exited;
