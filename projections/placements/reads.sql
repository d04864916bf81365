-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Whether the reader may know of the person now: oversight, or whom the custody or the referral names. NULL names nobody.
CREATE OR REPLACE FUNCTION concerns(a ask, reader_organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight'
        OR coalesce(reader_organisation IN
                    (a.legal_custodian, a.holder, a.next_holder, a.previous_holder, a.referred_to), false)
$$;

-- Whether the reader has still to answer, or to expect the child.
CREATE OR REPLACE FUNCTION has_part(a ask, reader_organisation text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(a.open AND reader_organisation = a.organisation, false)
$$;

-- One of two lists, by the argument that is not NULL: what a provider has still to answer or whom it has to expect, the
-- longest waiting first, after the last one of the page before; every place that was asked for a person. Ages are whole
-- years by the clock that decisions read, the youngest and the oldest that the claim allows; DHS is told none that comes
-- from a claim which a label keeps from it. Who only has to answer is not told who has the person.
CREATE OR REPLACE FUNCTION listed(
    organisation text, asked_of text, of_person uuid, at_place text,
    after_since timestamptz, after_episode uuid, after_place text, lim integer
)
RETURNS TABLE (
    episode uuid, place text, organisation_of text, person_id uuid, legal_custodian text, holder text, next_holder text,
    previous_holder text, referred_to text, status text, since timestamptz, asked_at timestamptz, asked_by text,
    declined_at timestamptz, declined_by text, reason text, needs text[], separated boolean, together uuid[], sex text,
    age_from integer, age_until integer, languages text[], version integer, "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_placements, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    today date := (ledger.clock() AT TIME ZONE 'UTC')::date;
BEGIN
    RETURN QUERY
    WITH found AS (
        SELECT a FROM ask AS a
        WHERE a.open AND a.organisation = asked_of AND (at_place IS NULL OR a.place = at_place)
          AND (after_since IS NULL OR (a.since, a.episode, a.place) > (after_since, after_episode, after_place))
        UNION ALL
        SELECT a FROM ask AS a WHERE a.person_id = of_person
    )
    SELECT (a).episode, (a).place, (a).organisation, (a).person_id,
           CASE WHEN known THEN (a).legal_custodian END, CASE WHEN known THEN (a).holder END,
           CASE WHEN known THEN (a).next_holder END, CASE WHEN known THEN (a).previous_holder END,
           CASE WHEN known THEN (a).referred_to END,
           (a).status, (a).since, (a).asked_at, (a).asked_by, (a).declined_at, (a).declined_by, (a).reason,
           ARRAY(SELECT need FROM unnest((a).referred_needs || p.needs) AS need GROUP BY need ORDER BY need COLLATE "C"),
           (a).separated, (a).together, p.sex,
           CASE WHEN NOT kept THEN date_part('year', age(today, (p.adult_until - interval '18 years')::date))::integer END,
           CASE WHEN NOT kept THEN date_part('year', age(today, (p.adult_from - interval '18 years')::date))::integer END,
           p.languages, (a).version, (a).position
    FROM found LEFT JOIN person AS p ON p.person_id = (a).person_id
    CROSS JOIN LATERAL (SELECT p.not_to_dhs AND class IN ('cbp', 'ice') AS kept) AS born
    CROSS JOIN LATERAL concerns(a, listed.organisation, class) AS known
    WHERE known OR has_part(a, listed.organisation)
    ORDER BY (a).since, (a).episode, (a).place
    LIMIT lim;
END $$;
