"""Other records of the same person on the page of a child, and the question of it on the page of the family."""

from tests.api.test_linked_groups import group_of
from tests.api.world import World
from tests.web.test_commanding import DHS, browser

ICE, OIG = "ICE-SNA.coordinator", "HHS-OIG.auditor"
ALARM = "Two custodians at once"


def test_a_part_is_shown_with_who_linked_it_and_gone_when_it_is_unlinked(common: World) -> None:
    [one], [other] = common.met("Zinnia"), common.met("Sinia", by="ICE", place="ICE-HLG")
    common.same_person(one["person"], other["person"], confirms="ICE")
    page = browser(common, OIG).get(f"/children/{one['person']}")
    part = page.response.text.partition('class="part"')[2].partition("</section>")[0]
    for text in ("Same person, another record", "Sinia Invented", "Harlingen Field Office", "ice.1", "Consulate"):
        assert text in part, text
    assert ALARM in page.text
    hidden = browser(common, DHS).get(f"/children/{one['person']}")
    assert "Sinia" not in hidden.text
    assert "a person whose record is not shown to you · ICE Enforcement and Removal Operations" in hidden.text
    assert ALARM in hidden.text
    common.runner.catch_up()
    assert ALARM in browser(common, DHS).get("/irregular").text
    common.linked(one["person"], "unlink", other["person"], by="USBP")
    apart = browser(common, OIG).get(f"/children/{one['person']}").response.text
    assert 'class="part"' not in apart
    assert ALARM not in apart


def test_the_page_of_the_family_asks_whether_two_are_one(common: World) -> None:
    one, other = (each["person"] for each in common.met("Zinnia", "Sinia"))
    pair, basis = f"/relationships/{one}/{other}", {"basis": "document"}
    common.done(f"{pair}/propose-same-person", basis, by="USBP", version=0)
    common.done(f"{pair}/reject-same-person", basis | {"answer": "relative"}, by="USBP", version=1)
    common.done(f"{pair}/propose-same-person", {"basis": "consulate"}, by="USBP", version=2)
    page = browser(common, DHS).get(f"/children/{one}/family")
    asked = page.response.text.partition('id="same-head"')[2].partition("</section>\n</section>")[0]
    proposed, rejected = asked.index("Proposed as one person"), asked.index("Found not to be one person")
    assert proposed < rejected < asked.rindex("Proposed as one person")
    assert f"/people/{one}/do/link-as-same?other={other}" in asked
    assert "Perhaps the same person" in page.text


def test_the_members_of_a_linked_group_are_on_the_page_and_marked(common: World) -> None:
    [one], [aunt] = common.met("Petrona"), common.met("Fidelina", by="ICE", place="ICE-HLG")
    own, hers = group_of(common, one["person"], by="USBP"), group_of(common, aunt["person"], by="ICE")
    two = {"other": hers, "basis": "document"}
    common.done(f"/families/{own}/link-group", two, by="USBP")
    page = browser(common, DHS).get(f"/children/{one['person']}/family")
    assert "Of a linked group" in page.text
    assert f"Found to be of one family with this group: {hers}" in page.text
    common.done(f"/families/{own}/unlink-group", two, by="USBP")
    assert "Fidelina" not in browser(common, DHS).get(f"/children/{one['person']}/family").text
