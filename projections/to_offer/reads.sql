-- The doors for readers. Each refuses an organisation that does not read through the login of the session, and shows a
-- row to oversight and to whom it names. NULL names nobody.

CREATE OR REPLACE FUNCTION concerns(c child, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight'
        OR coalesce(organisation IN (c.legal_custodian, c.holder, c.previous_holder), false)
$$;

-- Those whom one organisation holds, at one place if it is given, who are to go to `to_place` (NULL: nowhere yet), after
-- the last one of the page before; and before them the episodes `among`, wherever they are to go. In the order in which
-- they were met, so that who came together stands together.
CREATE OR REPLACE FUNCTION listed(
    organisation text, of_holder text, at_place text, to_place text, among uuid[], after_begun bigint, lim integer
)
RETURNS TABLE (
    episode uuid, person_id uuid, legal_custodian text, holder text, previous_holder text, place text, designated text,
    determined_at timestamptz, begun bigint, version integer, "position" bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_to_offer, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    (SELECT c.* FROM child AS c
     WHERE c.holder = of_holder AND c.episode = ANY (among) AND concerns(c, listed.organisation, class)
     ORDER BY c.begun)
    UNION ALL
    (SELECT c.* FROM child AS c
     WHERE c.holder = of_holder
       AND (at_place IS NULL OR c.place = at_place)
       AND c.designated IS NOT DISTINCT FROM to_place
       AND (after_begun IS NULL OR c.begun > after_begun)
       AND c.episode <> ALL (among)
       AND concerns(c, listed.organisation, class)
     ORDER BY c.begun
     LIMIT lim);
END $$;

-- How many of them are to go where, and until when the first of them must be with HHS by the day of determination.
CREATE OR REPLACE FUNCTION counted(organisation text, of_holder text, at_place text)
RETURNS TABLE (designated text, children bigint, first_determined_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_to_offer, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT c.designated, count(*), min(c.determined_at) FROM child AS c
    WHERE c.holder = of_holder
      AND (at_place IS NULL OR c.place = at_place)
      AND concerns(c, counted.organisation, class)
    GROUP BY c.designated
    ORDER BY c.designated IS NULL, min(c.determined_at), c.designated;
END $$;
