-- The doors for readers: counts, no row of any person. Each refuses an organisation that does not read through the login
-- of the session. Months from the first to the last, both as first days.

-- People met by the Border Patrol, by sector, by what they were taken for at last, and by whether they were of age when
-- the month began, as the last birth claim has it.
CREATE OR REPLACE FUNCTION encounters(organisation text, first_month date, last_month date)
RETURNS TABLE (sector text, month date, taken_for text, adult boolean, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT e.sector, e.encounter_month, e.taken_for, a.adult, count(*) FROM episode AS e
    LEFT JOIN person AS p ON p.person_id = e.person_id
    CROSS JOIN LATERAL (SELECT coalesce(p.adult_on <= e.encounter_month, false) AS adult) AS a
    WHERE e.encounter_month BETWEEN first_month AND last_month
    GROUP BY e.sector, e.encounter_month, e.taken_for, a.adult
    ORDER BY e.sector, e.encounter_month, e.taken_for, a.adult;
END $$;

-- Releases to individual sponsors; 2A and 2B are published as one category. NULL: the report named none.
CREATE OR REPLACE FUNCTION releases(organisation text, first_month date, last_month date)
RETURNS TABLE (category text, month date, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT left(e.sponsor_category, 1) AS one, e.exit_month, count(*) FROM episode AS e
    WHERE e.exit_kind = 'sponsor' AND e.exit_month BETWEEN first_month AND last_month
    GROUP BY one, e.exit_month
    ORDER BY one, e.exit_month;
END $$;

-- In ORR's legal custody at the end of the last day of each month that has begun its last day.
CREATE OR REPLACE FUNCTION census(organisation text, first_month date, last_month date)
RETURNS TABLE (sex text, month date, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT coalesce(p.sex, '0') AS known, m.month::date, count(*)
    FROM generate_series(first_month::timestamp, last_month::timestamp, interval '1 month') AS m (month)
    CROSS JOIN LATERAL (SELECT (m.month + interval '1 month')::date AS ended) AS d
    JOIN stay AS s ON s.started_on < d.ended AND (s.ended_on IS NULL OR s.ended_on >= d.ended)
    LEFT JOIN person AS p ON p.person_id = s.person_id
    WHERE d.ended - 1 <= ledger.clock()::date
    GROUP BY known, m.month
    ORDER BY known, m.month;
END $$;

-- Children referred to ORR, by the month of the first referral.
CREATE OR REPLACE FUNCTION referrals(organisation text, first_month date, last_month date)
RETURNS TABLE (month date, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT e.referral_month, count(*) FROM episode AS e
    WHERE e.referral_month BETWEEN first_month AND last_month
    GROUP BY e.referral_month
    ORDER BY e.referral_month;
END $$;

-- Ends of episodes by kind.
CREATE OR REPLACE FUNCTION exits(organisation text, first_month date, last_month date)
RETURNS TABLE (kind text, month date, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT e.exit_kind, e.exit_month, count(*) FROM episode AS e
    WHERE e.exit_month BETWEEN first_month AND last_month
    GROUP BY e.exit_kind, e.exit_month
    ORDER BY e.exit_kind, e.exit_month;
END $$;

-- For each month that has begun its last day: the mean of the daily counts of those in care, and the mean days of care
-- of those discharged in the month and of those in care at its end. NULL where there is nobody.
CREATE OR REPLACE FUNCTION care(organisation text, first_month date, last_month date)
RETURNS TABLE (month date, average_in_care integer, days_discharged integer, days_in_care integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT m.month::date,
        (SELECT round(sum(least(coalesce(s.ended_on, d.ended), d.ended) - greatest(s.started_on, m.month::date))::numeric
                      / (d.ended - m.month::date))::integer
         FROM stay AS s WHERE s.started_on < d.ended AND (s.ended_on IS NULL OR s.ended_on > m.month::date)),
        (SELECT round(avg(s.ended_on - s.started_on))::integer
         FROM stay AS s WHERE s.ended_on >= m.month::date AND s.ended_on < d.ended),
        (SELECT round(avg(d.ended - s.started_on))::integer
         FROM stay AS s WHERE s.started_on < d.ended AND (s.ended_on IS NULL OR s.ended_on >= d.ended))
    FROM generate_series(first_month::timestamp, last_month::timestamp, interval '1 month') AS m (month)
    CROSS JOIN LATERAL (SELECT (m.month + interval '1 month')::date AS ended) AS d
    WHERE d.ended - 1 <= ledger.clock()::date
    ORDER BY m.month;
END $$;

-- The census by age band, as published; a person without a birth date is in none of the bands.
CREATE OR REPLACE FUNCTION ages(organisation text, first_month date, last_month date)
RETURNS TABLE (band text, month date, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_statistics, pg_temp AS $$
BEGIN
    PERFORM ledger.reader_class_of(organisation);
    RETURN QUERY
    SELECT coalesce(a.age_band, 'not known'), m.month::date, count(*)
    FROM generate_series(first_month::timestamp, last_month::timestamp, interval '1 month') AS m (month)
    CROSS JOIN LATERAL (SELECT (m.month + interval '1 month')::date AS ended) AS d
    JOIN stay AS s ON s.started_on < d.ended AND (s.ended_on IS NULL OR s.ended_on >= d.ended)
    LEFT JOIN person AS p ON p.person_id = s.person_id
    CROSS JOIN LATERAL (SELECT extract(year FROM age(d.ended - 1, p.adult_on - interval '18 years')) AS years) AS y
    CROSS JOIN LATERAL (SELECT CASE WHEN y.years <= 5 THEN '0-5' WHEN y.years <= 12 THEN '6-12'
                                    WHEN y.years <= 14 THEN '13-14' WHEN y.years <= 16 THEN '15-16'
                                    WHEN y.years = 17 THEN '17' WHEN y.years > 17 THEN '18 and over' END AS age_band) AS a
    WHERE d.ended - 1 <= ledger.clock()::date
    GROUP BY 1, 2
    ORDER BY 1, 2;
END $$;
