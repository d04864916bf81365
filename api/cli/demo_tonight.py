"""What the demo prints of the evening it leaves open: who waits for what now, apart from the year's people."""

from collections import Counter

import typer

from api.cli import render
from api.cli.demo_report import READER
from api.composition import make_mapper, open_readers
from api.demo.tonight import Tonight
from api.demo.tonight_hours import CENTRAL
from api.demo.voices import Ids
from ledger import verify as audit
from ledger.domain.custody.facets import Step, Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.settings import Settings
from ledger.store.connections import connect
from projections.asking import Views
from projections.current_custody import queries as current_custody
from projections.current_custody.queries import Child

ON_THE_WAY = {
    Whereabouts.IN_TRANSIT: "under way",
    Whereabouts.AT_THE_DOOR: "at a door, nobody has signed",
    Whereabouts.AWAY: "away for a time",
    Whereabouts.MISSING: "missing",
}
OFFERED = {
    OfferStatus.OPEN: "offered, not answered",
    OfferStatus.ACCEPTED: "accepted, not left yet",
    OfferStatus.REDIRECTED: "sent on, not answered",
}
STEPS = {
    Step.ENCOUNTERED: "to be booked in",
    Step.IN_DHS_CUSTODY: "to be classified",
    Step.FAMILY_PROCESSING: "with family",
    Step.UC_DETERMINED: "to be referred",
    Step.REFERRED: "referred, for ORR to acknowledge and place",
    Step.PLACEMENT_SEARCH: "declined or not answered by the place asked",
    Step.PLACED: "placed, to be offered",
    Step.IN_ORR_CARE: "in care",
    Step.EXITED: "out of custody",
}


def print_open(settings: Settings, tonight: Tonight, ids: Ids, *, people_of_the_year: int, relatives: int) -> None:
    """Print how far each of tonight's children is."""
    with open_readers(settings, make_mapper(settings), connections_max=1) as readers:
        found = waiting(Views(readers.pools), tonight, ids)
    with connect(settings.role_conninfo("custody_projector")) as connection:
        now = audit.clock_of(connection).astimezone(CENTRAL)
    render.console.rule("The evening that is left open")
    typer.echo(
        f"It is {render.at(now)}. Besides the {people_of_the_year:,} people of the year and their {relatives:,} "
        f"relatives in custody there are {found.total()} "
        "children who were met after it ended and are in none of the tables above:"
    )
    typer.echo("; ".join(f"{children} {what}" for what, children in found.most_common()) + ".")


def waiting(views: Views, tonight: Tonight, ids: Ids) -> Counter[str]:
    """How many of tonight's children are how far, as the view of current custody has them."""
    answers = (current_custody.of_person(views, READER, ids.person(child.number)) for child in tonight.children)
    return Counter(how_far(answer.rows[-1]) for answer in answers)


def how_far(child: Child) -> str:
    """Where a child is on the way, in words."""
    if child.whereabouts in ON_THE_WAY:
        return ON_THE_WAY[child.whereabouts]
    if child.offer_status is not None:
        return OFFERED[child.offer_status]
    return STEPS.get(child.step, child.step.value)
