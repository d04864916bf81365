"""Who wants mail, and when they may have the next one; where to is nobody else's to read."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from api.page_store import PageStore
from api.page_store.mail_settings import MailDue, MailSetting
from api.page_store.notices import NoticeKind, Outcome
from api.page_store.sealing import PageBoxDamaged
from ledger.domain.errors import InvalidValue
from tests.page_store.people import AGENT, COLLEAGUE, NAMESAKE, dump

Admin = psycopg.Connection[Any]

ADDRESS = "dana.whitfield+night@cbp.example"
WANTED = MailSetting(address=ADDRESS, every_minutes=30)


def told(store: PageStore, admin: Admin, *, minutes_ago: int, outcome: Outcome = Outcome.SENT) -> None:
    """Somebody was sent a mail some time ago: recorded as it would have been then."""
    admin.execute(
        "INSERT INTO page.notice (at, kind, organisation, user_id, waiting, offers, outcome)"
        " VALUES (now() - %s, 'mail', %s, %s, 3, '{}', %s)",
        (timedelta(minutes=minutes_ago), AGENT.organisation, AGENT.user, str(outcome)),
    )


def test_nobody_gets_mail_who_has_not_asked_for_it(store: PageStore) -> None:
    assert store.mail_settings.of(AGENT) == MailSetting(address=None, every_minutes=None)
    assert store.mail_settings.due() == ()


def test_a_setting_is_its_owners(store: PageStore) -> None:
    store.mail_settings.save(AGENT, WANTED)
    assert store.mail_settings.of(AGENT) == WANTED
    assert store.mail_settings.of(COLLEAGUE) == store.mail_settings.of(NAMESAKE) == MailSetting()
    assert store.mail_settings.due() == (MailDue(owner=AGENT, address=ADDRESS),)


def test_a_setting_is_changed_and_forgotten(store: PageStore, admin: Admin) -> None:
    store.mail_settings.save(AGENT, WANTED)
    no_mail_for_now = MailSetting(address=ADDRESS)
    store.mail_settings.save(AGENT, no_mail_for_now)
    assert store.mail_settings.of(AGENT) == no_mail_for_now
    assert store.mail_settings.due() == ()
    store.mail_settings.save(AGENT, MailSetting())
    assert admin.execute("SELECT address, mail_every_minutes FROM page.setting").fetchall() == [(None, None)]


def test_the_address_is_sealed_for_its_owner(store: PageStore, admin: Admin) -> None:
    store.mail_settings.save(AGENT, WANTED)
    written = dump(admin)
    assert AGENT.user in written
    for part in (ADDRESS, "whitfield", "cbp.example"):
        assert part not in written
        assert part.encode().hex() not in written
    admin.execute("UPDATE page.setting SET user_id = %s", (COLLEAGUE.user,))
    with pytest.raises(PageBoxDamaged):
        store.mail_settings.of(COLLEAGUE)


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.FAILED])
@pytest.mark.parametrize(("minutes_ago", "due"), [(29, False), (31, True)])
def test_the_next_mail_waits_for_its_time(
    store: PageStore, admin: Admin, *, minutes_ago: int, due: bool, outcome: Outcome
) -> None:
    store.mail_settings.save(AGENT, WANTED)
    told(store, admin, minutes_ago=minutes_ago, outcome=outcome)
    assert bool(store.mail_settings.due()) == due


def test_what_others_were_told_delays_nobodys_mail(store: PageStore) -> None:
    store.mail_settings.save(AGENT, WANTED)
    store.mail_settings.save(NAMESAKE, MailSetting(address="priya@orr.example", every_minutes=1440))
    store.notices.record(NoticeKind.ESCALATION, AGENT, waiting=1, offers=[], outcome=Outcome.SENT)
    store.notices.record(NoticeKind.MAIL, NAMESAKE, waiting=1, offers=[], outcome=Outcome.SENT)
    assert [each.owner for each in store.mail_settings.due()] == [AGENT]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dana",
        "dana@",
        "@cbp.example",
        "dana@cbp.example\r\nBcc: everybody@press.example",
        "dana@cbp.example, other@press.example",
        "Dana <dana@cbp.example>",
        "dana@-cbp.example",
        "x" * 250 + "@cbp.example",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(common: PageStore, address: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        common.mail_settings.save(AGENT, MailSetting(address=address, every_minutes=30))
    assert refusal.value.field == "mail_address"
    assert not address or address not in str(refusal.value)
    assert common.mail_settings.of(AGENT) == MailSetting()


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_minutes_are_from_one_to_a_day(common: PageStore, minutes: int) -> None:
    with pytest.raises(InvalidValue) as refusal:
        common.mail_settings.save(COLLEAGUE, MailSetting(address=ADDRESS, every_minutes=minutes))
    assert refusal.value.field == "mail_every_minutes"
    for good in (1, 1440):
        common.mail_settings.save(COLLEAGUE, MailSetting(address=ADDRESS, every_minutes=good))


def test_mail_needs_an_address(common: PageStore) -> None:
    with pytest.raises(InvalidValue, match="mail_address"):
        common.mail_settings.save(AGENT, MailSetting(every_minutes=30))
