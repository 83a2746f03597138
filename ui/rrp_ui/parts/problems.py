"""What stops a form, in one list at its top; each line goes to its field."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Heading


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
        self._links: list[LinkButton] = []
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

    def stops(self) -> list[LinkButton]:
        """Where Tab goes, in order."""
        return list(self._links)

    def _link(self, path: str, sentence: str) -> LinkButton:
        link = LinkButton(sentence)
        link.setObjectName(path)
        link.clicked.connect(self._clicked)
        self._layout.addWidget(link)
        return link

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.sender().objectName())
