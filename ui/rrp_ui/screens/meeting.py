"""The safety cross before an audience: large, for everybody to see, with nobody signed in."""

from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout

from rrp_desktop.clock import day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.reports.cross_page import CrossShown
from rrp_ui.parts.cards import Page, Soft, Words, boxed
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.cross import SafetyCross
from rrp_ui.screens import Session
from rrp_ui.screens.cross_print import Of, read_shown
from rrp_ui.screens.today_view import legend

_LARGEST = 130
_WIDE = 560
_GAP = 32
_SIZES = {"ward": 26, "title": 44, "what": 28, "number": 84, "beside": 28, "hint": 18}


class MeetingView(Page):
    """A month of the cross in letters that can be read across the room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("meeting")
        self.setAccessibleName("Safety cross for a meeting")
        self.ward, self.title, self.what = Words(), Words(), Words(wrap=True)
        self.number, self.beside = Words(), Words(wrap=True)
        self.hint = Soft("Esc leaves. Nobody is signed in.")
        for name, size in _SIZES.items():
            weight = 700 if name in ("title", "number") else 400
            getattr(self, name).setStyleSheet(f"font-size: {size}px; font-weight: {weight}")
        self.cross = SafetyCross(largest=_LARGEST)
        self.cross.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.cross.setMinimumHeight(self.cross.minimumSizeHint().height())
        key = legend()
        key.setStyleSheet("Soft { font-size: 18px }")
        beside = QVBoxLayout()
        beside.setSpacing(6)
        for part in (self.ward, self.title, self.what, None, self.number, self.beside, None, key, self.hint):
            if part is None:
                beside.addStretch(1)
            else:
                beside.addWidget(part)
        both = Columns(needs=_WIDE)
        both.add(self.cross, 13)
        words = boxed(beside)
        beside.setContentsMargins(_GAP, 0, 0, 0)
        both.add(words, 9)
        self.body.setContentsMargins(40, 28, 40, 28)
        self.body.addWidget(both, 1)

    def show_cross(self, shown: CrossShown, today: date) -> None:
        """Show *shown*, with the focus on a day, to point with."""
        self.ward.setText(shown.ward)
        self.title.setText(shown.title.partition(", ")[2])
        self.what.setText(shown.what)
        self.number.setText(shown.number)
        self.beside.setText(shown.beside)
        self.cross.show_month(shown.days, today)
        if not self.cross.isAncestorOf(QApplication.focusWidget() or self):
            self.cross.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self.what.setText(sentence)


class Meeting(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._of: Of | None = None
        self.widget = MeetingView()

    def open(self, of: Of) -> None:
        """Show the cross that *of* names."""
        self._of = of
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        of, session = self._of, self._session
        if of is not None:
            session.work.store(
                lambda store: read_shown(store, session, of), owner=self, done=self._show, failed=self._failed
            )

    def _show(self, shown: CrossShown) -> None:
        self.widget.show_cross(shown, day_of(self._session.clock.now()))

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")
