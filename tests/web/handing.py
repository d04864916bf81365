"""The giver's side at the page, without JavaScript: what is pressed, and which children are chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from ledger.application import Command
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import intake
from ledger.domain.proposal import Proposal
from ledger.domain.values import PlaceCode
from ledger.store.append import CommandKey
from tests.api.world import World, registration
from tests.projections.world import event, official
from tests.web.feeding import settle
from tests.web.reading import Browser, Page

TWELVE = tuple(f"Zinnia {letter}" for letter in "ABCDEFGHIJKL")
GIVER, TAKER, OTHER_TAKER, ORR = "BP-RGV.night", "CARE-11.evening", "CARE-02.evening", "ORR.intakes.night"
PLACE = "CARE-11"

Fields = dict[str, str]


def placed(world: World, *names: str, place: str = PLACE) -> dict[str, str]:
    """Children whom ORR wants at the place: their episodes by name."""
    episodes = {name: child["episode"] for name, child in zip(names, world.met(*names), strict=True)}
    for episode in episodes.values():
        world.placed(episode, place=place)
    settle(world)
    return episodes


def many_placed(world: World, count: int) -> list[str]:
    """That many children, met in hundreds, whom ORR wants at the place; recorded in process, which is quicker."""
    episodes: list[str] = []
    for start in range(0, count, 100):
        names = [f"Zinnia {number}" for number in range(start, min(start + 100, count))]
        people = [{"registration": registration(name), "companions_answer": "none"} for name in names]
        body = {"claimed": world.claimed(), "place": "BP-RGV", "people": people}
        met = world.done("/encounters", body, by="USBP")["people"]
        world.site.ledger.execute_many([_designated(UUID(each["person"]), UUID(each["episode"])) for each in met])
        episodes += [each["episode"] for each in met]
    world.tick()
    settle(world)
    return episodes


def _designated(person: UUID, episode: UUID) -> Command:
    """From the determination to the designated place, at once."""
    usbp, orr = official("USBP"), official("ORR")
    referral = event(
        intake.ReferralSubmitted,
        usbp,
        person=person,
        referring_agency=codes.ReferringAgency.BORDER_PATROL,
        entry_class=codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
        needs=(),
        separated=False,
    )
    place = PlaceCode(PLACE)
    events: tuple[AnyEvent, ...] = (
        event(intake.UnaccompaniedDetermined, usbp, person=person, rule="6 USC 279(g)(2)"),
        referral,
        event(intake.ReferralAcknowledged, orr, person=person),
        event(intake.PlacementDesignated, orr, person=person, place=place, program=codes.ProgramKind.SHELTER),
    )
    proposals = tuple(Proposal(stream=episode, event=each) for each in events)
    return Command(key=CommandKey("USBP", str(uuid4()), b"body"), proposals=proposals, expected={})


@dataclass(frozen=True)
class Side:
    """Somebody at the page."""

    world: World
    browser: Browser

    def look(self, path: str) -> Page:
        """Open a page."""
        page = self.browser.get(path)
        assert page.status == 200, (path, page.text)
        return page

    def press(self, page: Page, action: str, fields: Fields | None = None, /, **said: str) -> Page:
        """Send a form of a page a minute later, as it stands or with these fields; some said otherwise."""
        self.world.tick()
        return self.browser.post(action, (page.form(action) if fields is None else fields) | told(said))

    def do(self, path: str, act: str, *children: str, **said: str) -> Page:
        """Open one of the giver's forms on the page of a manifest and send it, about all or these children."""
        page = self.look(f"{path}?do={act.replace('-', '_')}")
        action = f"{path}/{act}"
        fields = page.form(action)
        return self.press(page, action, only(page, fields, children) if children else fields, **said)

    def offer(self, place: str = PLACE) -> str:
        """Offer all children who are to go to a place: the path of the manifest."""
        path = f"/handoffs/new?to={place}"
        page = self.press(self.press(self.look(path), path, do="all"), path, do="offer")
        assert "The other side is asked to answer." in page.text, page.text
        return path_of(page)


def told(said: Fields) -> Fields:
    """Fields by keyword: `reason` is `/reason`, `trip__mode` is `/trip/mode`, `at_local` names its kind."""
    plain = {"do", "scan", "paste", "trip", "lines"}
    return {name if name in plain else "/" + name.replace("__", "/"): text for name, text in said.items()}


def only(page: Page, fields: Fields, episodes: Iterable[str]) -> Fields:
    """The fields with these children chosen and no others."""
    bare = {name: text for name, text in fields.items() if not name.endswith("/episode")}
    boxes = {text: name for name, text in page.boxes() if name.startswith("/rows/")}
    return bare | {boxes[episode]: episode for episode in episodes}


def path_of(page: Page) -> str:
    """The path of a page."""
    return page.response.url.path
