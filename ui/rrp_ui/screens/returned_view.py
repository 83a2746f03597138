"""The pages of a return pack: a list of them, and the one that is chosen as it will be printed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget

from rrp_desktop.reports.sheet import Sheet
from rrp_ui import theme
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Page, Title, Wrong, line
from rrp_ui.screens.sheet_picture import SheetPicture


class ReturnedView(Page):
    """Shows one page of several and says which one was asked for."""

    page_chosen = Signal(int)
    print_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Title("What came back")
        self.title.setWordWrap(True)
        self.back = SecondaryButton("Back")
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        self.paper = SecondaryButton("Print…")
        self.paper.setObjectName("print")
        self.paper.clicked.connect(self.print_asked)
        head = line(self.title, self.paper, self.back)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName("Pages that came back")
        self.list.setMaximumWidth(theme.px(230))
        self.list.currentRowChanged.connect(self._chosen)
        self.picture = SheetPicture("The page that is chosen")
        both = QHBoxLayout()
        both.setSpacing(theme.GAP)
        both.addWidget(self.list)
        both.addWidget(self.picture, 1)
        self.body.addLayout(both, 1)

    def show_pages(self, title: str, names: Sequence[str]) -> None:
        """Offer the pages called *names*, the first of them chosen."""
        self.title.setText(title)
        self.list.clear()
        self.list.addItems(list(names))
        for part in (self.list, self.picture, self.paper):
            part.setVisible(bool(names))
        if names:
            self.list.setCurrentRow(0)

    def show_sheet(self, sheet: Sheet, spoken: str) -> None:
        """Show one page."""
        self.picture.show_sheet(sheet, spoken)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong; nothing when *sentence* is empty."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    @Slot(int)
    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.page_chosen.emit(row)
