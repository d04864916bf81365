"""What the system told whom is kept as it was."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from psycopg import errors

from api.page_store import PageStore
from api.page_store.notices import NoticeKind, Outcome
from tests.page_store.people import AGENT, COLLEAGUE, NAMESAKE


def test_a_notice_says_who_was_told_what(store: PageStore) -> None:
    offers = (uuid4(), uuid4())
    first = store.notices.record(NoticeKind.MAIL, AGENT, waiting=3, offers=(), outcome=Outcome.FAILED)
    second = store.notices.record(NoticeKind.ESCALATION, AGENT, waiting=2, offers=offers, outcome=Outcome.RECORDED)
    newest, oldest = store.notices.of_owner(AGENT)
    assert (newest.id, newest.kind, newest.waiting, newest.offers) == (second, NoticeKind.ESCALATION, 2, offers)
    assert (newest.owner, newest.outcome) == (AGENT, Outcome.RECORDED)
    assert (oldest.id, oldest.kind, oldest.offers, oldest.outcome) == (first, NoticeKind.MAIL, (), Outcome.FAILED)
    assert abs(datetime.now(UTC) - newest.at) < timedelta(minutes=1)
    assert store.notices.of_owner(COLLEAGUE) == store.notices.of_owner(NAMESAKE) == ()


def test_an_offer_is_known_to_have_been_escalated(store: PageStore) -> None:
    told, mailed, new = uuid4(), uuid4(), uuid4()
    store.notices.record(NoticeKind.ESCALATION, AGENT, waiting=2, offers=[told, uuid4()], outcome=Outcome.SENT)
    store.notices.record(NoticeKind.ESCALATION, COLLEAGUE, waiting=1, offers=[told], outcome=Outcome.FAILED)
    store.notices.record(NoticeKind.MAIL, AGENT, waiting=1, offers=[mailed], outcome=Outcome.SENT)
    assert store.notices.escalated([told, mailed, new]) == {told}
    assert store.notices.escalated([]) == frozenset()


def test_a_count_is_not_negative(store: PageStore) -> None:
    with pytest.raises(errors.CheckViolation):
        store.notices.record(NoticeKind.MAIL, AGENT, waiting=-1, offers=[], outcome=Outcome.SENT)
