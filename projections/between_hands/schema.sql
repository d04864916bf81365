-- One row an episode under way; none otherwise.
CREATE TABLE child (
    episode          uuid PRIMARY KEY,
    person_id        uuid NOT NULL,
    legal_custodian  text,
    holder           text,
    next_holder      text,
    previous_holder  text,
    referred_to      text,
    offer            uuid NOT NULL,
    manifest         uuid,
    giver            text NOT NULL,
    answerable       text,
    from_place       text,
    to_organisation  text,
    to_place         text,
    carrier          text,
    trip             uuid,
    whereabouts      text NOT NULL,
    place            text,
    dispatched_at    timestamptz NOT NULL,
    expected_arrival timestamptz,
    handler          text,
    gap_since        timestamptz,
    position         bigint NOT NULL,
    CHECK ((handler IS NULL) = (gap_since IS NOT NULL))
);

-- What is known of each vehicle: a delay is told of the trip, not of each child.
CREATE TABLE trip (
    trip             uuid PRIMARY KEY,
    carrier          text,
    expected_arrival timestamptz,
    last_place       text,
    arrived          boolean NOT NULL,
    position         bigint NOT NULL
);
