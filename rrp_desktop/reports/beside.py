"""This ward beside others that nobody names: its months with where half of them lie, and a funnel of all.

The lines of the funnel are what chance alone would give: 95 and 99.8 of 100 wards that are all alike lie
between them. It is a picture to ask questions with, and no league table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from rrp_desktop.charts import colours
from rrp_desktop.reports.sheet import EDGE, LONG, SHORT, Sheet

_OWN = "#005eb8"
_BAND = "#dfe7ec"
_NEAR, _FAR = 1.96, 3.09
_STEPS = 40
_WIDTH = LONG - 2 * EDGE
_TICKS = 4
_Place = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MonthBeside:
    """A month: this ward's value, and the quartiles of the others, where they are known."""

    label: str
    value: float | None
    others: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class FunnelOf:
    """Wards by bed days and count; `mean` is per 1,000 bed days."""

    span: str
    own: tuple[int, int]
    others: tuple[tuple[int, int], ...]
    mean: float
    left_out: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One measure of this ward beside others."""

    title: str
    unit: str
    months: tuple[MonthBeside, ...]
    funnel: FunnelOf | None


def beside_page(beside: Beside, ward: str, source: str) -> tuple[Sheet, str]:
    """The page, and what it says to those who cannot see it."""
    sheet = _begun(beside.title, ward, source)
    said = [_months_words(beside)]
    _months(sheet, beside)
    if beside.funnel is not None:
        said.append(_funnel_words(beside.funnel))
        _funnel(sheet, beside.funnel)
    y = SHORT - 128.0
    for words in said:
        y = sheet.lines(words, EDGE, y, 18, _WIDTH) + 4
    return sheet, " ".join(said)


def ideas_page(rows: Sequence[Sequence[str]], ward: str, source: str) -> tuple[Sheet, str]:
    """What wards tried, under its heads: idea, measure, and how many wards tried, kept and saw better."""
    sheet = _begun("Ideas that wards tried", ward, source)
    if len(rows) > 1:
        sheet.table(EDGE, 150, (520, 190, 110, 110, 140), rows, 18)
        spoken = " ".join(", ".join(row) + "." for row in rows[1:])
    else:
        spoken = "No ideas came back this time."
        sheet.words(spoken, EDGE, 150, 20)
    return sheet, spoken


def words_page(paragraphs: Sequence[str], ward: str, source: str) -> tuple[Sheet, str]:
    """What the centre writes to this ward."""
    sheet = _begun("From the centre", ward, source)
    y = 156.0
    for words in paragraphs or ("No message came back this time.",):
        y = sheet.lines(words, EDGE, y, 22, _WIDTH) + 18
    return sheet, " ".join(paragraphs)


def _begun(title: str, ward: str, source: str) -> Sheet:
    sheet = Sheet(title, sideways=True)
    sheet.words(title, EDGE, 74, 34, bold=True)
    sheet.words(ward, LONG - EDGE, 60, 20, anchor="end", bold=True)
    sheet.words(source, LONG - EDGE, 86, 16, colour=colours.QUIET, anchor="end")
    sheet.line([(EDGE, 104), (LONG - EDGE, 104)], colours.GRID)
    return sheet


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a chart stands, and what its edges mean."""

    left: float
    right: float
    top: float
    bottom: float
    across: tuple[float, float]
    most: float

    def at(self, x: float, y: float) -> _Place:
        low, high = self.across
        return (
            self.left + (x - low) / ((high - low) or 1) * (self.right - self.left),
            self.bottom - min(y, self.most) / (self.most or 1) * (self.bottom - self.top),
        )


def _months(sheet: Sheet, beside: Beside) -> None:
    values = [month.value for month in beside.months if month.value is not None]
    values += [month.others[2] for month in beside.months if month.others]
    frame = _Frame(110, 570, 190, 580, (0, max(len(beside.months) - 1, 1)), _top(values))
    sheet.words("Month by month", EDGE, 146, 20, bold=True)
    _values(sheet, frame, beside.unit)
    for run in _runs([month.others for month in beside.months]):
        lower = [frame.at(at, quartiles[0]) for at, quartiles in run]
        upper = [frame.at(at, quartiles[2]) for at, quartiles in run]
        sheet.shape([*lower, *reversed(upper)], _BAND)
        sheet.line([frame.at(at, quartiles[1]) for at, quartiles in run], colours.QUIET, 2)
    for line in _runs([month.value for month in beside.months]):
        sheet.line([frame.at(*each) for each in line], _OWN, 3)
        for each in line:
            _dot(sheet, frame.at(*each), _OWN, 6)
    every = max(1, math.ceil(len(beside.months) / 6))
    for at, month in enumerate(beside.months):
        if at % every == 0:
            sheet.words(month.label, frame.at(at, 0)[0], frame.bottom + 24, 15, anchor="middle")
    _dot(sheet, (120, 640), _OWN, 6)
    sheet.words("this ward", 134, 646, 16)
    if any(month.others for month in beside.months):
        sheet.box(240, 630, 26, 18, _BAND)
        sheet.words("half of the other wards, and the middle one", 274, 646, 16)


