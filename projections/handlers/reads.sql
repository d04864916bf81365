-- The doors for readers. Each refuses an organisation that does not read through the login of the session.

-- Whether the reader may know of an episode: oversight, or whom it names. NULL names nobody.
CREATE OR REPLACE FUNCTION shows(e episode, organisation text, reader_class text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT reader_class = 'oversight'
        OR coalesce(
            organisation IN (e.legal_custodian, e.holder, e.next_holder, e.previous_holder, e.referred_to), false)
$$;

-- Everybody who had a part in the episodes of a person, in the order in which things happened.
CREATE OR REPLACE FUNCTION of_person(organisation text, person uuid)
RETURNS TABLE (
    "position" bigint, part text, episode uuid, event_id uuid, topic text, user_id text, role text, organisation_of text,
    office text, happened_at timestamptz, recorded_at timestamptz, struck_by uuid,
    legal_custodian text, holder text, next_holder text, previous_holder text, referred_to text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handlers, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT h.position, h.part, h.episode, h.event_id, h.topic, h.user_id, h.role, h.organisation, h.office,
           h.happened_at, h.recorded_at, s.by_event,
           e.legal_custodian, e.holder, e.next_holder, e.previous_holder, e.referred_to
    FROM episode AS e
    JOIN handling AS h ON h.episode = e.episode
    LEFT JOIN struck AS s ON s.episode = h.episode AND s.event_id = h.event_id
    WHERE e.person_id = person AND shows(e, of_person.organisation, class)
    ORDER BY h.happened_at, h.position, h.part;
END $$;

-- Everything that one official had a part in for the reader's organisation, in the order of the log; oversight sees what
-- the official did for any organisation.
CREATE OR REPLACE FUNCTION by_user(organisation text, of_user text, after_position bigint, after_part text, lim integer)
RETURNS TABLE (
    "position" bigint, part text, person_id uuid, episode uuid, event_id uuid, topic text, role text,
    organisation_of text, happened_at timestamptz, recorded_at timestamptz, struck_by uuid
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handlers, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
BEGIN
    RETURN QUERY
    SELECT h.position, h.part, h.person_id, h.episode, h.event_id, h.topic, h.role, h.organisation,
           h.happened_at, h.recorded_at, s.by_event
    FROM handling AS h
    LEFT JOIN struck AS s ON s.episode = h.episode AND s.event_id = h.event_id
    WHERE h.user_id = of_user
      AND (h.position, h.part) > (after_position, after_part)
      AND (class = 'oversight' OR h.organisation = by_user.organisation)
    ORDER BY h.position, h.part
    LIMIT lim;
END $$;

-- The times without a named handler in the episodes of a person, open ones up to the clock that decisions read. An
-- episode without one is a row without one, so that "none" and "not for you" differ.
CREATE OR REPLACE FUNCTION gaps_of(organisation text, person uuid)
RETURNS TABLE (
    episode uuid, event_id uuid, place text, carrier text, answerable text, from_at timestamptz, until_at timestamptz,
    minutes bigint, legal_custodian text, holder text, next_holder text, previous_holder text, referred_to text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handlers, pg_temp AS $$
DECLARE
    class text := ledger.reader_class_of(organisation);
    now   timestamptz := ledger.clock();
BEGIN
    RETURN QUERY
    SELECT e.episode, g.event_id, g.place, g.carrier, g.answerable, g.from_at, g.until_at,
           greatest(floor(extract(epoch FROM coalesce(g.until_at, now) - g.from_at) / 60), 0)::bigint,
           e.legal_custodian, e.holder, e.next_holder, e.previous_holder, e.referred_to
    FROM episode AS e LEFT JOIN gap AS g ON g.episode = e.episode
    WHERE e.person_id = person AND shows(e, gaps_of.organisation, class)
    ORDER BY g.from_at, e.episode;
END $$;

-- Whole minutes without a named handler from one moment to another, by the place where they began and by carrier. An
-- organisation gets those that it answered for, carried in, or was the legal custodian in; oversight gets all.
CREATE OR REPLACE FUNCTION minutes(organisation text, since timestamptz, until timestamptz)
RETURNS TABLE (by_carrier boolean, code text, gaps bigint, still_open bigint, minutes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_handlers, pg_temp AS $$
#variable_conflict use_column
DECLARE
    class text := ledger.reader_class_of(organisation);
    now   timestamptz := ledger.clock();
BEGIN
    RETURN QUERY
    SELECT grouping(g.place) = 1, coalesce(g.place, g.carrier), count(*), count(*) FILTER (WHERE g.until_at IS NULL),
           floor(sum(extract(epoch FROM least(coalesce(g.until_at, now), until) - greatest(g.from_at, since)) / 60))::bigint
    FROM gap AS g
    WHERE g.from_at < least(until, now) AND coalesce(g.until_at, now) > since
      AND (class = 'oversight' OR minutes.organisation IN (g.answerable, g.carrier, g.legal_custodian))
    GROUP BY GROUPING SETS ((g.place), (g.carrier))
    ORDER BY grouping(g.place), 5 DESC, 2;
END $$;
