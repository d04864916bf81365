"""The page of a group: what the template needs to show a sheet, its hints and its flaws."""

from collections.abc import Collection, Iterable
from functools import partial
from zoneinfo import ZoneInfo

from fastapi.responses import Response

from api.requests.group_families import PEOPLE_MAX
from api.web.acting import Problem
from api.web.intake_body import name_parts, people_of
from api.web.intake_controls import Controls, looking
from api.web.intake_drafts import OpenSheet
from api.web.intake_families import in_families, spread
from api.web.intake_hints import Hint, hints
from api.web.intake_known import NOBODY, Known, known_already
from api.web.intake_relatives import kindred
from api.web.intake_sheet import FamilyTyped, KinTyped, NamePiece, Number, Row, Sheet, With
from api.web.intake_words import hint_words
from api.web.origins import languages, nationalities
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain import codes
from ledger.domain.register import PLACES, PlaceKind

DETAILS_AT_ONCE = 30
"""People up to whom all details stand in the page, folded; of a larger group one opens a person at a time."""
OF_DETAILS = (
    "pieces",
    "sought",
    "numbers",
    "companions",
    "note",
    "order",
    "birth_basis",
    "given_role",
    "first_role",
    "second_role",
)


def show_group(
    visitor: Visitor,
    there: OpenSheet,
    *,
    problem: Problem | None = None,
    opened: Collection[int] = (),
    look: int | None = None,
) -> Response:
    """The page of a draft; `opened` are people whose details are open, `look` whose relatives are looked for."""
    sheet, wrong = there.sheet, problem.beside if problem else {}
    known = known_already(visitor, sheet)
    by_row, of_group = said_hints(visitor, sheet, NOBODY)  # of those known already the page asks
    whole = spread(sheet)
    flawed = {row.number for row in sheet.rows if any(_in_details(name, row) for name in wrong)}
    wanted = {int(each) for each in visitor.request.query_params.getlist("row") if each.isdecimal()}
    return visitor.show(
        "intake_group.html",
        status=problem.status if problem else 200,
        draft=there.id,
        sheet=sheet,
        revision=there.revision,
        saved=saved_words(visitor, there),
        problem=problem,
        marked=_marked(visitor.words, wrong),
        hints=by_row,
        group_hints=of_group,
        known=known,
        opened={*opened, *flawed},
        focused=min(wanted, default=None),
        at_once=len(sheet.rows) <= DETAILS_AT_ONCE,
        called={row.number: called(row) for row in sheet.rows},
        people=len(people_of(whole)),
        open_answers=sum(not (row.blank or row.answer or row.only_named or row.companions) for row in whole.rows),
        answered_by_family=in_families(sheet),
        kindred=kindred(visitor, sheet, look=look),
        blank_family=FamilyTyped(),
        blank_kin=KinTyped(),
        room=PEOPLE_MAX - len(sheet.rows),
        places=_places(visitor),
        everywhere=[(code, visitor.words.place(code)) for code in PLACES],
        languages_known=languages(visitor.words),
        nationalities_known=nationalities(visitor.words),
        codes=codes,
        controls=Controls,
        looking=looking,
        has_more=partial(_has_more, visitor.words),
        blank_companion=With(),
        blank_number=Number(),
        blank_piece=NamePiece(),
    )


def _marked(words: Words, wrong: Iterable[str]) -> list[tuple[str, str]]:
    """Where to look: the first marked control of each person, and of the group, with what to call it."""
    found: dict[str, tuple[str, str]] = {}
    for name in wrong:
        part = name.split(".")[1]
        if name.startswith("p."):
            found.setdefault(part, (name, words.say("person %(number)s", number=part)))
        elif part in {"families", "kin"}:
            found.setdefault("families", (f"f{name}", words.say("Families")))
        elif part != "people":
            found.setdefault("", (f"f{name}", words.say("Where and when")))
    return list(found.values())


def called(row: Row) -> str:
    """What to call a person of the list: the name as far as it was typed."""
    return " ".join(text for text, _, _ in name_parts(row))


def _has_more(words: Words, row: Row) -> str:
    """What is in the details of a person, for a row that is folded."""
    counted = {
        words.say("companions: %(count)s"): len(row.companions),
        words.say("identifiers: %(count)s"): len(row.numbers),
        words.say("a note"): bool(row.note),
    }
    return ", ".join(said % {"count": count} if "%" in said else said for said, count in counted.items() if count)


def saved_words(visitor: Visitor, there: OpenSheet) -> str:
    """When the draft was saved, by the clock of the server: that of a simulation stands elsewhere."""
    local = there.changed_at.astimezone(ZoneInfo(visitor.zone))
    return visitor.words.say("Saved at %(time)s by the server's clock", time=f"{local:%H:%M}")


def said_hints(visitor: Visitor, sheet: Sheet, known: Known) -> tuple[dict[int, list[str]], list[str]]:
    """Hints in words: by person, and of the whole group."""
    by_row, of_group = hints(sheet, today=visitor.now.date())
    for number in known.by_row:
        by_row.setdefault(number, []).append(Hint(code="known"))
    words = visitor.words
    told = {number: [hint_words(words, each) for each in some] for number, some in by_row.items() if some}
    return told, [hint_words(words, each) for each in of_group]


def _in_details(name: str, row: Row) -> bool:
    start = f"p.{row.number}."
    return name.startswith(start) and name.removeprefix(start).split(".")[0] in OF_DETAILS


def _places(visitor: Visitor) -> list[tuple[str, str]]:
    """Places where people are met, those of the visitor's organisation first."""
    met = [place for place in PLACES.values() if place.kind is not PlaceKind.CARE_PROVIDER]
    own_first = sorted(met, key=lambda place: place.organisation != visitor.organisation)
    return [(place.code, visitor.words.place(place.code)) for place in own_first]
