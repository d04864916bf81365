"""The page of a family: where each relative is, how that is known; claims, conflicts, separations; what can be done."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.api.family_story import BOY, FATHER, GIRL, MOTHER, Family, met_together, zero_tolerance
from tests.api.world import Json, World, registration
from tests.web.filling import filled
from tests.web.reading import Browser, Page
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
DHS, CARE, OTHER_CARE, ORR, ICE, OIG = (
    "BP-RGV.night",
    "CARE-02.evening",
    "CARE-11.evening",
    "ORR.intakes.night",
    "ICE-SNA.coordinator",
    "HHS-OIG.auditor",
)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


def of(browse: Browse, user: str, person: Json, query: str = "", **more: str) -> Page:
    page = browse(user, **more).get(f"/children/{person['person']}/family{query}")
    assert page.status == 200, page.text
    return page


def row(page: Page, name: str) -> str:
    """The line of a relative in the table, as it is read."""
    table = page.response.text.partition("family-table")[2].partition("</table>")[0]
    [found] = [each for each in ROW.findall(table) if f"<bdi>{name}" in each]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def said(world: World, one: str, other: str, kin: str, *, by: str = "USBP", **more: object) -> Json:
    """Somebody claims that one person is something to another; the recorded event."""
    body = {
        "claimed": world.claimed(),
        "kin": kin,
        "lineage": "not_applicable",
        "bonds": ["biological"],
        "asserted_by": "statement_of_person",
        "evidence": ["child_interview"],
        "confidence": "high",
    }
    answer = world.done(f"/relationships/{one}/{other}/assert", body | more, by=by)
    event: Json = answer["events"][0]
    return event


def test_the_page_says_where_each_relative_is_and_how_that_is_known(world: World, browse: Browse) -> None:
    family = zero_tolerance(world)
    page = of(browse, ORR, family.girl)
    assert "Family of Ximena Invented" in page.text
    assert "Separated from 2 relatives: Rosendo Invented" in page.text
    mother, father, boy = (row(page, name) for name in (MOTHER, FATHER, BOY))
    assert "Mother" in mother
    assert "Said, not verified" in mother
    assert "Harlingen Field Office" in mother
    assert "ICE Enforcement and Removal Operations" in mother
    assert "Removed. Left custody: ask the reunification desk" in father
    assert "Sister or brother" in boy
    assert "Separation goes on" not in boy
    assert "Palo Verde House" in boy
    assert page.response.text.count('class="kin-line kin-dashed"') == 5 + 1, "five claims and the key"
    assert "Rosendo Invented, father of Ximena Invented: Said, not verified" in page.text, "the picture, in words"


def test_the_page_of_an_adult_says_the_same_of_the_children(world: World, browse: Browse) -> None:
    family = zero_tolerance(world)
    page = of(browse, ICE, family.mother)
    girl = row(page, GIRL)
    assert "Daughter or son" in girl
    assert "Separation goes on" in girl
    assert "HHS Office of Refugee Resettlement" in girl
    assert "Palo Verde" not in page.text, "where in ORR's care is not told to ICE"
    assert "Removed." not in row(page, FATHER)


@pytest.mark.parametrize(("user", "whom"), [(OTHER_CARE, "girl"), (DHS, "girl"), (CARE, "mother")])
def test_who_may_not_see_a_person_sees_no_family(world: World, browse: Browse, user: str, whom: str) -> None:
    family = zero_tolerance(world)
    assert browse(user).get(f"/children/{getattr(family, whom)['person']}/family").status == 404


def test_what_the_floors_hide_is_absent(world: World, browse: Browse) -> None:
    [child] = world.met("Petrona")
    aunt = world.done("/people", registration("Fidelina") | {"claimed": world.claimed()}, by="ORR")["id"]
    said(world, aunt, child["person"], "aunt_or_uncle", by="ORR", lineage="maternal")
    member = {"person": aunt, "role": "other_relative", "reason": "said_by_member"}
    both = [member, {"person": child["person"], "role": "child", "reason": "said_by_member"}]
    formed = world.done(
        "/families", {"claimed": world.claimed(), "kind": "travelling_group", "members": both}, by="ORR"
    )
    referral = {"referring_agency": "border_patrol", "entry_class": "entry_without_inspection", "needs": []}
    at = f"/custody/{child['episode']}"
    world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    world.done(f"{at}/submit-referral", referral | {"separated": False}, by="USBP")
    told = of(browse, ORR, child)
    assert "Aunt or uncle, on the mother's side" in row(told, "Fidelina")
    hidden = of(browse, DHS, child)
    assert "Fidelina" not in hidden.text
    assert aunt not in hidden.response.text
    assert "No relative is on record who may be shown to you." in hidden.text
    form = browse(DHS).get(f"/families/{formed['id']}/do/report-separation")
    assert form.status == 200
    assert aunt not in form.response.text


def test_the_family_as_it_was_and_as_it_was_known(world: World, browse: Browse) -> None:
    family = met_together(world)
    before = world.now
    known = world.told(f"/children/{family.girl['person']}/relatives", by="USBP")["position"]
    parted = {
        "claimed": world.claimed(),
        "children": [family.girl["person"]],
        "adults": [family.father["person"]],
        "reason": "parent_referred_for_prosecution",
    }
    world.done(f"/families/{family.group}/report-separation", parted, by="USBP")
    said(world, family.father["person"], family.girl["person"], "stepparent")
    now = of(browse, DHS, family.girl)
    assert "Separation goes on" in row(now, FATHER)
    assert "Stepparent" in row(now, FATHER)
    for query in (f"?known={known}", f"?as_of={before.isoformat().replace('+', '%2B')}"):
        then = of(browse, DHS, family.girl, query)
        assert "This is not now." in then.text
        assert "Separation goes on" not in row(then, FATHER)
        assert "Stepparent" not in row(then, FATHER)
        assert "/do/" not in then.response.text, "nothing is done in the past"


def test_an_auditor_looks_and_does_nothing(world: World, browse: Browse) -> None:
    page = of(browse, OIG, met_together(world).girl)
    assert MOTHER in page.text
    assert "/do/" not in page.response.text
    assert "Say how somebody is related" not in page.text


def test_the_page_is_in_the_read_log_with_everybody_it_shows(world: World, browse: Browse, logged: io.StringIO) -> None:
    family = met_together(world)
    of(browse, DHS, family.girl)
    [line] = [
        each for each in logged.getvalue().splitlines() if '"question": "family"' in each or "question=family" in each
    ]
    assert all(each["person"] in line for each in family.everybody)


# ------------------------------------------------------------------------------------------------------------- acts


def answer(somebody: Browser, path: str, **given: str) -> Page:
    """Fill in the form at an address and send it; the page that follows."""
    fields = filled(somebody.get(path).response.text, **given)
    return somebody.post(path, fields)


def act(page: Page, name: str, *, of_claim: str = "") -> str:
    """The address of an act that the page offers."""
    return next(link.replace("&amp;", "&") for link in page.links if f"/do/{name}?" in link and of_claim in link)


def family_of(browse: Browse, world: World, user: str = DHS) -> tuple[Family, Browser, str]:
    family = met_together(world)
    return family, browse(user), f"/children/{family.girl['person']}/family"


def test_a_relative_that_is_shown_is_said_to_be_something_else_too(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    form = somebody.post(path, somebody.get(path).form(path) | {"other": family.mother["person"]})
    assert "What is Amparo Invented to Ximena Invented?" in form.text
    assert f"/relationships/{family.girl['person']}/{family.mother['person']}/do/assert" in " ".join(form.links)
    at = f"/relationships/{family.mother['person']}/{family.girl['person']}/do/assert?whose={family.girl['person']}"
    page = answer(somebody, at, kin="aunt_or_uncle", lineage="maternal")
    assert "Recorded." in page.text
    assert "Family of Ximena Invented" in page.text
    assert "Aunt or uncle, on the mother's side" in row(page, MOTHER)
    assert "1 says: Mother" in row(page, MOTHER)
    assert "two things are said: " in page.text


def test_somebody_else_is_related_by_the_number_of_the_record(world: World, browse: Browse) -> None:
    _, somebody, path = family_of(browse, world)
    [stranger] = world.met("Zinnia")
    fields = somebody.get(path).form(path)
    form = somebody.post(path, fields | {"number": f" {stranger['person']} "})
    assert "What is Zinnia Invented to Ximena Invented?" in form.text or "record is not shown" in form.text
    at = next(link for link in form.links if "/do/assert?" in link)
    ends = re.findall(r"[0-9a-f-]{36}", at)
    page = answer(somebody, f"/relationships/{ends[1]}/{ends[0]}/do/assert?whose={ends[2]}", kin="cousin")
    assert "Cousin" in row(page, "Zinnia")


@pytest.mark.parametrize(
    ("fields", "said_of_it"),
    [
        ({}, "Choose somebody, or write a number."),
        ({"number": "A 205"}, "This is not the number of a record."),
        ({"number": "the girl"}, "Nobody is related to themselves"),
    ],
)
def test_what_names_nobody_is_told_beside_the_field(
    world: World, browse: Browse, fields: dict[str, str], said_of_it: str
) -> None:
    family, somebody, path = family_of(browse, world)
    if fields.get("number") == "the girl":
        fields = {"number": family.girl["person"]}
    page = Page(somebody.send(path, fields))
    assert page.status == 422
    assert said_of_it in page.text
    assert MOTHER in page.text, "the page stays"


def test_who_is_on_duty_finds_the_other_by_the_number_of_an_agency(world: World, browse: Browse) -> None:
    family = zero_tolerance(world)
    number = {"claimed": world.claimed(), "scheme": "a_number", "identifier": "A 205-123-456"}
    world.done(f"/people/{family.mother['person']}/assign-identifier", number, by="ICE")
    world.runner.catch_up()
    path = f"/children/{family.girl['person']}/family"
    form = browse(ORR).post(path, {"scheme": "a_number", "number": "a205123456"})
    assert "What is Amparo Invented to Ximena Invented?" in form.text
    nobody = Page(browse(ORR).send(path, {"scheme": "a_number", "number": "A205123457"}))
    assert "Nobody else on record has this number." in nobody.text


def test_two_officials_verify_and_refute_and_a_refusal_is_told_in_plain_words(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    father = family.father["person"]
    page = somebody.get(path)
    at = act(page, "verify", of_claim=f"/relationships/{father}/{family.girl['person']}/")
    alone = answer(somebody, at, second_verifier=DHS)
    assert "Two officials judge, and neither of them is who recorded the claim." in alone.text
    page = answer(somebody, at, second_verifier="usbp.77")
    assert "Recorded." in page.text
    assert "Verified" in row(page, FATHER)
    assert "verified last on May 1, 2019" in row(page, FATHER)
    assert page.response.text.count('class="kin-line kin-solid"') == 1 + 1, "the claim and the key"
    refuted = answer(somebody, act(page, "refute", of_claim=f"/{father}/"), second_verifier="usbp.77")
    assert "Found untrue" in refuted.text
    assert "No claim stands" in row(refuted, FATHER)
    assert refuted.response.text.count('class="kin-line kin-struck"') == 1 + 1


def test_a_claim_is_disputed_ended_and_withdrawn_and_stays_in_sight(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    father = family.father["person"]
    disputed = answer(somebody, act(somebody.get(path), "dispute", of_claim=f"/{father}/"))
    assert "Disputed" in row(disputed, FATHER)
    ended = answer(somebody, act(disputed, "end", of_claim=f"/{father}/"))
    assert "Was true, has ended" in row(ended, FATHER)
    assert ended.response.text.count('class="kin-line kin-dotted"') == 1 + 1
    event = said(world, father, family.girl["person"], "stepparent")
    own = somebody.get(path)
    void = next(link for link in own.links if link.endswith(f"/events/{event['event_id']}/void"))
    form = somebody.get(void)
    reason = next(value for name, value in filled(form.response.text) if name == "/reason")
    preview = somebody.post(void, form.form("") | {"/reason": reason, "step": "preview"})
    page = somebody.post(void, preview.form("") | {"/reason": reason, "step": "record"})
    assert "Voided. The record stays, struck through." in page.text
    assert "Withdrawn by who recorded it" in page.text


def test_a_separation_is_reported_completed_reviewed_and_ended(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    report = somebody.get(act(somebody.get(path), "report-separation"))
    ticked = {value for name, value in report.fields("") if name in {"/children/-", "/adults/-"} and value}
    assert ticked == {each["person"] for each in family.everybody}, "children and parents of the group stand there"
    at = f"/families/{family.group}/do/report-separation?whose={family.girl['person']}"
    page = somebody.post(at, [(name, value) for name, value in report.fields("") if not name.startswith("/adults")])
    assert "Recorded." in page.text
    assert "7 things are missing" in page.text
    assert "The record of the adult: missing" in page.text.replace(" :", ":")
    given = {"decided_by": "usbp.5", "supervisor": "usbp.6", "adult_next_organisation": "ICE"}
    page = answer(somebody, act(page, "supplement-separation"), **given, narrative="Taken to court.")
    assert "1 thing is missing" in page.text
    assert "usbp.6" in page.text
    page = answer(somebody, act(page, "review-separation"))
    assert "Reviewed" in page.text
    page = answer(somebody, act(page, "end-separation"))
    assert "Ended for" in page.text


def test_a_separation_is_decided_only_complete_and_by_two(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    at = act(somebody.get(path), "decide-separation")
    form = somebody.get(at)
    rows = [value for name, value in form.fields("") if re.fullmatch(r"/informed/\d+/person", name) and value]
    assert len(rows) == len(family.everybody), "a row for each of those who must be told"
    fields = dict(form.form("")) | {"/supervisor": "usbp.6", "/narrative": "A warrant."}
    fields |= {"/reason": "other_warrant", "/adult_next_organisation": "ICE"}
    ticked = [each for each in form.fields("") if each[0] in {"/children/-", "/adults/-"} and each[1]]
    for number in range(len(rows)):
        fields |= {f"/informed/{number}/language": "spa", f"/informed/{number}/interpreter": "speaker"}
    several = [item for item in fields.items() if item[0] not in {"/children/-", "/adults/-"}]
    people = [(name, who) for name, who in form.fields("") if re.fullmatch(r"/informed/\d+/person", name) and who]
    several = [item for item in several if item not in people and not item[0].endswith("/person")] + people + ticked
    incomplete = Page(somebody.send(at, several))
    assert incomplete.status == 409
    assert "A separation is decided only with everything on record" in incomplete.text
    told = [(f"/informed/{number}/told/-", "why") for number in range(len(rows))]
    alone = Page(somebody.send(at, [*_again(several, incomplete), *told, ("/supervisor", DHS)]))
    assert "The supervisor must be somebody else than you." in alone.text
    page = somebody.post(at, [*_again(several, alone), *told])
    assert "Everything is on record." in page.text
    assert "Separation decided" in page.text
    assert "Irregular" not in page.text.partition("Groups and separations")[2]


def _again(fields: list[tuple[str, str]], page: Page) -> list[tuple[str, str]]:
    """The fields with the key of the form that is shown now."""
    return [(name, page.form("")["key"] if name == "key" else value) for name, value in fields]


def test_a_group_is_formed_of_those_who_are_shown(world: World, browse: Browse) -> None:
    one, other = world.met("Zinnia", "Yarrow")
    said(world, other["person"], one["person"], "twin")
    somebody = browse(DHS)
    page = somebody.get(f"/children/{one['person']}/family")
    assert "This person is in no group." in page.text
    at = act(page, "form")
    fields = somebody.get(at).fields("")
    assert {other["person"], one["person"]} <= {value for name, value in fields if name.endswith("/person")}
    chosen = dict(fields)
    rows = [item for item in fields if item[0].startswith("/members/") and item[1]]
    kept = [item for item in chosen.items() if not item[0].startswith("/members/")]
    page = somebody.post(at, [*kept, *rows, ("/kind", "siblings")])
    assert "Recorded." in page.text
    assert "Siblings" in page.text
    assert "Twin" in row(page, "Yarrow")


def test_conflicts_are_said_in_plain_words_and_nothing_is_set_right(world: World, browse: Browse) -> None:
    family, somebody, path = family_of(browse, world)
    boy, girl = family.boy["person"], family.girl["person"]
    aunt = world.done("/people", registration("Fidelina") | {"claimed": world.claimed()}, by="USBP")["id"]
    said(world, aunt, girl, "mother")
    for person, born in ((boy, "2010-06-01"), (girl, "2010-03-01"), (aunt, "2000-01-01")):
        birth = {"claimed": world.claimed(), "birth": {"date": {"text": born}}, "basis": "document"}
        world.done(f"/people/{person}/claim-birth-date", birth, by="USBP")
    page = somebody.get(path)
    assert "Two mothers are named for Ximena Invented: " in page.text
    assert "Fidelina Invented would have been under 14 when Ximena Invented was born." in page.text
    assert "are said to be children of one mother, born less than nine months apart." in page.text
    assert "a person looks at what each claim rests on" in page.text
    assert "Mother" in row(page, MOTHER)
    assert "Mother" in row(page, "Fidelina")


def test_the_page_of_a_child_counts_the_relatives(world: World, browse: Browse) -> None:
    family = zero_tolerance(world)
    page = browse(ORR).get(f"/children/{family.girl['person']}")
    facts = page.text.partition(" Relatives ")[2].replace(" ,", ",")
    assert facts.startswith("3, 1 in custody elsewhere, 1 left custody, 2 separated Family")
    assert f"/children/{family.girl['person']}/family" in page.links
    [alone] = world.met("Zinnia")
    assert "Relatives none on record" in browse(DHS).get(f"/children/{alone['person']}").text


def test_the_page_is_in_spanish(world: World, browse: Browse) -> None:
    page = of(browse, ORR, zero_tolerance(world).girl, language="es")
    assert "Familia de Ximena Invented" in page.text
    assert "Hermana o hermano" in row(page, BOY)
    assert "Faltan 6 cosas" in page.text


def test_pages_and_forms_of_a_family_ask_at_most_ten_times(world: World, browse: Browse, asked: list[str]) -> None:
    family = zero_tolerance(world)
    world.runner.catch_up()
    girl, mother = family.girl["person"], family.mother["person"]
    somebody = browse(ORR)
    for path in (
        f"/children/{girl}",
        f"/children/{girl}/family",
        f"/children/{girl}/family?known=30",
        f"/children/{girl}/family?known_local=2019-05-01T08:20",
        f"/relationships/{mother}/{girl}/do/assert?whose={girl}",
        f"/families/{family.group}/do/report-separation?whose={girl}",
        f"/families/do/form?whose={girl}",
    ):
        somebody.get(path)  # the first visit opens connections
        asked.clear()
        assert somebody.get(path).status == 200
        assert 3 < len(asked) <= MOST, (path, asked)
