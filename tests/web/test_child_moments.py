"""The page of a child as of a moment and as known at a position: by slider, by typed time, by a lasting address."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.api.world import NOW, Json, World, claimed
from tests.web.reading import Browser, Page

Browse = Callable[..., Browser]
DHS = "BP-RGV.night"


@pytest.fixture
def child(world: World) -> Json:
    """Met at 12:01; booked in at 12:30, which was recorded at 13:00 and was said to be another place until 14:00."""
    [made] = world.met("Zinnia")
    world.move_clock(NOW + timedelta(hours=1))
    wrong = {"claimed": claimed(NOW + timedelta(minutes=30)), "place": "BP-DRT"}
    world.done(f"/custody/{made['episode']}/book-in", wrong, by="USBP")
    entries = world.told(f"/children/{made['person']}/history", by="USBP")["entries"]
    [booked] = [each["event_id"] for each in entries if each["topic"] == "custody.booked_in.v1"]
    world.move_clock(NOW + timedelta(hours=2))
    correction = {
        "target": booked,
        "reason": "incorrect_data",
        "replacement": {"claimed": claimed(NOW + timedelta(minutes=30)), "place": "BP-LRT"},
    }
    world.done(f"/custody/{made['episode']}/correct", correction, by="USBP")
    return made


def show(browse: Browse, child: Json, query: str) -> Page:
    page = browse(DHS).get(f"/children/{child['person']}?{query}")
    assert page.status == 200, page.text
    return page


def place_of(page: Page) -> str:
    """Where the child is, by the first line under the name."""
    after = page.response.text.partition('<p class="state-line">')[2].partition("</p>")[0]
    return after.partition("<strong>")[2].partition("</strong>")[0]


def sliders(page: Page) -> dict[str, str]:
    [form] = [page.form(action) for action in [page.response.url.path]]
    return form


def test_now_there_is_no_banner(browse: Browse, child: Json) -> None:
    page = show(browse, child, "")
    assert "This is not now." not in page.text
    assert place_of(page).startswith("Laredo")
    fields = sliders(page)
    assert (fields["t"], fields["k"]) == ("4", "6")


def test_the_slider_of_time_shows_what_was_true_then(browse: Browse, child: Json) -> None:
    page = show(browse, child, "t=1&k=6")
    assert "This is not now." in page.text
    assert "As it was on May 1, 2019, 07:02 CDT, as it is known now, position 6." in page.text
    assert place_of(page).startswith("Rio Grande Valley")
    assert "Booked in" not in page.text
    assert not [link for link in page.links if "/do/" in link], "nothing is recorded from the past"


def test_the_slider_of_knowledge_shows_what_was_known_then(browse: Browse, child: Json) -> None:
    before = show(browse, child, "t=4&k=2")
    assert place_of(before).startswith("Rio Grande Valley")
    assert "known up to position 3" in before.text
    mistaken = show(browse, child, "t=4&k=3")
    assert place_of(mistaken).startswith("Del Rio")
    assert "as it was known at position 4." in mistaken.text
    assert "struck through" not in mistaken.text


def test_a_typed_time_is_taken_unless_the_slider_was_moved(browse: Browse, child: Json) -> None:
    fields = sliders(show(browse, child, ""))
    typed = fields | {"as_of_local": "2019-05-01T07:10"}
    by_time = "&".join(f"{name}={value}" for name, value in typed.items())
    assert "As it was on May 1, 2019, 07:10 CDT," in show(browse, child, by_time).text
    moved = "&".join(f"{name}={value}" for name, value in (typed | {"t": "2"}).items())
    assert "As it was on May 1, 2019, 07:30 CDT," in show(browse, child, moved).text


def test_a_typed_time_of_knowledge_is_answered_with_its_position(browse: Browse, child: Json) -> None:
    page = show(browse, child, "known_local=2019-05-01T08:30")
    assert "as it was known at position 4." in page.text
    assert place_of(page).startswith("Del Rio")
    later = show(browse, child, "known_local=2019-05-01T20:00")
    assert "More may still be recorded for that time." in later.text


def test_the_address_of_an_answer_gives_it_again_after_more_was_recorded(
    world: World, browse: Browse, child: Json
) -> None:
    page = show(browse, child, "t=2&k=3")
    [address] = [link for link in page.links if "known=4" in link and "as_of=" in link]
    body = {"claimed": claimed(NOW + timedelta(minutes=20)), "place": "BP-MIP"}
    world.done(f"/custody/{child['episode']}/book-in", body, by="USBP")
    again = browse(DHS).get(address)
    assert place_of(again) == place_of(page) != ""
    assert "as it was known at position 4." in again.text


def test_sliders_mean_the_same_steps_after_more_was_recorded(world: World, browse: Browse, child: Json) -> None:
    fields = sliders(show(browse, child, "")) | {"t": "1"}
    body = {"claimed": claimed(NOW + timedelta(minutes=1)), "place": "BP-MIP"}
    world.done(f"/custody/{child['episode']}/book-in", body, by="USBP")
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    assert "As it was on May 1, 2019, 07:02 CDT," in show(browse, child, query).text


def test_one_step_back_and_on(browse: Browse, child: Json) -> None:
    page = show(browse, child, "t=2&k=6")
    steps = [link for link in page.links if "#timeline-head" in link]
    assert [link.partition("t=")[2].partition("&")[0] for link in steps] == ["1", "3"]


@pytest.mark.parametrize(
    "query",
    [
        "as_of=yesterday",
        "as_of_local=2019-02-30T00:00",
        "known=99999",
        "known=-1",
        "t=x",
        "upto=1e3",
        "known_local=2019-05-01",
        "known=" + "9" * 40,
    ],
)
def test_a_moment_that_cannot_be_read_is_not_answered_with_now(browse: Browse, child: Json, query: str) -> None:
    page = browse(DHS).get(f"/children/{child['person']}?{query}")
    assert page.status == 422
    assert "Zinnia" not in page.text


def test_before_anything_was_known_nothing_is_shown(browse: Browse, child: Json) -> None:
    page = show(browse, child, "known=0")
    assert "Nothing was recorded for that moment yet." in page.text
