"""The row rules of the views, column by column: rows in which every organisation is another one.

In a story the same agency often stands in several columns, so that one of them could be forgotten without a difference.
"""

from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from ledger.domain.errors import NotPermitted
from ledger.domain.reader import Reader
from ledger.domain.register import ORGANISATIONS
from ledger.domain.values import ManifestId, OrganisationCode, PersonId, PlaceCode
from projections.handoffs import queries as handoffs
from projections.placements import queries as placements
from projections.to_offer import queries as to_offer
from tests.projections.world import NOW, OVERSIGHT, World, reader

PERSON, MANIFEST = PersonId(UUID(int=1)), ManifestId(UUID(int=2))
NAMED = {
    "legal_custodian": "ORR",
    "holder": "CARE-01",
    "next_holder": "CARE-02",
    "previous_holder": "ICE",
    "referred_to": "CARE-03",
}
"""Each by itself may know of the person."""
PART = {"giver": "USBP", "to_organisation": "CARE-04", "taken_for": "CARRIER-A"}
"""Each by itself has a part in the handoff."""
STRANGERS = ("CARE-09", "OFO", "CARRIER-B", "ADVOCATE-A")


@dataclass(frozen=True)
class Rule:
    """A function that says whether a row concerns an organisation."""

    statement: LiteralString
    row: LiteralString
    columns: dict[str, str]
    besides: dict[str, bool] = field(default_factory=dict)
    """What else must be so."""


