"""The locked screen: how the ward is doing, who you are, your PIN. Nothing about any person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from rrp_desktop.clock import day_of, month_of, starts_at
from rrp_desktop.errors import RrpError
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.cross import CrossDay, read_month
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton, Stepper
from rrp_ui.parts.cards import BigNumber, Card, Label, Page, Soft, Words, Wrong, line
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.cross import SafetyCross, cross_key
from rrp_ui.parts.header import named
from rrp_ui.parts.rove import Rove
from rrp_ui.parts.sight import bring_into_sight
from rrp_ui.screens import Session

if TYPE_CHECKING:
    from rrp_desktop.store import DaysSince, Store

FEW = 5
"""So many names are offered at once; the others come after *Someone else*."""
_WORN_OUT = 5
_ACROSS = 2
_ROWS, _ROW = 3, 64
_WIDE = 1000
_NOTE = "Nothing about any patient is shown while locked."
_OPENING = "Opening the ward…"


@dataclass(frozen=True, slots=True)
class Front:
    """All that the locked screen shows. Numbers that are not known are `–`."""

    today: date
    days: tuple[CrossDay, ...]
    restraint: str
    seclusion: str
    huddles: str
    staff: tuple[StaffMember, ...]


def read_front(store: "Store", now: datetime) -> Front:
    """What *store* says at the moment *now* that may be seen by anybody."""
    today = day_of(now)
    month = month_of(today)
    return Front(
        today,
        read_month(store, month, "", today),
        _days(store.days_since(("restraint",))),
        _days(store.days_since(("seclusion",))),
        _held(store, month, now),
        store.staff(),
    )


def _held(store: "Store", month: date, now: datetime) -> str:
    """The share of this month's huddles that were held, of those whose time has come."""
    today = day_of(now)
    days = store.counts(MEASURES["huddles_held"], month, today, "day")
    ahead = sum(starts_at(today, slot.starts) > now for slot in store.ward().slots)
    due = sum(day.expected or 0 for day in days) - ahead
    return f"{100 * min(sum(day.seen for day in days), due) // due}%" if due > 0 else "–"


def _days(since: "DaysSince") -> str:
    return "–" if since.days is None else str(since.days)


