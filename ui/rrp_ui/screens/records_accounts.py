"""Two accounts of one event, side by side, with a way to separate them again."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Words, line
from rrp_ui.screens.records_read import Account

_QUESTION = 190


class Accounts(Card):
    """A column for each account, the one that counts first. Hidden while there is only one."""

    separate_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("Two accounts of one event")
        self._may_separate = False
        self._holder = QWidget()
        self._body = line(self._holder)
        self.add(self._body)
        self._grid = self._fresh()
        self.separate: list[SecondaryButton] = []
        self.hide()

    def show_accounts(self, accounts: Sequence[Account], *, separate: bool) -> None:
        """Show *accounts* and no others; *separate* says whether that is offered."""
        self._may_separate = separate
        self._holder.hide()
        self._holder.deleteLater()
        self._holder = QWidget()
        self._body.addWidget(self._holder)
        self._grid, self.separate = self._fresh(), []
        number = len(accounts)
        self.heading.setText(f"{'Two' if number == 2 else number} accounts of one event")
        titles = list(dict.fromkeys(title for each in accounts for title in each.answers))
        for row, title in enumerate(titles, 2):
            self._grid.addWidget(Soft(title, wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
        for column, account in enumerate(accounts, 1):
            self._show(column, account, titles, "Separate them" if number == 2 else "Separate this one")
        self.setVisible(number > 1)

    def _show(self, column: int, account: Account, titles: Sequence[str], separate: str) -> None:
        self._grid.setColumnStretch(column, 1)
        self._grid.addWidget(Label("Kept beside it" if account.joined else "This one counts"), 0, column)
        self._grid.addWidget(Soft(account.by, wrap=True), 1, column)
        for row, title in enumerate(titles, 2):
            answer = Words(account.answers.get(title, "–"), wrap=True)
            answer.setAccessibleName(f"{title}: {answer.text()}")
            self._grid.addWidget(answer, row, column, Qt.AlignmentFlag.AlignTop)
        if account.joined and self._may_separate:
            button = SecondaryButton(separate)
            button.setAccessibleDescription(account.by)
            button.clicked.connect(partial(self._ask_separate, account.key))
            self.separate.append(button)
            self._grid.addWidget(button, len(titles) + 2, column, Qt.AlignmentFlag.AlignLeft)

    def _ask_separate(self, key: str, _checked: bool = False) -> None:
        self.separate_asked.emit(key)

    def _fresh(self) -> QGridLayout:
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setColumnMinimumWidth(0, _QUESTION)
        return grid
