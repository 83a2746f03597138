"""Which groups of a table may be shown, so that nobody can work out those that may not.

A group is hidden when fewer than 5 of its people or events are in it, or fewer than 100 bed days. The total
may be known from elsewhere, to the last event, and so may every group that is shown: what was hidden is then
known together. It must not be known apart. Groups of fewer than 5 people protect each other as long as
each of them could still be anything from 0 to 4; where they do not, more groups are hidden, those with the
fewest bed days first. That order does not depend on what happened, so it tells nothing about it.

Tables are not alone: whoever was held prone was restrained, so a group shown in one table bounds the same
group in the other. Where such bounds would tell a small group from the rest of what is hidden with it,
the groups they come from are hidden too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 5
FEWEST_NIGHTS = 100
NEAREST = 5
_MOST = FEWEST - 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of a table: people affected, their events, and the bed days of everybody in the group."""

    people: int
    events: int
    nights: int


Table = Mapping[str, Cell]


class Inside(NamedTuple):
    """Whoever is counted in the table at *narrow* is counted in that at *wide*; and their *events* too."""

    narrow: int
    wide: int
    events: bool


def hidden(cells: Sequence[Cell], already: Iterable[int] = ()) -> frozenset[int]:
    """The places of those of *cells* that may not be shown, with those that are hidden *already*."""
    out = {at for at, cell in enumerate(cells) if _small(cell)} | set(already)
    order = sorted(range(len(cells)), key=lambda at: (cells[at].nights, at))
    for at in (at for at in order if at not in out):
        if _safe([cells[each] for each in out]):
            break
        out.add(at)
    return frozenset(out)


def hidden_in_all(tables: Sequence[Table], inside: Sequence[Inside]) -> tuple[frozenset[str], ...]:
    """What may not be shown of each of *tables* over the same groups."""
    out = [_closed(table, ()) for table in tables]
    while told := next((found for pair in inside if (found := _telling(tables, out, pair))), None):
        at, group = told
        out[at] = _closed(tables[at], (*out[at], group))
    return tuple(out)


def _closed(table: Table, already: Iterable[str]) -> frozenset[str]:
    groups = list(table)
    places = hidden(list(table.values()), [groups.index(group) for group in already])
    return frozenset(groups[place] for place in places)


def _telling(tables: Sequence[Table], out: Sequence[frozenset[str]], pair: Inside) -> tuple[int, str] | None:
    """A group that is shown in one of two tables and tells of one hidden in the other, and where."""
    for counted in (_people, _events) if pair.events else (_people,):
        inner, outer = ({group: counted(cell) for group, cell in tables[at].items()} for at in pair[:2])
        above = {group: outer[group] for group in out[pair.narrow] - out[pair.wide] if group in outer}
        below = {group: inner[group] for group in out[pair.wide] - out[pair.narrow] if group in inner}
        inside = sum(inner[group] for group in out[pair.narrow])
        outside = sum(outer[group] for group in out[pair.wide])
        least = (inside - outside - sum(above.values()) + many for many in above.values())
        if any(0 < many < FEWEST for many in least):
            return pair.wide, _first(tables[pair.wide], above)
        if below and outside - sum(below.values()) < _MOST:
            return pair.narrow, _first(tables[pair.narrow], below)
    return None


def _people(cell: Cell) -> int:
    return cell.people


def _events(cell: Cell) -> int:
    return cell.events


def _first(table: Table, groups: Iterable[str]) -> str:
    return min(groups, key=lambda group: (table[group].nights, group))


def rounded(number: int) -> int:
    """To the nearest 5, as published figures are."""
    return NEAREST * ((number + NEAREST // 2) // NEAREST)


def _small(cell: Cell) -> bool:
    return min(cell.people, cell.events) < FEWEST or cell.nights < FEWEST_NIGHTS


def _safe(out: Sequence[Cell]) -> bool:
    """Whether the people in *out*, known together, say nothing of any group that holds fewer than 5."""
    if not out:
        return True
    together = sum(cell.people for cell in out)
    if any(cell.people > _MOST for cell in out):
        return len(out) > 1 and together >= FEWEST + _MOST
    return _MOST <= together <= _MOST * (len(out) - 1)
