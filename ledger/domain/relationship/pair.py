"""The stream of two people: its id follows from theirs, so that two agencies write on the same one unawares."""

from uuid import UUID, uuid5

from ledger.domain.values import PersonId, RelationshipId

NAMESPACE = UUID("5f0e6c1e-1c5b-4b0a-9d3e-0c6f6b3a7a41")
"""Of pairs. Never changed: every stored pair has an id made with it."""


def relationship_id(one: PersonId, other: PersonId) -> RelationshipId:
    """The id of the stream of two people, whoever is named first."""
    first, second = sorted((one, other), key=lambda person: person.int)
    return RelationshipId(uuid5(NAMESPACE, f"{first} {second}"))
