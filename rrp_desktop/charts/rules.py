"""Run rules: shifts, trends, runs and crossings, on plain numbers in order.

Flags are HIGH, LOW, both or 0 for each value given. Callers hand over observed values only.
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

HIGH = 1
LOW = 2
TOLERANCE = 1e-9


def side(value: float, line: float) -> int:
    """1 above the line, -1 below, 0 on it as far as arithmetic can tell."""
    gap = value - line
    room = TOLERANCE * (line if line > 1 else -line if line < -1 else 1.0)
    return 1 if gap > room else -1 if gap < -room else 0


def sides(values: Sequence[float], line: float) -> list[int]:
    """The `side` of each value, of one line."""
    room = TOLERANCE * max(1.0, abs(line))
    return [1 if (gap := value - line) > room else -1 if gap < -room else 0 for value in values]


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


class Run(NamedTuple):
    """Values one after another on the same side; *at* are their places among all values given."""

    side: int
    at: tuple[int, ...]


def runs(sides: Sequence[int]) -> tuple[Run, ...]:
    """Runs of equal side; values on the line neither break nor lengthen one."""
    found: list[tuple[int, list[int]]] = []
    for at, where in enumerate(sides):
        if not where:
            continue
        if found and found[-1][0] == where:
            found[-1][1].append(at)
        else:
            found.append((where, [at]))
    return tuple(Run(where, tuple(at)) for where, at in found)


def streaks(sides: Sequence[int]) -> list[int]:
    """How long each of the `runs` is."""
    lengths: list[int] = []
    before = 0
    for where in sides:
        if where and where == before:
            lengths[-1] += 1
        elif where:
            lengths.append(1)
            before = where
    return lengths


def longest_allowed(useful: int) -> int | None:
    """The longest run chance explains, by Anhøj: log2 of the useful points, rounded, and 3."""
    if useful < 1:
        return None
    return (useful * useful).bit_length() // 2 + 3


@cache
def fewest_crossings(useful: int) -> int | None:
    """The fewest crossings chance explains, by Anhøj: the lower 5 % point of a fair coin, exactly."""
    if useful < 1:
        return None
    tosses = useful - 1
    ways, total, least = 1, 1, 0
    while 20 * total < 1 << tosses:
        ways = ways * (tosses - least) // (least + 1)
        total += ways
        least += 1
    return least


@cache
def runs_allowed(above: int, below: int) -> tuple[int, int] | None:
    """The fewest and the most runs chance explains, 2.5 % either side, exactly."""
    if not above + below:
        return None
    if not above or not below:
        return 1, 1
    ways = _ways_by_runs(above, below)
    whole = math.comb(above + below, above)
    return _tail(ways, whole), len(ways) + 3 - _tail(ways[::-1], whole)


def _ways_by_runs(above: int, below: int) -> list[int]:
    """Orders of the points that make 2, 3, 4 … runs."""
    a, b = [*_choices(above - 1), 0], [*_choices(below - 1), 0]
    ways: list[int] = []
    for half in range(1, min(above, below) + 1):
        ways.append(2 * a[half - 1] * b[half - 1])
        ways.append(a[half - 1] * b[half] + a[half] * b[half - 1])
    return ways


def _choices(of: int) -> list[int]:
    row = [1]
    for taken in range(of):
        row.append(row[-1] * (of - taken) // (taken + 1))
    return row


def _tail(ways: list[int], whole: int) -> int:
    """Counted from 2: the first number of runs at which more than 1 in 40 of the orders are used up."""
    used = 0
    for at, way in enumerate(ways):
        used += way
        if 40 * used > whole:
            return at + 2
    return len(ways) + 1


def shifts(
    sides: Sequence[int], length: int, *, step_over_line: bool, colour_line: bool = False
) -> list[int]:
    """Flag *length* or more values in a row on one side; one on the line is stepped over, or breaks it.

    With *colour_line* those stepped over inside a shift are flagged too.
    """
    flags = [0] * len(sides)
    if step_over_line:
        for run in runs(sides):
            if len(run.at) >= length:
                for at in range(run.at[0], run.at[-1] + 1) if colour_line else run.at:
                    flags[at] = HIGH if run.side > 0 else LOW
        return flags
    start, before = 0, 0
    for at, where in enumerate((*sides, 0)):
        if where != before:
            if before and at - start >= length:
                flags[start:at] = [HIGH if before > 0 else LOW] * (at - start)
            start, before = at, where
    return flags


def trends(
    values: Sequence[float], length: int, *, ties_collapse: bool, later_wins: bool = False
) -> list[int]:
    """Flag *length* or more values all rising or all falling; equal neighbours are one value, or break it.

    A turning point belongs to both its trends unless *later_wins*.
    """
    flags = [0] * len(values)
    moves = [side(after, before) for before, after in pairwise(values)]
    start, heading, steps = 0, 0, 0
    for at, move in enumerate(moves):
        if not move and ties_collapse:
            continue
        if move and move == heading:
            steps += 1
        else:
            start = _tie_start(moves, at) if ties_collapse else at
            heading, steps = move, 1 if move else 0
        if heading and steps >= length - 1:
            last = _tie_end(moves, at + 1) if ties_collapse else at + 1
            way = HIGH if heading > 0 else LOW
            for place in range(start, last + 1):
                flags[place] = way if later_wins else flags[place] | way
    return flags


def _tie_start(moves: Sequence[int], at: int) -> int:
    while at and not moves[at - 1]:
        at -= 1
    return at


def _tie_end(moves: Sequence[int], at: int) -> int:
    while at < len(moves) and not moves[at]:
        at += 1
    return at


def two_of_three(sides: Sequence[int], far: Sequence[int]) -> list[int]:
    """Flag the *far* values of any three neighbours on one side of which two or more are far."""
    flags = [0] * len(sides)
    if len(far) - far.count(0) < 2:
        return flags
    for at in range(2, len(sides)):
        if bool(far[at - 2]) + bool(far[at - 1]) + bool(far[at]) < 2:
            continue
        if sides[at] and sides[at] == sides[at - 1] == sides[at - 2]:
            for one in (at - 2, at - 1, at):
                flags[one] |= far[one]
    return flags
