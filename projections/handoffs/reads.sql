-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Whether the reader may know of the person now: oversight, or whom the custody names. NULL names nobody.
CREATE OR REPLACE FUNCTION concerns(h handoff, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight'
        OR coalesce(
            organisation IN (h.legal_custodian, h.holder, h.next_holder, h.previous_holder, h.referred_to), false)
$$;

-- Whether the reader has a part in the handoff itself: its giver, its addressee, the carrier who signed.
CREATE OR REPLACE FUNCTION has_part(h handoff, organisation text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(organisation IN (h.giver, h.to_organisation, h.taken_for), false)
$$;

-- One of four lists, by the argument that is not NULL: the handoffs of a manifest as they were offered; those that wait
-- for an addressee; those that a giver has open, or that ended and left the child where it was; those of either side
-- that were over since a moment. At one place, if it is given: where the first are to come to, where the others leave
-- from, either for those that are over. The lists are by what is due first, or by when they were over, after the last
-- one of the page before. Who only has a part in the handoff is not told what became of the person.
CREATE OR REPLACE FUNCTION listed(
    organisation text, of_manifest uuid, addressed_to text, given_by text, at_place text,
    after_due timestamptz, after_since timestamptz, after_episode uuid, after_offer uuid, lim integer,
    closed_of text, closed_since timestamptz
)
RETURNS TABLE (
    episode uuid, offer uuid, manifest uuid, person_id uuid, legal_custodian text, holder text, next_holder text,
    previous_holder text, referred_to text, whereabouts text, giver text, from_place text, to_organisation text, to_place text, status text,
    offer_status text, irregular boolean, since timestamptz, due_at timestamptz, overdue boolean, expires_at timestamptz,
    trip uuid, carrier text, expected_arrival timestamptz,
    offered_at timestamptz, offered_by text, offered_for text, answered_at timestamptz, answered_by text, answered_for text,
    redirected_at timestamptz, redirected_by text, redirected_for text, packet_at timestamptz, packet_by text, packet_for text,
    left_at timestamptz, left_by text, left_for text, taken_at timestamptz, taken_by text, taken_for text,
    arrived_at timestamptz, arrived_by text, arrived_for text, closed_at timestamptz, closed_by text, closed_for text,
    reason text, redirect_reason text, discrepancies integer, version integer, "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handoffs, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    now   timestamptz := ledger.clock();
BEGIN
    RETURN QUERY
    WITH found AS (
        SELECT h, h.offered_at AS since, NULL AS direction FROM handoff AS h WHERE h.manifest = of_manifest
        UNION ALL
        SELECT h, h.since, 'incoming' FROM handoff AS h
        WHERE h.live AND h.to_organisation = addressed_to AND h.status NOT IN ('declined', 'recalled', 'expired')
          AND (at_place IS NULL OR h.to_place = at_place)
        UNION ALL
        SELECT h, h.since, 'outgoing' FROM handoff AS h
        WHERE h.live AND h.giver = given_by AND (at_place IS NULL OR h.from_place = at_place)
        UNION ALL
        SELECT h, h.closed_at, NULL FROM handoff AS h
        WHERE NOT h.live AND h.closed_at >= closed_since AND closed_of IN (h.giver, h.to_organisation)
          AND (at_place IS NULL OR at_place IN (h.from_place, h.to_place))
    ), shown AS (
        SELECT (f.h).*, f.since AS listed_at, t.carrier AS runs_the_trip,
               coalesce(t.expected_arrival, (f.h).expected_arrival) AS expected,
               concerns(f.h, listed.organisation, class) AS known,
               CASE WHEN f.direction IS NULL THEN NULL
                    WHEN (f.h).status = 'offered' AND (f.h).offer_status = 'open' THEN (f.h).expires_at
                    WHEN (f.h).status = 'under_way' THEN coalesce(t.expected_arrival, (f.h).expected_arrival, f.since)
                    WHEN (f.h).status IN ('accepted', 'turned_back') AND f.direction = 'incoming' THEN NULL
                    ELSE f.since END AS due
        FROM found AS f LEFT JOIN trip AS t ON t.trip = (f.h).trip
        WHERE concerns(f.h, listed.organisation, class) OR has_part(f.h, listed.organisation)
    )
    SELECT h.episode, h.offer, h.manifest, h.person_id,
           CASE WHEN h.known THEN h.legal_custodian END, CASE WHEN h.known THEN h.holder END,
           CASE WHEN h.known THEN h.next_holder END, CASE WHEN h.known THEN h.previous_holder END,
           CASE WHEN h.known THEN h.referred_to END, CASE WHEN h.known THEN h.whereabouts END,
           h.giver, h.from_place, h.to_organisation, h.to_place, h.status, h.offer_status, h.irregular, h.since, h.due,
           CASE h.status WHEN 'offered' THEN h.offer_status = 'open' AND h.expires_at <= now
                         WHEN 'under_way' THEN h.expected <= now
                         ELSE false END IS TRUE,
           h.expires_at, h.trip, coalesce(h.taken_for, h.runs_the_trip), h.expected,
           h.offered_at, h.offered_by, h.offered_for, h.answered_at, h.answered_by, h.answered_for,
           h.redirected_at, h.redirected_by, h.redirected_for, h.packet_at, h.packet_by, h.packet_for,
           h.left_at, h.left_by, h.left_for, h.taken_at, h.taken_by, h.taken_for,
           h.arrived_at, h.arrived_by, h.arrived_for, h.closed_at, h.closed_by, h.closed_for,
           h.reason, h.redirect_reason, h.discrepancies,
           CASE WHEN h.known THEN h.version END, CASE WHEN h.known THEN h.position END
    FROM shown AS h
    WHERE after_since IS NULL
       OR (coalesce(h.due, 'infinity'), h.listed_at, h.episode, h.offer)
          > (coalesce(after_due, 'infinity'), after_since, after_episode, after_offer)
    ORDER BY coalesce(h.due, 'infinity'), h.listed_at, h.episode, h.offer
    LIMIT lim;
END $$;

-- How many handoffs wait for an organisation, and how many it has given that are in the list above, by status.
CREATE OR REPLACE FUNCTION counted(organisation text, of_organisation text, at_place text)
RETURNS TABLE (direction text, status text, handoffs bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handoffs, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT found.direction, (found.h).status, count(*) FROM (
        SELECT 'incoming' AS direction, h FROM handoff AS h
        WHERE h.live AND h.to_organisation = of_organisation AND h.status NOT IN ('declined', 'recalled', 'expired')
          AND (at_place IS NULL OR h.to_place = at_place)
        UNION ALL
        SELECT 'outgoing', h FROM handoff AS h
        WHERE h.live AND h.giver = of_organisation AND (at_place IS NULL OR h.from_place = at_place)
    ) AS found
    WHERE concerns(found.h, counted.organisation, class) OR has_part(found.h, counted.organisation)
    GROUP BY found.direction, (found.h).status
    ORDER BY found.direction, (found.h).status;
END $$;
