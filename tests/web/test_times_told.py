"""Times: what is late says by how much and why; what is beside the log goes by the server's clock."""

from datetime import UTC, datetime, timedelta

from api.web.words import Words
from tests.api.world import NOW, World
from tests.web.test_commanding import CARE, DHS, browser, offered

OFFERS_STAND = timedelta(days=60)


def test_what_is_late_says_by_how_much_and_why(common: World) -> None:
    offered(common)
    common.runner.catch_up()
    for user in (CARE, DHS):
        for path in ("/", "/handoffs"):
            page = browser(common, user).get(path)
            assert "answer by Jun 30, 2019" in page.text, path
            assert "overdue" not in page.text
    common.move_clock(NOW + OFFERS_STAND + timedelta(minutes=12, seconds=5))
    for user in (CARE, DHS):
        for path in ("/", "/handoffs"):
            page = browser(common, user).get(path)
            assert "overdue by 12 minutes: nobody has answered answer by Jun 30, 2019" in page.text, path
    page = browser(common, CARE, language="es").get("/")
    assert "con retraso de 12 minutos: nadie ha respondido" in page.text


def test_a_draft_is_as_old_as_it_is_whatever_the_clock_of_the_simulation_says(common: World) -> None:
    agent = browser(common, DHS)
    agent.post("/intake", agent.get("/intake").form("/intake") | {"people": "1"})
    page = agent.get("/intake")
    assert page.text.count("just now") == 2
    assert str(datetime.now(UTC).year) not in page.text
    words = Words("en")
    assert words.lately(datetime.now(UTC) - timedelta(minutes=12, seconds=30)) == "12 minutes ago"
    assert words.lately(datetime.now(UTC) + timedelta(seconds=30)) == "just now", "another computer's clock"
