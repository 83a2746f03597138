"""The incident on one page, with its panel beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from rrp_desktop.clock import Clock
from rrp_desktop.forms.check import Problem
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form, Section
from rrp_desktop.forms.ward_forms import PERSON
from rrp_ui import theme
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Card, Soft, Title, Wrong, line
from rrp_ui.parts.sight import Inside
from rrp_ui.parts.times import TimeChips
from rrp_ui.screens.incident_panel import WIDTH, Panel
from rrp_ui.screens.ordered import OrderedPage
from rrp_ui.screens.record_asks import Asks

_PERSON_ASKED = ("ward_code", "age_band", "ethnic_category", "gender", "legal_status")
NEW_PERSON = Form(
    "person", "Person", PERSON.version, (Section("Person", tuple(map(PERSON.field, _PERSON_ASKED))),)
)
_AFTER_FIRST_CARD = 2
_WIDE = 860
"""From this width on the panel stands beside the questions, below them otherwise."""


class NewPerson(Card):
    """Somebody who is not among the chips: a ward code, and what is known of them."""

    added = Signal()
    dropped = Signal()

    def __init__(self, lists: Lists, clock: Clock) -> None:
        super().__init__("Another person", "A code already in use finds its person")
        self.form = FormView(NEW_PERSON, lists, clock, in_row=True)
        self.add_button = SecondaryButton("Use this person")
        self.add_button.setObjectName("use_person")
        self.drop_button = LinkButton("Cancel")
        self.add(self.form, line(self.add_button, self.drop_button, None))
        self.add_button.clicked.connect(self.added)
        self.drop_button.clicked.connect(self.dropped)
        self.hide()

    def ask(self) -> None:
        """Ask for a person."""
        self.form.show_answers({})
        self.show()
        self.form.focus("ward_code")

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return [*self.form.stops(), self.add_button, self.drop_button]


class IncidentView(OrderedPage):
    """Shows an incident as its page asks it; decides nothing."""

    edited = Signal()
    save_asked = Signal()
    leave_asked = Signal()
    person_added = Signal()
    leave_wanted = Signal()
    """Somebody wants to enter a leave that is not among those offered."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("incident")
        self.setAccessibleName("Incident")
        self._clock = clock
        self._form: FormView | None = None
        self._new: NewPerson | None = None
        self._path = "person"
        self._title, self._note = Title("Log an incident"), Soft()
        self._why, self._reason, self._wrong_reason = (
            Card("Why is it changed?"),
            QLineEdit(),
            Wrong(wrap=True),
        )
        self.asks = Asks()
        self.panel = Panel()
        self._lay_out()
        self._reason.textEdited.connect(self._changed)
        self.asks.edited.connect(self.edited)
        self.panel.edited.connect(self.edited)
        self.panel.save_asked.connect(self.save_asked)
        self.panel.leave_asked.connect(self.leave_asked)

    def build(self, form: Form, lists: Lists) -> None:
        """Ask the questions of *form* from now on."""
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form = FormView(form, lists, self._clock, record=True)
        self._new = NewPerson(lists, self._clock)
        self._asked.addWidget(self._form)
        questions = self._form.layout()
        assert isinstance(questions, QVBoxLayout)
        questions.insertWidget(_AFTER_FIRST_CARD, self._new)
        questions.setSpacing(8)
        for card in self._form.findChildren(Card):
            card.tighten()
        self._form.edited.connect(self.edited)
        self._form.new_asked.connect(self._ask_person)
        self._new.added.connect(self.person_added)
        self._new.dropped.connect(self.drop_person)

    @property
    def form(self) -> FormView:
        """The questions; `build` comes first."""
        assert self._form is not None
        return self._form

    @property
    def new_person(self) -> NewPerson:
        """Where somebody else is asked for; `build` comes first."""
        assert self._new is not None
        return self._new

    def show_manner(self, title: str, *, amending: bool) -> None:
        """Say what is being done; a change may need a reason."""
        self._title.setText(title)
        self._why.setVisible(amending)
        self._reason.clear()
        self.show_wrong_reason("")
        self.panel.save.show_words("Save the change" if amending else "Save")
        self.panel.leave.show_words("Leave unchanged" if amending else "Leave as draft")
        self.panel.entered_for.setVisible(not amending)

    def show_answers(
        self, page: Answers, number: str, people: Sequence[tuple[str, str]], entered_for: str = ""
    ) -> None:
        """Show *page* and no other answers, quietly, with *people* to choose from."""
        self.offer_people(people)
        self.form.show_answers(page)
        self.asks.show_doubts(())
        self.panel.number.setText(number)
        self.panel.entered_for.show_name(entered_for)
        self.new_person.hide()
        self.show_note("")

    def begin(self, path: str) -> None:
        """Show the page from its top, with the focus on the question at *path*."""
        self._page.activate()
        self._area.verticalScrollBar().setValue(0)
        self.form.focus(path)

    def offer_leaves(self, leaves: Sequence[tuple[str, str]]) -> None:
        """Offer *leaves*, as (key, words)."""
        self.form.offer("leave", leaves)

    def offer_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer *people*, as (key, ward code)."""
        self.form.offer("person", people)
        self.form.offer("affected.person", people)

    def show_person(self, key: str) -> None:
        """Put the person called *key* where somebody was asked for."""
        self.form.block(self._path).editor.show_answer(key)
        self.drop_person()
        self.edited.emit()

    def ask_on(self, day: date) -> None:
        """Ask for a time on *day*."""
        self._times().ask_on(day)

    def show_note(self, words: str) -> None:
        """Say that what was typed is kept."""
        self._note.setText(words)

    def show_problems(
        self, problems: Sequence[Problem], doubts: Sequence[Problem], *, join: bool = False
    ) -> None:
        """Say what stops it, at the top and beside each field, and ask about *doubts*; go to the first.

        *join* offers to make one event of two accounts.
        """
        self.form.show_problems(problems)
        self.asks.show_doubts(doubts, join=join)
        if problems:
            self.form.focus(problems[0].field)
        elif doubts:
            self._area.verticalScrollBar().setValue(0)
            self.asks.begin()

    def show_wrong_reason(self, sentence: str) -> None:
        """Say what is wrong with the reason."""
        self._wrong_reason.setText(sentence)
        self._wrong_reason.setVisible(bool(sentence))
        if sentence:
            self._reason.setFocus()

    def reason(self) -> str:
        """Why it is changed."""
        return self._reason.text().strip()

    def entered_for(self) -> str:
        """Whose account it is; empty for that of the person who is signed in."""
        return self.panel.entered_for.name()

    def answers(self) -> Mapping[str, Any]:
        """What the page holds."""
        number = self.panel.number.text().strip()
        return self.form.answers() | ({"incident_number": number} if number else {})

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        stops = self.form.stops()
        after = 1 + max((n for n, stop in enumerate(stops) if self._asks_person(stop)), default=-1)
        before = [self._reason, *self.asks.stops()]
        return [*before, *stops[:after], *self.new_person.stops(), *stops[after:], *self.panel.stops()]

    def _asks_person(self, stop: QWidget) -> bool:
        return self.form.block("person").isAncestorOf(stop)

    def _times(self) -> TimeChips:
        times = self.form.block("started_at").findChild(TimeChips)
        assert isinstance(times, TimeChips)
        return times

    def _lay_out(self) -> None:
        inside = Inside()
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(24, 10, 4, 18)
        self._page.setSpacing(8)
        self._page.addLayout(line(self._title, None, self._note))
        self._why.add(self._reason, self._wrong_reason)
        self._reason.setAccessibleName("Why is it changed?")
        self._reason.setObjectName("reason")
        self._page.addWidget(self._why)
        self._page.addWidget(self.asks)
        self._asked = QVBoxLayout()
        self._page.addLayout(self._asked)
        beside = Inside()
        self._column = QVBoxLayout(beside)
        self._column.setContentsMargins(12, 10, 24, 10)
        self._column.addWidget(self.panel)
        both = QHBoxLayout()
        both.setSpacing(0)
        self._area, self._aside = _scrolling(inside), _scrolling(beside)
        both.addWidget(self._area, 1)
        theme.fix_width(self._aside, WIDTH + 36)
        both.addWidget(self._aside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= theme.px(_WIDE)
        if beside != self._aside.isHidden():
            return
        (self._column if beside else self._page).addWidget(self.panel)
        self.panel.stand(beside=beside)
        self._aside.setVisible(beside)

    @Slot()
    def _changed(self) -> None:
        self.edited.emit()

    @Slot(str)
    def _ask_person(self, path: str) -> None:
        if path == "leave":
            self.leave_wanted.emit()
        else:
            self._path = path
            self.new_person.ask()

    @Slot()
    def drop_person(self) -> None:
        """Ask for nobody else after all."""
        self.new_person.hide()
        self.form.focus(self._path)


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
