"""How long things take, each beside its floor: the same work with nothing of ours around it.

    python build_scripts/bench.py
    python build_scripts/bench.py --only engine --json

Medians and 95th percentiles in milliseconds, all in one run, since no two machines are alike.
Draws offscreen unless told otherwise. Never a test.
"""

import argparse
import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.presets import Chart, Options
from rrp_desktop.clock import DAY, shift_at, starts_at
from rrp_desktop.events import Bus

if TYPE_CHECKING:
    from rrp_desktop.charts.figure import Figure
    from rrp_desktop.store import Store

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
TEN_YEARS = 3640
WARDS = (10_000, 100_000)
SIZE = (1000, 600)
PIN = "2468"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with its floor. *goal* is what it should stay under, in milliseconds."""

    what: str
    median: float
    p95: float
    floor: float
    floor_is: str
    goal: float | None = None

    def words(self) -> str:
        times = f"{self.median / self.floor:6.1f} x" if self.floor else " " * 8
        goal = "" if self.goal is None else f"  goal {self.goal:.3g} ms"
        numbers = f"{self.median:9.2f} {self.p95:9.2f} {self.floor:9.3f}"
        return f"{self.what:44} {numbers} {times}  {self.floor_is}{goal}"


class StoodStill:
    """A clock that stands at `NOW`."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


