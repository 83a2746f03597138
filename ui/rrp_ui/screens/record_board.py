"""The leave board: who is out, when they are due, and whether they are late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.clock import DAY, day_of, spoken_length, spoken_time
from rrp_desktop.forms.lists import Lists
from rrp_ui import theme
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Words, line
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

ON_TIME = timedelta(minutes=10)
"""Back within this of the agreed time is back on time."""
_MINUTE = timedelta(minutes=1)
_LONGEST = 90 * DAY


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody on leave."""

    key: str
    person: str
    how: str
    due: str
    late: bool


def read_out(store: "Store", lists: Lists, now: datetime) -> tuple[Out, ...]:
    """Everybody on leave at *now*, those due first at the top and those without a time last."""
    leaves = [each for each in every(store, "leave", day_of(now) - _LONGEST) if _is_out(each)]
    last = now + _LONGEST
    leaves.sort(key=lambda leave: leave.answers.get("planned_return", last))
    return tuple(_out(store, each, lists, now) for each in leaves)


def _is_out(leave: "Record") -> bool:
    return "returned_at" not in leave.answers


def _out(store: "Store", leave: "Record", lists: Lists, now: datetime) -> Out:
    answers = leave.answers
    planned = answers.get("planned_return")
    how = [lists[name].title_of(answers[field]) for name, field in _HOW if field in answers]
    went = f"went out {_clock(answers['started_at'], now)}"
    person = store.read("person", answers["person"]).answers["ward_code"]
    late = planned is not None and now - planned > ON_TIME
    return Out(leave.key, person, ", ".join((*how, went)), due_words(planned, now), late)


_HOW = (("leave_kind", "kind"), ("escort", "escort"))


def due_words(planned: datetime | None, now: datetime) -> str:
    """How far off the agreed time is. Late begins more than 10 minutes after it."""
    if planned is None:
        return "no time back agreed"
    over = (now - planned) // _MINUTE * _MINUTE
    due = f"due back {_clock(planned, now)}"
    if over <= timedelta(0):
        return f"{due}, in {spoken_length(-over)}" if over else f"{due}, now"
    if over <= ON_TIME:
        return f"{due}, {spoken_length(over)} ago: still on time"
    return f"{spoken_length(over)} late, {due}"


def _clock(moment: datetime, now: datetime) -> str:
    day = day_of(moment)
    return spoken_time(moment) if day == day_of(now) else f"{day.day} {day:%b} {spoken_time(moment)}"


class Board(Card):
    """Shows who is out. *Back* says that somebody has just come back."""

    back_chosen = Signal(str)
    """The key of the leave that has ended."""

    def __init__(self) -> None:
        super().__init__("Out now", "A memory aid, not an alarm")
        self._rows: list[_Row] = []
        self._none = Soft("Nobody is on leave.")
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        self.add(self._none, self._body)

    def show_out(self, out: Iterable[Out]) -> None:
        """Show everybody in *out*. What has not changed stays, and keeps the focus."""
        wanted = tuple(out)
        self._none.setVisible(not wanted)
        if [row.shown for row in self._rows] == list(wanted):
            return
        held = next((row.shown.key for row in self._rows if row.back.hasFocus()), None)
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [_Row(each) for each in wanted]
        for row in self._rows:
            row.back.clicked.connect(self._clicked)
            self._body.addWidget(row)
            if row.shown.key == held:
                row.back.setFocus()

    def lines(self) -> tuple[str, ...]:
        """What stands on the board, line by line."""
        return tuple(row.accessibleName() for row in self._rows)

    @Slot()
    def _clicked(self) -> None:
        row = self.sender().parent()
        assert isinstance(row, _Row)
        self.back_chosen.emit(row.shown.key)


class _Row(QWidget):
    def __init__(self, shown: Out) -> None:
        super().__init__()
        self.shown = shown
        person = Label(shown.person)
        due = Words(f"▲ {shown.due}" if shown.late else shown.due, wrap=True)
        person.setMinimumWidth(70)
        if shown.late:
            due.setStyleSheet(f"color: {theme.RED}; font-weight: 600")
        self.back = SecondaryButton("Back", icon="done")
        self.back.setObjectName("back")
        self.back.setAccessibleName(f"Back: {shown.person}")
        row = line(person)
        row.addWidget(due, 2)
        row.addWidget(Soft(shown.how, wrap=True), 3)
        row.addWidget(self.back)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        self.setAccessibleName(f"{shown.person}: {shown.due}, {shown.how}")
