"""One form, its title, and a way to save or leave it."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Signal, Slot

from rrp_desktop.clock import Clock
from rrp_desktop.forms.check import Problem
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Page, Soft, Title, Wrong, line


class EntryView(Page):
    """Shows a form and says what was asked for."""

    edited = Signal()
    save_asked = Signal()
    leave_asked = Signal()
    new_asked = Signal(str)
    """The name of the form of a record that is not there yet."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(scrolls=True)
        self._clock = clock
        self.form: FormView | None = None
        self.title, self.note = Title(), Soft(wrap=True)
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.save = PrimaryButton("Save", key="Ctrl+S", icon="done")
        self.leave = SecondaryButton("Leave", key="Esc")
        self.save.clicked.connect(self.save_asked)
        self.leave.clicked.connect(self.leave_asked)
        for part in (self.title, self.note, self.problem):
            self.body.addWidget(part)
        self.body.addLayout(line(self.save, self.leave, None))
        self.body.addStretch(1)
        self.clear()

    def show_form(self, form: Form, lists: Lists, answers: Answers, *, new: bool) -> None:
        """Show *form* with *answers*, quietly, and put the focus on its first question without one."""
        self.clear()
        self.title.setText(form.title)
        self.note.setText(
            "Saved as you type, as a draft."
            if new
            else "A record of the ward. A change is kept in its history."
        )
        self.leave.show_words("Leave as draft" if new else "Leave")
        view = self.form = FormView(form, lists, self._clock)
        view.show_answers(answers)
        view.edited.connect(self.edited)
        view.new_asked.connect(self._new)
        self.body.insertWidget(3, view)
        view.show()
        self.allow_save(True)
        first = next((field.name for field in form.asked(answers) if answers.get(field.name) is None), None)
        if first is not None:
            view.focus(first)
        else:
            self.save.setFocus()

    def ready(self) -> bool:
        """Whether there is something to save and nothing being saved."""
        return self.form is not None and self.save.isEnabled()

    def answers(self) -> dict[str, Any]:
        """What has been typed."""
        return self.form.answers() if self.form is not None else {}

    def allow_save(self, allowed: bool) -> None:
        """Have *Save* work or wait."""
        self.save.setEnabled(allowed)

    def show_problem(self, sentence: str, problems: Iterable[Problem]) -> None:
        """Say what went wrong: one sentence, or one for each field."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        listed = tuple(problems)
        if self.form is not None:
            self.form.show_problems(listed)
            if listed:
                self.form.focus(listed[0].field)

    def clear(self) -> None:
        """Show nothing of anything."""
        self.title.setText("")
        self.note.setText("")
        self.problem.hide()
        self.allow_save(False)
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    @Slot(str)
    def _new(self, path: str) -> None:
        assert self.form is not None
        self.new_asked.emit(self.form.form.field(path.partition(".")[0]).record)
