"""What stops a form, in one list at its top; each line goes to its field."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Heading

_EDGES = 12


class _Line(LinkButton):
    """A sentence that goes on below where its line ends."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self._sentence = sentence
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = [""]
        for word in self._sentence.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if self.fontMetrics().horizontalAdvance(longer) + _EDGES <= self.width():
                lines[-1] = longer
            else:
                lines.append(word)
        self.setText("\n".join(lines))


class ErrorList(QFrame):
    """Problems as (path of the field, sentence). Hidden while there are none."""

    chosen = Signal(str)
    """The path of the field somebody wants to go to."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("There is a problem")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._layout.setSpacing(2)
        self._layout.addWidget(Heading("There is a problem"))
        self._links: list[_Line] = []
        self.hide()

    def show_problems(self, problems: Iterable[tuple[str, str]]) -> None:
        """Show *problems* and nothing else."""
        for link in self._links:
            link.hide()
            link.deleteLater()
        self._links = [self._link(path, sentence) for path, sentence in problems]
        self.setVisible(bool(self._links))

    def sentences(self) -> tuple[str, ...]:
        """What is being said."""
        return tuple(link.accessibleName() for link in self._links)

    def stops(self) -> list[_Line]:
        """Where Tab goes, in order."""
        return list(self._links)

    def _link(self, path: str, sentence: str) -> _Line:
        link = _Line(sentence)
        link.setObjectName(path)
        link.clicked.connect(self._clicked)
        self._layout.addWidget(link)
        return link

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.sender().objectName())
