"""The core's SVG as PDF and PNG: a printed chart widget would draw its axis at another scale."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from rrp_desktop.charts import colours
from rrp_desktop.charts.svg import FONT

MILLIMETRES = 25.4
DOTS = 300
EDGE = 12.0


def svg_to_pdf(svg: str, path: Path, *, title: str = "") -> None:
    """Write *svg* to *path* as one A4 page on its side, as large as it fits."""
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            QMarginsF(EDGE, EDGE, EDGE, EDGE),
            QPageLayout.Unit.Millimeter,
        )
    )
    renderer = _renderer(svg)
    page = QRectF(0, 0, writer.width(), writer.height())
    size = renderer.viewBoxF().size()
    scale = min(page.width() / size.width(), page.height() / size.height())
    painter = QPainter(writer)
    renderer.render(painter, QRectF(0, 0, size.width() * scale, size.height() * scale))
    painter.end()


def svg_to_image(svg: str, *, scale: float = 2.0) -> QImage:
    """*svg* as a picture, *scale* pixels for each of its own."""
    renderer = _renderer(svg)
    size: QSizeF = renderer.viewBoxF().size() * scale
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(colours.PAPER)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    image.setDotsPerMeterX(round(96 * scale * 1000 / MILLIMETRES))
    image.setDotsPerMeterY(round(96 * scale * 1000 / MILLIMETRES))
    return image


def _renderer(svg: str) -> QSvgRenderer:
    # Qt takes a list of families for one family's name
    return QSvgRenderer(QByteArray(svg.replace(FONT, QGuiApplication.font().family()).encode()))
