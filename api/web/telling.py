"""Tells people that something waits: a mail that only counts, and the named backup when nobody answers an offer.

Neither decides anything, and neither says anything about a child. Both are on record in `page.notice`. The same thread
tidies the page's store.
"""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Event, Thread
from uuid import UUID

from api.log import logger
from api.page_store.backups import Backup
from api.page_store.notices import NoticeKind, Outcome
from api.page_store.owner import Owner
from api.site import Site
from api.web.tidying import tidy
from api.web.words import LANGUAGES, Words
from ledger.domain.policy import pack_on
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import UserId
from ledger.settings import MailServer
from ledger.store.pool import UNREACHABLE
from projections.handoffs import queries as handoffs
from projections.handoffs.queries import Direction, Handoff
from projections.positions import NotYet

EVERY_SECONDS = 30.0
OFFERS_MAX = 500
"""Most unanswered offers of one organisation that are looked at in one round."""
SYSTEM_ROLE = "notices"

Send = Callable[[EmailMessage], None]
"""Hands a mail to the mail server, or raises OSError."""


@contextmanager
def telling(site: Site, mail: MailServer | None) -> Iterator[None]:
    """Whoever is to be told is told, by a thread, for as long as this lasts."""
    stop = Event()
    thread = Thread(target=_run, args=(site, mail, stop), name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _run(site: Site, mail: MailServer | None, stop: Event) -> None:
    while not stop.wait(EVERY_SECONDS):
        try:
            tidy(site)
            escalate(site)
            if mail is not None:
                send_counts(site, mail, sender_of(mail))
        except (*UNREACHABLE, NotYet) as failure:
            logger().warning("telling_failed", exc_info=failure)


def escalate(site: Site) -> int:
    """Tell the backup of each addressee of offers that nobody answered for too long; answers how many offers."""
    now, told = site.ledger.clock(), 0
    patience = timedelta(minutes=pack_on(now).offer_escalation_minutes)
    backups = site.page_store.backups.everybody()
    for organisation in dict.fromkeys(backup.owner.organisation for backup in backups):
        named = [backup for backup in backups if backup.owner.organisation == organisation]
        reader = _reader(named[0].owner)
        open_offers = handoffs.waiting_for(site.views, reader, limit=OFFERS_MAX).rows
        unanswered = [row for row in open_offers if row.answered_at is None and _older(row, now - patience)]
        done = site.page_store.notices.escalated([row.offer for row in unanswered])
        told += _tell(site, named, [row for row in unanswered if row.offer not in done])
    return told


def send_counts(site: Site, mail: MailServer, send: Send) -> int:
    """Send a mail to everybody who asked for one and for whom something waits; answers how many were sent."""
    sent = 0
    for due in site.page_store.mail_settings.due():
        counts = handoffs.counted(site.views, _reader(due.owner)).rows
        waiting = sum(count.handoffs for count in counts if count.direction is Direction.INCOMING)
        if waiting:
            outcome = _sent(send, counting_mail(mail, due.address, waiting))
            sent += outcome is Outcome.SENT
            site.page_store.notices.record(NoticeKind.MAIL, due.owner, waiting=waiting, offers=(), outcome=outcome)
    return sent


def counting_mail(mail: MailServer, address: str, waiting: int) -> EmailMessage:
    """The mail: how many items wait, and where. In both languages, since a setting knows none."""
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, address
    lines = [Words(each).say("%(n)s items wait for you in Custody Ledger.", n=waiting) for each in LANGUAGES]
    message["Subject"] = lines[0]
    message.set_content("\n".join((*lines, mail.page_address, "")))
    return message


def sender_of(mail: MailServer) -> Send:
    """Sends by SMTP, with TLS where the server offers it."""

    def send(message: EmailMessage) -> None:
        with smtplib.SMTP(mail.host, mail.port, timeout=10) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
            server.send_message(message)

    return send


def _sent(send: Send, message: EmailMessage) -> Outcome:
    try:
        send(message)
    except (OSError, smtplib.SMTPException):
        return Outcome.FAILED
    return Outcome.SENT


def _older(row: Handoff, limit: datetime) -> bool:
    return row.offered_at is not None and row.offered_at <= limit


def _tell(site: Site, named: Sequence[Backup], rows: Sequence[Handoff]) -> int:
    """A notice to each backup with the offers that are theirs: those to their office, or to an office without one."""
    offices = {backup.office for backup in named}
    told = 0
    for backup in named:
        offers: list[UUID] = [
            row.offer
            for row in rows
            if row.to_place == backup.office or (backup.office is None and row.to_place not in offices)
        ]
        if offers:
            site.page_store.notices.record(
                NoticeKind.ESCALATION, backup.owner, waiting=len(offers), offers=offers, outcome=Outcome.RECORDED
            )
            told += len(offers)
    return told


def _reader(owner: Owner) -> Reader:
    """The system asks as the organisation that it tells."""
    return Reader(
        user=UserId("custody-ledger"), organisation=owner.organisation, role=SYSTEM_ROLE, purpose=Purpose.CUSTODY
    )