RULES = {
    "placements": Rule("view_placements.concerns(r, %(who)s, 'provider')", "view_placements.ask", NAMED),
    "placements, an answer": Rule(
        "view_placements.has_part(r, %(who)s)", "view_placements.ask", {"organisation": "CARE-05"}, {"open": True}
    ),
    "handoffs": Rule("view_handoffs.concerns(r, %(who)s, 'provider')", "view_handoffs.handoff", NAMED),
    "handoffs, a part": Rule("view_handoffs.has_part(r, %(who)s)", "view_handoffs.handoff", PART),
    "to_offer": Rule(
        "view_to_offer.concerns(r, %(who)s, 'provider')",
        "view_to_offer.child",
        {name: NAMED[name] for name in ("legal_custodian", "holder", "previous_holder")},
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_column_names_somebody_by_itself(world: World, rule: Rule) -> None:
    with psycopg.connect(world.database.admin) as admin:

        def concerned(columns: dict[str, str], who: str, **besides: bool) -> bool | None:
            record = sql.SQL(f"FROM jsonb_populate_record(NULL::{rule.row}, %(row)s) AS r")
            asked = sql.SQL("SELECT {} {}").format(sql.SQL(rule.statement), record)
            [(said,)] = admin.execute(asked, {"who": who, "row": Jsonb(columns | rule.besides | besides)}).fetchall()
            return said  # type: ignore[no-any-return]

        for column, organisation in rule.columns.items():
            assert concerned({column: organisation}, organisation) is True, column
            assert concerned({column: organisation}, "CARE-09") is False, column
            for name, needed in rule.besides.items():
                assert concerned({column: organisation}, organisation, **{name: not needed}) is False, name
        assert concerned(rule.columns, "CARE-09") is False
        assert concerned({}, "CARE-09") is False, "NULL names nobody, and refuses"


def inserted(world: World, table: str, **row: object) -> None:
    """A row as no story would make it."""
    with psycopg.connect(world.database.admin) as admin:
        made = {name: str(value) if isinstance(value, UUID) else value for name, value in row.items()}
        statement = sql.SQL("INSERT INTO {} SELECT * FROM jsonb_populate_record(NULL::{}, %s)")
        admin.execute(statement.format(*[sql.Identifier(*table.split("."))] * 2), (Jsonb(made),))


def hidden(row: Any, columns: tuple[str, ...]) -> set[str]:  # noqa: ANN401  # a row of a view
    return {name for name in columns if getattr(row, name) is None}


def asked_for(world: World, **columns: str) -> None:
    """A place that is asked for a person."""
    inserted(
        world,
        "view_placements.ask",
        episode=uuid4(),
        place="CARE-05",
        organisation="CARE-05",
        person_id=PERSON,
        **columns,
        status="asked",
        open=True,
        since=NOW.isoformat(),
        referred_needs=[],
        separated=False,
        together=[],
        version=3,
        position=9,
    )


def test_who_only_has_to_answer_is_told_nothing_of_who_has_the_person(world: World) -> None:
    asked_for(world, **NAMED)
    inserted(world, "view_placements.person", person_id=PERSON, sex="0", languages=[], needs=[], not_to_dhs=False)
    columns = tuple(NAMED)
    for by in ("CARE-05", *NAMED.values(), OVERSIGHT):
        [row] = placements.of_person(world.views, reader(by), PERSON).rows
        assert hidden(row, columns) == (set(columns) if by == "CARE-05" else set()), by
        [row] = placements.asked_of(world.views, reader(by), organisation=OrganisationCode("CARE-05")).rows
        assert hidden(row, columns) == (set(columns) if by == "CARE-05" else set()), by
    for by in STRANGERS:
        assert placements.of_person(world.views, reader(by), PERSON).rows == ()
        assert placements.asked_of(world.views, reader(by), organisation=OrganisationCode("CARE-05")).rows == ()


def test_an_age_that_is_kept_from_dhs_is_kept_from_all_of_it(world: World) -> None:
    dhs = {"legal_custodian": "USBP", "holder": "ICE", "next_holder": "OFO"}
    asked_for(world, **dhs, previous_holder="CARE-01", referred_to="ORR")
    born: dict[str, object] = {"adult_from": "2027-06-10", "adult_until": "2027-06-10", "not_to_dhs": True}
    inserted(world, "view_placements.person", person_id=PERSON, sex="0", languages=[], needs=[], **born)
    for by in (*dhs.values(), "CARE-01", "ORR", "CARE-05", OVERSIGHT):
        [row] = placements.of_person(world.views, reader(by), PERSON).rows
        assert (row.age_from, row.age_until) == ((None, None) if by in dhs.values() else (9, 9)), by


def test_who_only_has_a_part_in_a_handoff_is_not_told_what_became_of_the_person(world: World) -> None:
    inserted(
        world,
        "view_handoffs.handoff",
        episode=uuid4(),
        offer=uuid4(),
        manifest=MANIFEST,
        person_id=PERSON,
        **NAMED,
        **PART,
        whereabouts="at_place",
        from_place="BP-RGV",
        to_place="CARE-04",
        status="received",
        live=True,
        irregular=False,
        since=NOW.isoformat(),
        offered_at=NOW.isoformat(),
        version=7,
        position=9,
    )
    columns = (*NAMED, "whereabouts", "version", "position")
    for by in (*PART.values(), *NAMED.values(), OVERSIGHT):
        [row] = handoffs.of_manifest(world.views, reader(by), MANIFEST).rows
        assert hidden(row, columns) == (set(columns) if by in PART.values() else set()), by
        [count] = handoffs.counted(world.views, reader(by), organisation=OrganisationCode("CARE-04")).rows
        assert count.handoffs == 1, by
    for by in STRANGERS:
        assert handoffs.of_manifest(world.views, reader(by), MANIFEST).rows == ()
        assert handoffs.counted(world.views, reader(by), organisation=OrganisationCode("CARE-04")).rows == ()


DOORS: dict[str, LiteralString] = {
    "of a place": "SELECT * FROM view_to_offer.listed(%s, 'CARE-01', NULL, NULL, '{}', NULL, 9)",
    "among": "SELECT * FROM view_to_offer.listed(%s, 'CARE-01', NULL, NULL, ARRAY[{}]::uuid[], NULL, 0)",
    "counted": "SELECT * FROM view_to_offer.counted(%s, 'CARE-01', NULL)",
}


@pytest.mark.parametrize("door", DOORS)
def test_who_could_be_offered_is_shown_to_whom_the_row_names(world: World, door: str) -> None:
    """Whoever's children are asked for: the argument is the program's, the row rule is the database's."""
    episode = uuid4()
    inserted(
        world,
        "view_to_offer.child",
        episode=episode,
        person_id=PERSON,
        legal_custodian="ORR",
        holder="CARE-01",
        previous_holder="ICE",
        place="CARE-01",
        begun=1,
        version=2,
        position=9,
    )
    asked = {"ORR": "orr", "CARE-01": "provider", "ICE": "ice", OVERSIGHT: "oversight"}
    others = {"CARE-09": "provider", "USBP": "cbp", "CARRIER-B": "provider", "ADVOCATE-A": "advocate"}
    for by, login in (asked | others).items():
        with psycopg.connect(world.database.login(f"custody_read_{login}"), autocommit=True) as connection:
            statement = sql.SQL(DOORS[door]).format(sql.Literal(str(episode))) if door == "among" else DOORS[door]
            assert bool(connection.execute(statement, (by,)).fetchall()) == (by in asked), by
    assert len(to_offer.listed(world.views, reader("CARE-01"), place=PlaceCode("CARE-01"), to_place=None).rows) == 1


def test_lists_ask_the_reader_function_first(world: World) -> None:
    """Oversight that does not say so is refused by the program; its login would be given every row."""
    nosy = Reader(**vars(reader(OVERSIGHT)) | {"purpose": reader("USBP").purpose})
    for question in (
        lambda: to_offer.listed(world.views, nosy, place=None, to_place=None),
        lambda: to_offer.counted(world.views, nosy, place=None),
        lambda: handoffs.of_manifest(world.views, nosy, MANIFEST),
        lambda: handoffs.waiting_for(world.views, nosy),
        lambda: handoffs.counted(world.views, nosy),
        lambda: placements.asked_of(world.views, nosy),
        lambda: placements.of_person(world.views, nosy, PERSON),
    ):
        with pytest.raises(NotPermitted):
            question()


@pytest.mark.parametrize("by", [*STRANGERS, "USBP"])
def test_the_program_refuses_handoffs_that_the_database_would_give(world: World, by: str) -> None:
    """The row rules taken away: the database gives everything to every login."""
    inserted(
        world,
        "view_handoffs.handoff",
        episode=uuid4(),
        offer=uuid4(),
        manifest=MANIFEST,
        person_id=PERSON,
        **NAMED,
        **PART | {"giver": "BP"},
        whereabouts="at_place",
        status="received",
        live=True,
        irregular=False,
        since=NOW.isoformat(),
        version=7,
        position=9,
    )
    given = "SELECT * FROM view_handoffs.listed(%s, %s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(
            "CREATE OR REPLACE FUNCTION view_handoffs.has_part(h view_handoffs.handoff, organisation text)"
            " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
        )
    login = ORGANISATIONS[OrganisationCode(by)].reader_class
    with psycopg.connect(world.database.login(f"custody_read_{login}"), autocommit=True) as connection:
        assert connection.execute(given, (by, MANIFEST)).fetchall()
    assert handoffs.of_manifest(world.views, reader(by), MANIFEST).rows == ()
