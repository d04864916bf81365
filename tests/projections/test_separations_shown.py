"""Who is shown which separated children, page by page, and how many there were by month."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, PersonId, UserId
from projections.separations import queries
from projections.separations.queries import Dates, SeparatedChild, SeparationChange
from tests.projections.separating import OIG, Group, changes, day, head, on_list, rows
from tests.projections.world import CARE, ICE, NOW, USBP, World, reader


@pytest.fixture
def group(world: World) -> Group:
    return Group(world)


# ------------------------------------------------------------------------------------------------- pages and counts


def test_pages_go_on_after_the_last_row(world: World) -> None:
    for _ in range(3):
        each = Group(world)
        each.parted(day(1), each.girl, each.boy)
    every = rows(world, day(2))
    differing = changes(world, NOW, day(2))
    assert (len(every), len(differing)) == (6, 6)
    for limit in (1, 4, 6, 7):
        seen: list[SeparatedChild] = []
        told: list[SeparationChange] = []
        while more := queries.listed(
            world.views, world.log, reader(OIG), as_of=day(2), after=seen[-1].cursor if seen else None, limit=limit
        ).rows:
            seen += more
        while changed := changes(world, NOW, day(2), after=told[-1].cursor if told else None, limit=limit):
            told += changed
        assert (tuple(seen), tuple(told)) == (every, differing)


def test_counts_by_month(world: World, group: Group) -> None:
    said = group.parted(datetime(2019, 5, 31, 23, 59, tzinfo=UTC), group.girl, group.boy)
    before = head(world)
    group.ended(said, datetime(2019, 7, 1, tzinfo=UTC))
    world.project()

    def counted(by: str = OIG, **how: Any) -> list[tuple[date, int, int, int, int]]:  # noqa: ANN401  # see `counted`
        months = {"first": date(2019, 4, 1), "last": date(2019, 7, 1)}
        found = queries.counted(world.views, world.log, reader(by), **months | how).rows
        return [(each.month, each.began, each.irregular, each.ended, each.at_end) for each in found]

    april, may, june, july = (date(2019, month, 1) for month in (4, 5, 6, 7))
    assert counted() == [(april, 0, 0, 0, 0), (may, 2, 2, 0, 2), (june, 0, 0, 0, 2), (july, 0, 0, 1, 1)]
    assert counted(as_known_at=before)[-1] == (july, 0, 0, 0, 2)
    assert {each[1:] for each in counted("CARE-09")} == {(0, 0, 0, 0)}
    with pytest.raises(InvalidValue):
        counted(first=date(1900, 1, 1))


# ------------------------------------------------------------------------------------------------------- who sees


def everywhere(world: World, by: str) -> tuple[set[UUID], set[UUID]]:
    """Whom an organisation finds on the list and in the difference."""
    return on_list(world, day(9), by=by), {each.person_id for each in changes(world, NOW, day(9), by=by)}


def test_each_organisation_sees_whom_it_may_know_of(world: World, group: Group) -> None:
    group.parted(day(1), group.girl, group.boy)
    girl, boy = group.girl.person, group.boy.person
    for by in (USBP, "ORR", OIG, "HHS-OIG"):
        assert everywhere(world, by) == ({girl, boy}, {girl, boy}), by
    for by in (ICE, "OFO", CARE, "CARRIER-A", "ADVOCATE-A"):
        assert everywhere(world, by) == (set(), set()), by
    group.girl.in_care(day(2))
    assert everywhere(world, CARE) == ({girl}, {girl})
    assert everywhere(world, USBP) == ({girl, boy}, {girl, boy}), "it has the boy, and the mother of both"
    assert everywhere(world, "CARE-02") == (set(), set())


def test_who_has_one_of_the_adults_sees_the_children(world: World, group: Group) -> None:
    group.parted(day(1))
    for each, place in ((group.girl, "CARE-01"), (group.mother, "CARE-02")):
        each.in_care(day(2), place=place)
    assert everywhere(world, "CARE-02") == ({group.girl.person}, {group.girl.person})
    assert everywhere(world, USBP) == (set(), set()), "it has only the father, of whom nobody said that he was there"
    group.parted(day(3), group.boy, adults=(group.father.person,))
    assert everywhere(world, USBP)[0] == {group.boy.person}


def test_oversight_that_states_another_purpose_is_refused(world: World, group: Group) -> None:
    asks = Reader(user=UserId("oig.1"), organisation=OrganisationCode(OIG), role="inspector", purpose=Purpose.CUSTODY)
    for question in (
        lambda: queries.listed(world.views, world.log, asks),
        lambda: queries.difference(world.views, world.log, asks, dates=Dates(earlier=NOW, later=NOW)),
        lambda: queries.counted(world.views, world.log, asks, first=date(2019, 5, 1), last=date(2019, 5, 1)),
    ):
        with pytest.raises(NotPermitted):
            question()


def test_no_login_of_a_reader_can_ask_for_whom_it_may_see_under_another_class(world: World, group: Group) -> None:
    person: PersonId = group.girl.person
    with psycopg.connect(world.database.login("custody_read_provider"), autocommit=True) as connection:
        for question in (
            "SELECT ledger.shows_one_of('CARE-01', 'oversight', %s)",
            "SELECT view_separations.shows(NULL, 'CARE-01', 'provider')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(question, ([person],) if "%s" in question else None)
