"""The newest naming counts, an office's own before its organisation's, and none is ever taken back."""

from typing import Any

import psycopg
import pytest

from api.page_store import PageStore
from ledger.domain.errors import InvalidValue
from ledger.domain.register import USBP
from ledger.domain.values import OrganisationCode, PlaceCode, UserId
from tests.page_store.people import AGENT, COLLEAGUE, NAMESAKE

SECTOR, OTHER_SECTOR = PlaceCode("BP-RGV"), PlaceCode("BP-ELC")
CHIEF, DEPUTY = UserId("BP-RGV.chief"), UserId("BP-RGV.deputy")


def named(store: PageStore, office: PlaceCode | None, organisation: OrganisationCode = USBP) -> UserId | None:
    found = store.backups.of(organisation, office)
    return None if found is None else found.owner.user


def test_nobody_is_told_until_somebody_is_named(store: PageStore) -> None:
    assert store.backups.of(USBP, SECTOR) is None


def test_the_newest_counts_and_the_history_stays(store: PageStore, admin: psycopg.Connection[Any]) -> None:
    store.backups.name(CHIEF, office=SECTOR, by=AGENT)
    store.backups.name(DEPUTY, office=SECTOR, by=COLLEAGUE)
    found = store.backups.of(USBP, SECTOR)
    assert found is not None
    assert (found.owner.organisation, found.owner.user, found.office) == (USBP, DEPUTY, SECTOR)
    assert found.set_by == COLLEAGUE.user
    history = admin.execute("SELECT user_id, set_by, set_at FROM page.backup ORDER BY id").fetchall()
    assert [row[:2] for row in history] == [(CHIEF, AGENT.user), (DEPUTY, COLLEAGUE.user)]
    assert found.set_at == history[1][2]


def test_an_office_without_its_own_has_its_organisations(store: PageStore) -> None:
    store.backups.name(CHIEF, office=None, by=AGENT)
    assert named(store, SECTOR) == named(store, OTHER_SECTOR) == named(store, None) == CHIEF
    store.backups.name(DEPUTY, office=SECTOR, by=AGENT)
    assert (named(store, SECTOR), named(store, OTHER_SECTOR), named(store, None)) == (DEPUTY, CHIEF, CHIEF)
    store.backups.name(None, office=SECTOR, by=AGENT)
    assert named(store, SECTOR) == CHIEF
    store.backups.name(None, office=None, by=AGENT)
    assert named(store, SECTOR) is None


def test_another_organisations_is_its_own(store: PageStore) -> None:
    store.backups.name(CHIEF, office=None, by=AGENT)
    store.backups.name(DEPUTY, office=None, by=NAMESAKE)
    assert (named(store, None), named(store, None, NAMESAKE.organisation)) == (CHIEF, DEPUTY)
    assert named(store, None, OrganisationCode("ICE")) is None


@pytest.mark.parametrize("office", ["ICE-SNA", "NOWHERE"])
def test_an_office_of_somebody_else_is_refused(store: PageStore, office: str) -> None:
    with pytest.raises(InvalidValue):
        store.backups.name(CHIEF, office=PlaceCode(office), by=AGENT)
    assert named(store, PlaceCode(office)) is None


def test_a_name_is_no_user(store: PageStore) -> None:
    with pytest.raises(InvalidValue):
        store.backups.name(UserId("Marcus Oyelaran"), office=None, by=AGENT)
