"""What is said about one child in care, and at the end of the episode."""

from datetime import datetime

from api.demo.acts import Act
from api.demo.child_acts import ChildVoice, correction_acts, intake_acts, opening, referral_acts
from api.demo.plan import CareKind, CarePlan, ExitPlan
from api.demo.voices import claim, on_shift
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care
from ledger.domain.values import PlaceCode, UserId


def child_acts(voice: ChildVoice) -> list[Act]:
    """Every act about the child that no manifest says, by time."""
    plan = voice.plan
    acts = [opening(voice), *intake_acts(voice), *correction_acts(voice)]
    if plan.referral is not None:
        acts += referral_acts(voice, plan.referral)
    place = plan.received_place
    for index, happening in enumerate(plan.care):
        if place is not None:
            acts += _care(voice, index, happening, place)
            place = happening.place
    if plan.exit is not None:
        acts.append(_exit(voice, plan.exit, place or plan.place))
    return sorted(acts, key=lambda act: act.at)


def _care(voice: ChildVoice, index: int, happening: CarePlan, before: PlaceCode) -> list[Act]:
    started = _started(voice, f"care:{index}:start", happening, before)
    acts = [voice.act(f"care:{index}:start", happening.said_at, started)]
    if happening.ended_at is not None:
        ended = _ended(voice, f"care:{index}:end", happening, happening.ended_at)
        acts.append(voice.act(f"care:{index}:end", max(happening.said_at, happening.ended_at), ended))
    return acts


def _started(voice: ChildVoice, what: str, happening: CarePlan, before: PlaceCode) -> AnyEvent:
    event_id, who, at = voice.event(what), voice.person, happening.at
    match happening.kind:
        case CareKind.HOSPITAL:
            by = on_shift(before, at)
            return care.AbsenceStarted(
                event_id=event_id,
                by=by,
                person=who,
                claimed=claim(at, before),
                kind=codes.AbsenceKind.HOSPITAL,
                escort=by.user,
            )
        case CareKind.MOVE:
            return care.Moved(
                event_id=event_id,
                by=on_shift(happening.place, at),
                person=who,
                claimed=claim(at, happening.place),
                to_place=happening.place,
                approved_by=UserId("ORR.field.specialist"),
            )
        case CareKind.MISSING:
            return care.WentMissing(
                event_id=event_id,
                by=on_shift(before, at),
                person=who,
                claimed=claim(at, before),
                last_seen_place=before,
                reported_to=(codes.MissingReport.POLICE, codes.MissingReport.NCMEC, codes.MissingReport.ORR),
            )


def _ended(voice: ChildVoice, what: str, happening: CarePlan, at: datetime) -> AnyEvent:
    by, claimed = on_shift(happening.place, at), claim(at, happening.place)
    kind = care.Located if happening.kind is CareKind.MISSING else care.AbsenceEnded
    return kind(event_id=voice.event(what), by=by, person=voice.person, claimed=claimed, place=happening.place)


def _exit(voice: ChildVoice, leaving: ExitPlan, place: PlaceCode) -> Act:
    exited = care.Exited(
        event_id=voice.event("exited"),
        by=on_shift(place, leaving.at),
        person=voice.person,
        claimed=claim(leaving.at, place),
        kind=leaving.kind,
        sponsor_category=leaving.sponsor_category,
        to_organisation=leaving.to_organisation,
    )
    return voice.act("exit", leaving.said_at, exited)
