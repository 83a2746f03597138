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
PAGE = (880, 600)
"""A chart of the shape of A4 on its side, without its edges."""
SHARP = 2.0
DOTS_PER_METRE = 96 / 0.0254
_Size = QPageSize.PageSizeId
_SLIDE = QPageSize(QSizeF(338.7, 190.5), QPageSize.Unit.Millimeter, "Slide 16:9")
SIZES = {"A4": QPageSize(_Size.A4), "A3": QPageSize(_Size.A3), "slide": _SLIDE}


def image_of(figure: Figure, *, scale: float = SHARP) -> QImage:
    """The chart as a picture, *scale* pixels for each of its own."""
    return _image(_renderer(figure), scale)


def image_of_sheet(sheet: Sheet, *, scale: float = SHARP) -> QImage:
    """The sheet as a picture, *scale* pixels for each of its own."""
    return _image(renderer_of(sheet.svg()), scale)


def _image(renderer: QSvgRenderer, scale: float) -> QImage:
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
    _write_image(image_of(figure, scale=scale), path)


def write_sheet_png(sheet: Sheet, path: Path, *, scale: float = SHARP) -> None:
    """Write *sheet* to *path* as a picture."""
    _write_image(image_of_sheet(sheet, scale=scale), path)


def _write_image(image: QImage, path: Path) -> None:
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's stubs ask for bytes where Qt takes the format's name
    image.save(kept, "PNG")  # type: ignore[call-overload]
    place(bytes(kept.data().data()), path, over=True)


def write_pdf(figure: Figure, path: Path) -> None:
    """Write the chart to *path* as one A4 page on its side."""
    renderer = renderer_of(svg_of(figure, *PAGE))
    _write_page(renderer, path, figure.title, _layout("A4", sideways=True, edge=EDGE))


def write_sheet(sheet: Sheet, path: Path, *, size: str = "A4") -> None:
    """Write *sheet* to *path* as one page of A4, A3 or a slide."""
    layout = _layout(size, sideways=sheet.sideways and size != "slide", edge=0)
    _write_page(renderer_of(sheet.svg()), path, sheet.title, layout)


def _layout(size: str, *, sideways: bool, edge: float) -> QPageLayout:
    way = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
    edges = QMarginsF(edge, edge, edge, edge)
    return QPageLayout(SIZES[size], way, edges, QPageLayout.Unit.Millimeter)


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
    return renderer_of(svg_of(figure))


def renderer_of(svg: str) -> QSvgRenderer:
    """What draws *svg* in the letters of the app."""
    # Qt takes a list of families for one family's name
    whole = svg.replace(FONT, QGuiApplication.font().family())
    return QSvgRenderer(QByteArray(whole.encode()))
