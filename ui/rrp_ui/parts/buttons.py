"""Buttons, with the key that does the same beside their words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from rrp_ui import icons, theme

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class _Button(QPushButton):
    COLOUR = theme.BLUE

    def __init__(self, words: str, *, key: str = "", icon: str = "") -> None:
        super().__init__()
        self._key = key
        self.setAutoDefault(False)
        if icon:
            self.setIcon(icons.icon(icon, self.COLOUR))
        self.show_words(words)

    def show_words(self, words: str) -> None:
        """Say *words* from now on, with the same key."""
        gap = "" if self.icon().isNull() else " "
        self.setText(f"{gap}{words}   {self._key}" if self._key else f"{gap}{words}")
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)


class PrimaryButton(_Button):
    """The one thing a page is for."""

    COLOUR = theme.WHITE


class SecondaryButton(_Button):
    """Something else one may do."""


class LinkButton(_Button):
    """A way to somewhere else."""


class LockButton(_Button):
    """Leaves the screen safe."""

    COLOUR = theme.WHITE


class Stepper(QPushButton):
    """A button among its like: arrow keys, Home and End step through them, Space and Enter press."""

    stepped = Signal(int)
    """-1 or 1 to the one before or after; a large number to the first or last."""
    FAR = 10_000

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        elif key in _STEPS:
            self.stepped.emit(self.step(key))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.stepped.emit(-self.FAR if key == Qt.Key.Key_Home else self.FAR)
        else:
            super().keyPressEvent(event)

    def step(self, key: Qt.Key) -> int:
        """How far the arrow *key* goes."""
        return _STEPS[key]
