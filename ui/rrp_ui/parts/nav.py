"""The way from screen to screen, at the left."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from rrp_ui import icons, theme
from rrp_ui.parts.buttons import Stepper
from rrp_ui.parts.cards import Soft
from rrp_ui.parts.rove import Rove

WIDTH, NARROW = 196, 66
SCREENS = (
    ("today", "Today"),
    ("huddle", "Huddle"),
    ("incidents", "Incidents"),
    ("cross", "Safety cross"),
    ("charts", "Charts"),
    ("ideas", "Change ideas"),
    ("month_end", "Month-end"),
    ("settings", "Ward settings"),
)


class NavButton(Stepper):
    """The way to one screen."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f" {words}")
        self._words = self.text()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.show_current(False)

    def show_narrow(self, narrow: bool) -> None:
        """Show the icon alone, or its words beside it."""
        self.setText("" if narrow else self._words)
        self.setToolTip(self.accessibleName() if narrow else "")

    def show_current(self, current: bool) -> None:
        """Look like the screen that is open, or like one that is not."""
        self.setChecked(current)
        self.setIcon(icons.icon(self.objectName(), theme.BLUE if current else theme.SOFT_TEXT))


class NavBar(QFrame):
    """Names of screens from top to bottom, and at the foot what became of the work."""

    chosen = Signal(str)

    def __init__(self, screens: Iterable[tuple[str, str]] = SCREENS) -> None:
        super().__init__()
        theme.fix_width(self, WIDTH)
        self.setAccessibleName("Screens")
        self._buttons = {name: NavButton(name, words) for name, words in screens}
        self._current = ""
        self._foot = Soft(wrap=True)
        self._saved, self._backed_up = "", ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 14, 10, 14)
        layout.setSpacing(4)
        for button in self._buttons.values():
            button.clicked.connect(self._clicked)
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self._foot)
        self._rove = Rove(self)
        self._rove.hold(tuple(self._buttons.values()))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the name that Tab reaches."""
        self._rove.focus(reason)

    def show_current(self, name: str) -> None:
        """Mark the screen called *name*; no screen when the bar does not list it."""
        self._current = name
        for each, button in self._buttons.items():
            button.show_current(each == name)
        if name in self._buttons:
            self._rove.rest_on(self._buttons[name])

    def show_narrow(self, narrow: bool) -> None:
        """Take as little room as can be, or enough for words."""
        theme.fix_width(self, NARROW if narrow else WIDTH)
        self._foot.setVisible(not narrow)
        for button in self._buttons.values():
            button.show_narrow(narrow)

    def show_saved(self, words: str) -> None:
        """Say at the foot when something was saved."""
        self._saved = words
        self._show_foot()

    def show_backed_up(self, words: str) -> None:
        """Say there how far the ward is backed up."""
        self._backed_up = words
        self._show_foot()

    def _show_foot(self) -> None:
        self._foot.setText("\n".join(filter(None, (self._saved, self._backed_up))))

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, NavButton)
        button.show_current(button.objectName() == self._current)
        self.chosen.emit(button.objectName())
