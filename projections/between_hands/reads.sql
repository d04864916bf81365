-- The door for readers: refuses an organisation that does not read through the login of the session, and shows a row to
-- oversight and to whom it names. The minutes run by the clock that decisions read.
CREATE OR REPLACE FUNCTION board(organisation text)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, next_holder text, previous_holder text,
    referred_to text,
    offer uuid, manifest uuid, giver text, answerable text, from_place text, to_organisation text, to_place text,
    carrier text, trip uuid, whereabouts text, place text, since timestamptz, minutes_open integer,
    expected_arrival timestamptz, handler text, gap_since timestamptz, minutes_without_handler integer,
    "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_between_hands, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
    now   timestamptz := ledger.clock();
BEGIN
    RETURN QUERY
    SELECT c.episode, c.person_id, c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to,
           c.offer, c.manifest, c.giver, c.answerable, c.from_place, c.to_organisation, c.to_place,
           coalesce(c.carrier, t.carrier), c.trip, c.whereabouts, c.place, c.dispatched_at,
           greatest(floor(extract(epoch FROM now - c.dispatched_at) / 60), 0)::integer,
           coalesce(t.expected_arrival, c.expected_arrival), c.handler, c.gap_since,
           CASE WHEN c.gap_since IS NOT NULL
                THEN greatest(floor(extract(epoch FROM now - c.gap_since) / 60), 0)::integer END,
           c.position
    FROM child AS c LEFT JOIN trip AS t ON t.trip = c.trip
    WHERE class = 'oversight'
       OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to)
    ORDER BY c.dispatched_at, c.episode;
END $$;
