"""Where people and lines of a picture of a family stand: nothing of a database, nothing of words."""

from uuid import UUID, uuid5

import pytest

from api.web.family_picture import (
    BOX_WIDTH,
    LETTERS,
    MOST_IN_ROW,
    Box,
    Picture,
    Said,
    Somebody,
    Stroke,
    generations,
    picture,
    wrapped,
)

NAMES = UUID(int=0)


def who(name: str) -> UUID:
    return uuid5(NAMES, name)


def somebody(name: str, generation: int | None, *, notes: tuple[str, ...] = ("At a place",)) -> Somebody:
    return Somebody(person=who(name), generation=generation, name=name, kin="kin", notes=notes, look="held")


def said(one: str, other: str, stroke: Stroke = Stroke.DASHED) -> Said:
    return Said(one=who(one), other=who(other), stroke=stroke, words=f"{one} of {other}")


def box(of: Picture, name: str) -> Box:
    return next(each for each in of.boxes if each.person == who(name))


def test_generations_follow_from_what_is_said_of_two_at_a_time() -> None:
    above = [
        (who("mother"), who("girl"), 1),
        (who("grandmother"), who("mother"), 1),
        (who("aunt"), who("cousin"), 1),
        (who("cousin"), who("girl"), 0),
        (who("girl"), who("baby"), 1),
    ]
    found = generations(who("girl"), above)
    named = {name: found.get(who(name)) for name in ("girl", "mother", "grandmother", "aunt", "cousin", "baby")}
    assert named == {"girl": 0, "mother": 1, "grandmother": 2, "aunt": 1, "cousin": 0, "baby": -1}
    assert who("stranger") not in found


def test_what_is_said_first_places_somebody_of_whom_two_things_are_said() -> None:
    mother, cousin = (who("she"), who("girl"), 1), (who("she"), who("girl"), 0)
    assert generations(who("girl"), [mother, cousin])[who("she")] == 1
    assert generations(who("girl"), [cousin, mother])[who("she")] == 0


def test_the_eldest_stand_on_top_and_who_is_not_placed_below_all() -> None:
    drawn = picture(
        [
            somebody("girl", 0),
            somebody("brother", 0),
            somebody("mother", 1),
            somebody("grandmother", 2),
            somebody("baby", -1),
            somebody("somebody", None),
        ],
        [],
    )
    rows = ("grandmother", "mother", "girl", "baby", "somebody")
    heights = [box(drawn, name).y for name in rows]
    assert heights == sorted(set(heights))
    assert box(drawn, "brother").y == box(drawn, "girl").y


def test_no_two_boxes_overlap_and_all_are_within_the_picture() -> None:
    people = [somebody("girl", 0), *(somebody(f"aunt {n}", 1) for n in range(12)), somebody("brother", 0)]
    drawn = picture(people, [said(f"aunt {n}", "girl") for n in range(12)])
    assert len(drawn.boxes) == len(people)
    assert len({each.y for each in drawn.boxes}) == 1 + 3  # twelve aunts in rows of five
    for one in drawn.boxes:
        assert 0 < one.x < one.x + one.width < drawn.width
        assert 0 < one.y < one.foot < drawn.height
        for other in drawn.boxes:
            apart = abs(one.x - other.x) >= BOX_WIDTH or one.foot < other.y or other.foot < one.y
            assert one is other or apart
    assert drawn.width <= MOST_IN_ROW * (BOX_WIDTH + 24) + 24


def test_parents_stand_over_their_own_children() -> None:
    drawn = picture(
        [somebody("girl", 0), somebody("cousin", 0), somebody("a aunt", 1), somebody("z mother", 1)],
        [said("z mother", "girl"), said("a aunt", "cousin")],
    )
    assert box(drawn, "z mother").x < box(drawn, "a aunt").x


def test_each_line_begins_and_ends_at_its_boxes() -> None:
    drawn = picture(
        [somebody("girl", 0), somebody("brother", 0), somebody("cousin", 0), somebody("mother", 1)],
        [said("mother", "girl"), said("brother", "girl"), said("cousin", "girl")],
    )
    girl, brother, cousin, mother = (box(drawn, name) for name in ("girl", "brother", "cousin", "mother"))
    down, beside, over = (each.path for each in drawn.lines)
    assert down.startswith(f"M{mother.middle} {mother.foot}C")
    assert down.endswith(f" {girl.middle} {girl.y}")
    assert beside == f"M{girl.x + BOX_WIDTH} {girl.y + girl.height // 2}H{brother.x}"
    assert over.startswith(f"M{girl.middle} {girl.y}C")
    assert over.endswith(f" {cousin.middle} {cousin.y}")
    assert all(0 < each.y < drawn.height for each in drawn.lines)


def test_two_things_that_are_said_of_the_same_two_are_two_lines() -> None:
    people = [somebody("girl", 0), somebody("she", 1)]
    drawn = picture(people, [said("she", "girl", Stroke.SOLID), said("she", "girl", Stroke.STRUCK)])
    assert [each.stroke for each in drawn.lines] == [Stroke.SOLID, Stroke.STRUCK]
    assert drawn.lines[0].path != drawn.lines[1].path
    assert drawn.lines[0].x != drawn.lines[1].x


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ana", ("Ana",)),
        ("María de los Ángeles de la O", ("María de los Ángeles de", "la O")),
        ("x" * 40, ("x" * (LETTERS - 1) + "…",)),
        (
            "one two three four five six seven eight nine ten eleven",
            ("one two three four five", "six seven eight nine t…"),
        ),
        ("", ()),
    ],
)
def test_texts_fit_in_their_boxes(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, most=2) == lines
    assert all(len(line) <= LETTERS for line in lines)


def test_a_box_is_as_high_as_what_stands_in_it() -> None:
    long = somebody("A very long name of somebody who has many", 0, notes=("In a place with a long name", "Separated"))
    drawn = picture([somebody("girl", 0), long], [])
    for each in drawn.boxes:
        assert all(each.y < text.y < each.foot for text in each.texts)
    assert len({each.height for each in drawn.boxes}) == 1, "boxes of a row are of one height"
