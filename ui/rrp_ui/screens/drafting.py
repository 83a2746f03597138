"""What somebody is typing, kept as a draft within a second, whatever becomes of the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from rrp_desktop.errors import RrpError, Unavailable
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import StaffMember
from rrp_ui.work import Work

if TYPE_CHECKING:
    from rrp_desktop.store import Store

AMENDING = "amending "
"""What the key of a draft begins with that changes a record; the record's key follows."""
_PAUSE_MS, _SECOND_MS, _AGAIN_MS = 400, 1000, 5000
_Task = Callable[["Store"], None]


class Drafting(QObject):
    """Keeps the answers that *gather* gives, and for whom they are, a moment after each `touch`."""

    kept = Signal()
    failed = Signal(object)
    """A draft could not be written; the RrpError says why."""

    def __init__(
        self,
        work: Work,
        form: str,
        gather: Callable[[], Answers],
        parent: QObject,
        entered_for: Callable[[], str] = str,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._form = form
        self._gather, self._entered_for = gather, entered_for
        self._by: StaffMember | None = None
        self._draft = DraftKey()
        self._since, self._took = QElapsedTimer(), 0
        self._unkept: dict[DraftKey, _Task] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._try_again)

    def begin(self, by: StaffMember, key: str | None = None) -> None:
        """Keep drafts for *by* from now on: a new one, or the one called *key*."""
        self._pause.stop()
        self._by = by
        self._draft = DraftKey(key)
        self._since.start()
        if key is not None:
            self._since.invalidate()

    def touch(self) -> None:
        """Something changed. Whoever types on without a pause does not put off the writing."""
        if not self._pause.isActive():
            self._pause.start()

    @Slot()
    def flush(self) -> None:
        """Write what changed, if anything did, without waiting for the pause to end."""
        if not self._pause.isActive() and self.sender() is not self._pause:
            self._try_again()
            return
        self._pause.stop()
        draft, answers, by = self._draft, dict(self._gather()), self._by
        form, entered_for = self._form, self._entered_for()
        assert by is not None

        def task(store: "Store") -> None:
            if not draft.gone:
                draft.key = store.keep_draft(draft.key, form, answers, by=by, entered_for=entered_for)

        self._write(draft, task)

    def end(self) -> "DraftKey":
        """Keep nothing more. `key` of the result names the draft, once the store's thread reads it."""
        self._pause.stop()
        self._took = self._since.elapsed() // _SECOND_MS if self._since.isValid() else 0
        return self._draft

    def saved(self) -> None:
        """What was typed was saved as a new record: keep how long it took, from `begin` to the last `end`.

        A draft that was taken up again tells nothing about that.
        """
        self._pause.stop()
        self._unkept.pop(self._draft, None)
        form, seconds, by = self._form, self._took, self._by
        if by is not None and self._since.isValid():
            self._work.store(
                lambda store: store.keep_seconds(form, seconds, by=by), owner=self, failed=self.failed.emit
            )
        self._since.invalidate()

    @Slot()
    def _try_again(self) -> None:
        """Write what could not be written, as on a full disk: nothing else may hold it any more."""
        self._again.stop()
        for draft, task in tuple(self._unkept.items()):
            self._write(draft, task)

    def _write(self, draft: "DraftKey", task: "_Task") -> None:
        def told(_nothing: None) -> None:
            if self._unkept.get(draft) is task:
                del self._unkept[draft]
            self.kept.emit()

        def refused(error: RrpError) -> None:
            if isinstance(error, Unavailable):
                self._again.start()
            else:
                self._unkept.pop(draft, None)
            self.failed.emit(error)

        self._unkept[draft] = task
        self._work.store(task, owner=self, done=told, failed=refused)


class DraftKey:
    """A draft's key, known only on the store's thread: so two writes in a row make one draft.

    Once it is `gone`, what was typed has become a record, and no write that comes later makes it anew.
    """

    __slots__ = ("gone", "key")

    def __init__(self, key: str | None = None) -> None:
        self.key, self.gone = key, False
