"""Times the search for a person among invented people, loaded straight into the view's tables by its own functions.

    scripts/time_search.py --people 100000

Makes a database of its own on the embedded server, and drops it. Asserts nothing: the goal among a million people is
10 ms for half of the questions and 60 ms for 99 of 100. What is timed is `projections.search.queries.search`, hashing,
the statement and scoring; opening the names of the few who are shown comes on top (a few microseconds a name).
"""

import argparse
import os
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from typing import LiteralString, cast
from uuid import UUID, uuid5

import psycopg
from psycopg import sql

from api.cli.operate import prepare
from api.composition import make_mapper, open_readers
from api.demo.draws import Draws, Weighted, draws_for
from api.demo.names import invent_name
from ledger.domain.birth_keys import BirthFacts, birth_facts
from ledger.domain.codes import NameRole, Sex
from ledger.domain.finding import ALL
from ledger.domain.name_keys import words
from ledger.domain.person import BirthClaim, NamePart
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, PartialDate, UserId
from ledger.settings import Settings
from ledger.store import embedded
from ledger.store.keys import Keyring
from projections.asking import Views
from projections.search import queries
from projections.search.hashing import Hasher, index_keys
from projections.search.view import CUSTODY, KEY, PERSON, Claims, compared

SPACE = UUID("6c8f7a52-5b0a-4b1f-8a53-0e2f7c1d9b44")
LOADED_ON = date(2019, 9, 30)
# Shares and rates: assumed.
COUNTRIES = Weighted(
    [
        (("GTM", "spa"), 25),
        (("GTM", "mam"), 8),
        (("GTM", "kek"), 5),
        (("HND", "spa"), 28),
        (("SLV", "spa"), 15),
        (("MEX", "spa"), 19),
    ]
)
AGES = Weighted([((0, 18), 70), ((18, 60), 30)])
BIRTHS = Weighted([("%Y-%m-%d", 83), ("%Y-01-01", 4), ("%Y", 8), ("", 5)])
SLIPS = Weighted([("as it is", 68), ("none", 15), ("year", 10), ("swapped", 7)])
RESPELT = Weighted([(True, 20), (False, 80)])
LEFT_OUT = Weighted([(True, 35), (False, 65)])
SHUFFLED = Weighted([(True, 30), (False, 70)])
SEX_TOLD = Weighted([(True, 80), (False, 20)])
SPELLINGS = (("z", "s"), ("v", "b"), ("j", "g"), ("c", "k"), ("h", ""), ("y", "i"), ("ll", "y"))
UNTIMED = 50
"""Questions asked first, until plans and pages are in memory."""
PAGE = 20_000
Invented = tuple[tuple[NamePart, ...], BirthClaim, Sex]


@contextmanager
def database() -> Iterator[Settings]:
    """A database with empty views."""
    environment = {**os.environ, "CUSTODY_DATABASE": f"custody_time_search_{secrets.token_hex(4)}"}
    settings = Settings.from_env(environment)
    with embedded.lease(settings):
        prepare(settings, purpose="simulation", origin="custody.example/time-search")
        try:
            yield settings
        finally:
            with psycopg.connect(settings.admin_conninfo("postgres"), autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(settings.database)))
            settings.key_log.unlink(missing_ok=True)


def invented(draws: Draws) -> Invented:
    """Somebody: children mostly, some adults; dates known to the year, defaulted to 1 January, told as an age."""
    country, language = COUNTRIES.draw(draws)
    sex = draws.choice((Sex.MALE, Sex.FEMALE))
    name = invent_name(draws, sex=sex, country=country, language=language)
    years = draws.uniform(*AGES.draw(draws))
    day = LOADED_ON - timedelta(days=int(years * 365.25))
    told = BIRTHS.draw(draws)
    claim = BirthClaim(date=PartialDate(text=day.strftime(told))) if told else BirthClaim(age_years=int(years))
    return name.parts, claim, sex


def load(connection: psycopg.Connection[tuple[object, ...]], keyring: Keyring, people: list[Invented]) -> None:
    """Their rows, page by page, through the functions and tables of the view."""
    hasher = Hasher(keyring.blind_index)
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'view_search' AND tablename = 'key'"
    ).fetchall()
    for name, _ in indexes:  # made again at the end: an index that grows row by row takes most of the time
        connection.execute(sql.SQL("DROP INDEX view_search.{}").format(sql.Identifier(str(name))))
    for start in range(0, len(people), PAGE):
        rows, keys, custody = [], [], []
        for number, (parts, claim, sex) in enumerate(people[start : start + PAGE], start):
            claims = Claims(names=[words(parts)], births=[birth_facts(claim, LOADED_ON)])
            who = uuid5(SPACE, str(number))
            rows.append((who, ALL, str(sex), "USBP", *compared(hasher, claims)))
            keys += [(key, ALL, who) for key in set(index_keys(hasher, claims.names, claims.births))]
            custody.append((uuid5(who, "episode"), who, number + 1, "USBP", False))
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = view_search, pg_temp")
            PERSON.add(cursor, rows)
            KEY.add(cursor, keys)
            CUSTODY.add(cursor, custody)
    for _, definition in indexes:
        connection.execute(sql.SQL(cast("LiteralString", definition)))
    connection.execute("VACUUM ANALYZE view_search.key")
    connection.execute("VACUUM ANALYZE view_search.person")
    connection.execute("VACUUM ANALYZE view_search.custody")


