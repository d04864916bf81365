"""How I am told that something waits: one mail in so many minutes that only counts, and who my office's backup is."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.page_store.mail_settings import EVERY_MINUTES_MAX, MailSetting
from api.page_store.owner import Owner
from api.web.acting import Problem, Sent
from api.web.forms import WHOLE, Written
from api.web.visiting import Here, Visitor
from ledger.domain.errors import InvalidValue
from ledger.domain.policy import pack_on
from ledger.domain.values import UserId


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/notices", page, methods=["GET"])
    made.add_api_route("/notices/mail", save_mail, methods=["POST"])
    made.add_api_route("/notices/backup", save_backup, methods=["POST"])
    return made


def page(visitor: Here) -> Response:
    """What I was told, and what I want to be told."""
    return _shown(visitor)


def save_mail(visitor: Here, form: Sent) -> Response:
    """Keep what I want; an empty number of minutes is no mail."""
    try:
        address, every = (form.value("address") or "").strip() or None, _minutes(form.value("every_minutes") or "")
        wanted = MailSetting(address=address, every_minutes=every)
        visitor.site.page_store.mail_settings.save(Owner.of(visitor.who.caller), wanted)
    except InvalidValue as error:
        return _shown(visitor, form=form, problem=_problem(visitor, error))
    return visitor.go("/notices", done="saved")


def save_backup(visitor: Here, form: Sent) -> Response:
    """Name who is told when nobody of my office answers an offer; nobody, when the field is empty."""
    user = (form.value("backup") or "").strip()
    try:
        visitor.site.page_store.backups.name(
            UserId(user) if user else None, office=visitor.who.caller.actor.office, by=Owner.of(visitor.who.caller)
        )
    except InvalidValue as error:
        return _shown(visitor, form=form, problem=_problem(visitor, error))
    return visitor.go("/notices", done="saved")


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    if not WHOLE.fullmatch(text.strip()):
        raise InvalidValue("mail_every_minutes", f"from 1 to {EVERY_MINUTES_MAX}")
    return int(text)


def _shown(visitor: Visitor, *, form: Written | None = None, problem: Problem | None = None) -> Response:
    caller, store = visitor.who.caller, visitor.site.page_store
    owner = Owner.of(caller)
    return visitor.show(
        "notices.html",
        status=problem.status if problem else 200,
        form=form,
        problem=problem,
        setting=store.mail_settings.of(owner),
        backup=store.backups.of(owner.organisation, caller.actor.office),
        notices=store.notices.of_owner(owner),
        office=caller.actor.office,
        minutes=pack_on(visitor.now).offer_escalation_minutes,
        now=visitor.now,
    )


def _problem(visitor: Visitor, error: InvalidValue) -> Problem:
    words = visitor.words
    field, said = {
        "mail_address": (
            "address",
            words.say("One address, such as name@agency.example; mail needs it."),
        ),
        "mail_every_minutes": (
            "every_minutes",
            words.say("A number of minutes from 1 to %(most)s, or nothing for no mail.", most=EVERY_MINUTES_MAX),
        ),
        "user": ("backup", words.say("A user id, such as CARE-11.day: letters, digits, dots and hyphens.")),
    }[error.field]
    return Problem(said=words.say("Nothing was recorded yet. Look at the marked fields."), beside={field: said})
