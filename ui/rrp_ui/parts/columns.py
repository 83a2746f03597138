"""Parts side by side while there is room for them, and one below the other when there is not."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from rrp_ui import theme

_Way = QBoxLayout.Direction


class Columns(QWidget):
    """Side by side from *needs* logical pixels of width on; widths then follow each part's stretch."""

    def __init__(self, *, needs: int) -> None:
        super().__init__()
        self._needs = needs
        self._layout = QBoxLayout(_Way.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP)
        self._parts: list[QWidget] = []

    def add(self, part: QWidget, stretch: int = 1) -> None:
        """Put *part* at the right, or below."""
        self._parts.append(part)
        self._layout.addWidget(part, stretch)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest part, so that a window may become narrow enough to put them below."""
        widest = max((part.minimumSizeHint().width() for part in self._parts), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(self._needs)
        self._layout.setDirection(_Way.LeftToRight if wide else _Way.TopToBottom)
