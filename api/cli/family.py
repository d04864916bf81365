"""The family of one person at the terminal: who is related, how that is known, and which office has them."""

from collections.abc import Iterable

import typer
from rich.tree import Tree

from api.cli import render
from api.cli.ask import Child
from api.cli.render import NOTHING, at, console
from api.cli.session import OVERSIGHT, AsJson, AsKnownAt, AsOf, Organisation, Why, asking, known_at, moment
from api.reads import on_record
from api.relatives import ClaimShown, PlaceShown, RelativeShown, RelativesShown, SamePersonShown, shown
from ledger.domain.codes import Lineage
from ledger.domain.reader import Purpose
from ledger.domain.relationship.state import Standing
from ledger.domain.values import PersonId
from projections.relatives import queries

MARKS = {Standing.VERIFIED: "", Standing.REFUTED: "strike", Standing.WITHDRAWN: "strike", Standing.ENDED: "dim"}
"""As in the picture on the page: a line for what is verified, struck through what is refuted."""


def add_to(app: typer.Typer) -> None:
    """Add the question."""
    app.command()(relatives)


def relatives(
    child_id: Child,
    organisation: Organisation = OVERSIGHT,
    purpose: Why = Purpose.OVERSIGHT,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Where each relative of this person is, and how it is known that they are related."""
    with asking(organisation, purpose) as session:
        found = queries.of_person(
            session.readers.log,
            session.reader,
            PersonId(child_id),
            as_of=moment(as_of),
            as_known_at=known_at(as_known_at),
        )
        family = shown(found, codec=session.mapper.codec, reader=session.reader)
        persons = [child_id, *(each.person for each in family.relatives)]
        on_record(session.reader, "relatives", persons=persons, position=family.position)
    if as_json:
        render.as_json(family)
        return
    console.print(family_tree(family))
    for conflict in family.conflicts:
        console.print(f"  does not fit: {_words(conflict.kind)}, {len(conflict.claims)} claims", markup=False)


def family_tree(family: RelativesShown) -> Tree:
    """The family as a tree: each relative with where they are, and under them how that they are related is known."""
    made = Tree(f"{family.name or family.person}   known up to position {family.position}", highlight=False)
    for relative in sorted(family.relatives, key=lambda each: (not each.claims, each.name or str(each.person))):
        branch = made.add(f"[bold]{relative.name or relative.person}[/bold]  {_where(relative.place)}")
        for line in _known_by(relative, family):
            branch.add(line)
    return made


def _where(place: PlaceShown) -> str:
    who = " ".join(filter(None, (place.holder or place.custodian, place.place)))
    since = f", since {at(place.since)}" if place.since else ""
    how = f" ({_words(place.exit)})" if place.exit else ""
    return f"{_words(place.now)}{how} {who or place.answers or NOTHING}{since}"


def _known_by(relative: RelativeShown, family: RelativesShown) -> Iterable[str]:
    for claim in relative.claims:
        yield _claim(claim, other=family.person != claim.relative_of)
    for named in relative.named:
        yield f"named at an encounter as {_words(named.relation)}, by {named.organisation}"
    for group in relative.groups:
        left = f", left: {_words(group.left)}" if group.left else ""
        through = f", linked with group {group.through}" if group.through else ""
        yield f"in group {group.family} as {_words(group.role)}{left}{through}"
    yield from _same_person(relative.same_person)
    if relative.separated:
        yield "separated"


def _same_person(asked: SamePersonShown | None) -> Iterable[str]:
    if asked is None:
        return
    if asked.linked:
        yield "[bold]the same person, another record[/bold]"
    for each in asked.proposals:
        waits = ", waits for an answer" if asked.waiting == each else ""
        yield f"proposed as the same person by {each.organisation}, {_words(each.basis)}{waits}"
    for each in asked.rejections:
        yield f"found not to be the same person by {each.organisation}: {_words(each.answer or '')}"


def _claim(claim: ClaimShown, *, other: bool) -> str:
    through = f"{claim.lineage} " if claim.lineage in {Lineage.MATERNAL, Lineage.PATERNAL} else ""
    kin = through + _words(claim.kin)
    said = f"{kin} of {claim.relative_of}" if other else kin
    text = f"{said}: {claim.standing}, said by {_words(claim.asserted_by)}, recorded by {claim.organisation}"
    style = MARKS.get(claim.standing, "italic")
    return f"[{style}]{text}[/{style}]" if style else text


def _words(code: str) -> str:
    return code.replace("_", " ")
