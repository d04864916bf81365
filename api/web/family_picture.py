"""The picture of a family as SVG from the server: where each box stands and how each line runs.

Pure: what the words are, somebody else says. Generations are rows, the eldest on top; whoever is in no generation,
because nobody has said how they are related, stands in a row of their own below. A line differs by its form first
(solid, dashed, dotted, crossed out), so that nothing is lost to who sees no colours.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

BOX_WIDTH, SIDE, TOP = 176, 24, 60
"""Pixels: of a box, between two of a row, above a row, where lines run."""
LINE, PAD = 17, 9
"""Height of a line of text; space around text."""
LETTERS = 23
"""As many fit in a line of a box."""
MOST_IN_ROW = 5
"""More stand in a second row of the same generation: a picture is read, not searched."""
PARALLEL = 16
"""Between two lines that join the same two people."""
ARC = 30
"""How far a line rises that passes over others of the row."""


class Stroke(StrEnum):
    """How a line is drawn."""

    SOLID = "solid"
    """Verified."""
    DASHED = "dashed"
    """Said, not verified."""
    DOTTED = "dotted"
    """Was true, has ended."""
    STRUCK = "struck"
    """Found untrue, or withdrawn."""


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person of the picture."""

    person: UUID
    generation: int | None
    """Above the one whose family it is; None: nobody has said how they are related."""
    name: str
    kin: str
    notes: tuple[str, ...]
    """Custody, and what else stands in the box."""
    look: str
    """Class of the box."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """That two people are related, as a line; the first stands above or before the other."""

    one: UUID
    other: UUID
    stroke: Stroke
    words: str
    doubted: bool = False
    """Marked with a question mark."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A line of text in a box."""

    x: int
    y: int
    text: str
    look: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where a person stands."""

    person: UUID
    x: int
    y: int
    height: int
    look: str
    texts: tuple[Text, ...]
    width: int = BOX_WIDTH

    @property
    def middle(self) -> int:
        """Of its width."""
        return self.x + self.width // 2

    @property
    def foot(self) -> int:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Line:
    """How a line runs, and where its mark stands."""

    path: str
    stroke: Stroke
    words: str
    doubted: bool
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything in its place."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def generations(focus: UUID, above: Iterable[tuple[UUID, UUID, int]]) -> dict[UUID, int]:
    """In which generation everybody stands, from what is said of two at a time: the first is that far above the other.

    What comes first counts: where claims contradict each other, the better founded ones are to come first. Who is
    related to nobody here is absent.
    """
    said: defaultdict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for one, other, height in above:
        said[one].append((other, -height))
        said[other].append((one, height))
    found, waiting = {focus: 0}, [focus]
    for person in waiting:  # grows as it is walked
        for other, height in said[person]:
            if other not in found:
                found[other] = found[person] + height
                waiting.append(other)
    return found


def picture(people: Sequence[Somebody], said: Sequence[Said]) -> Picture:
    """The picture of these people; the first is whose family it is."""
    rows = _rows(people, said)
    widest = max(len(row) for row in rows)
    width = widest * (BOX_WIDTH + SIDE) + SIDE
    boxes: list[Box] = []
    y = TOP if _passes_over(rows[0], said) else SIDE
    for row in rows:
        boxes += _placed(row, y, width)
        y = max(box.foot for box in boxes) + TOP
    at = {box.person: box for box in boxes}
    return Picture(boxes=tuple(boxes), lines=tuple(_lines(said, at)), width=width, height=y - TOP + SIDE)


def wrapped(text: str, *, most: int) -> tuple[str, ...]:
    """A text in lines that fit in a box; what does not fit in the last one is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(line if len(line) <= LETTERS else f"{line[: LETTERS - 1].rstrip()}…" for line in lines)


# ------------------------------------------------------------------------------------------------------------ boxes


