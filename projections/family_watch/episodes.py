"""One episode as the lists need it: where the person is, what moved them last, how they left, who came along. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from ledger.domain.codes import DEPARTURES, Classification, CompanionsAnswer, ExitKind
from ledger.domain.custody.care import AloneExplained, Exited, IrregularityReviewed, WentMissing
from ledger.domain.custody.case import Case
from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history_intake import UNANSWERED
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.values import EventId
from projections.now import Now

Row = tuple[object, ...]
CHILDREN = frozenset({Classification.UNACCOMPANIED_CHILD, Classification.ACCOMPANIED_CHILD})
FISCAL_YEAR_BEGINS = 10
"""In October: agencies use their numbers of encounters again in other years."""


@dataclass(kw_only=True)
class Found:
    """What the history of an episode says, gathered in one walk."""

    begun: HistoryStep | None = None
    changed: HistoryStep | None = None
    exited: HistoryStep | None = None
    missing: HistoryStep | None = None
    met: HistoryStep | None = None
    answer: CompanionsAnswer | None = None
    explained: bool = False
    reviewed: dict[EventId, int] = field(default_factory=dict)


def of_episode(episode: UUID, case: Case) -> Row | None:
    """The row of an episode; none of one that was recorded in error."""
    found, facets = _found(case), case.facets
    exit_ = found.exited.item.event if found.exited is not None else None
    if isinstance(exit_, Exited) and exit_.kind is ExitKind.RECORDED_IN_ERROR:
        return None
    changed, first = found.changed, case.recorded[0]
    adult = facets.classification is Classification.ADULT
    return (
        episode,
        first.event.person,
        first.position,
        found.begun and found.begun.item.happened_at,
        facets.legal_custodian,
        facets.holder,
        facets.answerable,
        facets.place,
        _now(facets),
        facets.since,
        adult,
        facets.classification in CHILDREN,
        changed and changed.item.happened_at,
        changed and changed.item.recorded_at,
        changed and changed.item.position,
        *_exit(found),
        *_missing(found, facets),
        *_alone(found, adult=adult),
    )


def _found(case: Case) -> Found:
    found = Found()
    for step in case.history.steps:
        event = step.item.event
        if step.after.begun and not step.before.begun:
            found.begun = step
        elif step.before.begun and _place(step.before) != _place(step.after):
            found.changed = step
        if step.after.step is Step.EXITED and step.before.step is not Step.EXITED:
            found.exited = step
        match event:
            case EncounterRecorded() | CompanionsDeclared():
                _answered(found, step, event)
            case AloneExplained():
                found.explained = True
            case IrregularityReviewed() if event.code == Mark.REMOVED_WITHOUT_CHILD:
                found.reviewed[event.target] = step.item.position
            case WentMissing() if step.after.whereabouts is Whereabouts.MISSING and step.before != step.after:
                found.missing = step
            case _:
                pass
    return found


def _answered(found: Found, step: HistoryStep, event: EncounterRecorded | CompanionsDeclared) -> None:
    """The last answer that says something; while there is none, that there is none."""
    if isinstance(event, EncounterRecorded) and found.met is None:
        found.met = step
    if event.companions_answer not in UNANSWERED or found.answer is None or found.answer in UNANSWERED:
        found.answer = event.companions_answer


def _place(facets: Facets) -> tuple[object, ...]:
    ended = facets.step is Step.EXITED
    return facets.legal_custodian, facets.holder, facets.place, facets.whereabouts, ended


def _now(facets: Facets) -> Now:
    if facets.step is Step.EXITED:
        return Now.LEFT_CUSTODY
    if not facets.begun:
        return Now.NEVER_IN_CUSTODY
    if facets.whereabouts is Whereabouts.MISSING:
        return Now.UNKNOWN
    return Now.UNDER_WAY if facets.between_hands else Now.IN_CUSTODY


def _exit(found: Found) -> Row:
    step = found.exited
    if step is None or not isinstance(step.item.event, Exited):
        return (None, None, None, None, None, False, None, None)
    event = step.item.event
    return (
        event.kind,
        event.event_id,
        step.item.happened_at,
        step.before.place,
        event.by.organisation,
        event.kind in DEPARTURES,
        event.with_child,
        found.reviewed.get(event.event_id),
    )


def _missing(found: Found, facets: Facets) -> Row:
    step = found.missing
    if facets.whereabouts is not Whereabouts.MISSING or step is None or not isinstance(step.item.event, WentMissing):
        return (None, None)
    return step.item.event.event_id, step.item.event.last_seen_place


def _alone(found: Found, *, adult: bool) -> Row:
    step = found.met
    nobody = found.answer in {CompanionsAnswer.NONE, *UNANSWERED}
    if step is None or not isinstance(step.item.event, EncounterRecorded) or not nobody or found.explained or adult:
        return (None, None, None, None, None)
    event = step.item.event
    return found.answer, event.event_id, step.item.happened_at, event.place, event.by.organisation


def encounters(episode: UUID, case: Case) -> Iterator[Row]:
    """Rows of the encounters that stand and have a number or counts."""
    for step in case.history.steps:
        event = step.item.event
        if not isinstance(event, EncounterRecorded):
            continue
        if event.event_number is None and event.subjects_count is None and event.children_count is None:
            continue
        at = step.item.happened_at
        yield (
            event.event_id,
            episode,
            event.person,
            event.by.organisation,
            event.event_number,
            event.event_number or str(event.correlation or event.event_id),
            at.year + (at.month >= FISCAL_YEAR_BEGINS),
            event.place,
            at,
            event.subjects_count,
            event.children_count,
        )
