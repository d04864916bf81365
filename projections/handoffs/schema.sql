-- One row an offer. Each signature has a time, a user, and the organisation signed for; see `sheets.py`.
CREATE TABLE handoff (
    episode          uuid NOT NULL,
    offer            uuid NOT NULL,
    manifest         uuid,
    person_id        uuid NOT NULL,
    legal_custodian  text,
    holder           text,
    next_holder      text,
    previous_holder  text,
    referred_to      text,
    whereabouts      text NOT NULL,
    giver            text NOT NULL,
    from_place       text,
    to_organisation  text,
    to_place         text,
    status           text NOT NULL,
    offer_status     text,
    live             boolean NOT NULL,
    irregular        boolean NOT NULL,
    since            timestamptz NOT NULL,
    expires_at       timestamptz,
    trip             uuid,
    expected_arrival timestamptz,
    offered_at       timestamptz,
    offered_by       text,
    offered_for      text,
    answered_at      timestamptz,
    answered_by      text,
    answered_for     text,
    redirected_at    timestamptz,
    redirected_by    text,
    redirected_for   text,
    packet_at        timestamptz,
    packet_by        text,
    packet_for       text,
    left_at          timestamptz,
    left_by          text,
    left_for         text,
    taken_at         timestamptz,
    taken_by         text,
    taken_for        text,
    arrived_at       timestamptz,
    arrived_by       text,
    arrived_for      text,
    closed_at        timestamptz,
    closed_by        text,
    closed_for       text,
    reason           text,
    redirect_reason  text,
    discrepancies    integer,
    version          integer NOT NULL,
    position         bigint NOT NULL,
    PRIMARY KEY (episode, offer)
);

CREATE INDEX handoff_manifest ON handoff (manifest);
CREATE INDEX handoff_addressee ON handoff (to_organisation) WHERE live;
CREATE INDEX handoff_giver ON handoff (giver) WHERE live;
CREATE INDEX handoff_closed ON handoff (closed_at) WHERE NOT live;

-- What is known of each vehicle: a delay is told of the trip, not of each child.
CREATE TABLE trip (
    trip             uuid PRIMARY KEY,
    carrier          text,
    expected_arrival timestamptz
);
