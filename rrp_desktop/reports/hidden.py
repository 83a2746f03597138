"""Which groups of a table may be shown, so that nobody can work out those that may not.

A group is hidden when fewer than 5 of its people or events are in it, or fewer than 100 bed days. The total
may be known from elsewhere, to the last event, and so may every group that is shown: what was hidden is then
known together. It must not be known apart. Groups of fewer than 5 people protect each other as long as
each of them could still be anything from 0 to 4; where they do not, more groups are hidden, those with the
fewest bed days first. That order does not depend on what happened, so it tells nothing about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5
FEWEST_NIGHTS = 100
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of a table: people affected, their events, and the bed days of everybody in the group."""

    people: int
    events: int
    nights: int


def hidden(cells: Sequence[Cell]) -> frozenset[int]:
    """The places of those of *cells* that may not be shown."""
    out = {at for at, cell in enumerate(cells) if _small(cell)}
    order = sorted(range(len(cells)), key=lambda at: (cells[at].nights, at))
    for at in (at for at in order if at not in out):
        if _safe([cells[each] for each in out]):
            break
        out.add(at)
    return frozenset(out)


def rounded(number: int) -> int:
    """To the nearest 5, as published figures are."""
    return NEAREST * ((number + NEAREST // 2) // NEAREST)


def _small(cell: Cell) -> bool:
    return min(cell.people, cell.events) < FEWEST or cell.nights < FEWEST_NIGHTS


def _safe(out: Sequence[Cell]) -> bool:
    """Whether the people in *out*, known together, say nothing of any group that holds fewer than 5."""
    if not out:
        return True
    together, most = sum(cell.people for cell in out), FEWEST - 1
    if any(cell.people > most for cell in out):
        return len(out) > 1 and together >= FEWEST + most
    return most <= together <= most * (len(out) - 1)