def timed(
    task: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """Median and 95th percentile of *task*, in milliseconds, after one to warm up; *before* is not timed.

    Garbage is left lying meanwhile, as the app does while somebody works.
    """
    task()
    gc.collect()
    gc.freeze()
    gc.disable()
    spent: list[float] = []
    for _ in range(rounds):
        before()
        began = time.perf_counter()
        task()
        spent.append(1000 * (time.perf_counter() - began))
    gc.enable()
    spent.sort()
    return statistics.median(spent), spent[min(len(spent) - 1, round(0.95 * len(spent)))]


def _middle(known: list[float]) -> tuple[float, float]:
    return statistics.median(known), statistics.fmean(known)


def engine() -> Iterator[Line]:
    """The chart engine by itself; the floor is Python's own median and mean of the same numbers."""
    rng = random.Random(1)
    start = date(2016, 1, 4)
    for points, goal in ((24, None), (120, None), (520, 5.0)):
        days = [start + 7 * DAY * at for at in range(points)]
        values: list[float | None] = [float(rng.randrange(20)) for _ in range(points)]
        known = [value or 0.0 for value in values]
        floor, _ = timed(partial(_middle, known), 200)
        for chart in (Chart.RUN, Chart.XMR):
            options = Options(chart=chart)
            spent = timed(partial(analyse, days, values, options=options), 100)
            yield Line(f"engine, {chart.value}, {points} points", *spent, floor, "median and mean", goal)
    days = [start + 7 * DAY * at for at in range(24)]
    many = [[float(rng.randrange(20)) for _ in range(24)] for _ in range(1000)]
    floor, _ = timed(lambda: [(statistics.median(each), statistics.fmean(each)) for each in many], 5)
    spent = timed(lambda: [analyse(days, each, options=Options(chart=Chart.XMR)) for each in many], 5)
    yield Line("engine, xmr, 1,000 series of 24 points", *spent, floor, "median and mean", 200.0)


def live() -> Iterator[Line]:
    """A saved incident until it is on the chart; the floor moves the same points with pyqtgraph alone."""
    from PySide6.QtWidgets import QApplication

    from rrp_desktop.reports.figures import figure_for, page_for
    from rrp_ui.charts.run_chart import RunChart

    app = QApplication.instance() or QApplication([])
    chart = RunChart()
    chart.resize(*SIZE)
    chart.show()

    def shown(figure: "Figure") -> None:
        chart.draw(figure)
        chart.repaint()
        app.processEvents()

    for many in WARDS:
        with tempfile.TemporaryDirectory() as folder, closing(ward(Path(folder), many)) as store:
            [manager] = store.staff()
            moments = iter(range(10_000))

            def save(
                store: "Store" = store, manager: Any = manager, moments: Iterator[int] = moments
            ) -> None:
                began = NOW - timedelta(days=next(moments) % 300, minutes=7 * next(moments))
                held = ({"type": "07"},)
                told = {"kinds": ("restraint",), "started_at": began, "interventions": held}
                store.save("incident", told, by=manager, reasons={"same-event@started_at": "another"})

            def redraw(store: "Store" = store) -> None:
                shown(page_for(store, "restrictive", now=NOW).figure)

            figure = figure_for(store, "restrictive", now=NOW)
            floor, _ = timed(bare([point.value or 0.0 for point in figure.points]), 40)
            name = f"{many:,} incidents"
            yield Line(f"save, {name}", *timed(save, 40), 0.0, "")
            yield Line(
                f"read and judge, {name}",
                *timed(partial(page_for, store, "restrictive", now=NOW), 40, before=save),
                0.0,
                "",
            )
            yield Line(
                f"figure to repainted, {name}",
                *timed(partial(shown, figure), 40),
                floor,
                "pyqtgraph, same points",
                2 * floor,
            )
            yield Line(
                f"saved to repainted, {name}",
                *timed(redraw, 40, before=save),
                floor,
                "pyqtgraph, same points",
                33.0,
            )
    chart.deleteLater()


def bare(values: list[float]) -> Callable[[], None]:
    """A plain pyqtgraph chart of *values* that is given them anew and painted."""
    import pyqtgraph
    from PySide6.QtWidgets import QApplication

    view = pyqtgraph.PlotWidget()
    view.resize(*SIZE)
    line = view.plot()
    spots = pyqtgraph.ScatterPlotItem(size=9)
    view.addItem(spots)
    view.show()
    x = list(range(len(values)))

    def update() -> None:
        line.setData(x, values)
        spots.setData(x, values)
        view.repaint()
        QApplication.processEvents()

    return update


def picture() -> Iterator[Line]:
    """A chart to a PNG of 1000 x 600; the floor compresses the finished picture."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer
    from PySide6.QtWidgets import QApplication

    from rrp_desktop.charts.picture import figure_of
    from rrp_desktop.charts.presets import Direction
    from rrp_desktop.charts.series import Frequency, Period, Series
    from rrp_desktop.charts.svg import svg_of

    QApplication.instance() or QApplication([])
    rng = random.Random(1)
    start = date(2024, 11, 25)
    periods = tuple(
        Period(start + 7 * DAY * at, start + 7 * DAY * at + 6 * DAY, float(rng.randrange(20)))
        for at in range(104)
    )
    figure = figure_of(Series("A ward", "incidents", Frequency.WEEK, Direction.LOWER, periods))
    image = QImage(*SIZE, QImage.Format.Format_RGB32)

    def drawn() -> None:
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg_of(figure, *SIZE).encode())).render(painter)
        painter.end()

    def packed() -> None:
        kept = QBuffer()
        kept.open(QIODevice.OpenModeFlag.WriteOnly)
        # PySide's stubs ask for bytes where Qt takes the format's name
        image.save(kept, "PNG")  # type: ignore[call-overload]

    def both() -> None:
        drawn()
        packed()

    drawn()
    floor, _ = timed(packed, 30)
    yield Line("chart to PNG, 1000 x 600, 104 points", *timed(both, 30), floor, "compressing it")


def ward(folder: Path, incidents: int) -> "Store":
    """A ward of ten years with so many incidents and every shift spoken for, typed in without checks."""
    from sqlalchemy import func, insert, select

    from rrp_desktop.store import Home, make_ward, new_recovery_code
    from rrp_desktop.store.rows import INSERT
    from rrp_desktop.store.tables import REVISION

    first = NOW.date() - TEN_YEARS * DAY
    store = make_ward(
        Home(folder / "ward", folder / "keys"),
        {"ward.name": "Bench", "ward.code": "BENCH", "ward.live_from": first.isoformat()},
        manager="L. W.",
        pin=PIN,
        recovery_code=new_recovery_code(),
        clock=StoodStill(),
        bus=Bus(),
        new_id=lambda: str(uuid.uuid4()),
    )
    rows = {
        "incident": list(_incidents(store, first, incidents)),
        "confirmation": list(_confirmations(store, first)),
    }
    with store.writing() as connection:
        number = connection.execute(select(func.max(REVISION.c.number))).scalar_one()
        for form, told in rows.items():
            connection.execute(INSERT[form], told)
            events = [_event(form, row, number + at) for at, row in enumerate(told, start=1)]
            connection.execute(insert(REVISION), events)
            number += len(told)
    return store


def _incidents(store: "Store", first: date, many: int) -> Iterator[dict[str, Any]]:
    rng, shifts = random.Random(1), store.ward().shifts
    kinds = (("restraint",), ("violence",), ("self_harm",), ("restraint", "violence"))
    for _ in range(many):
        began = starts_at(first, datetime.min.time()) + timedelta(minutes=rng.randrange(TEN_YEARS * 1440))
        turn = shift_at(shifts, began)
        yield _row(began, turn.starts) | {
            "kinds": rng.choice(kinds),
            "started_at": began,
            "started_at_offset": 0,
        }


def _confirmations(store: "Store", first: date) -> Iterator[dict[str, Any]]:
    for day in (first + at * DAY for at in range(TEN_YEARS)):
        for shift in store.ward().shifts:
            began = starts_at(day, shift.starts)
            yield _row(began, began) | {"day": day, "shift": shift.code, "confirmation": "nil"}


def _row(began: datetime, shift: datetime) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "revision": 1,
        "standing": "complete",
        "counted_on": began.toordinal(),
        "shift_start": int(shift.timestamp()) // 60,
        "recorded_at": began,
        "recorded_by": "bench",
        "entered_for": "",
        "form_version": 1,
        "lists_version": 1,
        "zone": "Europe/London",
    }


def _event(form: str, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    told = {"kinds": row.get("kinds"), "started_at": row["recorded_at"].isoformat()}
    return {
        "number": number,
        "form": form,
        "key": row["key"],
        "revision": 1,
        "action": "save",
        "at": row["recorded_at"],
        "by": "bench",
        "reason": "",
        "answers": json.dumps(told if form == "incident" else {}),
        "previous": "",
        "hash": "",
    }


PARTS: Mapping[str, Callable[[], Iterator[Line]]] = {"engine": engine, "live": live, "picture": picture}


def main() -> int:
    """Measure what is asked for; a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not asked.json:
        sys.stdout.write(f"{'':44} {'median':>9} {'p95':>9} {'floor':>9} {'':8}  floor is\n")
    for name in asked.only or PARTS:
        for line in PARTS[name]():
            sys.stdout.write(f"{json.dumps(asdict(line)) if asked.json else line.words()}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
