-- The doors for readers. Each refuses an organisation that does not read through the login of the session, and the
-- logins that have nobody on duty to search across children.

CREATE OR REPLACE FUNCTION check_duty(organisation text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = view_identifiers, pg_temp AS $$
BEGIN
    IF ledger.reader_class_of(organisation) NOT IN ('cbp', 'ice', 'orr', 'oversight') THEN
        RAISE EXCEPTION 'this login does not search across people' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- Whether a row is there for an organisation: for DHS not where a label keeps it, nor of relatives at liberty (floor a).
CREATE OR REPLACE FUNCTION finds(i identifier, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = view_identifiers, pg_temp AS $$
    SELECT reader_class NOT IN ('cbp', 'ice') OR i.to_dhs = 'all' OR i.to_dhs = organisation
        OR (i.to_dhs = 'kept' AND ledger.shows_one_of(organisation, reader_class, ARRAY[i.person_id]))
$$;

-- Who has this identifier: ids and nothing else, and of DHS's readers nobody whom 8 USC 1367 protects from them.
CREATE OR REPLACE FUNCTION who_has(organisation text, of_scheme text, of_hash bytea) RETURNS TABLE (person_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_identifiers, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    PERFORM check_duty(organisation);
    RETURN QUERY
    WITH found AS MATERIALIZED (
        SELECT DISTINCT i.person_id FROM identifier AS i
        WHERE i.hash = of_hash AND i.scheme = of_scheme AND finds(i, who_has.organisation, class)
    )
    SELECT f.person_id FROM found AS f
    WHERE f.person_id NOT IN (SELECT unnest(ledger.hidden_among(
              who_has.organisation, class, ARRAY(SELECT each.person_id FROM found AS each))))
    ORDER BY f.person_id;
END $$;

-- Telling identifiers on two or more people, in the order in which the second of them got it, after the last one of the
-- page before. Not the hash: it would tell who else searches for the same number.
CREATE OR REPLACE FUNCTION shared(organisation text, after_position bigint, lim integer)
RETURNS TABLE ("position" bigint, scheme text, people uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_identifiers, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    PERFORM check_duty(organisation);
    RETURN QUERY
    WITH assigned AS (
        SELECT i.hash, i.scheme, i.person_id, min(i.position) AS position
        FROM identifier AS i WHERE i.telling AND finds(i, shared.organisation, class) GROUP BY i.hash, i.scheme, i.person_id
    ), several AS MATERIALIZED (
        SELECT a.* FROM (SELECT each.*, count(*) OVER (PARTITION BY each.hash, each.scheme) AS people FROM assigned AS each) AS a
        WHERE a.people > 1
    ), flagged AS (
        SELECT (array_agg(a.position ORDER BY a.position))[2] AS position, a.scheme,
               array_agg(a.person_id ORDER BY a.position) AS people
        FROM several AS a
        WHERE a.person_id NOT IN (SELECT unnest(ledger.hidden_among(
                  shared.organisation, class, ARRAY(SELECT each.person_id FROM several AS each))))
        GROUP BY a.hash, a.scheme HAVING count(*) > 1
    )
    SELECT f.position, f.scheme, f.people FROM flagged AS f
    WHERE f.position > after_position ORDER BY f.position LIMIT lim;
END $$;
