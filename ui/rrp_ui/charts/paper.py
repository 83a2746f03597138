"""Pages and pictures by way of the core's SVG: a printed widget would draw its axis at another scale."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.svg import FONT, svg_of
from rrp_desktop.place import place
from rrp_desktop.reports.sheet import Sheet

DOTS = 300
EDGE = 12.0
SHARP = 2.0
DOTS_PER_METRE = 96 / 0.0254
_Size = QPageSize.PageSizeId
SIZES = {"A4": _Size.A4, "A3": _Size.A3}


def image_of(figure: Figure, *, scale: float = SHARP) -> QImage:
    """The chart as a picture, *scale* pixels for each of its own."""
    renderer = _renderer(figure)
    size: QSizeF = renderer.viewBoxF().size() * scale
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(colours.PAPER)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    return image


def write_png(figure: Figure, path: Path, *, scale: float = SHARP) -> None:
    """Write the chart to *path* as a picture."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's stubs ask for bytes where Qt takes the format's name
    image_of(figure, scale=scale).save(kept, "PNG")  # type: ignore[call-overload]
    place(bytes(kept.data().data()), path, over=True)


def write_pdf(figure: Figure, path: Path) -> None:
    """Write the chart to *path* as one A4 page on its side, as large as it fits."""
    _write_page(_renderer(figure), path, figure.title, _layout("A4", sideways=True, edge=EDGE))


def write_sheet(sheet: Sheet, path: Path, *, size: str = "A4") -> None:
    """Write *sheet* to *path* as one page of A4 or A3."""
    layout = _layout(size, sideways=sheet.sideways, edge=0)
    _write_page(_renderer_of(sheet.svg()), path, sheet.title, layout)


def _layout(size: str, *, sideways: bool, edge: float) -> QPageLayout:
    way = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
    edges = QMarginsF(edge, edge, edge, edge)
    return QPageLayout(QPageSize(SIZES[size]), way, edges, QPageLayout.Unit.Millimeter)


def _write_page(renderer: QSvgRenderer, path: Path, title: str, layout: QPageLayout) -> None:
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(title)
    writer.setResolution(DOTS)
    writer.setPageLayout(layout)
    size = renderer.viewBoxF().size()
    scale = min(writer.width() / size.width(), writer.height() / size.height())
    painter = QPainter(writer)
    renderer.render(painter, QRectF(0, 0, size.width() * scale, size.height() * scale))
    painter.end()
    place(bytes(kept.data().data()), path, over=True)


def _renderer(figure: Figure) -> QSvgRenderer:
    return _renderer_of(svg_of(figure))


def _renderer_of(svg: str) -> QSvgRenderer:
    # Qt takes a list of families for one family's name
    whole = svg.replace(FONT, QGuiApplication.font().family())
    return QSvgRenderer(QByteArray(whole.encode()))
