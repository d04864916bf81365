"""What happens in care, and what is told days late. Changes no count: each lies within one month and one stay."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws, Weighted, hours
from api.demo.months import CLOSING_SECONDS, DAY, OPENING_SECONDS, YEAR, moment, seconds_of
from api.demo.places import near
from api.demo.plan import CareKind, CarePlan, ManifestPlan
from ledger.domain.register import PlaceKind
from ledger.domain.values import PlaceCode

SETTLED_AFTER = 5 * DAY
"""Nothing happens in care before this; a receipt that is told late is told by then."""
QUIET_BEFORE_EXIT = 4 * DAY
NO_INCIDENT = 1 - assumed.HOSPITAL - assumed.MOVED - assumed.WENT_MISSING

_KINDS = Weighted(
    [
        (CareKind.HOSPITAL, assumed.HOSPITAL),
        (CareKind.MOVE, assumed.MOVED),
        (CareKind.MISSING, assumed.WENT_MISSING),
        (None, NO_INCIDENT),
    ]
)
_HOURS = {CareKind.HOSPITAL: (6, 72), CareKind.MISSING: (6, 60)}


def invent_care(draft: Draft, place: PlaceCode, draws: Draws) -> tuple[CarePlan, ...]:
    """At most one thing that happens to a child in care at a place."""
    kind = _KINDS.draw(draws)
    first = max(draft.received, OPENING_SECONDS) + SETTLED_AFTER
    leaves = seconds_of(draft.exit.at) if draft.exit else CLOSING_SECONDS
    if kind is None or leaves - QUIET_BEFORE_EXIT <= first:
        return ()
    at = draws.randrange(first, leaves - QUIET_BEFORE_EXIT)
    ended = at + hours(draws, *_HOURS[kind]) if kind in _HOURS else at
    zone = draft.received_zone
    if not any(month.opens(zone) <= at <= ended < month.closes(zone) for month in YEAR):
        return ()
    if kind is CareKind.MOVE:
        return _move(at, place, zone, draws)
    begins = moment(at, zone)
    return (CarePlan(kind=kind, at=begins, ended_at=moment(ended, zone), place=place, said_at=begins),)


def _move(at: int, place: PlaceCode, zone: str, draws: Draws) -> tuple[CarePlan, ...]:
    others = [other for other in near(PlaceKind.CARE_PROVIDER, zone) if other != place]
    if not others:
        return ()
    late = draws.random() < assumed.MOVE_SAID_DAYS_LATER
    said = at + hours(draws, 24, 48) if late else at
    return (
        CarePlan(
            kind=CareKind.MOVE,
            at=moment(at, zone),
            ended_at=None,
            place=draws.choice(others),
            said_at=moment(said, zone),
        ),
    )


def tell_receipts_late(manifests: list[ManifestPlan], drafts: Mapping[int, Draft], draws: Draws) -> list[ManifestPlan]:
    """Let a small share of receipts be told days after they happened, where nothing else depends on them."""
    told = []
    for manifest in manifests:
        wait = timedelta(seconds=hours(draws, 24, 72))
        late = draws.random() < assumed.RECEIPT_SAID_DAYS_LATER
        said = manifest.received_at + wait
        wanted = late and not manifest.not_aboard and not manifest.refused
        if wanted and _nothing_before(seconds_of(said), manifest, drafts):
            told.append(replace(manifest, receipt_said_at=said))
        else:
            told.append(manifest)
    return told


def _nothing_before(said: int, manifest: ManifestPlan, drafts: Mapping[int, Draft]) -> bool:
    exits = (drafts[number].exit for number in manifest.children)
    return said < CLOSING_SECONDS and all(each is None or seconds_of(each.at) > said for each in exits)
