"""A Figure as PDF and PNG by way of the core's SVG: a printed widget would draw its axis at another scale."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.svg import FONT, svg_of
from rrp_desktop.place import place

DOTS = 300
EDGE = 12.0
SHARP = 2.0
DOTS_PER_METRE = 96 / 0.0254
SIDEWAYS = QPageLayout(
    QPageSize(QPageSize.PageSizeId.A4),
    QPageLayout.Orientation.Landscape,
    QMarginsF(EDGE, EDGE, EDGE, EDGE),
    QPageLayout.Unit.Millimeter,
)


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
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(figure.title)
    writer.setResolution(DOTS)
    writer.setPageLayout(SIDEWAYS)
    renderer = _renderer(figure)
    size = renderer.viewBoxF().size()
    scale = min(writer.width() / size.width(), writer.height() / size.height())
    painter = QPainter(writer)
    renderer.render(painter, QRectF(0, 0, size.width() * scale, size.height() * scale))
    painter.end()
    place(bytes(kept.data().data()), path, over=True)


def _renderer(figure: Figure) -> QSvgRenderer:
    # Qt takes a list of families for one family's name
    svg = svg_of(figure).replace(FONT, QGuiApplication.font().family())
    return QSvgRenderer(QByteArray(svg.encode()))