def _rows(people: Sequence[Somebody], said: Sequence[Said]) -> list[list[Somebody]]:
    """The rows from the top. Who has children or parents in the row drawn before stands near them."""
    near: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for each in said:
        near[each.one].add(each.other)
        near[each.other].add(each.one)
    by_generation: defaultdict[int, list[Somebody]] = defaultdict(list)
    for somebody in people:
        by_generation[_LAST if somebody.generation is None else somebody.generation].append(somebody)
    places: dict[UUID, float] = {}
    for generation in sorted(by_generation, key=abs):
        row = by_generation[generation]
        if generation:
            row.sort(key=lambda each: (_mean(places[who] for who in near[each.person] if who in places), each.name))
        places |= {each.person: index - (len(row) - 1) / 2 for index, each in enumerate(row)}
    ordered = [by_generation[generation] for generation in sorted(by_generation, reverse=True)]
    return [row[begin : begin + MOST_IN_ROW] for row in ordered for begin in range(0, len(row), MOST_IN_ROW)]


_LAST = -(10**6)


def _mean(places: Iterable[float]) -> float:
    found = list(places)
    return sum(found) / len(found) if found else 0.0


def _passes_over(row: Sequence[Somebody], said: Sequence[Said]) -> bool:
    """Whether a line of the row rises above it."""
    place = {each.person: index for index, each in enumerate(row)}
    return any(
        each.one in place and each.other in place and abs(place[each.one] - place[each.other]) > 1 for each in said
    )


def _placed(row: Sequence[Somebody], y: int, width: int) -> Iterator[Box]:
    texts = [list(_texts(each)) for each in row]
    height = max(len(each) for each in texts) * LINE + 2 * PAD
    begin = (width - len(row) * (BOX_WIDTH + SIDE) + SIDE) // 2
    for index, (somebody, lines) in enumerate(zip(row, texts, strict=True)):
        x = begin + index * (BOX_WIDTH + SIDE)
        yield Box(
            person=somebody.person,
            x=x,
            y=y,
            height=height,
            look=somebody.look,
            texts=tuple(
                Text(x=x + BOX_WIDTH // 2, y=y + PAD + LINE * number + LINE - 4, text=text, look=look)
                for number, (text, look) in enumerate(lines)
            ),
        )


def _texts(somebody: Somebody) -> Iterator[tuple[str, str]]:
    yield from ((line, "name") for line in wrapped(somebody.name, most=2))
    yield from ((line, "kin") for line in wrapped(somebody.kin, most=2))
    for note in somebody.notes:
        yield from ((line, "note") for line in wrapped(note, most=2))


# ------------------------------------------------------------------------------------------------------------ lines


def _lines(said: Sequence[Said], at: Mapping[UUID, Box]) -> Iterator[Line]:
    between: defaultdict[frozenset[UUID], list[Said]] = defaultdict(list)
    for each in said:
        between[frozenset({each.one, each.other})].append(each)
    for same in between.values():
        for index, each in enumerate(same):
            aside = int((index - (len(same) - 1) / 2) * PARALLEL)
            path, x, y = _path(at[each.one], at[each.other], aside)
            yield Line(path=path, stroke=each.stroke, words=each.words, doubted=each.doubted, x=x, y=y)


def _path(one: Box, other: Box, aside: int) -> tuple[str, int, int]:
    """The way from one box to the other, and its middle."""
    if one.y == other.y:
        left, right = sorted((one, other), key=lambda box: box.x)
        if right.x - left.x <= BOX_WIDTH + SIDE:
            y = left.y + left.height // 2 + aside
            return f"M{left.x + left.width} {y}H{right.x}", (left.x + left.width + right.x) // 2, y
        top = left.y - ARC - aside
        path = (
            f"M{left.middle + aside} {left.y}C{left.middle} {top} {right.middle} {top} {right.middle + aside} {left.y}"
        )
        return path, (left.middle + right.middle) // 2, (2 * left.y + 6 * top) // 8
    upper, lower = sorted((one, other), key=lambda box: box.y)
    begin, end = upper.middle + aside, lower.middle + aside
    bend = (upper.foot + lower.y) // 2
    path = f"M{begin} {upper.foot}C{begin} {bend} {end} {bend} {end} {lower.y}"
    return path, (begin + end) // 2, bend
