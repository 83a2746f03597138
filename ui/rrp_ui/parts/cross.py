"""The safety cross: a month in the shape of a cross, each day with a colour, a sign and a number."""

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from rrp_desktop.clock import month_of, next_month
from rrp_desktop.reports.cross import BLANK, COLOURS, PLACES, SIDE, CrossDay, Mark
from rrp_ui import theme
from rrp_ui.parts.buttons import Stepper
from rrp_ui.parts.cards import Soft, line
from rrp_ui.parts.rove import Rove

LEAST = 28
"""Logical pixels that a day has at least."""


class _Cell(Stepper):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(str(number))
        self.shown = CrossDay(date(2000, 1, number), Mark.AHEAD)
        self.today = False

    def show_day(self, shown: CrossDay, today: bool) -> None:
        self.shown, self.today = shown, today
        self.setAccessibleName(f"{shown.words()}{', today' if today else ''}")
        self.setToolTip(self.accessibleName())
        self.update()

    def step(self, key: Qt.Key) -> int:
        """Up and down go by the shape of the cross."""
        row, column = PLACES[self.shown.day.day]
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        if down is None:
            return super().step(key)
        beyond = {n: abs(c - column) for n, (r, c) in PLACES.items() if r == row + down}
        nearest = min(beyond, key=lambda n: beyond[n], default=self.shown.day.day)
        return nearest - self.shown.day.day

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = COLOURS[self.shown.mark]
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        border = QPen(QColor(theme.BLUE), 3) if self.today else QPen(QColor(theme.LINE), 1)
        painter.setPen(border)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, 4, 4)
        if self.shown.mark is Mark.CLOSED:
            painter.setBrush(QBrush(QColor(ink), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(ink))
        if self.shown.split:
            self._corner(painter, box)
        self._number(painter, box, QColor(ink))
        self._sign(painter, box, QColor(ink))

    @staticmethod
    def _corner(painter: QPainter, box: QRectF) -> None:
        """The lower right half, in the colour of what was not physical."""
        rounded, half = QPainterPath(), QPainterPath()
        rounded.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        half.addPolygon(QPolygonF([box.topRight(), box.bottomRight(), box.bottomLeft()]))
        painter.fillPath(rounded.intersected(half), QColor(theme.AMBER))

    def _number(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        painter.setPen(ink)
        font = QFont(self.font())
        font.setPixelSize(max(10, int(box.height() * 0.27)))
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        corner = box.adjusted(4, 1, -4, 0)
        painter.drawText(
            corner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(self.shown.day.day)
        )
        if not self.shown.whole:
            painter.setPen(QColor(theme.TEXT) if self.shown.split else ink)
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, "?")
            painter.setPen(ink)

    def _sign(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        if self.shown.mark in BLANK:
            return
        middle = box.adjusted(0, box.height() * 0.12, 0, 0)
        if self.shown.mark is Mark.NIL:
            painter.setPen(QPen(ink, max(1.8, box.height() * 0.05)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            unit, at = box.height() / 12, middle.center()
            painter.drawPolyline(
                QPolygonF(
                    [at + QPointF(x * unit, y * unit) for x, y in ((-1.6, 0.1), (-0.5, 1.2), (1.7, -1.2))]
                )
            )
            return
        font = QFont(self.font())
        font.setPixelSize(max(11, int(box.height() * 0.42)))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        if self.shown.split:
            self._two(painter, box, font)
            return
        sign = "?" if self.shown.mark is Mark.UNCONFIRMED else str(self.shown.count)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, sign)

    def _two(self, painter: QPainter, box: QRectF, font: QFont) -> None:
        font.setPixelSize(max(10, int(box.height() * 0.34)))
        painter.setFont(font)
        third = box.height() / 3
        for number, x, y, ink in (
            (self.shown.count, 0.36, 0.52, theme.WHITE),
            (self.shown.other, 0.72, 0.74, theme.TEXT),
        ):
            painter.setPen(QColor(ink))
            at = QPointF(box.left() + box.width() * x, box.top() + box.height() * y)
            area = QRectF(at.x() - third, at.y() - third, 2 * third, 2 * third)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number))


class SafetyCross(QWidget):
    """A month's days. Arrow keys go from day to day, Enter chooses one."""

    day_chosen = Signal(object)
    """The date of the day."""

    def __init__(self, *, largest: int = 58) -> None:
        super().__init__()
        self._largest = largest
        self._cells = {number: _Cell(number) for number in PLACES}
        for cell in self._cells.values():
            cell.setParent(self)
            cell.clicked.connect(self._clicked)
        self._rove = Rove(self)
        self._rove.hold(tuple(self._cells.values()))
        self.setAccessibleName("Safety cross")

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the day that Tab reaches."""
        self._rove.focus(reason)

    def show_month(self, days: Iterable[CrossDay], today: date) -> None:
        """Show *days*, which are of one month; days of the month that are not among them stay open."""
        known = {each.day: each for each in days}
        month = month_of(min(known, default=today))
        last = (next_month(month) - timedelta(days=1)).day
        self.setAccessibleName(f"Safety cross, {month:%B %Y}")
        for number, cell in self._cells.items():
            cell.setVisible(number <= last)
            if number <= last:
                day = month.replace(day=number)
                cell.show_day(known.get(day, CrossDay(day, Mark.AHEAD)), day == today)
        if month == month_of(today):
            self._rove.rest_on(self._cells[today.day])
        self._place()

    def words(self) -> tuple[str, ...]:
        """Every day in words."""
        return tuple(cell.accessibleName() for cell in self._cells.values() if not cell.isHidden())

    def sizeHint(self) -> QSize:
        largest = SIDE * theme.px(self._largest)
        return QSize(largest, largest)

    def minimumSizeHint(self) -> QSize:
        least = SIDE * theme.px(LEAST)
        return QSize(least, least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        pitch = min(self.width() // SIDE, self.height() // SIDE, theme.px(self._largest))
        left = (self.width() - pitch * SIDE) // 2
        for number, cell in self._cells.items():
            row, column = PLACES[number]
            cell.setGeometry(QRect(left + column * pitch, row * pitch, pitch - 1, pitch - 1))

    @Slot()
    def _clicked(self) -> None:
        cell = self.sender()
        assert isinstance(cell, _Cell)
        self._rove.rest_on(cell)
        self.day_chosen.emit(cell.shown.day)


def cross_key() -> QWidget:
    """What the signs of the cross mean, in one line."""
    key = QWidget()
    words = ("✓ nothing happened, confirmed", "number: incidents that day", "? not confirmed yet")
    layout = line(*(Soft(each) for each in words), None, gap=18)
    layout.setContentsMargins(0, 0, 0, 0)
    key.setLayout(layout)
    return key
