"""The window: head, way from screen to screen, the screen itself, and the keys that work everywhere."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rrp_ui import theme, zoom
from rrp_ui.parts.foot import StatusLine
from rrp_ui.parts.header import Header
from rrp_ui.parts.nav import NavBar
from rrp_ui.parts.sight import bring_into_sight
from rrp_ui.screens.ordered import OrderedPage

KIND_KEYS = {
    "F2": "restraint",
    "F3": "seclusion",
    "F4": "rapid_tranquillisation",
    "F5": "violence",
    "F6": "self_harm",
    "F7": "absence",
    "F8": "sexual_safety",
}


LARGER = {"Ctrl++": 1, "Ctrl+=": 1, "Ctrl+-": -1, "Ctrl+0": 0}
LEAST = 528
NARROW = 900
"""Below this width, as on a small screen at 200 %, the frame gives its room to the screen."""


class Watermark(QLabel):
    """Says on every screen that nothing here is real."""


class _Screens(QStackedWidget):
    """One screen at a time; what has the focus stays in sight when a line at the foot takes room from it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = QApplication.focusWidget()
        if now is not None and self.isAncestorOf(now) and event.size().height() < event.oldSize().height():
            bring_into_sight(now)


class Window(QMainWindow):
    """Shows one screen at a time and says which keys were pressed. While locked, no key opens a screen."""

    kind_asked = Signal(str)
    huddle_asked = Signal()
    save_asked = Signal()
    back_asked = Signal()
    lock_asked = Signal()
    help_asked = Signal()
    screen_chosen = Signal(str)
    close_asked = Signal()
    minimised = Signal()
    painted = Signal()
    """The window was painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("RRP Desktop")
        self.header = Header()
        self.nav = NavBar()
        self._beside = _scrolled(self.nav)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._beside.verticalScrollBar().rangeChanged.connect(self._make_way)
        self.foot = StatusLine()
        self.watermark = Watermark()
        self.watermark.setWordWrap(True)
        self.watermark.hide()
        self._stack = _Screens()
        self._areas: dict[QWidget, QScrollArea] = {}
        self._ring = theme.FocusRing(self)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        self._seen = False
        self._keys = [self._key(key, self._kind_pressed) for key in KIND_KEYS]
        self._keys += [self._key("F9", self.huddle_asked), self._key("Ctrl+L", self.lock_asked)]
        self._key("Ctrl+S", self.save_asked)
        self._key("Esc", self.back_asked)
        self._key("F1", self.help_asked)
        for key in LARGER:
            self._key(key, self._zoom)
        self.nav.chosen.connect(self.screen_chosen)
        self.header.lock_asked.connect(self.lock_asked)
        self._lay_out()
        self.resize(1366, 768)
        self.show_locked(True)

    def show_screen(self, widget: QWidget, name: str = "") -> None:
        """Show *widget*, and *name* as the place we are at."""
        if widget not in self._areas:
            self._areas[widget] = _scrolled(widget)
            self._stack.addWidget(self._areas[widget])
            if theme.times() != 1:
                zoom.fit(widget)
        self._stack.setCurrentWidget(self._areas[widget])
        self.nav.show_current(name)

    def show_locked(self, locked: bool) -> None:
        """Leave nothing of the work in sight, and let no key reach it; or the other way round."""
        self._beside.setVisible(not locked)
        if locked:
            self.foot.say("")
            self.header.show_person(None)
        for key in self._keys:
            key.setEnabled(not locked)

    def show_alone(self, alone: bool) -> None:
        """Give the whole window to the screen that is shown; or the other way round."""
        for part in (self.header, self.foot):
            part.setVisible(not alone)

    def show_practice(self, words: str) -> None:
        """Say on every screen that this is practice."""
        self.watermark.setText(words)
        self.watermark.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread(event.size().width())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab comes here from whatever does not know better; it may lead into a page that does."""
        before = self._ordered_page()
        moved = super().focusNextPrevChild(forward)
        page = self._ordered_page()
        if page is not None and page is not before:
            page.begin_at_end(forward=forward)
        return moved

    def _ordered_page(self) -> OrderedPage | None:
        """The page with an order of its own that has the focus, if any."""
        each = QApplication.focusWidget()
        while each is not None and not isinstance(each, OrderedPage):
            each = each.parentWidget()
        return each

    def _spread(self, width: int) -> None:
        narrow = width < theme.px(NARROW)
        self.nav.show_narrow(narrow)
        self._make_way()
        self.header.show_narrow(narrow)

    @Slot()
    def _make_way(self) -> None:
        """Keep the bar that the names of screens may need from covering them."""
        bar = theme.BAR if self._beside.verticalScrollBar().maximum() else 0
        theme.fix_width(self._beside, self.nav.property(theme.WIDTH) + bar)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Whatever gets the focus is seen. A page does not move under a mouse that is pressed on it."""
        if now is not None and self.isAncestorOf(now) and not QApplication.mouseButtons():
            bring_into_sight(now)
            # A page that is only being opened is not yet as long as it will be.
            QTimer.singleShot(0, now, partial(bring_into_sight, now))

    @Slot()
    def _zoom(self) -> None:
        zoom.step(LARGER[self.sender().objectName()])
        self._spread(self.width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange and self.isMinimized():
            self.minimised.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_asked.emit()
        super().closeEvent(event)

    @Slot()
    def _kind_pressed(self) -> None:
        self.kind_asked.emit(KIND_KEYS[self.sender().objectName()])

    def _key(self, key: str, pressed: SignalInstance | Callable[[], None]) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.setObjectName(key)
        action.triggered.connect(pressed)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._beside)
        body.addWidget(self._stack, 1)
        whole = QWidget()
        # Or the head, as wide as it is at first, would keep the window from a small screen at 200 %.
        whole.setMinimumWidth(LEAST)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.watermark)
        layout.addLayout(body, 1)
        layout.addWidget(self.foot)
        self.setCentralWidget(whole)


def _scrolled(widget: QWidget) -> QScrollArea:
    """*widget* with bars where there is not the room it needs."""
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(widget)
    return area
