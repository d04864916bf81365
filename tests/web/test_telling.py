"""People are told that something waits: mails that only count, and the named backup; both are on record."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from api.page_store.notices import NoticeKind, Outcome
from api.page_store.owner import Owner
from api.web import telling
from ledger.domain.policy import pack_on
from ledger.domain.values import OrganisationCode, PlaceCode, UserId
from ledger.settings import MailServer, Settings
from tests.api.test_manifests import offered, ready
from tests.api.world import NOW, World
from tests.web.reading import Browser

Browse = Callable[..., Browser]
MAIL = MailServer(host="mail.example", port=25, sender="ledger@agency.example", page_address="https://ledger.example/")
CARE = OrganisationCode("CARE-01")
BACKUP = Owner(organisation=CARE, user=UserId("CARE-01.day"))
PATIENCE = timedelta(minutes=pack_on(NOW).offer_escalation_minutes + 1)


def two_offers(world: World) -> list[str]:
    """Two children offered to CARE-01, and the views up to date."""
    offers = offered(world, ready(world, "Zinnia", "Yarrow"))
    world.runner.catch_up()
    return list(offers.values())


def name_backup(world: World) -> None:
    """The backup of the whole organisation."""
    by = Owner(organisation=CARE, user=UserId("CARE-01.head"))
    world.site.page_store.backups.name(BACKUP.user, office=None, by=by)


def test_an_offer_that_nobody_answers_is_told_to_the_backup_once(world: World) -> None:
    name_backup(world)
    offers = two_offers(world)
    assert telling.escalate(world.site) == 0
    world.move_clock(world.now + PATIENCE)
    assert telling.escalate(world.site) == 2
    assert telling.escalate(world.site) == 0
    [notice] = world.site.page_store.notices.of_owner(BACKUP)
    assert notice.kind is NoticeKind.ESCALATION
    assert {str(offer) for offer in notice.offers} == set(offers)


def test_an_answered_offer_is_not_told(world: World) -> None:
    name_backup(world)
    episodes = ready(world, "Zinnia")
    [offer] = offered(world, episodes).values()
    world.done(f"/custody/{episodes[0]}/accept", {"offer": offer}, by="CARE-01")
    world.runner.catch_up()
    world.move_clock(world.now + PATIENCE)
    assert telling.escalate(world.site) == 0


def test_an_office_with_a_backup_of_its_own_is_told_to_that_one_alone(world: World) -> None:
    name_backup(world)
    own, by = UserId("CARE-01.door"), Owner(organisation=CARE, user=UserId("CARE-01.head"))
    world.site.page_store.backups.name(own, office=PlaceCode("CARE-01"), by=by)
    two_offers(world)
    world.move_clock(world.now + PATIENCE)
    assert telling.escalate(world.site) == 2
    assert not world.site.page_store.notices.of_owner(BACKUP)
    assert len(world.site.page_store.notices.of_owner(Owner(organisation=CARE, user=own))) == 1


def test_a_mail_says_how_many_and_nothing_else(world: World, browse: Browse) -> None:
    somebody = browse("CARE-11.evening")
    page = somebody.post("/notices/mail", {"address": "rosa@care.example", "every_minutes": "30"})
    assert "Saved." in page.text
    episodes = [child["episode"] for child in world.met("Zinnia")]
    world.placed(episodes[0], place="CARE-11")
    world.offered(episodes[0], place="CARE-11")
    world.runner.catch_up()
    sent: list[EmailMessage] = []
    assert telling.send_counts(world.site, MAIL, sent.append) == 1
    assert telling.send_counts(world.site, MAIL, sent.append) == 0, "not within the half hour"
    [mail] = sent
    assert mail["To"] == "rosa@care.example"
    assert mail["Subject"] == "1 items wait for you in Custody Ledger."
    assert "https://ledger.example/" in mail.get_content()
    assert "Zinnia" not in mail.as_string()
    assert "Mail" in somebody.get("/notices").text


def test_a_mail_that_fails_is_on_record_too(world: World, browse: Browse) -> None:
    browse("CARE-11.evening").post("/notices/mail", {"address": "rosa@care.example", "every_minutes": "30"})
    episodes = [child["episode"] for child in world.met("Zinnia")]
    world.placed(episodes[0], place="CARE-11")
    world.offered(episodes[0], place="CARE-11")
    world.runner.catch_up()

    def refuse(_message: EmailMessage) -> None:
        raise ConnectionRefusedError

    assert telling.send_counts(world.site, MAIL, refuse) == 0
    owner = Owner(organisation=OrganisationCode("CARE-11"), user=UserId("CARE-11.evening"))
    [notice] = world.site.page_store.notices.of_owner(owner)
    assert notice.outcome is Outcome.FAILED


def test_nobody_is_mailed_when_nothing_waits(world: World, browse: Browse) -> None:
    browse("CARE-11.evening").post("/notices/mail", {"address": "rosa@care.example", "every_minutes": "30"})
    assert telling.send_counts(world.site, MAIL, lambda _message: None) == 0


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/notices/mail", {"address": "rosa@care.example\nBcc: x@y.example", "every_minutes": "30"}, "One address"),
        ("/notices/mail", {"address": "", "every_minutes": "30"}, "One address"),
        ("/notices/mail", {"address": "rosa@care.example", "every_minutes": "soon"}, "A number of minutes"),
        ("/notices/backup", {"backup": "Rosa Lindqvist"}, "A user id"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(
    browse: Browse, path: str, fields: dict[str, str], said: str
) -> None:
    page = browse("CARE-11.evening").post(path, fields)
    assert page.status == 422
    assert said in page.text
    assert next(iter(fields.values())).split("\n")[0] in page.response.text, "what was typed is still there"


def test_naming_a_backup_is_shown(browse: Browse) -> None:
    somebody = browse("CARE-11.evening")
    somebody.post("/notices/backup", {"backup": "CARE-11.day"})
    assert 'value="CARE-11.day"' in somebody.get("/notices").response.text


def test_the_mail_server_is_named_in_the_environment() -> None:
    given = {"CUSTODY_HOME": "/tmp", "CUSTODY_SMTP": "mail.example:25", "CUSTODY_PAGE": "https://ledger.example/"}  # noqa: S108
    mail = Settings.from_env(given).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.page_address) == ("mail.example", 25, "https://ledger.example/")
    assert Settings.from_env({"CUSTODY_HOME": "/tmp"}).mail is None  # noqa: S108
