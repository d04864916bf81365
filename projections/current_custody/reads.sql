-- The doors for readers. Each refuses an organisation that does not read through the login of the session, and shows a
-- row to oversight and to whom it names: legal custodian, holder, next holder, previous holder. NULL names nobody.

-- Every episode of a person.
CREATE OR REPLACE FUNCTION of_person(organisation text, person uuid)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, place text, whereabouts text, since timestamptz,
    classification text, step text, answerable text, handler text, next_holder text, previous_holder text,
    referred_to text, offer uuid, offer_to_organisation text, offer_to_place text, offer_expires_at timestamptz, offer_status text, opened boolean,
    exited boolean, "position" bigint
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

-- Those in custody, by episode, after the last one of the page before. A NULL filter is none.
CREATE OR REPLACE FUNCTION listed(
    organisation text, of_holder text, at_place text, offered_to text, after_episode uuid, lim integer
)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, place text, whereabouts text, since timestamptz,
    classification text, step text, answerable text, handler text, next_holder text, previous_holder text,
    referred_to text, offer uuid, offer_to_organisation text, offer_to_place text, offer_expires_at timestamptz, offer_status text, opened boolean,
    exited boolean, "position" bigint
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
      AND (after_episode IS NULL OR c.episode > after_episode)
      AND (class = 'oversight'
           OR organisation IN (c.legal_custodian, c.holder, c.next_holder, c.previous_holder, c.referred_to))
    ORDER BY c.episode
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
