"""What is done at the desk by nobody who is signed in: an entry under seal, the cross before an audience."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from rrp_ui.screens import Session
from rrp_ui.window import Window

if TYPE_CHECKING:
    from rrp_ui.screens.meeting import Meeting
    from rrp_ui.screens.sealed import Entry, Seal


class Outside(QObject):
    """Shows what may be done while locked. It says nothing about any person, and reads nothing of one."""

    begun = Signal()
    """Somebody writes."""
    left = Signal(str)
    """Nobody does, or looks on, any more; the sentence says what became of what was written."""

    def __init__(self, window: Window, session: Session, seal: "Seal | None") -> None:
        super().__init__()
        self._window, self._session, self._seal = window, session, seal
        self._meeting: Meeting | None = None
        self._meets = False
        self.entry: Entry | None = None
        """The page to write on, once somebody has wanted it."""

    @Slot()
    def write(self) -> None:
        """Let somebody write who cannot sign in."""
        from rrp_ui.screens.sealed import Entry

        if self._seal is None:
            return
        if self.entry is None:
            session = self._session
            self.entry = Entry(session.work, session.clock, session.lists(), self._seal)
            self.entry.left.connect(self.left)
        self._window.show_screen(self.entry.widget)
        self.entry.open()
        self.begun.emit()

    @Slot()
    def put_down(self) -> None:
        """Nobody sees any more what somebody writes: seal it."""
        if self.entry is not None:
            self.entry.put_down()

    def meet(self, **where: Any) -> None:
        """Show the cross alone, for everybody to see."""
        from rrp_ui.screens.meeting import Meeting

        self._meeting = self._meeting or Meeting(self._session)
        self._show_alone(True)
        self._window.show_screen(self._meeting.widget)
        self._meeting.open(**where)

    def end_meeting(self) -> bool:
        """Put the cross away. Whether it was there."""
        met = self._meets
        if met:
            self._show_alone(False)
            self.left.emit("")
        return met

    def refresh(self) -> None:
        """Read again what an audience looks at."""
        if self._meets and self._meeting is not None:
            self._meeting.refresh()

    def _show_alone(self, alone: bool) -> None:
        self._meets = alone
        self._window.show_alone(alone)
