"""One invented child at the terminal: recorded, refused, asked for, replayed, audited."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest

from tests.acceptance.command import Custody, claimed

ENCOUNTER = {"place": "BP-RGV", "companions_answer": "none", "companions": []}
RULE = "6 USC 279(g)(2)"


@dataclass(frozen=True)
class Child:
    """A child in an open episode."""

    person: str
    episode: str


@pytest.fixture(scope="module")
def child(custody: Custody) -> Child:
    """Registered, met, and determined to be unaccompanied: four commands' events, five positions."""
    name = {"parts": [{"text": "Canela", "role": "given"}]}
    about = {"name": name, "birth": {"age_years": 9}, "birth_basis": "statement_of_person", "sex": "0"}
    registered = custody.record("person", "register", "--key", "k1", by="USBP", claimed=claimed(10), **about)
    assert registered.code == 0, registered
    person = registered.json["events"][0]["stream"]
    event = {"claimed": claimed(20), **ENCOUNTER}
    opened = custody.record(
        "custody", "open", "--key", "k2", by="USBP", person=person, command="record-encounter", event=event
    )
    assert [each["topic"] for each in opened.json["events"]] == [
        "person.episode_opened.v1",
        "custody.encounter_recorded.v1",
    ]
    episode = opened.json["events"][1]["stream"]
    determined = custody.record(
        "custody", "determine-unaccompanied", episode, "--version", "1", "--key", "k3", by="USBP", rule=RULE
    )
    assert determined.json["position"] == 4
    return Child(person, episode)


def test_the_same_key_never_records_twice(custody: Custody, child: Child) -> None:
    arguments = ("custody", "determine-unaccompanied", child.episode, "--version", "1", "--key", "k3")
    again = custody.record(*arguments, by="USBP", rule=RULE)
    assert again.code == 0
    assert (again.json["repeated"], again.json["position"]) == (True, 4)
    classify = ("custody", "classify", child.episode, "--version", "2", "--key", "k3")
    other = custody.record(*classify, by="USBP", classification="adult", rule=RULE)
    assert (other.code, other.out) == (1, "")
    assert other.err.startswith("custody: key_reused: ")


@pytest.mark.parametrize(
    ("by", "command", "body", "says"),
    [
        ("USBP", ("determine-unaccompanied", "--version", "2"), {"rule": RULE}, "refused"),
        ("USBP", ("classify", "--version", "1"), {"classification": "adult", "rule": RULE}, "stale_version"),
        ("USBP", ("classify",), {"classification": "adult", "rule": RULE}, "invalid_value"),
        ("USBP", ("book-in",), {"place": "BP-RGV", "claimed": claimed(30), "extra": "Canela"}, "invalid_request"),
        ("USBP", ("book-in",), {"place": "nowhere", "claimed": claimed(30)}, "invalid_request"),
    ],
)
def test_what_cannot_be_recorded_ends_with_1_and_a_code(
    custody: Custody, child: Child, by: str, command: tuple[str, ...], body: dict[str, object], says: str
) -> None:
    name, *options = command
    ended = custody.record("custody", name, child.episode, *options, by=by, **body)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"custody: {says}: ")
    assert "Canela" not in ended.err
    assert ended.err.count("\n") == 1


def test_nobody_records_without_a_token(custody: Custody, child: Child) -> None:
    ended = custody.run("record", "custody", "classify", child.episode, "--version", "2", text="{}")
    assert ended.code == 1
    assert ended.err.startswith("custody: not_authenticated: ")


def test_the_child_is_shown(custody: Custody, child: Child) -> None:
    shown = custody.ok("show", child.person).out
    assert "Canela" in shown
    assert "unaccompanied determined" in shown
    plain = custody.ok("show", child.person, "--json")
    assert "Canela" not in plain.out
    assert plain.json["position"] == 4
    [facets] = plain.json["episodes"].values()
    assert (facets["legal_custodian"], facets["holder"], facets["place"]) == ("USBP", "USBP", "BP-RGV")
    assert (facets["classification"], facets["step"]) == ("unaccompanied_child", "uc_determined")


def test_the_past_is_shown_as_it_was_known(custody: Custody, child: Child) -> None:
    def topics(*options: str) -> list[str]:
        return [entry["topic"] for entry in custody.ok("show", child.person, "--json", *options).json["entries"]]

    assert "custody.unaccompanied_determined.v1" in topics()
    assert "custody.unaccompanied_determined.v1" not in topics("--as-known-at", "3")
    assert topics("--as-known-at", "1") == ["person.registered.v1"]
    assert topics("--as-of", "2019-05-01T11:15:00+00:00") == ["person.registered.v1"]
    assert custody.run("show", child.person, "--as-known-at", "99").err.startswith("custody: invalid_value: ")
    assert custody.run("show", child.person, "--as-of", "yesterday").err.startswith("custody: invalid_value: ")


def test_replay_goes_event_by_event(custody: Custody, child: Child) -> None:
    lines = custody.ok("replay", child.person).out.splitlines()
    assert [line.split()[0] for line in lines if line[:3].strip().isdigit()] == ["1", "2", "3", "4"]
    assert any("- -> USBP" in line for line in lines)
    stepped = custody.ok("replay", child.person, "--step", text="\n\n\n\n")
    assert stepped.out.count("Enter for the next event") == 4


@pytest.mark.parametrize(
    "asking", [("--organisation", "ICE", "--purpose", "custody"), ("--organisation", "DHS-OIG", "--purpose", "care")]
)
def test_who_has_no_part_in_it_is_told_nothing(custody: Custody, child: Child, asking: tuple[str, ...]) -> None:
    seen = custody.run("show", child.person, *asking)
    unknown = custody.run("show", str(uuid4()), *asking)
    assert (seen.code, seen.out, seen.err) == (unknown.code, unknown.out, unknown.err)
    assert seen.err.startswith("custody: not_permitted: ")


@pytest.fixture(scope="module")
def projected(custody: Custody, child: Child) -> None:
    """Every view has taken in what was recorded."""
    custody.ok("project", "--until-caught-up")
    assert custody.behind() == 0


@pytest.mark.usefixtures("projected")
def test_an_audit_passes_and_lists_agree(custody: Custody) -> None:
    assert custody.ok("verify", "--json").json == {"position": 4, "differences": [], "behind": []}
    [row] = custody.ok("holders", "--json").json["rows"]
    assert (row["holder"], row["place"], row["children"]) == ("USBP", "BP-RGV", 1)


@pytest.fixture
def forged(custody: Custody, child: Child) -> Iterator[None]:
    """The superuser has changed who holds the child; changed back at the end."""
    change = "UPDATE ledger.stream_head SET holder = %s WHERE stream_id = %s"
    with psycopg.connect(custody.settings.admin_conninfo(), autocommit=True) as admin:
        admin.execute(change, ("ICE", child.episode))
        yield
        admin.execute(change, ("USBP", child.episode))


@pytest.mark.usefixtures("projected", "forged")
def test_an_audit_names_what_somebody_changed(custody: Custody, child: Child) -> None:
    ended = custody.run("verify", "--json")
    assert ended.code == 1
    [found] = ended.json["differences"]
    assert (found["what"], found["stream"], found["person"]) == ("head_row", child.episode, child.person)
