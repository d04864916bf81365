-- The door for readers. It refuses an organisation that does not read through the login of the session, and the logins
-- that have nobody on duty to search across people.

CREATE OR REPLACE FUNCTION check_duty(organisation text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = view_search, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    IF class NOT IN ('cbp', 'ice', 'orr', 'oversight') THEN
        RAISE EXCEPTION 'this login does not search across people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN class;
END $$;

-- Those whom 8 USC 1367 protects are found in DHS by whoever may see the record, and are not there for others: by a label on
-- their record (`kept`) or on anything of their custody (`ledger.hidden_among`).
-- Those who share the most of what is asked for, and of `also` those whom the organisation may know to be on record. Of
-- a record's hashes only those are told that were asked for; the others are 0, so that a word not asked for says nothing
-- of who else has it. `ask` is who answers for somebody whose record may not be seen: the legal custodian, ORR's
-- reunification desk once they have left custody, who registered them if they never were in it.
CREATE OR REPLACE FUNCTION candidates(
    organisation text, asked_keys bigint[], asked_facts bigint[], also uuid[], lim integer
)
RETURNS TABLE (
    person_id uuid, sex text, roles text[], places smallint[], facts bigint[], ask text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_search, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class     text := check_duty(candidates.organisation);
    audiences text[] := CASE WHEN class IN ('cbp', 'ice') THEN ARRAY['all', 'dhs', 'kept', candidates.organisation]
                             ELSE ARRAY['all', 'others'] END;
BEGIN
    RETURN QUERY
    WITH found AS (
        SELECT k.person_id FROM unnest(asked_keys) AS asked (key)
        JOIN key AS k ON k.key = asked.key AND k.audience = ANY (audiences)
        GROUP BY k.person_id ORDER BY count(*) DESC, k.person_id LIMIT lim
    ), wanted AS MATERIALIZED (
        SELECT f.person_id FROM found AS f UNION SELECT unnest(also)
    )
    SELECT p.person_id, p.sex, p.roles, p.places,
           ARRAY(SELECT CASE WHEN each.fact = ANY (asked_facts) THEN each.fact ELSE 0 END
                 FROM unnest(p.facts) WITH ORDINALITY AS each (fact, place) ORDER BY each.place),
           CASE WHEN c.exited THEN 'ORR' ELSE coalesce(c.legal_custodian, p.registered_by) END
    FROM wanted
    JOIN person AS p ON p.person_id = wanted.person_id AND p.audience = ANY (audiences)
     AND (p.audience <> 'kept' OR ledger.shows_one_of(candidates.organisation, class, ARRAY[p.person_id]))
    LEFT JOIN LATERAL (
        SELECT e.legal_custodian, e.exited FROM custody AS e
        WHERE e.person_id = p.person_id ORDER BY e.began DESC LIMIT 1
    ) AS c ON true
    WHERE wanted.person_id NOT IN (SELECT unnest(ledger.hidden_among(
              candidates.organisation, class, ARRAY(SELECT w.person_id FROM wanted AS w))))
    ORDER BY p.person_id;
END $$;
