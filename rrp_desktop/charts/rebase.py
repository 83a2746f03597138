"""Where a new centre line might start. A person decides: nothing here changes a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from rrp_desktop.charts.analysis import Levels
from rrp_desktop.charts.limits import Rows, exposure, known, levels
from rrp_desktop.charts.presets import AUTOSPC, COUNTED, Chart, Options
from rrp_desktop.charts.rules import Run, median, runs, side


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A new phase from *row* on, seen at row *found*, counted from 0, without the rows *left_out*."""

    row: int
    found: int
    centre: float
    lower: float | None = None
    upper: float | None = None
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebasing:
    """Suggestions in order, and the lines as they would be drawn with all of them; one entry per row."""

    suggestions: tuple[Suggestion, ...]
    centre: Levels
    lower: Levels
    upper: Levels
    left_out: tuple[int, ...] = ()


def sustained_runs(
    values: Sequence[float | None],
    *,
    wanted: int = 0,
    baseline: int = 13,
    run: int = 9,
    taken: int | None = None,
    observed: bool = False,
    least: int = 22,
) -> Rebasing:
    """A new median from every *run* useful points in a row on one side of the last median.

    *wanted*: 1 looks above, -1 below, 0 either side. *baseline*: rows the first median comes from, or with
    *observed* that many values. *taken*: how many of the run's points make the new median, all unless said.
    Series of fewer than *least* rows are left alone.
    """
    values = [known(value) for value in values]
    n = len(values)
    start = _baseline_end(values, baseline) if observed else min(baseline, n)
    centre = median([value for value in values[:start] if value is not None])
    if centre is None or n < least or n < baseline:
        return Rebasing((), (centre,) * n, (None,) * n, (None,) * n)
    found: list[Suggestion] = []
    drawn: list[float | None] = [centre] * n
    while hit := _first_run(values, start, centre, wanted, run):
        centre = median([value for at in hit[:taken] if (value := values[at]) is not None]) or 0.0
        found.append(Suggestion(hit[0], hit[-1], centre))
        drawn[hit[0] :] = [centre] * (n - hit[0])
        start = hit[-1] + 1
    return Rebasing(tuple(found), tuple(drawn), (None,) * n, (None,) * n)


def _baseline_end(values: Sequence[float | None], wanted: int) -> int:
    seen = 0
    for at, value in enumerate(values):
        seen += value is not None
        if seen == wanted:
            return at + 1
    return len(values)


def _first_run(
    values: Sequence[float | None], start: int, centre: float, wanted: int, length: int
) -> tuple[int, ...]:
    """Rows of the first *length* useful values in a row on the wanted side, from *start* on."""
    sides = [0 if value is None else side(value, centre) for value in values[start:]]
    for one in runs(sides):
        if len(one.at) >= length and wanted in (0, one.side):
            return tuple(at + start for at in one.at[:length])
    return ()


def stable_shifts(
    values: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    *,
    options: Options | None = None,
    period: int = 21,
    run: int = 8,
    exclusions: int = 3,
    no_regrets: bool = True,
) -> Rebasing:
    """New limits wherever a run of *run* points starts a *period* that does not swing back.

    *values* and *denominators* as for the engine. *exclusions*: how many of a period's points may be left out
    for lying furthest outside its limits. *no_regrets*: never suggest what one more point could take back.
    """
    chosen = options or Options(chart=Chart.XMR, rules=AUTOSPC)
    return _Search(values, denominators, chosen, period, run, exclusions, no_regrets=no_regrets).search()


@dataclass(frozen=True, slots=True)
class _Lines:
    first: int
    centre: float | None
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    left_out: tuple[int, ...]