def question(draws: Draws, somebody: Invented) -> tuple[list[NamePart], BirthFacts | None, Sex]:
    """What is asked about somebody, with the slips that people make; their rates are assumed."""
    parts, claim, sex = somebody
    asked = [NamePart(text=_respelt(text), role=NameRole.UNKNOWN) for text in (part.text for part in parts)]
    asked = [
        part if RESPELT.draw(draws) else NamePart(text=whole.text, role=NameRole.UNKNOWN)
        for part, whole in zip(asked, parts, strict=True)
    ]
    if len(asked) > len(("given", "surname")) and LEFT_OUT.draw(draws):
        asked.pop(draws.choice((1, len(asked) - 1)))
    if SHUFFLED.draw(draws):
        draws.shuffle(asked)
    birth = _slipped(SLIPS.draw(draws), birth_facts(claim, LOADED_ON))
    return asked, birth, sex if SEX_TOLD.draw(draws) else Sex.NOT_KNOWN


def _respelt(text: str) -> str:
    for one, other in SPELLINGS:
        if one in text.lower():
            return text.lower().replace(one, other)
    return text


def _slipped(slip: str, facts: BirthFacts) -> BirthFacts | None:
    if slip == "none":
        return None
    if slip == "swapped" and facts.swapped is not None:
        return BirthFacts(day=facts.swapped, month=facts.swapped[:7], years=facts.years)
    return BirthFacts(years=facts.years) if slip == "year" else facts


def main() -> None:
    """Load, ask, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument("--questions", type=int, default=2_000)
    options = arguments.parse_args()
    draws = draws_for(4, Fraction(1), "time-search")
    with database() as settings:
        mapper = make_mapper(settings)
        keyring = mapper.codec.sealer.keyring
        started = time.perf_counter()
        people = [invented(draws) for _ in range(options.people)]
        print(f"{options.people:,} people invented in {time.perf_counter() - started:.0f} s")
        with psycopg.connect(settings.role_conninfo("custody_projector"), autocommit=True) as connection:
            started = time.perf_counter()
            load(connection, keyring, people)
            print(f"loaded in {time.perf_counter() - started:.0f} s")
            _print_sizes(connection)
        with open_readers(settings, mapper, connections_max=1) as readers:
            reader = Reader(
                user=UserId("timer"), organisation=OrganisationCode("ORR"), role="orr_intakes", purpose=Purpose.SAFETY
            )
            _ask(Views(readers.pools), reader, keyring, people, draws, questions=options.questions)


def _print_sizes(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in ("key", "person", "custody"):
        [row] = connection.execute(
            "SELECT reltuples::bigint, pg_size_pretty(pg_table_size(oid)), pg_size_pretty(pg_indexes_size(oid))"
            " FROM pg_class WHERE oid = ('view_search.' || %s)::regclass",
            (table,),
        ).fetchall()
        print(f"{table}: {row[0]:,} rows, {row[1]} and {row[2]} of indexes")


def _ask(
    views: Views, reader: Reader, keyring: Keyring, people: list[Invented], draws: Draws, *, questions: int
) -> None:
    times: dict[str, list[float]] = {"with a birth": [], "without": []}
    first = shown = 0
    ranked: list[int] = []
    for number in range(questions + UNTIMED):
        index = draws.randrange(len(people))
        parts, birth, sex = question(draws, people[index])
        started = time.perf_counter()
        found = queries.search(views, reader, keyring, parts=parts, birth=birth, sex=sex).rows
        took = 1000 * (time.perf_counter() - started)
        if number < UNTIMED:
            continue
        times["with a birth" if birth is not None else "without"].append(took)
        ids = [each.person_id for each in found]
        who = uuid5(SPACE, str(index))
        shown += who in ids
        first += ids[:1] == [who]
        ranked.append(len(ids))
    for kind, took_each in (*times.items(), ("all", [each for some in times.values() for each in some])):
        cuts = statistics.quantiles(took_each, n=100)
        print(
            f"{kind}: {len(took_each):,} questions, p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"
        )
    print(
        f"the one meant is shown in {shown / questions:.3f}, first in {first / questions:.3f};"
        f" {statistics.mean(ranked):.1f} shown on the average"
    )


if __name__ == "__main__":
    main()
