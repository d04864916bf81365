"""Kill -9 of the server, the runner and the database under load: nothing acknowledged is lost, doubled or half applied.

The suite runs 3 rounds; `make drill` runs as many as DRILL_ROUNDS says (30), with the seed of DRILL_SEED (1).
"""

import os

import pytest

from tests.drills.crash import run
from tests.drills.crash_report import CrashReport, Size
from tests.drills.site import TARGETS


def check(report: CrashReport) -> None:
    assert report.faults == []
    assert {target for _, target in report.kills} == {*TARGETS, " and ".join(TARGETS)}
    assert len(report.acknowledged) > 10 * len(report.kills)
    assert report.races > 0


def test_three_rounds_of_kills_lose_and_double_nothing() -> None:
    check(run(Size(rounds=3, clients=4)))


@pytest.mark.drill
def test_many_rounds_of_kills_lose_and_double_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    size = Size(rounds=int(os.environ.get("DRILL_ROUNDS", "30")), seed=int(os.environ.get("DRILL_SEED", "1")))
    report = run(size)
    with capsys.disabled():
        print(f"\n{report.text()}")  # noqa: T201  # the figures are what the drill is run for
    check(report)
    assert report.replayed > 0
