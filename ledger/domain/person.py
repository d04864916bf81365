"""The person stream: what is claimed about one person, child or adult, by whom and on what basis.

Facts are claims side by side: none replaces another. Two birth dates are two claims; a correction strikes one.
Opening an episode of custody is written here and in the custody stream together, so no two can be open at once.
"""

from dataclasses import dataclass
from typing import Annotated

from ledger.domain import codes
from ledger.domain.event import Correction, Decision, Report, Void
from ledger.domain.personal import Owner, Personal
from ledger.domain.values import EpisodeId, EventId, PartialDate, PersonId


@dataclass(frozen=True, kw_only=True)
class NamePart:
    """One part of a name, as it was said or written."""

    text: str
    role: codes.NameRole


@dataclass(frozen=True, kw_only=True)
class RecordedName:
    """A name as recorded: parts in the order given. Nothing is derived from the order."""

    parts: tuple[NamePart, ...]
    script: str | None = None
    """ISO 15924 code, such as Latn."""
    order: codes.OrderConfidence = codes.OrderConfidence.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class BirthClaim:
    """A claimed birth date, or an age."""

    date: PartialDate | None = None
    age_years: int | None = None
    """Claimed age in whole years at the time of the claim, when no date is given."""


@dataclass(frozen=True, kw_only=True)
class IdentifierValue:
    """An identifier in its normalised form and exactly as it was written."""

    normalised: str
    written: str


@dataclass(frozen=True, kw_only=True)
class PersonReport(Report):
    """A statement about a person."""

    person: PersonId


@dataclass(frozen=True, kw_only=True)
class PersonDecision(Decision):
    """A decision about a person's record."""

    person: PersonId


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(PersonReport):
    """A person record begins; everything in it may be unknown."""

    TOPIC = "person.registered.v1"
    COMMAND = "register"
    name: Annotated[Personal[RecordedName] | None, Owner.SUBJECT]
    birth: Annotated[Personal[BirthClaim] | None, Owner.SUBJECT]
    birth_basis: codes.FactBasis | None
    sex: codes.Sex
    nationality: str | None = None
    """ISO 3166-1 alpha-3."""
    languages: tuple[str, ...] = ()
    """ISO 639-3, best first; empty when not asked."""


@dataclass(frozen=True, kw_only=True)
class NameRecorded(PersonReport):
    """A further name: another spelling, a name by court order, a name used elsewhere."""

    TOPIC = "person.name_recorded.v1"
    COMMAND = "record-name"
    name: Annotated[Personal[RecordedName], Owner.SUBJECT]
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class BirthDateClaimed(PersonReport):
    """A further claim about the birth date; `disputes` names the claim it contradicts."""

    TOPIC = "person.birth_date_claimed.v1"
    COMMAND = "claim-birth-date"
    birth: Annotated[Personal[BirthClaim], Owner.SUBJECT]
    basis: codes.FactBasis
    disputes: EventId | None = None


@dataclass(frozen=True, kw_only=True)
class IdentifierAssigned(PersonReport):
    """An agency's key for the person. Many per person; the same number on two people is flagged, not refused."""

    TOPIC = "person.identifier_assigned.v1"
    COMMAND = "assign-identifier"
    scheme: codes.IdentifierScheme
    identifier: Annotated[Personal[IdentifierValue], Owner.SUBJECT]
    doubts: tuple[str, ...] = ()
    """Codes of what is odd in the written form, such as `letter_for_digit`."""


@dataclass(frozen=True, kw_only=True)
class IdentifierRetired(PersonReport):
    """An identifier is no longer this person's, or never was."""

    TOPIC = "person.identifier_retired.v1"
    COMMAND = "retire-identifier"
    assigned: EventId


@dataclass(frozen=True, kw_only=True)
class LanguageRecorded(PersonReport):
    """A language was tested or assumed: assuming Spanish separates families."""

    TOPIC = "person.language_recorded.v2"
    COMMAND = "record-language"
    language: str
    """ISO 639-3."""
    tested: bool
    interpreter_needed: bool | None = None
    found_by: codes.LanguageFound | None = None
    """How it was tested, or what the assumption rests on."""
    interpreter: codes.InterpreterUse | None = None
    """Whether an interpreter took part in finding out, or was refused."""


@dataclass(frozen=True, kw_only=True)
class NeedRecorded(PersonReport):
    """Something that every place must be able to meet."""

    TOPIC = "person.need_recorded.v1"
    COMMAND = "record-need"
    need: codes.Need


@dataclass(frozen=True, kw_only=True)
class DisagreementStated(PersonReport):
    """The person, or who speaks for them, disputes a record; it stands beside the fact and edits nothing."""

    TOPIC = "person.disagreement_stated.v1"
    COMMAND = "state-disagreement"
    target: EventId
    statement: Annotated[Personal[str], Owner.EVERYONE]


@dataclass(frozen=True, kw_only=True)
class EpisodeOpened(PersonDecision):
    """An episode of custody began: written with the custody stream's first event."""

    TOPIC = "person.episode_opened.v1"
    COMMAND = "open-episode"
    episode: EpisodeId


@dataclass(frozen=True, kw_only=True)
class EpisodeClosed(PersonDecision):
    """The episode ended: written with the exit."""

    TOPIC = "person.episode_closed.v1"
    COMMAND = "close-episode"
    episode: EpisodeId


@dataclass(frozen=True, kw_only=True)
class LinkedAsSame(PersonDecision):
    """Two records are one person. Both stay, with their custody; two open episodes raise an alarm."""

    TOPIC = "person.linked_as_same.v1"
    COMMAND = "link-as-same"
    other: PersonId
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class Unlinked(PersonDecision):
    """The link was wrong: both histories are as before."""

    TOPIC = "person.unlinked.v1"
    COMMAND = "unlink"
    other: PersonId
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Correction):
    """A statement about the person was wrong; `replacement` stands in its place."""

    TOPIC = "person.corrected.v1"
    COMMAND = "correct"
    person: PersonId


@dataclass(frozen=True, kw_only=True)
class PersonVoided(Void):
    """A statement about the person does not stand."""

    TOPIC = "person.voided.v1"
    COMMAND = "void"
    person: PersonId


PersonEvent = (
    PersonRegistered
    | NameRecorded
    | BirthDateClaimed
    | IdentifierAssigned
    | IdentifierRetired
    | LanguageRecorded
    | NeedRecorded
    | DisagreementStated
    | EpisodeOpened
    | EpisodeClosed
    | LinkedAsSame
    | Unlinked
    | PersonCorrected
    | PersonVoided
)