def _funnel(sheet: Sheet, funnel: FunnelOf) -> None:
    every = (funnel.own, *funnel.others)
    sizes = [nights for nights, _ in every]
    low, high = min(sizes) * 0.9, max(sizes) * 1.06

    def limit(nights: float, far: float) -> float:
        return max(0.0, funnel.mean + far * math.sqrt(funnel.mean * 1000 / nights))

    rates = [_rate(each) for each in every]
    frame = _Frame(690, LONG - EDGE, 190, 580, (low, high), _top([*rates, limit(low, _FAR)]))
    sheet.words(f"All wards, {funnel.span}", 640, 146, 20, bold=True)
    _values(sheet, frame, "per 1,000 bed days")
    steps = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    for far, colour in ((_NEAR, colours.GRID), (_FAR, colours.QUIET)):
        for sign in (-1, 1):
            line = [frame.at(nights, limit(nights, sign * far)) for nights in steps]
            sheet.line(line, colour, 2)
    sheet.line([frame.at(low, funnel.mean), frame.at(high, funnel.mean)], colours.INK)
    for each in funnel.others:
        _dot(sheet, frame.at(each[0], _rate(each)), colours.TRACE, 5)
    x, y = frame.at(funnel.own[0], _rate(funnel.own))
    sheet.shape([(x, y - 10), (x + 10, y), (x, y + 10), (x - 10, y)], _OWN)
    for nights in (steps[0], steps[_STEPS // 2], steps[-1]):
        place = frame.at(nights, 0)[0]
        anchor = "end" if nights == steps[-1] else "middle"
        sheet.words(f"{nights:,.0f}", place, frame.bottom + 24, 15, anchor=anchor)
    sheet.words("bed days", (frame.left + frame.right) / 2, frame.bottom + 46, 15, anchor="middle")
    sheet.shape([(700, 630), (710, 640), (700, 650), (690, 640)], _OWN)
    sheet.words("this ward", 718, 646, 16)
    _dot(sheet, (820, 640), colours.TRACE, 5)
    sheet.words("another, its numbers rounded", 832, 646, 16)


def _values(sheet: Sheet, frame: _Frame, unit: str) -> None:
    sheet.words(unit, frame.left - 40, frame.top - 14, 15, colour=colours.QUIET)
    for tick in range(_TICKS + 1):
        value = frame.most * tick / _TICKS
        y = frame.at(frame.across[0], value)[1]
        sheet.line([(frame.left, y), (frame.right, y)], colours.GRID)
        sheet.words(f"{value:g}", frame.left - 10, y + 5, 15, anchor="end")


def _dot(sheet: Sheet, place: _Place, colour: str, size: float) -> None:
    x, y = place
    turns = [2 * math.pi * each / 12 for each in range(12)]
    sheet.shape([(x + size * math.cos(turn), y + size * math.sin(turn)) for turn in turns], colour)


def _top(values: Sequence[float]) -> float:
    """A round number above every one of *values*."""
    most = max(values, default=0.0) or 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    return next(step * unit for step in (1, 2, 4, 5, 8, 10) if step * unit >= most)


def _runs(values: Sequence[T | None]) -> list[list[tuple[int, T]]]:
    """The stretches of *values* without a gap, each with where it stands."""
    runs: list[list[tuple[int, T]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if run]


def _rate(ward: tuple[int, int]) -> float:
    nights, count = ward
    return 1000 * count / nights if nights else 0.0


def _months_words(beside: Beside) -> str:
    if not any(month.others for month in beside.months):
        return "The months are this ward's alone: a single month of others is too small to be told."
    both = [
        (month.value, month.others) for month in beside.months if month.value is not None and month.others
    ]
    if not both:
        return "There is no month yet in which this ward and enough others are known."
    below = sum(value < others[0] for value, others in both)
    above = sum(value > others[2] for value, others in both)
    return (
        f"In {len(both)} months that are known of this ward and of others it lay in the middle half "
        f"{len(both) - below - above} times, above it {above} times, below it {below} times."
    )


def _funnel_words(funnel: FunnelOf) -> str:
    nights, count = funnel.own
    spread = _FAR * math.sqrt(funnel.mean * 1000 / nights) if nights else 0.0
    rate = _rate(funnel.own)
    place = "above" if rate > funnel.mean + spread else "below" if rate < funnel.mean - spread else "within"
    said = (
        f"{count} in {nights:,} bed days are {rate:.1f} per 1,000; all wards have {funnel.mean:.1f}. "
        f"That is {place} what chance alone would give a ward of this size."
    )
    if funnel.left_out:
        said += f" {funnel.left_out} wards are not drawn: too little happened there to show."
    return said
