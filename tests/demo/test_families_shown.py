"""One family of each kind, told to a real ledger: the lists that people work with show it."""

from dataclasses import replace
from fractions import Fraction

from api.cli.demo_report import READER
from api.composition import make_mapper, open_readers
from api.demo.acts import in_time_order
from api.demo.care_acts import child_acts
from api.demo.child_acts import ChildVoice
from api.demo.family_acts import FamilyVoice, family_acts
from api.demo.family_assumed import FamilyKind
from api.demo.family_plan import FamilyPlan
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from api.web.demo_users import BY_USER
from ledger.domain.codes import ExitKind
from ledger.domain.values import UserId
from projections import schema
from projections.asking import Views
from projections.family_watch import queries as family_watch
from projections.family_watch.queries import AlarmKind
from projections.runner import Runner
from projections.separations import queries as separations
from projections.ties import queries as ties
from projections.views import VIEWS
from tests.databases import Database
from tests.demo.test_replay import replay

IDS = Ids.of(seed=1, share="0.02")
REUNITES = BY_USER[UserId("ORR.reunification.night")].caller.reader


def one_of_each(plan: YearPlan) -> dict[FamilyKind, FamilyPlan]:
    """Such as leave something to be done."""
    return {family.kind: family for family in plan.families if to_be_done(family)}


def to_be_done(family: FamilyPlan) -> bool:
    leaving = family.adults[0].exit if family.adults else None
    if family.kind in {FamilyKind.PARTED, FamilyKind.PARTED_UNTOLD}:
        return family.separation is not None and family.separation.ended_at is None
    if family.kind is FamilyKind.RELATIVE:
        return leaving is not None and leaving.kind is ExitKind.REMOVED and leaving.reviewed_at is None
    return family.tie is None and family.alone is None


def tell(simulation: Database, plan: YearPlan, families: list[FamilyPlan]) -> None:
    """All that is said of them, but that no vehicle takes the children anywhere and that none has left."""
    numbers = sorted(number for family in families for number in family.children)
    staying = [replace(plan.children[number - 1], exit=None) for number in numbers]
    children = [child_acts(ChildVoice(child, IDS)) for child in staying]
    said = [family_acts(FamilyVoice.of(family, plan.children, IDS)) for family in families]
    sources = sorted((acts for acts in (*children, *said) if acts), key=lambda acts: acts[0].at)
    replay(simulation, in_time_order((acts[0].at, acts.copy) for acts in sources))


def test_each_kind_is_on_the_list_of_those_who_work_with_it(simulation: Database) -> None:
    plan = plan_year(share=Fraction(1, 50), seed=1)
    chosen = one_of_each(plan)
    assert set(chosen) == set(FamilyKind)
    tell(simulation, plan, list(chosen.values()))
    schema.ensure(simulation.login("custody_projector"), VIEWS)
    mapper = make_mapper(simulation.settings)
    with Runner(simulation.login("custody_projector"), codec=mapper.codec, views=VIEWS) as runner:
        runner.catch_up()
    person = {kind: IDS.person(family.number) for kind, family in chosen.items()}
    with open_readers(simulation.settings, mapper, connections_max=1) as readers:
        views = Views(readers.pools)
        listed = {row.person_id: row for row in separations.listed(views, readers.log, READER).rows}
        assert not listed[person[FamilyKind.PARTED]].missing
        assert listed[person[FamilyKind.PARTED_UNTOLD]].irregular
        alarms = {(alarm.kind, alarm.child or alarm.person_id) for alarm in family_watch.alarms(views, READER).rows}
        assert (AlarmKind.REMOVED_WITHOUT_CHILD, person[FamilyKind.RELATIVE]) in alarms
        assert (AlarmKind.CHILD_ALONE, person[FamilyKind.SMALL_ALONE]) in alarms
        assert [alarm for alarm, _ in alarms].count(AlarmKind.SUBJECTS_DIFFER) == 1
        for kind in (FamilyKind.STRANGERS, FamilyKind.UNRECORDED):
            other = IDS.person(chosen[kind].children[1])
            [row] = [row for row in ties.of_person(views, REUNITES, person[kind]).rows if row.other == other]
            assert row.is_open
            assert row.strong
        siblings = chosen[FamilyKind.SIBLINGS]
        found = ties.of_person(views, REUNITES, person[FamilyKind.SIBLINGS]).rows
        assert IDS.person(siblings.children[1]) not in {row.other for row in found}
