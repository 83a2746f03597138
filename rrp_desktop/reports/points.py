"""Charts and tables as CSV, for a spreadsheet that must never take a cell for a formula."""

from collections.abc import Iterator

from rrp_desktop.charts.figure import Figure, Role
from rrp_desktop.reports.affected import Affected
from rrp_desktop.reports.cells import csv_text

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
    return csv_text([(figure.title, figure.unit), _HEADER, *_rows(figure)]).encode()


def affected_csv(told: Affected) -> bytes:
    """One row a group; a cell is a star where it is too few to show."""
    head = (told.title, told.since.isoformat(), told.until.isoformat())
    return csv_text([head, _GROUPED, *_groups(told)]).encode()


def _groups(told: Affected) -> Iterator[list[str | float | None]]:
    for split in told.splits:
        for group in split.groups:
            numbers = (group.present, group.nights, group.events, group.affected, group.rate)
            ratio = group.ratio
            bounds = (ratio.value, ratio.low, ratio.high) if ratio else (None,) * 3
            shown = [_number(number) if group.shown else "*" for number in (*numbers, *bounds)]
            yield [split.title, group.title, *shown]


def _rows(figure: Figure) -> Iterator[list[str | float | None]]:
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
        told = [point.start.isoformat(), point.label, _number(point.value), point.state.value]
        yield [*told, *cells, point.says]


def _levels(figure: Figure, role: Role) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for line in figure.lines:
        if line.role is role:
            for at, value in enumerate(line.values, start=line.first):
                if value is not None:
                    found.setdefault(at, []).append(value)
    return found


def _number(value: float | None) -> float | None:
    """*value* to ten digits, and a whole number without a point."""
    told = None if value is None else float(f"{value:.10g}")
    return int(told) if told is not None and told.is_integer() else told
