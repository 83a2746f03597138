"""The blue head of the window: which ward, what time it is, who is here."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from rrp_desktop.clock import local, spoken_time
from rrp_desktop.people import StaffMember
from rrp_ui import theme
from rrp_ui.parts.buttons import LockButton
from rrp_ui.parts.cards import Words

_LOW, _TALL = 52, 64


class Header(QFrame):
    """Ward, beds, time, person and *Lock*; only ward and time while nobody is signed in."""

    lock_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ward, self._beds = Words(), Words()
        self._ward.setObjectName("ward")
        self._day, self._time, self._person = Words(), Words(), Words()
        self._time.setObjectName("time")
        self._lock = LockButton("Lock", key="Ctrl+L", icon="lock")
        self._lock.clicked.connect(self.lock_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 16, 0)
        layout.setSpacing(20)
        layout.addWidget(self._ward)
        layout.addWidget(self._beds)
        layout.addStretch(1)
        clock = QHBoxLayout()
        clock.setSpacing(6)
        clock.addWidget(self._day)
        clock.addWidget(self._time)
        layout.addLayout(clock)
        layout.addWidget(self._person)
        layout.addWidget(self._lock)
        self._narrow = False
        self.show_ward("RRP Desktop", "")
        self.show_person(None)

    def show_ward(self, name: str, beds: str) -> None:
        """Say which ward this is, and its beds in words."""
        self._ward.setText(name)
        self._beds.setText(beds)

    def show_time(self, moment: datetime) -> bool:
        """Say that it is *moment*; whether that is another minute than was shown."""
        here, was = local(moment), self._time.text()
        self._day.setText(f"{here:%A} {here.day} {here:%B %Y} ·")
        self._time.setText(spoken_time(moment))
        return self._time.text() != was

    def show_person(self, person: StaffMember | None) -> None:
        """Say who is signed in."""
        signed_in = person is not None
        self._person.setText(named(person) if person else "")
        for part in (self._person, self._lock):
            part.setVisible(signed_in)
        self._beds.setVisible(signed_in and not self._narrow)
        theme.fix_height(self, _LOW if signed_in else _TALL)

    def show_narrow(self, narrow: bool) -> None:
        """Leave out what can be done without, or not."""
        self._narrow = narrow
        self._day.setVisible(not narrow)
        self._beds.setVisible(not narrow and not self._lock.isHidden())


def named(person: StaffMember) -> str:
    """*person* with their role, unless what is shown of them says it already."""
    return person.shown if "·" in person.shown else f"{person.shown} · {person.role.words}"
