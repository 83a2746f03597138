"""A Figure on screen, alive: to look at, hover, click, and walk along by keys."""

import math

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from rrp_desktop.charts.figure import Figure
from rrp_ui.charts.canvas import Canvas

REACH = 24.0


class RunChart(QWidget):
    """A chart with a point to click, hover and walk along by keys; the title is the screen's.

    *compact* is without axes, labels and marks. Left, Right, Home and End move along the points; Enter
    chooses one.
    """

    point_chosen = Signal(object)
    point_reached = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.redraws = 0
        self.figure: Figure | None = None
        self.reached: int | None = None
        self._compact = compact
        self._canvas: Canvas | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(90 if compact else 200)

    def sizeHint(self) -> QSize:
        return QSize(700, 110) if self._compact else QSize(880, 350)

    def draw(self, figure: Figure) -> None:
        """Show *figure* in place of whatever was shown."""
        if self._canvas is None:
            self._canvas = Canvas(self, compact=self._compact)
            self._room.addWidget(self._canvas.view)
            self._canvas.view.viewport().installEventFilter(self)
        self.figure = figure
        if self.reached is not None and self.reached >= len(figure.points):
            self.reached = None
        self._canvas.show(figure)
        self._canvas.ring(figure, self.reached if self.hasFocus() else None)
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(figure.spoken())
        self.redraws += 1

    def place_of(self, at: int) -> QPointF:
        """Where point *at* stands, in this widget's pixels."""
        assert self._canvas is not None
        assert self.figure is not None
        value = self.figure.points[at].value
        return self._canvas.pixel(float(at), self.figure.y.low if value is None else value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.figure.points) - 1 if self.figure else -1
        here = last + 1 if self.reached is None else self.reached
        steps = {
            Qt.Key.Key_Left: max(here - 1, 0),
            Qt.Key.Key_Right: min(here + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if last >= 0 and key in steps:
            self._reach(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.reached is not None:
            self._choose(self.reached)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring(self.reached)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._near(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else self._says(at), self)
            return True
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            at = self._near(event.position())
            if at is not None and event.button() is Qt.MouseButton.LeftButton:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._reach(at)
                self._choose(at)
            return True
        return super().eventFilter(watched, event)

    def _near(self, place: QPointF) -> int | None:
        if self.figure is None or not self.figure.points:
            return None
        gaps = [
            (math.hypot(spot.x() - place.x(), spot.y() - place.y()), at)
            for at, point in enumerate(self.figure.points)
            if point.value is not None
            for spot in [self.place_of(at)]
        ]
        gap, at = min(gaps, default=(math.inf, 0))
        return at if gap <= REACH else None

    def _says(self, at: int) -> str:
        assert self.figure is not None
        return self.figure.points[at].says

    def _reach(self, at: int) -> None:
        self.reached = at
        self._ring(at)
        self.setAccessibleDescription(self._says(at))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._says(at)))
        self.point_reached.emit(self._says(at))

    def _choose(self, at: int) -> None:
        assert self.figure is not None
        self.point_chosen.emit(self.figure.points[at].key)

    def _ring(self, at: int | None) -> None:
        if self._canvas and self.figure:
            self._canvas.ring(self.figure, at)
