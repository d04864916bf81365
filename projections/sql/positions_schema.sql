-- Where each view is. Run by custody_projector, again at every start: everything here may exist already.

CREATE SCHEMA IF NOT EXISTS view_positions;

-- One row a view. The position is written in the transaction that writes the view's rows.
CREATE TABLE IF NOT EXISTS view_positions.view (
    view        text PRIMARY KEY,
    position    bigint NOT NULL DEFAULT 0 CHECK (position >= 0),
    schema_sha  bytea NOT NULL,
    stopped_at  timestamptz,
    stop_reason text,
    CHECK ((stopped_at IS NULL) = (stop_reason IS NULL))
) WITH (fillfactor = 20);

-- What has gone wrong, kept. `position` is the event that a view could not take in.
CREATE TABLE IF NOT EXISTS view_positions.alarm (
    alarm     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    view      text NOT NULL,
    position  bigint NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason    text NOT NULL
);

-- For readers: up to where a view has come, and whether it goes on. No row: there is no such view.
CREATE OR REPLACE FUNCTION view_positions.at(name text)
RETURNS TABLE ("position" bigint, stopped boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_positions, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT v.position, v.stopped_at IS NOT NULL FROM view AS v WHERE v.view = name;
END $$;

-- For readers: every view, as /readyz and `custody doctor` show it. Not those that are built beside a live one.
CREATE OR REPLACE FUNCTION view_positions.overview()
RETURNS TABLE (view text, "position" bigint, stopped_at timestamptz, stop_reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_positions, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT v.view, v.position, v.stopped_at, v.stop_reason FROM view AS v
    WHERE right(v.view, 5) <> '_next' ORDER BY v.view;
END $$;

CREATE OR REPLACE FUNCTION view_positions.alarms(lim integer)
RETURNS TABLE (view text, "position" bigint, raised_at timestamptz, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = view_positions, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT a.view, a.position, a.raised_at, a.reason FROM alarm AS a ORDER BY a.alarm DESC LIMIT lim;
END $$;
