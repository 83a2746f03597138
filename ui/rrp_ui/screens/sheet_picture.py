"""A page as it will be printed, as large as there is room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from rrp_desktop.reports.sheet import Sheet
from rrp_ui import theme
from rrp_ui.charts.paper import renderer_of


class SheetPicture(QWidget):
    """Draws a sheet. What it shows is also its accessible description."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._renderer: QSvgRenderer | None = None
        self.sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet, spoken: str) -> None:
        """Show *sheet*; *spoken* is what it says to those who cannot see it."""
        self.sheet, self._renderer = sheet, renderer_of(sheet.svg())
        self.setAccessibleDescription(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(560), theme.px(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(220))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._renderer is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wanted = self._renderer.viewBoxF().size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        page = QRectF((self.width() - wanted.width()) / 2, 0, wanted.width(), wanted.height())
        self._renderer.render(painter, page)
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawRect(page.adjusted(0.5, 0.5, -0.5, -0.5))
