"""What the centre answers: receipts as a file or a typed code, and return packs."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from rrp_desktop.clock import spoken_day
from rrp_ui.screens import Session
from rrp_ui.screens.month_end_view import MonthEndView
from rrp_ui.screens.settings_pack import read_file

if TYPE_CHECKING:
    from rrp_desktop.month_end import Answer
    from rrp_desktop.store import Export


class Answers(QObject):
    """Takes the centre's answers to the page; *waiting* gives the bundle that a typed code is for."""

    failed = Signal(object)
    taken = Signal()

    def __init__(self, session: Session, view: MonthEndView, waiting: "Callable[[], Export | None]") -> None:
        super().__init__()
        self._session, self._view, self._waiting = session, view, waiting
        view.receipt_file_asked.connect(self._open_receipt)
        view.code_typed.connect(self._take_code)
        view.return_file_asked.connect(self._open_return)
        view.return_asked.connect(self._see_return)

    @Slot()
    def _open_receipt(self) -> None:
        path = self._session.ask.file("Open the receipt", "Receipts (*.rrpr);;All files (*)")
        who = self._session.who()
        if path is None or who is None:
            return
        from rrp_desktop.month_end import take_receipt

        self._session.work.store(
            lambda store: take_receipt(store, read_file(path), by=who),
            owner=self,
            done=self._thank,
            failed=self.failed.emit,
        )

    @Slot(str)
    def _take_code(self, typed: str) -> None:
        who = self._session.who()
        export = self._waiting()
        if who is None or not typed.strip():
            return
        if export is None:
            self._view.show_problem("No bundle of this month is waiting for a receipt.")
            return
        from rrp_desktop.month_end import take_code

        def done(answer: "Answer") -> None:
            self._view.code.clear()
            self._thank(answer)

        self._session.work.store(
            lambda store: take_code(store, typed, export, by=who),
            owner=self,
            done=done,
            failed=self.failed.emit,
        )

    def _thank(self, answer: "Answer") -> None:
        bundle = f"bundle {answer.export.seq}, {long_month(answer.export.month)}"
        said = f"Received: the centre has {bundle}."
        if answer.held:
            said = f"The centre has {bundle}, but has not accepted it. Telephone the centre."
        if answer.missing:
            numbers = ", ".join(map(str, answer.missing))
            said += f" Of this ward it never had {numbers}: send the month of each again."
        self._session.say(said)
        self.taken.emit()

    @Slot()
    def _open_return(self) -> None:
        path = self._session.ask.file("Open the return pack", "Return packs (*.rrpt);;All files (*)")
        who = self._session.who()
        if path is None or who is None:
            return
        from rrp_desktop.month_end import take_return

        self._session.work.store(
            lambda store: take_return(store, read_file(path), by=who),
            owner=self,
            done=lambda _returned: self._see_return(),
            failed=self.failed.emit,
        )

    @Slot()
    def _see_return(self) -> None:
        self._session.go("returned")


def answered(export: "Export") -> str:
    """What the centre has said of a bundle, as far as the ward knows."""
    if export.received:
        return f"Received {spoken_day(export.received)}"
    return f"Held at the centre {spoken_day(export.held)}" if export.held else "Sent, no receipt yet"


def long_month(month: date) -> str:
    """November 2026."""
    return f"{month:%B %Y}"
