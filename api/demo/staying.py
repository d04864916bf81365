"""How many of each sex and age band stay in care, so that both margins of the census are met."""

from collections.abc import Mapping

from api.demo.rounding import apportion

Cell = tuple[str, str]
"""Sex and age band."""


def staying(
    present: Mapping[Cell, int], stay_by_sex: Mapping[str, int], stay_by_band: Mapping[str, int]
) -> dict[Cell, int]:
    """Stayers of each cell: exactly as many of each sex, and of each band as near as those present allow.

    Begins with an equal part of each sex's cells and moves one stayer at a time, within a sex, from a band that
    has too many to one that has too few.
    """
    stay: dict[Cell, int] = {}
    for sex, count in stay_by_sex.items():
        cells = [cell for cell in sorted(present) if cell[0] == sex]
        parts = apportion(count, [present[cell] for cell in cells])
        stay.update(zip(cells, parts, strict=True))
    excess = {band: -count for band, count in stay_by_band.items()}
    for (_, band), count in stay.items():
        excess[band] += count
    while (move := _best_move(present, stay, excess)) is not None:
        source, target = move
        stay[source] -= 1
        stay[target] += 1
        excess[source[1]] -= 1
        excess[target[1]] += 1
    return stay


def _best_move(
    present: Mapping[Cell, int], stay: Mapping[Cell, int], excess: Mapping[str, int]
) -> tuple[Cell, Cell] | None:
    """The move that brings two bands nearer and leaves the chances to stay most even, if there is one."""
    sources = [cell for cell, count in stay.items() if excess[cell[1]] > 0 and count > 0]
    targets = [cell for cell, count in stay.items() if excess[cell[1]] < 0 and count < present[cell]]
    moves = [(source, target) for source in sources for target in targets if source[0] == target[0]]
    if not moves:
        return None
    return max(moves, key=lambda move: (_part(stay, present, move[0]) - _part(stay, present, move[1]), move))


def _part(stay: Mapping[Cell, int], present: Mapping[Cell, int], cell: Cell) -> float:
    return stay[cell] / present[cell]
