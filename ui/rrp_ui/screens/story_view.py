"""The progress score with what it rests on, and the pages that tell of the work."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from rrp_desktop.reports.sheet import Sheet
from rrp_ui import theme
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Card, Heading, Soft, Words, Wrong, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.menus import MenuButton
from rrp_ui.screens.drivers_view import WAYS
from rrp_ui.screens.ideas_rows import Row, Rows
from rrp_ui.screens.sheet_picture import SheetPicture

PAGES = (("slide", "Story, a slide"), ("a4", "Story, A4"), ("coach", "Coach's page"))


class StoryView(QWidget):
    """Shows the score and a page, and says what was asked for."""

    score_asked = Signal()
    page_chosen = Signal()
    way_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.floor = Heading()
        self.following = Soft(wrap=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(2)
        self.steps: list[Words] = []
        self.score = SecondaryButton("Enter this month's score", icon="add")
        self.score.clicked.connect(self.score_asked)
        card = Card("Progress score")
        card.add(self.floor, self.following, self._steps, line(self.score, None))
        self.months = Rows("Month by month", "No score entered yet.")
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.GAP)
        left.addWidget(card)
        left.addWidget(self.months)
        left.addStretch(1)
        box = QWidget()
        box.setLayout(left)
        self.pages = ChipRow(PAGES, name="Page")
        self.pages.show_codes(["slide"])
        self.pages.edited.connect(self._page_edited)
        self.voice = QCheckBox("With a patient's words")
        self.voice.toggled.connect(self.page_chosen)
        self.out = MenuButton("Save ▾", WAYS, icon="print")
        self.out.chosen.connect(self.way_chosen)
        self.picture = SheetPicture("The page as it will be printed")
        right = Card("The ward's story")
        right.head.addWidget(self.out)
        right.add(line(self.pages, self.voice, None), self.picture)
        both = Columns(needs=900)
        both.add(box, 2)
        both.add(right, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problem)
        layout.addWidget(both, 1)

    def page(self) -> str:
        """Which page is chosen."""
        return self.pages.code() or "slide"

    def allow(self, *, score: bool, voice: bool) -> None:
        """Let a score be entered; let a patient's words be put on the story."""
        self.score.setVisible(score)
        self.voice.setVisible(voice)

    def show_score(self, floor: str, following: str, steps: Sequence[tuple[bool, str]]) -> None:
        """Show the suggested *floor*, what the next step takes, and which *steps* are met."""
        self.problem.hide()
        self.floor.setText(floor)
        self.following.setText(following)
        for old in self.steps:
            old.hide()
            old.deleteLater()
        self.steps = [
            Words(f"✓ {words}", wrap=True) if met else Soft(f"○ {words}", wrap=True) for met, words in steps
        ]
        for step in self.steps:
            self._steps.addWidget(step)

    def show_months(self, months: Iterable[Row]) -> None:
        """Show the scores that were entered."""
        self.months.show_rows(months)

    def show_sheet(self, sheet: Sheet, spoken: str) -> None:
        """Show the page."""
        self.picture.show_sheet(sheet, spoken)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _page_edited(self) -> None:
        if self.pages.code() is None:
            self.pages.show_codes([PAGES[0][0]])
        self.page_chosen.emit()
