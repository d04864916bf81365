"""No exit tells a name, a number or a note to who may not have it: every page and question, as each kind of reader.

Children in every state are told of twice: openly, and in records that a label keeps from DHS. Each value is a canary.
"""

import io
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import msgspec
import psycopg
import pytest

from api.page_store.owner import Owner
from api.tokens import Caller
from api.web.demo_users import BY_USER
from api.web.pages.receiving_keys import keys_of
from api.web.people import named
from api.web.unsent import Kept
from api.web.visiting import UNSENT, Visitor
from ledger.domain.reader import Purpose
from ledger.domain.values import UserId
from tests.api.world import Json, World, caller, registration
from tests.projections.test_two_locks import EVERYBODY
from tests.web.exits import NOT_ASKED, OPEN_TO_ALL, QUERIES, Told, addresses, walked
from tests.web.feeding import fed, settle
from tests.web.intake import alone, begun, record, typed
from tests.web.reading import Browser
from tests.web.receiving import offered, to_ice, under_way
from tests.web.referring import REFERRAL
from tests.web.test_commanding import browser

NIGHT, COORDINATOR, OFFICE = "BP-RGV.night", "BP-RGV.coordinator", "ICE-SNA.coordinator"
EVENING, INTAKES, AUDITOR = "CARE-11.evening", "ORR.intakes.night", "HHS-OIG.auditor"
DESK = "ORR.reunification.night"
"""For the questions that nobody else may ask."""
BORN = "1904-02-29"
"""The date of birth of every kept claim, and below as pages write it."""
KEPT_DATES = (BORN, "February 29, 1904", "Feb 29, 1904", "29 de febrero de 1904", "29 feb 1904")


def demo(user: str) -> Caller:
    return BY_USER[UserId(user)].caller


SEARCHER = "who may search"
DHS = {each: demo(each) for each in (NIGHT, COORDINATOR, OFFICE)} | {
    SEARCHER: caller("ICE", role="juvenile_coordinator", purpose=Purpose.SAFETY)
}
STRANGERS = {
    "another care provider": demo("CARE-02.evening"),
    "a care provider's searcher": caller("CARE-02", role="orr_intakes", purpose=Purpose.REUNIFICATION),
    "a carrier of others": caller("CARRIER-B"),
    "an advocate": caller("ADVOCATE-A"),
    "officers of a port": caller("OFO", role="officer"),
}
STRANGEST = {"an advocate"}
"""Who walks in the suite; all walk in the drill."""


