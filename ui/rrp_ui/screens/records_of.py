"""The ward's other records: shows one register at a time, opens what stands in it, begins a new one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import StaffMember, act_for
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.record import may_see
from rrp_ui.screens.record_board import Out, read_out
from rrp_ui.screens.records_of_read import REGISTERS, Register, read_register
from rrp_ui.screens.records_of_view import RecordsOfView
from rrp_ui.screens.records_read import Lines

if TYPE_CHECKING:
    from rrp_desktop.store import Store

_BURST = 50
_MINUTE = 60_000
_BOARD = "leave"


class RecordsOf(QObject):
    """The presenter. Keeps its register from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._code = next(iter(REGISTERS))
        self._by: StaffMember | None = None
        self._after: tuple[str, str] | None = None
        self._asked = 0
        self._open = False
        registers = ((code, each.title) for code, each in REGISTERS.items())
        self.widget = RecordsOfView(registers, self._register().columns())
        self.widget.chosen.connect(self._choose)
        self.widget.lines.more_wanted.connect(self._more)
        self.widget.opened.connect(self._open_record)
        self.widget.new_asked.connect(self._new)
        self.widget.back_asked.connect(self.back)
        self.widget.board.back_chosen.connect(self._came_back)
        self._pause = QTimer(self, singleShot=True, interval=_BURST)
        self._pause.timeout.connect(self._read)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._read_board)
        session.bridge.happened.connect(self._hear)

    def open(self, *, form: str | None = None, **_where: Any) -> None:
        """Show the register of *form*, or the one that was shown last."""
        self._open, self._by = True, self._session.who()
        self._code = form or self._code
        self._minute.start()
        self._read()
        self.widget.table.setFocus()

    def leave(self) -> None:
        """Leave nothing about anybody on the page."""
        self._open = False
        self._pause.stop()
        self._minute.stop()
        self.widget.lines.start()
        self.widget.board.show_out(())

    def save(self) -> None:
        """There is nothing to save."""

    @Slot()
    def back(self) -> None:
        """To the incidents."""
        self._session.go("incidents")

    def _register(self) -> Register:
        return REGISTERS[self._code]

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed) and event.form == self._register().form.name:
            self._pause.start()

    @Slot(str)
    def _choose(self, code: str) -> None:
        self._code = code or self._code
        self._read()

    @Slot()
    def _read(self) -> None:
        by, register, form = self._by, self._register(), self._register().form.name
        assert by is not None
        seen = may_see(by, form)
        new = f"New: {register.form.title.lower()}" if by.may(act_for(form)) and not register.only else ""
        self.widget.show_register(
            self._code, register.title, register.columns(), new=new, board=seen and self._code == _BOARD
        )
        self._asked += 1
        if seen:
            self._after = None
            self._ask()
            self._read_board()
        else:
            self.widget.show_problem("A coach sees charts and change ideas only. (not-allowed)")

    @Slot()
    def _more(self) -> None:
        self._ask()

    def _ask(self) -> None:
        asked, register, lists, after = self._asked, self._register(), self._session.lists(), self._after

        def show(read: Lines) -> None:
            if asked == self._asked and self._open:
                self._show(read, first=after is None)

        self._session.work.store(
            lambda store: read_register(store, register, lists, after),
            owner=self,
            done=show,
            failed=self._failed,
        )

    def _show(self, read: Lines, *, first: bool) -> None:
        self._after = read.after
        self.widget.lines.add(read.lines, more=read.after is not None)
        number = self.widget.lines.rowCount()
        words = f"{number} {'record' if number == 1 else 'records'}"
        self.widget.show_found(f"{words}, more below" if read.after else words)
        if first:
            self.widget.table.rest_on(0)
        if read.after is not None and not read.lines:
            self._ask()

    @Slot()
    def _read_board(self) -> None:
        if self._code != _BOARD or self.widget.board.isHidden():
            return
        asked, lists, now = self._asked, self._session.lists(), self._session.clock.now()

        def show(out: tuple[Out, ...]) -> None:
            if asked == self._asked and self._open:
                self.widget.board.show_out(out)

        self._session.work.store(
            lambda store: read_out(store, lists, now), owner=self, done=show, failed=self._failed
        )

    @Slot(str)
    def _came_back(self, key: str) -> None:
        by, now = self._by, self._session.clock.now().replace(second=0, microsecond=0)
        assert by is not None

        def task(store: "Store") -> Answers:
            answers = store.read("leave", key).answers
            store.amend("leave", key, {**answers, "returned_at": now}, "", by=by)
            return answers

        def done(before: Answers) -> None:
            self._session.say("Back from leave.", undo=self._undoing(key, before, by))

        self._session.work.store(task, owner=self, done=done, failed=self._failed)

    def _undoing(self, key: str, before: Answers, by: StaffMember) -> Callable[[], None]:
        def undo() -> None:
            self._session.work.store(
                lambda store: store.amend("leave", key, before, "undone", by=by),
                owner=self,
                failed=self._failed,
            )

        return undo

    @Slot(str)
    def _open_record(self, key: str) -> None:
        if self._register().only:
            self._session.go("incidents", key=key)
        else:
            self._session.go("record", form=self._code, key=key, then="records_of")

    @Slot()
    def _new(self) -> None:
        self._session.go("record", form=self._code, then="records_of")

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """Every record that has no list of its own."""
    return RecordsOf(session)
