"""Two children of the plan as brothers or sisters: names, country and language in common."""

from dataclasses import replace

from api.demo.draws import Draws
from api.demo.names import invent_name
from api.demo.plan import ChildPlan, CompanionPlan
from ledger.domain import codes


def of_one_family(first: ChildPlan, second: ChildPlan, draws: Draws) -> ChildPlan:
    """The second child with the surnames, the country and the languages of the first."""
    kin, sex, country = first.person, second.person.sex, first.person.country
    given = invent_name(draws, sex=sex, country=country, language=kin.languages[0]).parts
    own = [part for part in given if part.role is codes.NameRole.GIVEN]
    shared = [part for part in kin.name.parts if part.role is not codes.NameRole.GIVEN]
    name = replace(kin.name, parts=(*own, *shared))
    person = replace(second.person, name=name, country=country, languages=kin.languages)
    interpreter = {codes.Need.INTERPRETER}
    needs = tuple(sorted((set(second.needs) - interpreter) | (set(first.needs) & interpreter)))
    return replace(second, person=person, needs=needs)


def sibling(child: ChildPlan) -> CompanionPlan:
    """The child as somebody names it who came along with a brother or a sister."""
    return CompanionPlan(
        name=child.person.name,
        sex=child.person.sex,
        relation=codes.Relation.SIBLING,
        present_now=True,
        child=child.number,
    )
