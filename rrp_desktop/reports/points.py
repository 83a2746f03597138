"""Charts and tables as CSV, for a spreadsheet that must never take a cell for a formula."""

import csv
import io
from collections.abc import Iterator

from rrp_desktop.charts.figure import Figure, Role
from rrp_desktop.reports.affected import Affected

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADER = ("From", "Period", "Value", "State", "Middle line", "Lower limit", "Upper limit", "In words")
_GROUPED = (
    "Characteristic",
    "Group",
    "People here",
    "Bed days",
    "Events",
    "People affected",
    "Events per 1,000 bed days",
    "Rate ratio to everyone else",
    "95% from",
    "95% to",
)


def csv_of(figure: Figure) -> bytes:
    """One row a point, in full precision; UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(figure.title), safe(figure.unit)])
    writer.writerow(_HEADER)
    writer.writerows(_rows(figure))
    return text.getvalue().encode("utf-8-sig")


def affected_csv(told: Affected) -> bytes:
    """One row a group; a cell is a star where it is too few to show."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(told.title), told.since.isoformat(), told.until.isoformat()])
    writer.writerow(_GROUPED)
    for split in told.splits:
        for group in split.groups:
            numbers = (group.present, group.nights, group.events, group.affected, group.rate)
            ratio = group.ratio
            bounds = (ratio.value, ratio.low, ratio.high) if ratio else (None,) * 3
            shown = [_number(number) if group.shown else "*" for number in (*numbers, *bounds)]
            writer.writerow([split.title, group.title, *shown])
    return text.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """*cell* with a quote before it where a spreadsheet would calculate it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(figure: Figure) -> Iterator[list[str]]:
    centre = _levels(figure, Role.CENTRE)
    limits = _levels(figure, Role.LIMIT)
    for at, point in enumerate(figure.points):
        middle = next(iter(centre.get(at, ())), None)
        low, high = (
            [level for level in limits.get(at, ()) if middle is not None and test(level, middle)]
            for test in (float.__lt__, float.__gt__)
        )
        levels = (middle, *(next(iter(side), None) for side in (low, high)))
        cells = [_number(level) for level in levels]
        told = [point.start.isoformat(), safe(point.label), _number(point.value), point.state.value]
        yield [*told, *cells, safe(point.says)]


def _levels(figure: Figure, role: Role) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for line in figure.lines:
        if line.role is role:
            for at, value in enumerate(line.values, start=line.first):
                if value is not None:
                    found.setdefault(at, []).append(value)
    return found


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
