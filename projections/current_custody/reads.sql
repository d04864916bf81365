-- The doors for readers. Each refuses an organisation that does not read through the login of the session, and shows a
-- row to oversight and to whom it names: legal custodian, holder, next and previous holder, whom a referral names.

-- Every episode of a person.
CREATE OR REPLACE FUNCTION of_person(organisation text, person uuid)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, place text, whereabouts text, since timestamptz,
    classification text, step text, answerable text, handler text, next_holder text, previous_holder text,
    referred_to text, offer uuid, offer_to_organisation text, offer_to_place text, offer_expires_at timestamptz,
    offer_status text, opened boolean, exited boolean, step_since timestamptz, referral text, designated text,
    version integer, "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_current_custody, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT c.* FROM child AS c
    WHERE c.person_id = person
      AND (class = 'oversight'
           OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to))
    ORDER BY c.episode;
END $$;

-- Those in custody, after the last one of the page before: by episode, or, as a list of work, by the time since which the
-- case is at its step. A NULL filter is none.
CREATE OR REPLACE FUNCTION listed(
    organisation text, of_holder text, at_place text, offered_to text, steps text[], of_referral text, offered boolean,
    by_step boolean, after_since timestamptz, after_episode uuid, lim integer
)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, place text, whereabouts text, since timestamptz,
    classification text, step text, answerable text, handler text, next_holder text, previous_holder text,
    referred_to text, offer uuid, offer_to_organisation text, offer_to_place text, offer_expires_at timestamptz,
    offer_status text, opened boolean, exited boolean, step_since timestamptz, referral text, designated text,
    version integer, "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_current_custody, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT c.* FROM child AS c
    WHERE NOT c.exited
      AND (of_holder IS NULL OR c.holder = of_holder)
      AND (at_place IS NULL OR c.place = at_place)
      AND (offered_to IS NULL OR c.offer_to_organisation = offered_to)
      AND (steps IS NULL OR c.step = ANY (steps))
      AND (of_referral IS NULL OR c.referral = of_referral)
      AND (offered IS NULL OR (c.offer IS NOT NULL) = offered)
      AND (after_episode IS NULL
           OR CASE WHEN by_step THEN (c.step_since, c.episode) > (after_since, after_episode)
                   ELSE c.episode > after_episode END)
      AND (class = 'oversight'
           OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to))
    ORDER BY CASE WHEN by_step THEN c.step_since END, c.episode
    LIMIT lim;
END $$;

-- How many are in custody, by who answers for them in law, who holds them, where.
CREATE OR REPLACE FUNCTION counted(organisation text)
RETURNS TABLE (legal_custodian text, holder text, place text, whereabouts text, children bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_current_custody, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT c.legal_custodian, c.holder, c.place, c.whereabouts, count(*) FROM child AS c
    WHERE NOT c.exited
      AND (class = 'oversight'
           OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to))
    GROUP BY c.legal_custodian, c.holder, c.place, c.whereabouts
    ORDER BY count(*) DESC, c.holder, c.place, c.whereabouts, c.legal_custodian;
END $$;

-- How many are in custody, by case step; of these, whose referral ORR has not acknowledged, and who are not offered.
-- A NULL place is any.
CREATE OR REPLACE FUNCTION counted_by_step(organisation text, at_place text)
RETURNS TABLE (step text, people bigint, unacknowledged bigint, not_offered bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_current_custody, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT c.step, count(*), count(*) FILTER (WHERE c.referral = 'submitted'), count(*) FILTER (WHERE c.offer IS NULL)
    FROM child AS c
    WHERE NOT c.exited AND (at_place IS NULL OR c.place = at_place)
      AND (class = 'oversight'
           OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to))
    GROUP BY c.step
    ORDER BY c.step;
END $$;
