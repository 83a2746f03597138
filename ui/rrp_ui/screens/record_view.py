"""One record: its form, what stands beside it, and the ways to save or leave it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.clock import Clock
from rrp_desktop.forms.check import Problem, Strength
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form
from rrp_ui import theme
from rrp_ui.forms.editors import Options
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Title, Wrong, line
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.entered_for import EnteredFor
from rrp_ui.parts.look_back import LookBack
from rrp_ui.screens.ordered import OrderedPage
from rrp_ui.screens.record_asks import Asks
from rrp_ui.screens.records_view import history_step
from rrp_ui.screens.records_words import Step

_BESIDE = 280
_WIDE = 760


class RecordView(OrderedPage):
    """Shows a form and says what was asked for; decides nothing."""

    edited = Signal()
    save_asked = Signal()
    leave_asked = Signal()
    void_asked = Signal()
    new_asked = Signal(str)
    """Somebody wants a new record for the field at this path."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(scrolls=True)
        self.setObjectName("record")
        self._clock = clock
        self.form: FormView | None = None
        self.title, self.note, self.problem = Title(), Soft(wrap=True), Wrong(wrap=True)
        self.asks, self.panel, self.history = Asks(), Panel(), _History()
        self.look_back = LookBack()
        self.asks.edited.connect(self.edited)
        self.panel.entered_for.edited.connect(self.edited)
        self.panel.save.clicked.connect(self.save_asked)
        self.panel.leave.clicked.connect(self.leave_asked)
        self.panel.void.clicked.connect(self.void_asked)
        self.panel.history.clicked.connect(self._turn_history)
        self._page = QVBoxLayout()
        self._below: list[QWidget] = []
        columns = Columns(needs=_WIDE)
        columns.add(_column(self._page, self.title, self.note, self.look_back, self.problem, self.asks))
        columns.add(_column(QVBoxLayout(), self.panel, self.history), 0)
        self.body.addWidget(columns)
        self.body.addStretch(1)
        self.clear()

    def show_record(
        self, form: Form, lists: Lists, answers: Answers, choices: Mapping[str, Options], title: str
    ) -> None:
        """Show *answers* to *form*, and for each question about another record its *choices*; quietly."""
        self.clear()
        self.title.setText(title)
        view = self.form = FormView(form, lists, self._clock, record=True)
        for name, options in choices.items():
            view.offer(name, options)
        view.show_answers(answers)
        view.edited.connect(self.edited)
        view.new_asked.connect(self.new_asked)
        self._page.insertWidget(self._page.count() - len(self._below), view)
        view.show()
        self.panel.show()

    def put_below(self, part: QWidget) -> None:
        """Let *part* stand below whatever form is shown."""
        self._below.append(part)
        self._page.addWidget(part)

    def show_note(self, note: str) -> None:
        """Say under the title what is known of the record or its draft."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_saved(self, history: Sequence[Step], *, void: bool) -> None:
        """Offer the *history* of a record that is on disk, and to *void* it."""
        self.history.show_steps(history)
        self.panel.history.show_words("History")
        self.panel.history.setVisible(bool(history))
        self.panel.void.setVisible(void)
        self.panel.leave.show_words("Leave as draft" if not history else "Leave")

    def allow(self, *, write: bool) -> None:
        """Let it be written on, or only read."""
        assert self.form is not None
        self.form.setEnabled(write)
        self.panel.heading.setVisible(write)
        self.panel.save.setVisible(write)
        self.panel.needed.setVisible(write)
        self.panel.entered_for.setEnabled(write)

    def answers(self) -> dict[str, Any]:
        """What has been typed."""
        return self.form.answers() if self.form is not None else {}

    def show_entered_for(self, name: str | None) -> None:
        """Show for whom it is entered, quietly; ask for nobody when that is None."""
        self.panel.entered_for.setVisible(name is not None)
        self.panel.entered_for.show_name(name or "")

    def entered_for(self) -> str:
        """Whose account it is; empty for that of the person who is signed in."""
        return self.panel.entered_for.name()

    def begin(self, path: str | None) -> None:
        """Put the focus on the field at *path*, or on the button that saves."""
        if path is None or self.form is None:
            button = self.panel.save if not self.panel.save.isHidden() else self.panel.leave
            button.setFocus()
        else:
            self.form.focus(path)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what stops the save and what is doubtful, and put the focus on the first of it."""
        assert self.form is not None
        found = tuple(problems)
        stopping = [each for each in found if each.strength is Strength.STOP]
        doubts = [each for each in found if each.strength is Strength.ASK]
        self.problem.hide()
        self.form.show_problems(stopping)
        for doubt in doubts:
            self.form.block(doubt.field).show_wrong(doubt.sentence)
        self.asks.show_doubts(doubts, self.form.form)
        self.panel.show_not_saved()
        if stopping:
            self.form.focus(stopping[0].field)
        elif doubts:
            self.asks.begin()

    def show_failure(self, sentence: str) -> None:
        """Say what went wrong with no question in particular."""
        self.problem.setText(sentence)
        self.problem.show()

    def answer_record(self, path: str, options: Options, key: str) -> None:
        """Offer *options* for the field at *path* and choose the one called *key*."""
        assert self.form is not None
        self.form.offer(path, options)
        self.form.block(path).editor.show_answer(key)
        self.form.focus(path)
        self.edited.emit()

    def clear(self) -> None:
        """Show nothing of anybody."""
        for words in (self.title, self.note, self.problem):
            words.setText("")
        for part in (self.note, self.look_back, self.problem, self.panel, self.history):
            part.hide()
        self.asks.show_doubts(())
        self.history.show_steps(())
        self.show_entered_for(None)
        if self.form is not None:
            self._page.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def stops(self) -> Sequence[QWidget]:
        """The doubts, the form, the panel, the way back to earlier days."""
        form = self.form.stops() if self.form is not None else []
        back = [self.look_back.day, self.look_back.button]
        return [*self.asks.lines.values(), *form, *self.panel.stops(), *back]

    @Slot()
    def _turn_history(self) -> None:
        self.history.setVisible(self.history.isHidden())
        self.panel.history.show_words("Hide history" if self.history.isVisible() else "History")