class _Search:
    def __init__(
        self,
        values: Sequence[float | None],
        denominators: Sequence[float | None] | None,
        options: Options,
        period: int,
        run: int,
        exclusions: int,
        *,
        no_regrets: bool,
    ) -> None:
        self.options, self.period, self.run = options, period, run
        self.exclusions, self.no_regrets = exclusions, no_regrets
        counts = denominators is None or options.chart in COUNTED
        self.sizes = None if counts else [exposure(size) for size in denominators or ()]
        counted = [known(value) for value in values]
        self.values = counted if self.sizes is None else list(map(_rate, counted, self.sizes))
        self.n = len(values)

    def search(self) -> Rebasing:
        if self._left(0) < self.period:
            return Rebasing((), (None,) * self.n, (None,) * self.n, (None,) * self.n)
        lines = [self._lines(0)]
        found: list[Suggestion] = []
        counter = self.period
        while self._left(counter) >= self.period:
            starts = [] if self._inside(lines, counter) else self._starts(lines, counter)
            candidate = counter if self._inside(lines, counter) else next(iter(starts), None)
            if candidate is None or self._left(candidate) < self.period:
                break
            counter = candidate
            trial = self._lines(counter)
            if self._holds(trial, self._side(lines[-1], counter)):
                lines.append(trial)
                found.append(self._suggestion(trial))
                counter += self.period
            elif len(starts) < 2 or self._inside(lines, counter):
                counter += 1
            else:
                counter = starts[1]
        return self._drawn(found, lines)

    def _left(self, first: int) -> int:
        return sum(value is not None for value in self.values[first:])

    def _rows(self, first: int, left_out: Sequence[int]) -> Rows:
        values = [None if at in left_out else self.values[at] for at in range(first, self.n)]
        return Rows(
            values,
            self.sizes[first:] if self.sizes else [None] * len(values),
            [at in left_out for at in range(first, self.n)],
            [at < self.period and value is not None for at, value in enumerate(values)],
        )

    def _lines(self, first: int) -> _Lines:
        """Limits from the period that starts at *first*, without its extremes."""
        left_out: list[int] = []
        for _ in range(self.exclusions):
            trial = self._limits(first, left_out)
            outside = {
                at: distance
                for at in range(first, min(first + self.period, self.n))
                if at not in left_out and (distance := self._outside(trial, at)) > 0
            }
            furthest = max(outside.values(), default=0.0)
            left_out += [at for at, distance in outside.items() if distance == furthest]
        return self._limits(first, left_out[: self.exclusions])

    def _limits(self, first: int, left_out: Sequence[int]) -> _Lines:
        found = levels(self._rows(first, left_out), self.options, limited=True)
        bands = [found.band_at(row) for row in range(self.n - first)]
        lower = tuple(None if band is None else band[2][0] for band in bands)
        upper = tuple(None if band is None else band[2][1] for band in bands)
        return _Lines(first, found.centre, lower, upper, tuple(sorted(left_out)))

    def _outside(self, lines: _Lines, at: int) -> float:
        value = self.values[at]
        low, high = lines.lower[at - lines.first], lines.upper[at - lines.first]
        if value is None or low is None or high is None:
            return 0.0
        if side(value, high) > 0:
            return value - high
        return low - value if side(value, low) < 0 else 0.0

    def _side(self, lines: _Lines, at: int) -> int:
        value = self.values[at]
        return 0 if value is None or lines.centre is None else side(value, lines.centre)

    def _runs(self, lines: _Lines) -> list[Run]:
        """Runs from the first row to the end; a missing row is stepped over, one on the line breaks."""
        found: list[tuple[int, list[int]]] = []
        for at in range(lines.first, self.n):
            if self.values[at] is None:
                continue
            where = self._side(lines, at)
            if found and found[-1][0] == where:
                found[-1][1].append(at)
            else:
                found.append((where, [at]))
        return [Run(where, tuple(at)) for where, at in found]

    def _long(self, lines: _Lines) -> list[Run]:
        return [one for one in self._runs(lines) if one.side and len(one.at) >= self.run]

    def _inside(self, lines: list[_Lines], counter: int) -> bool:
        """The counter and the *run* rows after it all lie in long runs."""
        held = {at for one in self._long(lines[-1]) for at in one.at}
        ahead = range(counter, min(counter + self.run + 1, self.n))
        return all(at in held for at in ahead if self.values[at] is not None)

    def _starts(self, lines: list[_Lines], counter: int) -> list[int]:
        return [one.at[0] for one in self._long(lines[-1]) if one.at[0] >= counter]

    def _holds(self, trial: _Lines, direction: int) -> bool:
        """No run back to the other side starts in the trial period, nor might one be about to."""
        end = trial.first + self.period
        first, *later = self._runs(trial)
        if any(one.side == -direction and len(one.at) >= self.run and one.at[0] < end for one in later):
            return False
        return not (self.no_regrets and self._undecided(first, later, end, direction))

    def _undecided(self, first: Run, later: list[Run], end: int, direction: int) -> bool:
        sides = [(at, one.side) for one in (first, *later) for at in one.at if one.side]
        last = next((place for place in range(len(sides) - 1, -1, -1) if sides[place][0] < end), None)
        return last is not None and all(where == -direction for _, where in sides[last:])

    def _suggestion(self, lines: _Lines) -> Suggestion:
        times = self.options.multiplier
        return Suggestion(
            lines.first,
            min(lines.first + self.period, self.n) - 1,
            (lines.centre or 0.0) * times,
            _times(lines.lower[0], times),
            _times(lines.upper[0], times),
            lines.left_out,
        )

    def _drawn(self, found: list[Suggestion], lines: list[_Lines]) -> Rebasing:
        ends = [*(one.first for one in lines[1:]), self.n]
        times = self.options.multiplier
        return Rebasing(
            tuple(found),
            tuple(
                _times(one.centre, times)
                for one, end in zip(lines, ends, strict=True)
                for _ in range(one.first, end)
            ),
            tuple(
                _times(low, times)
                for one, end in zip(lines, ends, strict=True)
                for low in one.lower[: end - one.first]
            ),
            tuple(
                _times(top, times)
                for one, end in zip(lines, ends, strict=True)
                for top in one.upper[: end - one.first]
            ),
            tuple(at for one in lines for at in one.left_out),
        )


def _rate(value: float | None, size: float | None) -> float | None:
    return known(value / size) if value is not None and size is not None else None


def _times(value: float | None, times: float) -> float | None:
    return None if value is None else value * times
