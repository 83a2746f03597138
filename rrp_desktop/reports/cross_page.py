"""The safety cross on paper: for staff with what happened each day, or for everybody with numbers alone.

The page for everybody is made from `CrossDay`s and counts of days, so nothing else can be on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rrp_desktop.charts import colours
from rrp_desktop.clock import month_of
from rrp_desktop.forms.lists import Lists
from rrp_desktop.reports.cross import BLANK, COLOURS, PLACES, SIDE, CrossDay, Mark
from rrp_desktop.reports.sheet import EDGE, Sheet, wrapped

if TYPE_CHECKING:
    from rrp_desktop.store import DayState

_LEGEND = (
    (Mark.NIL, "✓", "Nothing happened"),
    (Mark.PHYSICAL, "1", "Physical: restraint, seclusion or rapid tranquillisation"),
    (Mark.OTHER, "1", "Not physical"),
    (Mark.UNCONFIRMED, "?", "Not confirmed yet"),
    (Mark.CLOSED, "", "Ward closed"),
)
_ALWAYS = frozenset({Mark.NIL, Mark.UNCONFIRMED})
_HATCHES = 6
_ROUND = 0.06
_LETTERS = (14, 13, 12, 11, 10, 9, 8, 7)
"""Sizes to tell of the days in: the largest that leaves every day of the month on the page."""
_BETWEEN = 0.33


@dataclass(frozen=True, slots=True)
class CrossShown:
    """A month of the cross for everybody: whose, of what, and how long it has been."""

    ward: str
    what: str
    days: tuple[CrossDay, ...]
    number: str
    """Such as `12 days`."""
    beside: str
    """What the number is of."""

    @property
    def title(self) -> str:
        """What the page is called."""
        return f"Safety cross, {month_of(self.days[0].day):%B %Y}"


def public_page(shown: CrossShown) -> Sheet:
    """A4 upright, to hang where everybody can see it."""
    sheet = Sheet(shown.title)
    pitch = 104.0
    left = (sheet.width - SIDE * pitch) / 2
    sheet.words(shown.ward, EDGE, 72, 26, colour=colours.QUIET)
    sheet.words(shown.title, EDGE, 122, 44, bold=True)
    sheet.words(shown.what, EDGE, 164, 28)
    draw_cross(sheet, shown.days, left, 196, pitch)
    _legend(sheet, shown.days, EDGE, 980, 20)
    sheet.words(shown.number, sheet.width - EDGE, 1030, 68, anchor="end", bold=True)
    for at, words in enumerate(shown.beside.split("\n")):
        sheet.words(words, sheet.width - EDGE, 1066 + at * 27, 20, colour=colours.QUIET, anchor="end")
    return sheet


def staff_page(shown: CrossShown, told: Iterable[tuple[date, str]]) -> Sheet:
    """A4 on its side: the cross, and what is *told* of each day."""
    sheet = Sheet(f"{shown.title}, for staff", sideways=True)
    pitch = 76.0
    sheet.words(f"{shown.ward} · for staff, not for display", EDGE, 64, 19, colour=colours.QUIET)
    sheet.words(shown.title, EDGE, 104, 34, bold=True)
    sheet.words(shown.what, EDGE, 134, 21)
    draw_cross(sheet, shown.days, EDGE, 154, pitch)
    _legend(sheet, shown.days, EDGE, 714, 15)
    sheet.words(shown.number, EDGE + SIDE * pitch, 738, 40, anchor="end", bold=True)
    for at, words in enumerate(shown.beside.split("\n")):
        sheet.words(words, EDGE + SIDE * pitch, 760 + at * 19, 14, colour=colours.QUIET, anchor="end")
    x, y = EDGE + SIDE * pitch + 40, 62.0
    wide, rows = sheet.width - EDGE - x - 56, list(told)
    room = sheet.height - EDGE - y
    size = next((each for each in _LETTERS if _height(rows, each, wide) <= room), _LETTERS[-1])
    for day, words in rows:
        sheet.words(f"{day:%a} {day.day}", x, y, size, colour=colours.QUIET)
        y = sheet.lines(words, x + 56, y, size, wide) + _BETWEEN * size
    return sheet


def _height(rows: Iterable[tuple[date, str]], size: float, wide: float) -> float:
    return sum((1.35 * len(wrapped(words, size, wide)) + _BETWEEN) * size for _, words in rows)


def told_of(states: Iterable["DayState"], days: Iterable[CrossDay], lists: Lists) -> list[tuple[date, str]]:
    """What staff may read of each day: how many of each kind, and which shifts nobody has confirmed."""
    kinds = lists["incident_kind"]
    marks = {each.day: each for each in days}
    told: list[tuple[date, str]] = []
    for state in states:
        mark = marks[state.day]
        if mark.mark in (Mark.AHEAD, Mark.BEFORE):
            continue
        counts = ((kind.title.lower(), state.counts.get(kind.code)) for kind in kinds)
        parts = [f"{count} {title}" for title, count in counts if count]
        waiting = [each.turn.shift.title.lower() for each in state.shifts if each.state == "unconfirmed"]
        if waiting:
            parts.append(f"not confirmed: {', '.join(dict.fromkeys(waiting))}")
        told.append((state.day, "; ".join(parts) or mark.state()))
    return told


def draw_cross(sheet: Sheet, days: Iterable[CrossDay], left: float, top: float, pitch: float) -> None:
    """The cells of *days*, each *pitch* wide."""
    for day in days:
        row, column = PLACES[day.day.day]
        _cell(sheet, day, left + column * pitch, top + row * pitch, pitch - 4)


def _cell(sheet: Sheet, day: CrossDay, x: float, y: float, side: float) -> None:
    fill, ink = COLOURS[day.mark]
    sheet.box(x, y, side, side, fill)
    if day.mark is Mark.CLOSED:
        _hatch(sheet, x, y, side, ink)
    if day.split:
        edge = side * _ROUND
        corners = [(x + side, y + edge), (x + side, y + side - edge), (x + side - edge, y + side)]
        sheet.shape([*corners, (x + edge, y + side)], COLOURS[Mark.OTHER][0])
    sheet.words(str(day.day.day), x + side * 0.07, y + side * 0.25, side * 0.22, colour=ink)
    if not day.whole:
        corner = COLOURS[Mark.OTHER][1] if day.split else ink
        sheet.words(
            "?", x + side * 0.93, y + side * 0.25, side * 0.22, colour=corner, anchor="end", bold=True
        )
    if day.split:
        second = COLOURS[Mark.OTHER][1]
        _number(sheet, day.count, x + side * 0.36, y + side * 0.6, side * 0.3, ink)
        _number(sheet, day.other, x + side * 0.72, y + side * 0.86, side * 0.3, second)
    elif day.mark is Mark.NIL:
        unit, middle, centre = side / 12, y + side * 0.58, x + side / 2
        tick = ((-1.6, 0.1), (-0.5, 1.2), (1.7, -1.2))
        sheet.line([(centre + a * unit, middle + b * unit) for a, b in tick], ink, side * 0.05)
    elif day.mark not in BLANK:
        sign = day.count or "?"
        _number(sheet, sign, x + side / 2, y + side * 0.72, side * 0.42, ink)


def _number(sheet: Sheet, number: int | str, x: float, y: float, size: float, ink: str) -> None:
    sheet.words(str(number), x, y, size, colour=ink, anchor="middle", bold=True)


def _hatch(sheet: Sheet, x: float, y: float, side: float, ink: str) -> None:
    """Lines from lower left to upper right; the corner with the number stays free."""
    step = 2 * side / (_HATCHES + 1)
    for place in range(2, _HATCHES + 1):
        reach = place * step
        along, across = min(reach, side), max(0.0, reach - side)
        sheet.line([(x + across, y + along), (x + along, y + across)], ink, 1.2)


def _legend(sheet: Sheet, days: Iterable[CrossDay], x: float, y: float, size: float) -> None:
    seen = {day.mark for day in days} | {Mark.OTHER for day in days if day.split} | _ALWAYS
    for mark, sign, words in _LEGEND:
        if mark not in seen:
            continue
        fill, ink = COLOURS[mark]
        sheet.box(x, y - size, size * 1.3, size * 1.3, fill)
        if mark is Mark.CLOSED:
            _hatch(sheet, x, y - size, size * 1.3, ink)
        sheet.words(sign, x + size * 0.65, y, size * 0.9, colour=ink, anchor="middle", bold=True)
        y = sheet.lines(words, x + size * 1.8, y, size, size * 18) + size * 0.35
