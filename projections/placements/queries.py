"""Questions to the view: what a care provider has still to answer, and which places were asked for a child.

A provider that is asked for a bed is no holder and no addressee: it sees what it needs to answer (needs, age in years,
sex, languages, who is to stay together) and no record. The record comes with the offer.
"""

from dataclasses import dataclass
from datetime import datetime

from ledger.domain.codes import Need, PlacementDecline, Sex
from ledger.domain.custody.case import HeadFacts
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, OrganisationCode, PersonId, PlaceCode, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit
from projections.placements.asks import OPEN, AskStatus

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place of a row in the list: a page goes on after it."""

    since: datetime
    episode: EpisodeId
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One place that was asked for one child, or designated."""

    episode: EpisodeId
    place: PlaceCode
    organisation_of: OrganisationCode | None
    """The care provider of the place."""
    person_id: PersonId
    legal_custodian: OrganisationCode | None
    """None, with the other holders, for a provider that has only to answer."""
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None
    status: AskStatus
    since: datetime
    """When it came to its status."""
    asked_at: datetime | None
    """None of a place that was designated and never asked."""
    asked_by: UserId | None
    declined_at: datetime | None
    declined_by: UserId | None
    reason: PlacementDecline | None
    needs: tuple[Need, ...]
    """Of the referral and of the child's record."""
    separated: bool
    """Whether the referral parts the child from a parent."""
    together: tuple[PersonId, ...]
    """Siblings, and a young parent or own child, as far as anybody named them."""
    sex: Sex
    age_from: int | None
    """The youngest age that the birth claim allows, in whole years today; None when nothing is claimed."""
    age_until: int | None
    languages: tuple[str, ...]
    """ISO 639-3."""
    version: int
    """Version of the episode, to answer on."""
    position: int
    """Position of the episode's last event."""

    @property
    def facts(self) -> HeadFacts:
        """Who may know of the person."""
        return HeadFacts(
            legal_custodian=self.legal_custodian,
            holder=self.holder,
            next_holder=self.next_holder,
            previous_holder=self.previous_holder,
            referred_to=self.referred_to,
        )

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(since=self.since, episode=self.episode, place=self.place)


def asked_of(
    views: Views,
    reader: Reader,
    *,
    organisation: OrganisationCode | None = None,
    place: PlaceCode | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Asked]:
    """What a care provider (the reader's own organisation, unless another is named) has to answer, or whom to expect.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    whose = organisation or reader.organisation
    begin = {"after_since": after.since, "after_episode": after.episode, "after_place": after.place} if after else {}
    return _listed(views, reader, at_least=at_least, asked_of=whose, place=place, **begin, limit=limit)


def of_person(views: Views, reader: Reader, person: PersonId, *, at_least: int = 0) -> Answer[Asked]:
    """Every place that was asked for a person, as far as the reader may know; none, if there is none.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    return _listed(views, reader, at_least=at_least, of_person=person, limit=None)


def _listed(views: Views, reader: Reader, *, at_least: int, **asked: object) -> Answer[Asked]:
    permit(reader, Action.LIST)
    names = ("asked_of", "of_person", "place", "after_since", "after_episode", "after_place")
    statement = queries.blocks("projections.placements", "queries.sql")["listed"]
    arguments = {**dict.fromkeys(names), **asked}
    answer = views.ask(reader, view="placements", statement=statement, row=Asked, at_least=at_least, **arguments)
    return Answer(position=answer.position, rows=tuple(row for row in answer.rows if _shown(reader, row)))


def _shown(reader: Reader, row: Asked) -> bool:
    """Whether the reader has to answer or to expect the child, or may know of it."""
    has_part = row.organisation_of == reader.organisation and row.status in OPEN
    return has_part or may_read(reader, Action.RECORD, row.facts).allowed
