"""Writing an entry while nobody can sign in. It is sealed at once; nothing can be read here."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.clock import Clock
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.check import check, stops
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Field, Form, Kind, Section
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Page, Soft, Title, Wrong, line
from rrp_ui.work import Work

_SIDE = 120
_BY = "by"
_NOTE = (
    "What you write is sealed as soon as you keep it. Nobody can read it here, not even you. When you, or "
    "the nurse in charge, sign in next, it is offered to be finished and saved."
)
ENTRY = Form(
    "entry",
    "An entry without signing in",
    1,
    (
        Section(
            "What happened",
            (
                Field(_BY, "Your name or initials", Kind.TEXT, needed=True, longest=40),
                *(INCIDENT.field(name) for name in ("kinds", "started_at", "note")),
            ),
        ),
    ),
)

Seal = Callable[[Mapping[str, Any], str], None]
"""Seals answers to the incident's form, in the name of whoever wrote them. May be slow."""


class Entry(QObject):
    """The page and its presenter."""

    left = Signal(str)
    """Nothing is written any more; the sentence says what became of it."""

    def __init__(self, work: Work, clock: Clock, lists: Lists, seal: Seal) -> None:
        super().__init__()
        self._work, self._clock, self._lists, self._seal = work, clock, lists, seal
        self.form = FormView(ENTRY, lists, clock)
        self.wrong = Wrong(wrap=True)
        self.keep = PrimaryButton("Keep it, sealed")
        self.away = SecondaryButton("Leave without keeping", key="Esc")
        self.keep.clicked.connect(self._keep)
        self.away.clicked.connect(self.leave)
        self._begun = False
        self.widget = _Shown(self)

    def open(self) -> None:
        """Begin, with nothing there."""
        self._clear()
        self._begun = True
        self.form.show_answers({"started_at": self._clock.now()})
        self.form.block(_BY).editor.setFocus()

    @Slot()
    def leave(self) -> None:
        """Forget what was typed."""
        self._clear()
        self.left.emit("")

    @Slot()
    def put_down(self) -> None:
        """Nobody is here any more: seal what was begun, finished or not."""
        if not self._begun or not self.keep.isEnabled():
            return
        answers = self.form.answers()
        if set(answers) - {"started_at"}:
            self._put(answers)
        else:
            self.leave()

    @Slot()
    def _keep(self) -> None:
        answers = self.form.answers()
        wrong = stops(check(ENTRY, answers, self._lists, self._clock.now()))
        self.form.show_problems(wrong)
        if wrong:
            self.form.focus(wrong[0].field)
        else:
            self._put(answers)

    def _put(self, answers: Mapping[str, Any]) -> None:
        by = str(answers.get(_BY, "not said"))
        told = {name: value for name, value in answers.items() if name != _BY}
        self.keep.setEnabled(False)
        self._work.side(lambda: self._seal(told, by), owner=self, done=self._sealed, failed=self._failed)

    def _sealed(self, _none: None) -> None:
        self._clear()
        self.left.emit("Your entry is sealed. Sign in when you can, to finish and save it.")

    def _failed(self, error: RrpError) -> None:
        self.keep.setEnabled(True)
        self.wrong.setText(f"{error.sentence} ({error.code})")
        self.wrong.show()

    def _clear(self) -> None:
        self._begun = False
        self.keep.setEnabled(True)
        self.wrong.hide()
        self.form.show_problems(())
        self.form.show_answers({})


class _Shown(Page):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.setObjectName("entry")
        self.setAccessibleName(ENTRY.title)
        self._entry = entry
        page = Page(scrolls=True)
        page.body.setContentsMargins(0, 0, 12, 0)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Soft(_NOTE, wrap=True))
        layout.addWidget(entry.form)
        layout.addStretch(1)
        page.body.addWidget(inside)
        self.body.setContentsMargins(_SIDE, 18, _SIDE, 18)
        self.body.addWidget(Title(ENTRY.title))
        self.body.addWidget(page, 1)
        self.body.addWidget(entry.wrong)
        self.body.addLayout(line(entry.away, None, entry.keep))

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._entry.leave()
        else:
            super().keyPressEvent(event)
