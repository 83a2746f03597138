"""The ward's other records: which kind, its table, and for leave the board above it."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot

from rrp_ui.parts.buttons import LinkButton, PrimaryButton
from rrp_ui.parts.cards import Page, Soft, Title, Wrong, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.screens.record_board import Board
from rrp_ui.screens.records_table import Column, RecordTable, RecordTableView

_WIDE = 760


class RecordsOfView(Page):
    """Shows one register at a time and says what was asked for."""

    chosen = Signal(str)
    opened = Signal(str)
    new_asked = Signal()
    back_asked = Signal()

    def __init__(self, registers: Iterable[tuple[str, str]], start: tuple[Column, ...]) -> None:
        super().__init__()
        self.title, self.found, self.problem = Title("Records"), Soft(), Wrong(wrap=True)
        self.incidents = LinkButton("Incidents", key="Esc")
        self.new = PrimaryButton("New", icon="add")
        self.registers = ChipRow(registers, name="Records of")
        self.board = Board()
        self.lines = RecordTable(start)
        self.table = RecordTableView(self.lines, "Records")
        self.registers.edited.connect(self._edited)
        self.incidents.clicked.connect(self.back_asked)
        self.new.clicked.connect(self.new_asked)
        self.table.opened.connect(self.opened)
        head = Columns(needs=_WIDE)
        head.add(boxed(line(self.title, self.found, None)))
        head.add(boxed(line(None, self.incidents, self.new)), 0)
        self.body.addWidget(head)
        for part in (self.problem, self.registers, self.board):
            self.body.addWidget(part)
        self.body.addWidget(self.table, 1)

    def show_register(
        self, code: str, title: str, columns: tuple[Column, ...], *, new: str, board: bool
    ) -> None:
        """Begin an empty table; *new* is what the button says, nothing where there is none."""
        self.problem.hide()
        self.registers.show_codes([code])
        self.title.setText(title)
        self.lines.start(columns)
        self.new.show_words(new)
        self.new.setVisible(bool(new))
        self.board.show_out(())
        self.board.setVisible(board)
        self.show_found("")

    def show_found(self, words: str) -> None:
        """Say how many there are."""
        self.found.setText(words)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _edited(self) -> None:
        self.chosen.emit(self.registers.code() or "")