class Tile(Stepper):
    """A name to choose."""

    def __init__(self, words: str, key: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setObjectName(key)


class LockedView(Page):
    """Shows the front of the ward; reports who wants to come in, with which PIN."""

    person_chosen = Signal(str)
    unlock_asked = Signal()
    incident_asked = Signal()
    entry_asked = Signal()
    help_wanted = Signal(str)
    """The button with these words was pressed, beside a trouble."""
    shown = Signal()
    """The front is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("locked")
        self.setAccessibleName("Locked")
        self._cross = SafetyCross()
        self._cross_card = Card("Safety cross")
        self.numbers = (
            BigNumber("days since restraint"),
            BigNumber("days since seclusion"),
            BigNumber("huddles held"),
        )
        self._who = Card("Who are you?")
        self._tiles: list[Tile] = []
        self._staff: tuple[StaffMember, ...] = ()
        self._grid = QGridLayout()
        self._names = QWidget()
        self._rove = Rove(self._names)
        self.pin = QLineEdit()
        self.unlock = PrimaryButton("Unlock", key="Enter")
        self.incident = PrimaryButton("Log an incident now", icon="add")
        self.entry = LinkButton("Write without signing in")
        self._wrong = Wrong(wrap=True)
        self._note = Soft(_NOTE)
        self._trouble = Card("The ward is not open")
        self._sentence = Words(_OPENING, wrap=True)
        self._help = SecondaryButton("Try again")
        self.copy = LinkButton("Copy a report for IT")
        self._report = ""
        self._lay_out()
        self.pin.returnPressed.connect(self.unlock_asked)
        self.unlock.clicked.connect(self.unlock_asked)
        self.incident.clicked.connect(self.incident_asked)
        self.entry.clicked.connect(self.entry_asked)
        self._help.clicked.connect(self._want_help)
        self.copy.clicked.connect(self._copy_report)
        self.show_waiting(_OPENING)

    def show_front(self, front: Front) -> None:
        """Show *front*. Whoever was chosen stays chosen."""
        self._trouble.hide()
        for part in (self._who, self.incident):
            part.show()
        self._cross_card.heading.setText(f"Safety cross, {front.today:%B}")
        self._cross.show_month(front.days, front.today)
        restraint, seclusion, huddles = self.numbers
        restraint.show_number(front.restraint)
        seclusion.show_number(front.seclusion)
        huddles.show_number(front.huddles, f"huddles held, {front.today:%B}")
        if front.staff != self._staff:
            self._staff = front.staff
            self._show_names(few=True)
            if not self.pin.hasFocus():
                self._rove.focus()
                QTimer.singleShot(0, self._bring_up)
        self.shown.emit()

    @Slot(str, str)
    def show_waiting(self, sentence: str, button: str = "") -> None:
        """Say why nobody can come in yet, with a *button* that may help."""
        for part in (self._who, self.incident):
            part.hide()
        self._sentence.setText(sentence)
        self._help.show_words(button)
        self._help.setVisible(bool(button))
        self.copy.hide()
        self._trouble.show()
        if button:
            self._help.setFocus()
            QTimer.singleShot(0, self._bring_up)

    def offer_report(self, report: str) -> None:
        """Let *report* be copied for IT for as long as nobody can come in."""
        self._report = report
        self.copy.show()

    def show_wrong(self, sentence: str) -> None:
        """Say what is wrong with the name or the PIN."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.pin.setAccessibleDescription(sentence)
        self.pin.clear()
        self.pin.setFocus()
        QTimer.singleShot(0, self._bring_up)

    def show_note(self, sentence: str) -> None:
        """Say what comes next, and put the focus where it begins."""
        self._note.setText(sentence)
        (self.pin.setFocus if self.chosen() else self._rove.focus)()

    def show_empty(self) -> None:
        """Be as if nobody had been here: no name chosen, no PIN, the focus on the names."""
        self._show_names(few=True)
        self._wrong.hide()
        self.pin.clear()
        self.show_note(_NOTE)

    def chosen(self) -> str:
        """The key of whoever is chosen; empty for nobody."""
        return next((tile.objectName() for tile in self._tiles if tile.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses the name with that number."""
        number = event.text()
        if number.isdecimal() and 1 <= int(number) <= len(self._tiles):
            self._tiles[int(number) - 1].click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _bring_up(self) -> None:
        """Where the page is too long for the window, show what is asked rather than what stands above it."""
        for part in (self._trouble, self._who, self._wrong):
            if part.isVisible():
                bring_into_sight(part)

    def _show_names(self, *, few: bool) -> None:
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        shown = self._staff[:FEW] if few else self._staff
        names = [(named(person), person.key) for person in shown]
        if len(shown) < len(self._staff):
            names.append(("Someone else…", ""))
        self._tiles = [self._tile(number, *name) for number, name in enumerate(names)]
        self._rove.hold(self._tiles)

    def _tile(self, number: int, words: str, key: str) -> Tile:
        tile = Tile(f"{number + 1}   {words}", key)
        tile.setAccessibleName(words)
        tile.clicked.connect(self._clicked)
        self._grid.addWidget(tile, number // _ACROSS, number % _ACROSS)
        return tile

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    @Slot()
    def _want_help(self) -> None:
        self.help_wanted.emit(self._help.accessibleName())

    @Slot()
    def _clicked(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, Tile)
        if not chosen.objectName():
            self._show_names(few=False)
            self._rove.focus()
            return
        for tile in self._tiles:
            tile.setChecked(tile is chosen)
        self._rove.rest_on(chosen)
        self.pin.setFocus()
        self.person_chosen.emit(chosen.objectName())

    def _lay_out(self) -> None:
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(8)
        self.pin.setFixedWidth(180)
        self.pin.setAccessibleName("PIN")
        self.pin.setObjectName("pin")
        self._wrong.hide()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        column = QVBoxLayout(self._names)
        column.setContentsMargins(6, 6, 6, 6)
        column.addLayout(self._grid)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._names)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(_ROWS * _ROW)
        self._who.add(area, line(Label("PIN"), self.pin, self.unlock, None), self._wrong)
        self._trouble.add(self._sentence, line(self._help, self.copy, None))
        self._trouble.fill()
        self._cross_card.add(self._cross)
        self._cross_card.fill()
        self._cross_card.add(cross_key())
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(14)
        numbers = Columns(needs=480)
        for number in self.numbers:
            numbers.add(number)
        right.addWidget(numbers)
        right.addWidget(self._who)
        right.addWidget(self._trouble)
        self._note.setWordWrap(True)
        right.addLayout(line(self.incident, self.entry, None))
        right.addWidget(self._note)
        right.addStretch(1)
        beside = QWidget()
        beside.setLayout(right)
        both = Columns(needs=_WIDE)
        both.add(self._cross_card, 9)
        both.add(beside, 11)
        self.body.setContentsMargins(32, 24, 32, 24)
        self.body.addWidget(both)


class Locked(QObject):
    """The presenter. Keeps the front up to date, and lets people in."""

    entered = Signal(object, str)
    """Somebody is in: the StaffMember, and the screen they asked for, if any."""
    worn_out = Signal()
    """So many wrong PINs came one after the other that this is no slip of the finger."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._recent: list[str] = []
        self._wanted = ""
        self._wrong = 0
        self._trying = self._given_up = False
        self.widget = LockedView()
        self.widget.unlock_asked.connect(self._unlock)
        self.widget.incident_asked.connect(self._want_incident)

    def open(self) -> None:
        """Show the front as it is now."""
        self._wanted = ""
        self.widget.unlock.setEnabled(not self._trying)
        self.widget.show_empty()
        self.refresh()

    def refresh(self) -> None:
        """Read the front again."""
        now = self._session.clock.now()
        self._session.work.store(
            lambda store: read_front(store, now), owner=self, done=self._show, failed=self._say_why
        )

    def give_up(self) -> None:
        """Let nobody in whose PIN is being tried just now: the window was locked or put down meanwhile."""
        self._given_up = True

    @Slot()
    def _unlock(self) -> None:
        if not self.widget.unlock.isEnabled():
            return
        key, pin = self.widget.chosen(), self.widget.pin.text()
        if not key:
            self.widget.show_wrong("Choose your name first.")
            return
        if not pin:
            self.widget.show_wrong("Enter your PIN.")
            return
        self.widget.unlock.setEnabled(False)
        self._trying, self._given_up = True, False
        self._session.work.store(
            lambda store: store.sign_in(key, pin), owner=self, done=self._enter, failed=self._refuse
        )

    @Slot()
    def _want_incident(self) -> None:
        self._wanted = "incident"
        self.widget.show_note("Choose your name and enter your PIN. The incident form opens at once.")

    def _enter(self, person: StaffMember) -> None:
        self._trying = False
        self._wrong = 0
        if self._given_up:
            self._session.work.store(_sign_out, owner=self, failed=self._say_why)
            self.open()
            return
        self._recent = [person.key, *(key for key in self._recent if key != person.key)]
        self.entered.emit(person, self._wanted)

    def _refuse(self, error: RrpError) -> None:
        self._trying = False
        self.widget.unlock.setEnabled(True)
        self.widget.show_wrong(error.sentence)
        self._wrong += error.code == "pin-wrong"
        if self._wrong == _WORN_OUT:
            self._wrong = 0
            self.worn_out.emit()

    def _show(self, front: Front) -> None:
        self.widget.show_front(_with_recent_first(front, self._recent))

    def _say_why(self, error: RrpError) -> None:
        self.widget.show_waiting(f"{error.sentence} (code {error.code})", button="Try again")


def _sign_out(store: "Store") -> None:
    store.sign_out()


def _with_recent_first(front: Front, recent: Sequence[str]) -> Front:
    order = {key: place for place, key in enumerate(recent)}
    staff = sorted(front.staff, key=lambda person: order.get(person.key, len(order)))
    return replace(front, staff=tuple(staff))
