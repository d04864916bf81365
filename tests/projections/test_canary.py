"""A canary in every personal field is found nowhere: no table, index, log file or write-ahead log has it in plain."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from ledger.domain import codes, person, trip
from ledger.domain.custody import care
from ledger.domain.errors import Refused
from ledger.domain.event import StrikeReason
from ledger.domain.identifiers import read_identifier
from ledger.domain.personal import Personal
from ledger.domain.values import PartialDate, TripId
from projections.identifiers import queries as identifiers
from projections.timeline import queries as timeline
from projections.verify import check_views
from projections.views import VIEWS
from tests.projections.canary import disguises, files_with, tables_with, wal_segment
from tests.projections.world import (
    CARRIER,
    NOW,
    SECTOR,
    SHELTER,
    USBP,
    Child,
    World,
    event,
    minutes,
    official,
    reader,
)

COLUMNS = """
SELECT table_schema, table_name, column_name FROM information_schema.columns
WHERE table_schema = ANY (%s) AND data_type IN ('text', 'bytea', 'character varying', 'json', 'jsonb', 'ARRAY')
"""


@dataclass
class Canaries:
    """Texts that are nowhere else; each is the content of one personal field."""

    mark: str = field(default_factory=lambda: secrets.token_hex(6))
    number: str = field(default_factory=lambda: f"{secrets.randbelow(10**9):09}")
    born: str = "1904-02-29"

    def text(self, place: str) -> str:
        return f"Canary{self.mark}{place}"

    @property
    def needles(self) -> set[bytes]:
        """What may be found nowhere: the mark, and the number and date in the forms in which people write them."""
        number, grouped = self.number, f"{self.number[:3]}-{self.number[3:6]}-{self.number[6:]}"
        texts = (f"Canary{self.mark}", f"{self.mark}", f"A{number}", f"{number}", grouped, self.born)
        return {needle for text in texts for needle in disguises(text)}


def tell(world: World, canaries: Canaries) -> Child:
    """A canary in each personal field that there is: names, birth, identifiers, statements, notes on every stream."""

    def note(place: str) -> Personal[str]:
        return Personal.of(canaries.text(place))

    def name(place: str) -> Personal[person.RecordedName]:
        part = person.NamePart(text=canaries.text(place), role=codes.NameRole.GIVEN)
        return Personal.of(person.RecordedName(parts=(part,)))

    birth = Personal.of(person.BirthClaim(date=PartialDate(text=canaries.born)))
    child = world.child(name=name("registered"), birth=birth, note=note("registration"))
    child.say(person.NameRecorded, USBP, NOW, name=name("again"), basis=codes.FactBasis.DOCUMENT)
    child.say(person.BirthDateClaimed, USBP, NOW, birth=birth, basis=codes.FactBasis.DOCUMENT)
    written = f"A {canaries.number[:3]}-{canaries.number[3:6]}-{canaries.number[6:]}"
    for scheme, text in ((codes.IdentifierScheme.A_NUMBER, written), (codes.IdentifierScheme.FINS, canaries.text("7"))):
        read = read_identifier(scheme, text)
        value = Personal.of(person.IdentifierValue(normalised=read.normalised, written=read.written))
        child.say(person.IdentifierAssigned, USBP, NOW, scheme=scheme, identifier=value, doubts=read.doubts)
    target = child.last["assign-identifier"]
    child.say(person.DisagreementStated, USBP, NOW, target=target, statement=note("statement"))
    child.say(care.WentMissing, USBP, NOW, last_seen_place=SECTOR, reported_to=(), note=note("missing"))
    missing = child.last["report-missing"]
    child.say(care.IrregularityReviewed, USBP, target=missing, code="missing", note=note("review"))
    child.say(care.CustodyVoided, USBP, target=missing, reason=StrikeReason.WRONG_PERSON, note=note("void"))
    bus = TripId(uuid4())
    plan = event(
        trip.TripPlanned,
        official(USBP),
        trip=bus,
        mode=codes.TravelMode.BUS,
        vehicle=None,
        carrier=CARRIER,
        from_place=SECTOR,
        to_place=SHELTER,
        expected_arrival=None,
        note=note("trip"),
    )
    world.record((bus, plan))
    child.placed()
    offer = child.accepted()
    child.left(offer, NOW + minutes(5), trip=bus)
    child.received(offer, NOW + minutes(9), note=note("receipt"))
    with pytest.raises(Refused):  # a refusal writes nothing, and says nothing either
        child.say(care.IrregularityReviewed, USBP, target=target, code="missing", note=note("refused"))
    world.project()
    return child


def ask(world: World, child: Child, canaries: Canaries) -> list[str]:
    """Every way of asking that touches personal data; answers what is in the boxes, to be sure that it was recorded."""
    keyring = world.mapper.codec.sealer.keyring
    on_duty = reader("ORR", role="orr_intakes")
    found = identifiers.who_has(
        world.views, on_duty, keyring, scheme=codes.IdentifierScheme.A_NUMBER, written=canaries.number
    )
    assert [row.person_id for row in found.rows] == [child.person]
    told = timeline.of_person(world.log, reader("DHS-OIG"), child.person, as_of=None, as_known_at=None)
    assert canaries.mark not in str(told)
    assert check_views(world.database.login("custody_projector"), VIEWS, codec=world.mapper.codec) == []
    return [
        str(opened.value)
        for entry in told.timeline.entries
        for each in vars(
            world.mapper.codec.open(entry.item.event, stream=entry.item.stream, version=entry.item.version)
        ).values()
        if isinstance(opened := each, Personal)
    ]


def columns_with(world: World, needles: set[bytes]) -> set[str]:
    """Every column of text or bytes in any view that holds one of the needles."""
    found = set()
    with psycopg.connect(world.database.admin) as admin:
        columns = admin.execute(COLUMNS, ([view.schema for view in VIEWS],)).fetchall()
        assert len(columns) > len(VIEWS)
        for schema, table, column in columns:
            question = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(schema, table))
            values = [value for (value,) in admin.execute(question)]
            content = b"\n".join(each if isinstance(each, bytes) else str(each).encode() for each in values)
            if any(needle in content for needle in needles):
                found.add(f"{schema}.{table}.{column}")
    return found


def test_a_canary_is_found_nowhere(world: World) -> None:
    canaries, since = Canaries(), wal_segment(world.database)
    child = tell(world, canaries)
    in_boxes = " ".join(ask(world, child, canaries))
    for place in (
        "registered",
        "registration",
        "again",
        "7",
        "statement",
        "missing",
        "review",
        "void",
        "trip",
        "receipt",
    ):
        assert canaries.text(place) in in_boxes, place
    assert canaries.born in in_boxes
    assert f"A{canaries.number}" in in_boxes
    assert columns_with(world, canaries.needles) == set()
    assert tables_with(world.database, canaries.needles) == set()
    if world.database.settings.database_url is None:
        assert files_with(world.database, canaries.needles, since=since) == set()


@pytest.mark.parametrize(
    "disguise",
    [
        str.encode,
        lambda text: text.upper().encode(),
        lambda text: base64.b64encode(b"x" + text.encode()),
        lambda text: base64.urlsafe_b64encode(b'{"n":"' + text.encode() + b'"}').rstrip(b"="),
        lambda text: text.encode().hex().encode(),
    ],
    ids=["plain", "upper case", "base64", "base64 in JSON", "hexadecimal"],
)
def test_a_canary_that_is_not_sealed_would_be_found(world: World, disguise: Any) -> None:  # noqa: ANN401  # a function
    canaries, since = Canaries(), wal_segment(world.database)
    planted = disguise(canaries.text("planted"))
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute("ALTER TABLE view_handlers.handling ADD planted text, ADD planted_bytes bytea")
        world.people(3)
        world.project()
        admin.execute("UPDATE view_handlers.handling SET planted = %s, planted_bytes = %s", (planted.decode(), planted))
        admin.execute("CREATE TABLE public.planted (content bytea)")
        admin.execute("INSERT INTO public.planted VALUES (%s)", (planted,))
    assert columns_with(world, canaries.needles) == {
        "view_handlers.handling.planted", "view_handlers.handling.planted_bytes",
    }  # fmt: skip
    tables = tables_with(world.database, canaries.needles)
    # among them what the planner keeps of common values
    assert tables == {"view_handlers.handling", "public.planted", "pg_catalog.pg_statistic"}
    if world.database.settings.database_url is None:
        files = files_with(world.database, canaries.needles, since=since)
        assert {name for name in files if len(name) == len(since)}
        assert {name for name in files if name.isdecimal() and len(name) < len(since)}
