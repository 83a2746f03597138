"""Looking back: the way to how something was known at the end of an earlier day, and to now again."""

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import line
from rrp_ui.parts.times import DayEdit


class LookBack(QWidget):
    """A button, and the day looked back to beside it."""

    chosen = Signal(object)
    """A day, or None for now."""

    def __init__(self) -> None:
        super().__init__()
        self.button = LinkButton("", icon="clock")
        self.button.clicked.connect(self._clicked)
        self.day = DayEdit(date(2000, 1, 1), "As known at the end of")
        self.day.dateChanged.connect(self._day_changed)
        layout = line(self.day, self.button, None)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def offer(self, first: date, last: date, shown: date | None) -> None:
        """Offer the end of any day from *first* to *last*; *shown* is the one shown, None for now."""
        with QSignalBlocker(self.day):
            self.day.setDateRange(*(QDate(day.year, day.month, day.day) for day in (first, last)))
        self.day.show_day(shown or last)
        self.day.setVisible(shown is not None)
        self.button.show_words("As known now" if shown else "As known on…")
        self.setVisible(first <= last)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the day looked back to, or on the way there."""
        (self.button if self.day.isHidden() else self.day).setFocus(reason)

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.day.day() if self.day.isHidden() else None)

    @Slot(QDate)
    def _day_changed(self, _day: QDate) -> None:
        self.chosen.emit(self.day.day())
