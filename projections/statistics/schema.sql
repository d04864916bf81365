-- What the counts need to know of each episode. Months are first days; days and months are local to the place.
CREATE TABLE episode (
    episode          uuid PRIMARY KEY,
    person_id        uuid NOT NULL,
    sector           text,
    encounter_month  date,
    taken_for        text,
    referral_month   date,
    exit_month       date,
    exit_kind        text,
    sponsor_category text,
    CHECK ((sector IS NULL) = (encounter_month IS NULL)),
    CHECK ((exit_kind IS NULL) = (exit_month IS NULL))
);

-- Times in ORR's legal custody; ended_on is NULL while one lasts.
CREATE TABLE stay (
    episode    uuid NOT NULL,
    person_id  uuid NOT NULL,
    started_on date NOT NULL,
    ended_on   date
);

CREATE INDEX stay_episode ON stay (episode);

-- Sex as the registration that stands says it (ISO/IEC 5218), and the eighteenth birthday by the last claim that stands:
-- derived from a sealed box, for age bands only; NULL when no date is claimed or the person's key is destroyed.
CREATE TABLE person (
    person_id uuid PRIMARY KEY,
    sex       text NOT NULL,
    adult_on  date
);
