"""Two records, one person: proposed by one official, confirmed by another as a link that can be undone.

Proposals and rejections are on the stream of the two, links on both records: what is refused here rests on both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain import codes, person, person_state
from ledger.domain.errors import Refused
from ledger.domain.event import Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.relationship import events
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.state import ProposedSame, SamePerson
from ledger.domain.values import PersonId

OfSamePerson = events.SamePersonProposed | events.SamePersonRejected


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether two records are of one person, as far as it is decided."""

    said: SamePerson
    link: person_state.SameLink | None
    """The last link of the two, undone ones too."""

    @property
    def linked(self) -> bool:
        """Whether they are held to be one person now."""
        return self.link is not None and self.link.undone_at is None

    @property
    def waiting(self) -> ProposedSame | None:
        """The proposal that waits for an answer: neither rejected, nor confirmed by a link since."""
        found = self.said.waiting
        return None if found is None or (self.link is not None and self.link.at > found.at) else found

    @property
    def denied(self) -> bool:
        """Whether it was once found that they are two: by a rejection, or because a link was undone."""
        return bool(self.said.rejections) or (self.link is not None and self.link.undone_at is not None)


def question(
    pair: Sequence[Recorded[RelationshipEvent]], record: Sequence[Recorded[PersonEvent]], other: PersonId
) -> Question:
    """How it stands between the record of somebody and the other's."""
    return Question(said=relationship_state.fold(pair).same_person, link=person_state.same_links(record).get(other))


def guard(found: Question, proposed: OfSamePerson) -> None:
    """Pass a proposal or a rejection, or refuse.

    Raises:
        Refused: the rules do not allow it now.
    """
    if found.linked:
        raise Refused("already_linked", "the records are linked: undo the link first", allowed=["unlink"])
    if isinstance(proposed, events.SamePersonRejected):
        return
    if found.waiting is not None:
        raise Refused("already_proposed", "it waits for an answer", allowed=["link-as-same", "reject-same-person"])
    if found.denied and proposed.note is None and proposed.basis in _bases(found):
        raise Refused(
            "nothing_new",
            "the two were found not to be one person: say what is new, by another basis or in a note",
            allowed=["propose-same-person"],
        )


def _bases(found: Question) -> set[codes.FactBasis]:
    """What it was proposed, rejected or linked on before."""
    said = {each.basis for each in found.said.proposals} | {each.basis for each in found.said.rejections}
    return said if found.link is None else said | {found.link.basis}


def guard_link(found: Question, proposed: person.LinkedAsSame) -> None:
    """Pass the confirmation of a proposal, or refuse.

    Raises:
        Refused: nobody has proposed it, or who confirms did.
    """
    waiting = found.waiting
    if waiting is None:
        raise Refused("not_proposed", "somebody else proposes it first", allowed=["propose-same-person"])
    if waiting.by == proposed.by.user:
        raise Refused(
            "proposer_cannot_confirm", "somebody other than who proposed it confirms", allowed=["reject-same-person"]
        )


def guard_withdrawal(
    found: Question, pair: Sequence[Recorded[RelationshipEvent]], proposed: events.RelationshipVoided
) -> None:
    """A proposal is withdrawn only while no link stands on it.

    Raises:
        Refused: the two are linked.
    """
    target = next((item.event for item in pair if item.event.event_id == proposed.target), None)
    if found.linked and isinstance(target, events.SamePersonProposed):
        raise Refused("others_rely_on_it", "the records are linked on it: undo the link first", allowed=["unlink"])
