"""The facets of a person's custody in plain words, and what differs between two of them."""

from dataclasses import dataclass

from api.web.words import Words
from ledger.domain.custody.facets import Facets, Whereabouts


@dataclass(frozen=True, kw_only=True)
class Change:
    """One facet that is not what it was."""

    label: str
    before: str
    after: str


def facet_words(words: Words, facets: Facets) -> dict[str, str]:
    """Each facet by what it is called. The four stand first and never follow from one another."""
    say = words.say
    return {
        say("Legal custodian"): words.organisation(facets.legal_custodian),
        say("Physical custodian"): words.organisation(facets.holder),
        say("Where"): where_words(words, facets),
        say("Classification"): words.code(facets.classification) if facets.classification else say("not classified"),
        say("Case step"): words.code(facets.step),
        say("Answers for the child"): words.organisation(facets.answerable),
        say("Named handler"): facets.handler or say("nobody"),
    }


def where_words(words: Words, facets: Facets) -> str:
    """The place, or how it is that there is none."""
    if facets.place is not None:
        place = words.place(facets.place)
        at = facets.whereabouts is Whereabouts.AT_PLACE
        return place if at else f"{words.code(facets.whereabouts)}: {place}"
    transfer = facets.transfer
    if facets.between_hands and transfer is not None and transfer.to_place is not None:
        return words.say("under way to %(place)s", place=words.place(transfer.to_place))
    return words.code(facets.whereabouts)


def changes(words: Words, before: Facets, after: Facets) -> tuple[Change, ...]:
    """The facets that differ."""
    old, new = facet_words(words, before), facet_words(words, after)
    return tuple(
        Change(label=label, before=old[label], after=said) for label, said in new.items() if said != old[label]
    )
