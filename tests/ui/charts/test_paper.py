"""The chart printed: a marker's row must be its value's row."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure, Tone
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import Direction, Options
from rrp_desktop.charts.series import Change, Frequency, Period, Series
from rrp_desktop.charts.svg import svg_of
from rrp_desktop.errors import Unavailable
from rrp_ui.charts.paper import PAGE, image_of, write_pdf, write_png

Pixel = Callable[[int, int], tuple[int, ...]]


def channels(colour: str | int) -> tuple[int, ...]:
    seen = QColor(colour)
    return seen.red(), seen.green(), seen.blue()


TICKS = {"0", "5", "10", "15", "20"}
VALUES = [9, 20, 9, 20, 9, 20, 9, 20, 9, 20, 5, 0, 10, 5, 0, 10, 5, 0, 10, 5, 0]
BLUE = channels(colours.FILL[Tone.IMPROVEMENT])
GRID = channels(colours.GRID)


@pytest.fixture
def figure() -> Figure:
    start = date(2026, 1, 5)
    periods = tuple(
        Period(start + timedelta(weeks=at), start + timedelta(weeks=at, days=6), value)
        for at, value in enumerate(VALUES)
    )
    series = Series("Restraint", "events", Frequency.WEEK, Direction.LOWER, periods)
    return figure_of(series, Options(freeze=10))


def rows_of(width: int, height: int, pixel: Pixel, colour: tuple[int, ...], x: int) -> list[int]:
    return [
        y for y in range(height) if all(abs(a - b) <= 24 for a, b in zip(pixel(x, y), colour, strict=True))
    ]


def middle_of_blobs(rows: list[int]) -> list[float]:
    blobs: list[list[int]] = []
    for row in rows:
        if blobs and row - blobs[-1][-1] <= 1:
            blobs[-1].append(row)
        else:
            blobs.append([row])
    return [(blob[0] + blob[-1]) / 2 for blob in blobs if len(blob) > 1]


def check_rows(svg: str, width: int, height: int, pixel: Pixel) -> None:
    """Markers at 0, 5 and 10 stand on the grid lines of 0, 5 and 10, to the pixel."""
    root = ET.fromstring(svg)
    scale = width / float(root.attrib["width"])
    space = "{http://www.w3.org/2000/svg}"
    spots = list(root.iter(f"{space}circle"))
    line = next(root.iter(f"{space}polyline"))
    left, lowest = map(float, line.attrib["points"].split()[0].split(","))
    drawn = rows_of(width, height, pixel, GRID, round((left + 1) * scale))
    grid = middle_of_blobs([y for y in drawn if 48 * scale < y < (lowest + 5) * scale])
    ticks = [
        int(one.text or 0)
        for one in root.iter(f"{space}text")
        if one.get("text-anchor") == "end" and one.text in TICKS
    ]
    rows = dict(zip(ticks, sorted(grid, reverse=True), strict=True))
    for at in (13, 14, 15):
        x = round(float(spots[at].attrib["cx"]) * scale)
        seen = middle_of_blobs(rows_of(width, height, pixel, BLUE, x - round(2.5 * scale)))
        assert seen == pytest.approx([rows[VALUES[at]]], abs=1.5)


def test_a_marker_stands_on_its_value_s_row_in_a_picture(figure: Figure):
    image = image_of(figure, scale=3)
    check_rows(svg_of(figure), image.width(), image.height(), lambda x, y: channels(image.pixel(x, y)))


def test_a_marker_stands_on_its_value_s_row_in_a_pdf(figure: Figure, tmp_path: Path):
    path = tmp_path / "chart.pdf"
    write_pdf(figure, path)
    document = pypdfium2.PdfDocument(path)
    page = document[0].render(scale=4).to_numpy().copy()
    assert len(document) == 1
    document.close()
    edge = round(12 / 25.4 * 72 * 4)
    page = page[edge:-edge, edge:-edge]
    height, width = page.shape[:2]
    check_rows(
        svg_of(figure, *PAGE), width, height, lambda x, y: tuple(int(one) for one in page[y, x][2::-1])
    )


def test_a_picture_is_as_large_as_asked(figure: Figure):
    image = image_of(figure)
    assert (image.width(), image.height()) == (1760, 840)


def test_a_picture_written_reads_back_the_same(figure: Figure, tmp_path: Path):
    write_png(figure, tmp_path / "chart.png", scale=1)
    assert QImage(str(tmp_path / "chart.png")).convertedTo(QImage.Format.Format_RGB32) == image_of(
        figure, scale=1
    )


def test_twelve_change_ideas_do_not_cover_each_other_on_a_page(qapp: QApplication):
    names = ("Mutual help meeting", "Sensory room open", "Safewards: soft words", "New shift pattern")
    start = date(2025, 11, 24)
    periods = tuple(
        Period(start + timedelta(weeks=at), start + timedelta(weeks=at, days=6), 5 + at % 4)
        for at in range(52)
    )
    changes = tuple(Change(start + timedelta(days=23 * at), f"{names[at % 4]} {at + 1}") for at in range(12))
    series = Series("R", "events", Frequency.WEEK, Direction.LOWER, periods, changes=changes)
    root = ET.fromstring(svg_of(figure_of(series)))
    font = qapp.font()
    font.setPixelSize(13)
    metrics = QFontMetricsF(font)
    boxes: list[QRectF] = []
    for one in root.iter("{http://www.w3.org/2000/svg}text"):
        if one.get("fill") == colours.MARK:
            wide = metrics.horizontalAdvance(one.text or "")
            left = float(one.attrib["x"]) - (wide if one.get("text-anchor") == "end" else 0)
            boxes.append(QRectF(left, float(one.attrib["y"]) - 11, wide, 14))
    assert len(boxes) == 12
    page = QRectF(0, 0, float(root.attrib["width"]), float(root.attrib["height"]))
    assert all(page.contains(box) for box in boxes)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]


def test_a_chart_that_cannot_be_written_says_so_and_leaves_nothing(figure: Figure, tmp_path: Path):
    with pytest.raises(Unavailable):
        write_pdf(figure, tmp_path / "gone" / "chart.pdf")
    assert not list(tmp_path.iterdir())