@dataclass
class Story:
    """What is on record, and the canaries in it."""

    world: World
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    """Part of each text."""
    digits: str = field(default_factory=lambda: f"{secrets.randbelow(10**6):06}")
    """Part of each number."""
    numbers: Iterator[int] = field(default_factory=count)
    open: dict[str, str] = field(default_factory=dict)
    """Texts that stand in records without a label, with the person whose they are."""
    kept: dict[str, str] = field(default_factory=dict)
    """Texts and numbers that a label keeps from DHS."""
    drafts: dict[str, str] = field(default_factory=dict)
    """Texts of drafts, with whose they are."""
    given: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Values of the parts of addresses."""
    told: dict[str, list[Told]] = field(default_factory=dict)
    """What each demo user was told at every address, in English, once they have walked."""

    @property
    def marks(self) -> tuple[str, str]:
        """One is part of every canary."""
        return self.mark, self.digits

    def walk(self, user: str, logged: io.StringIO) -> list[Told]:
        """What a demo user is told at every address."""
        if user not in self.told:
            self.told[user] = list(walked(self.world, demo(user), addresses(self.world, self.given), logged))
        return self.told[user]

    def name(self, what: str, person: str = "") -> str:
        """A name that is nowhere else."""
        made = f"{what}{self.mark}{secrets.token_hex(3)}"
        if person:
            self.open[made] = person
        return made

    def secret(self, what: str, person: str) -> str:
        """A text that is kept from DHS and is nowhere else."""
        made = f"{what}{self.mark}{secrets.token_hex(3)}"
        self.kept[made] = person
        return made

    def number(self, found: dict[str, str], person: str) -> str:
        """An A-number that is nowhere else."""
        made = f"A2{next(self.numbers):02}{self.digits}"
        found[made] = person
        return made

    def says(self, person: str, command: str, by: str, *, keep: bool, **body: object) -> None:
        """A report on a person."""
        labels = {"labels": ["do_not_share_dhs"]} if keep else {}
        told = {"claimed": self.world.claimed(), **body, **labels}
        self.world.done(f"/people/{person}/{command}", told, by=by)

    def tells(self, person: str, by: str) -> None:
        """A number openly; and kept from DHS a name, a birth date, a number, a note and a statement."""
        number = {"scheme": "a_number", "identifier": self.number(self.open, person)}
        self.says(person, "assign-identifier", by, keep=False, **number)
        parts = [{"text": self.secret("Keptname", person), "role": "given"}]
        self.says(person, "record-name", by, keep=True, name={"parts": parts}, basis="court_order")
        date = {"date": {"text": BORN}}
        self.says(person, "claim-birth-date", by, keep=True, birth=date, basis="consulate")
        hidden = {"scheme": "a_number", "identifier": self.number(self.kept, person)}
        self.says(person, "assign-identifier", by, keep=True, **hidden)
        self.says(person, "record-need", by, keep=True, need="parenting", note=self.secret("Keptnote", person))
        told = history(self.world, person)
        target = next(each["event_id"] for each in told if each["topic"].startswith("person.registered"))
        statement = self.secret("Keptstatement", person)
        self.says(person, "state-disagreement", by, keep=True, target=target, statement=statement)


def history(world: World, person: str) -> list[Json]:
    """What is recorded of a person, from the log."""
    headers = {"Authorization": f"Bearer {world.token('DHS-OIG')}"}
    found: list[Json] = world.client.get(f"/v1/children/{person}/history", headers=headers).json()["entries"]
    return found


def told_of(story: Story, agent: Browser) -> None:
    """Children under way, offered, asked for a bed, to be offered, at a door of ICE; a relative; groups and drafts."""
    world = story.world
    names = [story.name("Opensun"), story.name("Openrain")]
    bus = under_way(world, *names)
    waiting_name = story.name("Openwind")
    waiting = offered(world, waiting_name)
    office_name = story.name("Opensnow")
    office = to_ice(world, office_name)
    world.tick()
    trip = next(
        each["after"]["transfer"]["trip"]
        for each in history(world, bus.people[names[0]])
        if each["topic"] == "custody.dispatched.v1"
    )
    for journey in (bus, waiting, office):
        story.given["manifest"].append(journey.manifest)
        story.open |= journey.people
    group = met_with_a_relative(story)
    girl, aunt, brother = group
    for child in (girl, brother):
        at = f"/custody/{child['episode']}"
        world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    world.done(f"/custody/{girl['episode']}/submit-referral", REFERRAL, by="USBP")
    world.done(f"/custody/{girl['episode']}/acknowledge-referral", {}, by="ORR")
    world.done(f"/custody/{girl['episode']}/request-placement", {"place": "CARE-11"}, by="ORR")
    for person, by in (
        (bus.people[names[0]], "CARE-11"),
        (waiting.people[waiting_name], "CARE-11"),
        (office.people[office_name], "ICE"),
        (girl["person"], "USBP"),
        (brother["person"], "USBP"),
        (aunt["person"], "USBP"),
    ):
        story.tells(person, by)
        story.given["person"].append(person)
    episodes = [bus.episodes[names[0]], office.episodes[office_name], girl["episode"]]
    story.given |= {"episode": episodes, "trip": [trip], "code": ["BP-RGV", "CARE-11"]}
    story.given |= {"place": ["BP-RGV", "CARE-11"], "user": ["usbp.1", NIGHT, "care-11.1"], "step": ["referred"]}
    separated(story, girl["person"], brother["person"], aunt["person"])
    drafted(story, agent)
    settle(world)
    story.given["subject"] = story.given["person"][:2]
    story.given["event"] = [each["event_id"] for each in history(world, story.given["person"][0])]


def separated(story: Story, girl: str, brother: str, aunt: str) -> None:
    """The three as a group, the girl separated from her aunt; and what is said of her and her brother."""
    world, roles = story.world, {girl: "child", brother: "child", aunt: "other_relative"}
    members = [{"person": who, "role": role, "reason": "encountered_together"} for who, role in roles.items()]
    group = {"claimed": world.claimed(), "kind": "travelling_group", "members": members}
    formed = world.done("/families", group, by="USBP")
    parted = {"claimed": world.claimed(), "children": [girl], "adults": [aunt]}
    world.done(f"/families/{formed['id']}/report-separation", parted, by="USBP")
    claim = {"claimed": world.claimed(), "kin": "twin", "lineage": "not_applicable", "bonds": ["biological"]}
    claim |= {"asserted_by": "document", "evidence": [], "confidence": "low"}
    said = world.done(f"/relationships/{brother}/{girl}/assert", claim, by="USBP")["events"][0]
    story.given |= {"family": [formed["id"]], "family_event": [formed["events"][0]["event_id"]]}
    story.given |= {"relative": [brother], "relative_of": [girl]}
    story.given |= {"pair": [said["stream"]], "pair_event": [said["event_id"]]}


def met_with_a_relative(story: Story) -> list[Json]:
    """A girl, an aunt who was not encountered, and a brother."""
    names = [story.name(each) for each in ("Opengirl", "Openaunt", "Openboy")]
    said = {"said_by": "statement_of_person"}
    companions = [
        {"index": 1, "relation": "maternal_aunt_or_uncle", "present_now": False, **said},
        {"index": 2, "relation": "sibling", "present_now": True, **said},
    ]
    people = [
        {"registration": registration(names[0]), "companions_answer": "named", "companions": companions},
        {"registration": registration(names[1]), "encountered": False},
        {"registration": registration(names[2]), "companions_answer": "none"},
    ]
    body = {"claimed": story.world.claimed(), "place": "BP-RGV", "people": people}
    met: list[Json] = story.world.done("/encounters", body, by="USBP")["people"]
    story.open |= {name: each["person"] for name, each in zip(names, met, strict=True)}
    return met


def drafted(story: Story, agent: Browser) -> None:
    """A draft of a group, one that was recorded, and a form that was sent too late: all of the agent on duty."""
    typing = story.name("Drafting")
    path = begun(agent, 1)
    agent.send(f"{path}/save", typed(agent, path, p1=alone(typing)))
    recorded = story.name("Openleaf")
    other = begun(agent, 1)
    done = record(agent, other, typed(agent, other, p1=alone(recorded)))
    [person] = {link.split("/")[2] for link in done.links if link.startswith("/children/")}
    story.open[recorded] = person
    late = story.name("Sentlate")
    content = msgspec.json.encode(Kept(path="/intake", fields=(("p.1.given", late),)))
    unsent = story.world.site.page_store.drafts.begin(Owner.of(demo(NIGHT)), UNSENT, content)
    story.drafts |= {typing: NIGHT, late: NIGHT}
    story.given["draft"] = [*(each.rpartition("/")[2] for each in (path, other)), str(unsent.ref.id)]


@pytest.fixture(scope="module")
def story(common: World) -> Iterator[Story]:
    """One for all: those who walk change nothing."""
    with fed(common):
        made = Story(common)
        told_of(made, browser(common, NIGHT))
        yield made


def found(story: Story, answers: Iterable[Told], secret_ones: set[str]) -> list[tuple[str, str]]:
    """Addresses that told one of these."""
    return [
        (told.address, each)
        for told in answers
        for each in told.among(secret_ones, marks=story.marks) | {each for each in secret_ones if each in told.logged}
    ]


def kept_from(story: Story, who: str) -> set[str]:
    """What may not be told to somebody of DHS."""
    drafts = {text for text, whose in story.drafts.items() if whose != who}
    return {*story.kept, *KEPT_DATES} | drafts


@pytest.mark.parametrize("user", [NIGHT, OFFICE])
def test_dhs_is_told_nothing_that_a_label_keeps_from_it(story: Story, logged: io.StringIO, user: str) -> None:
    assert found(story, story.walk(user, logged), kept_from(story, user)) == []


@pytest.mark.parametrize(
    ("who", "language"),
    [
        pytest.param(SEARCHER, "en", marks=pytest.mark.drill),
        pytest.param(COORDINATOR, "en", marks=pytest.mark.drill),
        pytest.param(NIGHT, "es", marks=pytest.mark.drill),
    ],
)
def test_others_of_dhs_are_told_nothing_of_it_either(
    story: Story, logged: io.StringIO, who: str, language: str
) -> None:
    asked = addresses(story.world, story.given)
    assert found(story, walked(story.world, DHS[who], asked, logged, language=language), kept_from(story, who)) == []


@pytest.mark.parametrize(
    "who", [each if each in STRANGEST else pytest.param(each, marks=pytest.mark.drill) for each in STRANGERS]
)
def test_strangers_are_told_nothing(story: Story, logged: io.StringIO, who: str) -> None:
    asked = addresses(story.world, story.given)
    everything = {*story.open, *story.kept, *story.drafts, *KEPT_DATES}
    answers = list(walked(story.world, STRANGERS[who], asked, logged))
    assert found(story, answers, everything) == []
    assert [told.address for told in answers if told.status >= 500] == []  # HTTP
    of_somebody = [told for told in answers if {"{person}", "{manifest}", "{event}"} & set(_parts(told.template))]
    assert of_somebody
    shown = {told.address for told in of_somebody if told.status == 200 and told.among([story.mark])}
    assert shown == set()


def _parts(template: str) -> list[str]:
    return template.partition("?")[0].split("/")


def test_who_is_not_signed_in_is_told_nothing(story: Story, logged: io.StringIO) -> None:
    asked = addresses(story.world, story.given)
    everything = {*story.open, *story.kept, *story.drafts, *KEPT_DATES}
    answers = list(walked(story.world, None, asked, logged))
    assert found(story, answers, everything) == []
    for told in answers:
        expected = {200} if told.template in OPEN_TO_ALL else {401} if told.template.startswith("/v1/") else {303}
        assert {told.status} == expected, told.address
        assert not told.on_record
    [live] = walked(story.world, None, [(path, path) for path in NOT_ASKED], logged)
    assert live.status == 303  # to the sign-in


def test_who_may_see_is_told_and_it_is_on_record_first(story: Story, logged: io.StringIO) -> None:
    """So that the tests above mean something: every canary is told to somebody, and every address answers somebody."""
    asked = addresses(story.world, story.given)
    whose = story.open | story.kept
    seen, answered, read = set[str](), set[str](), set[str]()
    missing: list[tuple[str, str, str]] = []
    of_ties = [each for each in asked if "ties" in each[0]]
    at_the_desk = walked(story.world, demo(DESK), of_ties, logged)
    walks = {user: story.walk(user, logged) for user in (NIGHT, OFFICE, EVENING, INTAKES, AUDITOR)}
    for user, answers in {**walks, DESK: list(at_the_desk)}.items():
        for told in answers:
            assert told.status < 500, (user, told.address)  # HTTP
            if told.status == 200:  # HTTP
                answered.add(told.template)
                read |= {told.template} if told.on_record else set()
            says = told.among((*whose, *story.drafts), marks=story.marks)
            seen |= says
            missing += [
                (user, told.address, text) for text in says if text in whose and whose[text] not in told.on_record
            ]
    assert missing == []
    assert {*whose, *story.drafts} - seen == set()
    assert QUERIES.keys() - answered == set()
    assert {"/", "/handoffs", "/v1/handoffs/sent"} <= read, "lists without a name are of people too"


def test_the_program_keeps_what_the_database_would_give(world: World) -> None:
    [child] = world.met("Zinnia")
    number = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A205123456"}
    world.done(f"/people/{child['person']}/assign-identifier", number, by="USBP")
    person = UUID(child["person"])
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(EVERYBODY["the log"])
    for organisation in ("CARE-02", "ICE", "ORR", "ADVOCATE-A"):
        reader = caller(organisation).reader
        assert world.site.readers.log.streams(reader, [person], upto=99)
        visitor = cast("Visitor", SimpleNamespace(site=world.site, reader=reader))
        assert named(visitor, [person]) == {}
        assert keys_of(visitor, [person]) == {}
    agent = cast("Visitor", SimpleNamespace(site=world.site, reader=caller("USBP").reader))
    assert (len(named(agent, [person])), len(keys_of(agent, [person])[person])) == (1, 1)
