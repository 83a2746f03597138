"""How huddles go, in words and three small tables, to read and to print."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout

from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.reports.huddles import Huddles as Told
from rrp_desktop.reports.huddles import huddles_page, read_huddles, span_of, tables
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Page, Soft, Title, Words, Wrong, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.cross_print import write

SPANS = (("30", "30 days"), ("90", "90 days"), ("365", "A year"))
_BURST = 50
_NEEDS, _HEAD = 900, 760


class HuddleMeasuresView(Page):
    """Shows what huddles add up to, and says what was asked for."""

    span_chosen = Signal(str)
    print_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__(scrolls=True)
        self.problem, self.words = Wrong(wrap=True), Words(wrap=True)
        self.problem.hide()
        self.span = ChipRow(SPANS, name="How far back")
        self.span.show_codes(["30"])
        self.span.edited.connect(self._choose)
        self.print = LinkButton("Print…", icon="print")
        self.print.clicked.connect(self.print_asked)
        back = LinkButton("Back to the huddle", key="Esc")
        back.clicked.connect(self.back_asked)
        head = Columns(needs=_HEAD)
        head.add(boxed(line(Title("How huddles go"), self.span, None)))
        head.add(boxed(line(back, self.print, None)), 0)
        self.body.addWidget(head)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.words)
        self._cards = Columns(needs=_NEEDS)
        self._tables = [_Table() for _ in range(3)]
        for card in self._tables:
            self._cards.add(card)
        self.body.addWidget(self._cards)
        self.body.addStretch(1)

    def show_told(self, told: Told) -> None:
        """Show *told*."""
        self.problem.hide()
        self.words.setText(told.words())
        for card, rows in zip(self._tables, tables(told), strict=True):
            card.show_rows(rows)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _choose(self) -> None:
        self.span_chosen.emit(self.span.code() or SPANS[0][0])


class _Table(Card):
    def __init__(self) -> None:
        super().__init__("Table")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(0, 1)
        self.add(self._grid)
        self.fill()

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show *rows* under their heads, of which the first names the table."""
        self.heading.setText(rows[0][0])
        self.setAccessibleName("\n".join(", ".join(filter(None, row)) for row in rows))
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for place, row in enumerate(rows):
            for column, words in enumerate(row[1:], 1):
                number = Words(words) if place else Soft(words)
                self._grid.addWidget(number, place, column, Qt.AlignmentFlag.AlignRight)
            if place:
                self._grid.addWidget(Words(row[0]), place, 0)


class HuddleMeasures(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._days = int(SPANS[0][0])
        self._told: Told | None = None
        self._open = False
        self.widget = HuddleMeasuresView()
        self.widget.span_chosen.connect(self._choose)
        self.widget.print_asked.connect(self._print)
        self.widget.back_asked.connect(self.back)
        self._pause = QTimer(self, singleShot=True, interval=_BURST)
        self._pause.timeout.connect(self._read)
        session.bridge.happened.connect(self._hear)

    def open(self, **_where: Any) -> None:
        """Show how huddles have gone."""
        self._open = True
        self._read()
        self.widget.span.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
        self._open = False
        self._pause.stop()

    def save(self) -> None:
        """There is nothing to save."""

    @Slot()
    def back(self) -> None:
        """To the huddle."""
        self._session.go("huddle")

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed) and event.form == "huddle":
            self._pause.start()

    @Slot(str)
    def _choose(self, days: str) -> None:
        self._days = int(days)
        self._read()

    @Slot()
    def _read(self) -> None:
        since, until = span_of(self._session.clock.now(), self._days)
        live = self._session.ward().live_from
        self._session.work.store(
            lambda store: read_huddles(store, max(since, live), until),
            owner=self,
            done=self._show,
            failed=self._failed,
        )

    def _show(self, told: Told) -> None:
        self._told = told
        self.widget.show_told(told)

    @Slot()
    def _print(self) -> None:
        told = self._told
        path = told and self._session.ask.where_to_save("Print", "How huddles go.pdf", "PDF (*.pdf)")
        if told and path:
            page = huddles_page(self._session.ward().name, told)
            write(self._session, page, path, failed=self._failed)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """How huddles go."""
    return HuddleMeasures(session)