class Panel(Card):
    """Shows where a record stands, and offers to save it."""

    def __init__(self) -> None:
        super().__init__("Enough to save")
        self.setFixedWidth(_BESIDE)
        self.needed = QWidget()
        self._needed, self._later_head, self._later = Soft(wrap=True), Label("Can wait"), Soft(wrap=True)
        self._needed.setObjectName("needed")
        self._later.setObjectName("later")
        self.entered_for = EnteredFor()
        self.save = PrimaryButton("Save", key="Ctrl+S", icon="done")
        self.leave = SecondaryButton("Leave as draft", key="Esc")
        self.history, self.void = LinkButton("History"), LinkButton("Void…")
        column = QVBoxLayout(self.needed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._needed, self._later_head, self._later):
            column.addWidget(part)
        self.add(self.needed, self.entered_for, self.save, self.leave, line(self.history, None, self.void))

    def show_standing(self, needed: Iterable[str], later: Iterable[str]) -> None:
        """Say what is still *needed* to save, and what may be answered *later*."""
        missing, open_ = list(needed), list(later)
        self.heading.setText("Still needed" if missing else "Enough to save")
        self._needed.setText(_listed(missing))
        self._needed.setVisible(bool(missing))
        self._later.setText(_listed(open_))
        for part in (self._later_head, self._later):
            part.setVisible(bool(open_))

    def show_not_saved(self) -> None:
        """Say that the save was refused, until something is changed."""
        self.heading.setText("Not saved yet")
        self._needed.setText("See what is marked.")
        self._needed.show()

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return [self.entered_for.who, self.save, self.leave, self.history, self.void]


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"• {each}" for each in lines)


class _History(Card):
    def __init__(self) -> None:
        super().__init__("History")
        self.setFixedWidth(_BESIDE)
        self._steps: list[QWidget] = []

    def show_steps(self, steps: Iterable[Step]) -> None:
        for part in self._steps:
            part.hide()
            part.deleteLater()
        self._steps = [history_step(step) for step in steps]
        self.add(*self._steps)


def _column(layout: QVBoxLayout, *parts: QWidget) -> QWidget:
    column = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GAP)
    for part in parts:
        layout.addWidget(part)
    outer = QVBoxLayout(column)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addLayout(layout)
    outer.addStretch(1)
    return column
