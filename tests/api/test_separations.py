"""The list of separated children over HTTP and at the terminal: told on a date, told again, and what changed."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.program import program
from tests.api.family_story import Family, met_together, referred, zero_tolerance
from tests.api.world import Json, World

NEVER = "2018-01-01T00:00:00+00:00"


def parted(world: World, family: Family, **more: Any) -> str:  # noqa: ANN401  # fields
    """Both children are reported to be separated from the father; the report."""
    body = {
        "claimed": world.claimed(),
        "children": [family.girl["person"], family.boy["person"]],
        "adults": [family.father["person"]],
    }
    answer = world.done(f"/families/{family.group}/report-separation", body | more, by="USBP")
    return str(answer["events"][0]["event_id"])


def ended(world: World, family: Family, of: str, *children: Json) -> str:
    body = {
        "claimed": world.claimed(),
        "separation": of,
        "children": [child["person"] for child in children],
        "how": "reunited_in_custody",
    }
    answer = world.done(f"/families/{family.group}/end-separation", body, by="USBP")
    return str(answer["events"][0]["event_id"])


def listed(world: World, *, by: str = "ORR", **query: Any) -> set[str]:  # noqa: ANN401  # see `get`
    return {row["person_id"] for row in world.told("/separations", by=by, **query)["rows"]}


def why(world: World, since: datetime, until: datetime, *, by: str = "ORR", **more: Any) -> set[tuple[str, bool, str]]:  # noqa: ANN401  # see `get`
    query = {"from": since.isoformat(), "to": until.isoformat()} | more
    rows = world.told("/separations/difference", by=by, **query)["rows"]
    return {(row["person_id"], row["listed"], row["why"]) for row in rows}


def test_the_list_says_what_is_missing_and_that_it_is_irregular(world: World, logged: io.StringIO) -> None:
    family = met_together(world)
    said = parted(world, family)
    answer = world.told("/separations", by="ORR")
    assert {row["person_id"] for row in answer["rows"]} == {family.girl["person"], family.boy["person"]}
    [row] = [each for each in answer["rows"] if each["person_id"] == family.girl["person"]]
    assert (row["separation"], row["family"], row["irregular"]) == (said, family.group, True)
    assert row["missing"] == ["reason", "narrative", "decided_by", "supervisor", "adult_next", "told"]
    supplied = {
        "claimed": world.claimed(),
        "separation": said,
        "reason": "parent_referred_for_prosecution",
        "adult_next_organisation": "USMS",
        "adult_next_place": "USMS-TXS",
    }
    world.done(f"/families/{family.group}/supplement-separation", supplied, by="USBP")
    now = world.told("/separations", by="ORR")["rows"][0]
    assert (now["missing"], now["adult_next_place"]) == (["narrative", "decided_by", "supervisor", "told"], "USMS-TXS")
    assert world.told("/separations", by="ORR", as_known_at=answer["position"], as_of=answer["as_of"]) == answer
    reads = [json.loads(line) for line in logged.getvalue().splitlines() if '"record_read"' in line]
    [first, *_] = [each for each in reads if each["question"] == "separations"]
    assert set(first["persons"]) == {each["person"] for each in (family.girl, family.boy, family.father)}
    assert (first["organisation"], first["position"]) == ("ORR", answer["position"])


def test_what_was_told_on_a_date_is_told_again_after_it_was_struck(world: World) -> None:
    family = met_together(world)
    before = world.now
    said = parted(world, family)
    then = world.told("/separations", by="DHS-OIG", as_of=world.tick().isoformat())
    middle = world.now
    void = {"target": said, "reason": "did_not_occur"}
    world.done(f"/families/{family.group}/void", void, by="USBP")
    after = world.tick()
    world.tick()  # so that the log has gone on
    parted(world, family)
    again = world.told("/separations", by="DHS-OIG", as_of=then["as_of"], as_known_at=then["position"])
    assert again == then
    assert listed(world, by="DHS-OIG", as_of=then["as_of"]) == set()
    girl, boy = family.girl["person"], family.boy["person"]
    assert why(world, before, middle) == {(girl, True, "separated"), (boy, True, "separated")}
    assert why(world, middle, after) == {(girl, False, "voided"), (boy, False, "voided")}
    assert why(world, before, after) == set()


def test_a_date_that_is_corrected(world: World) -> None:
    family = met_together(world)
    early = world.now
    world.move_clock(world.now + timedelta(days=3))
    said = parted(world, family)
    noted = world.tick()
    told = world.told("/separations", by="ORR", as_of=noted.isoformat())
    replacement = {
        "claimed": {"earliest": early.isoformat(), "precision": "minute", "basis": "paper_record", "zone": "UTC"},
        "children": [family.girl["person"]],
        "adults": [family.father["person"]],
    }
    correction = {"target": said, "reason": "incorrect_data", "replacement": replacement}
    world.done(f"/families/{family.group}/correct", correction, by="USBP")
    fixed = world.tick()
    world.tick()
    ended(world, family, said, family.girl)
    girl, boy = family.girl["person"], family.boy["person"]
    assert listed(world, as_of=early.isoformat()) == {girl}
    assert listed(world, as_of=early.isoformat(), as_known_at=told["position"]) == set()
    assert listed(world, as_of=noted.isoformat(), as_known_at=told["position"]) == {girl, boy}
    assert why(world, noted, fixed) == {(boy, False, "corrected")}
    assert why(world, fixed, world.now) == {(girl, False, "ended")}
    assert why(world, early, fixed) == {(girl, True, "corrected")}


def test_a_stranger_sees_nobody_and_an_agency_its_own(world: World) -> None:
    family = zero_tolerance(world)
    other = met_together(world)
    parted(world, other)
    theirs = {family.girl["person"], family.boy["person"]}
    ours = {other.girl["person"], other.boy["person"]}
    between = {"from": NEVER, "to": world.tick().isoformat()}
    for by, seen in {
        "ORR": theirs | ours,
        "DHS-OIG": theirs | ours,
        "USBP": ours,
        "ICE": theirs,
        "CARE-02": theirs,
        "CARE-05": set[str](),
        "OFO": set[str](),
        "CARRIER-A": set[str](),
        "ADVOCATE-A": set[str](),
    }.items():
        assert listed(world, by=by) == seen, by
        rows = world.told("/separations/difference", by=by, **between)["rows"]
        assert {row["person_id"] for row in rows} == seen, by
        [month] = world.told("/separations/counts", by=by, first="2019-05", last="2019-05")["rows"]
        assert (month["began"], month["irregular"]) == (len(seen), len(seen)), by
    text = json.dumps(world.told("/separations", by="ICE")["rows"])
    assert "CARE-02" not in text, "where the children are is not said"


def test_a_child_who_is_referred_is_seen_by_orr_and_its_place_by_nobody(world: World) -> None:
    family = met_together(world)
    parted(world, family)
    referred(world, family.girl["episode"], place="CARE-02")
    assert listed(world, by="CARE-02") == set()


def test_pages(world: World) -> None:
    family = met_together(world)
    parted(world, family)
    whole = world.told("/separations", by="ORR")
    first = world.told("/separations", by="ORR", limit=1)
    rest = world.told("/separations", by="ORR", limit=1, cursor=first["next_cursor"])
    assert [*first["rows"], *rest["rows"]] == whole["rows"]
    assert world.told("/separations", by="ORR", limit=1, cursor=rest["next_cursor"])["next_cursor"] is None
    between = {"from": NEVER, "to": world.tick().isoformat(), "limit": 1}
    one = world.told("/separations/difference", by="ORR", **between)
    two = world.told("/separations/difference", by="ORR", cursor=one["next_cursor"], **between)
    assert [row["person_id"] for row in (*one["rows"], *two["rows"])] == [row["person_id"] for row in whole["rows"]]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/separations", {"as_of": "yesterday"}),
        ("/separations", {"as_known_at": "999999"}),
        ("/separations", {"cursor": "WzFd"}),
        ("/separations", {"as_off": NEVER}),
        ("/separations/difference", {}),
        ("/separations/difference", {"from": NEVER}),
        ("/separations/difference", {"from": "2019-01-01T00:00:00+00:00", "to": NEVER}),
        ("/separations/counts", {"first": "2019-13", "last": "2019-13"}),
        ("/separations/counts", {"first": "1000-01", "last": "2019-01"}),
    ],
    ids=str,
)
def test_a_question_that_is_misspelt_is_not_answered(common: World, path: str, query: dict[str, str]) -> None:
    assert common.get(path, by="ORR", **query).status_code == 422


def test_at_the_terminal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = world.database.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")
    family = met_together(world)
    before = world.now.isoformat()
    said = parted(world, family)
    between = world.tick().isoformat()
    ended(world, family, said, family.girl)
    world.runner.catch_up()
    girl, boy = family.girl["person"], family.boy["person"]

    def asked(*arguments: str) -> Json:
        found: Json = json.loads(printed(*arguments, "--json"))
        return found

    def printed(*arguments: str) -> str:
        done = CliRunner().invoke(program(["separations"]), ["separations", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert {row["person_id"] for row in asked()["rows"]} == {boy}
    old = asked("--as-of", between)
    assert {row["person_id"] for row in old["rows"]} == {girl, boy}
    assert asked("--as-of", old["as_of"], "--as-known-at", str(old["position"])) == old
    rows = asked("--from", before, "--to", between)["rows"]
    assert {(row["person_id"], row["why"]) for row in rows} == {(girl, "separated"), (boy, "separated")}
    [gone] = asked("--from", between, "--to", world.now.isoformat())["rows"]
    assert (gone["person_id"], gone["why"], gone["ended"]) == (girl, "ended", "reunited_in_custody")
    assert boy in printed()
    assert "ended" in printed("--from", between, "--to", world.now.isoformat())
    assert {row["person_id"] for row in asked("--organisation", "CARE-05", "--purpose", "care")["rows"]} == set()
    alone = CliRunner().invoke(program(["separations"]), ["separations", "--from", before])
    assert alone.exit_code != 0
