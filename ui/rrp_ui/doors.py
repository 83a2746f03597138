"""The ways to a ward, and going in by one of them: opened, set up, restored, and read again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from rrp_desktop.clock import Clock
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.lists import SHIPPED, Lists
from rrp_desktop.ward import Ward
from rrp_ui.ask import Ask
from rrp_ui.window import Window
from rrp_ui.work import Failed, Work

if TYPE_CHECKING:
    from pathlib import Path

    from rrp_desktop.store import Store
    from rrp_desktop.store.keys import Permit
    from rrp_ui.screens.setup import NewWard, Setup

_WORDS = "Enter a passphrase or the code"
_WHICH = "Type your passphrase, or the recovery code of this ward."
_OTHER_WORDS = ("key-wrong", "recovery-mistyped")
_RESTORE = "Restore the last backup"
_AGAIN = "Try again"
_DAMAGED = ("file-missing", "file-empty", "file-damaged", "file-other", "ring-missing", "ring-damaged")
"""What is wrong with a ward's file that a backup mends."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways to a ward's store. `open` and `make` are called on the store's thread and may be slow."""

    exists: Callable[[], bool]
    open: "Callable[[str | None], Store]"
    """Open the ward that is there, with the passphrase or the recovery code if one was typed."""
    make: "Callable[[NewWard], Store]"
    kept: bool = False
    """Whether the ward is backed up while people work; a practice ward is not."""
    restore: "Callable[[Path | None, str | None, Permit | None], Store] | None" = None
    """Put a backup (None: the latest on this PC) in the place of the ward's file, by words or by leave."""
    seal: Callable[[Mapping[str, Any], str], None] | None = None
    """Seal answers to the incident's form that somebody wrote who cannot sign in."""
    report: Callable[[RrpError], str] | None = None
    """What IT needs to know where the ward did not open, as text; called beside the store."""


@dataclass(frozen=True, slots=True)
class _Read:
    values: Mapping[str, Any]
    ward: Ward
    lists: Lists


class Entrance(QObject):
    """Has the ward opened, and knows what was last read of it."""

    opened = Signal()
    """The ward is open and has been read."""
    changed = Signal()
    """It has been read again."""
    shut = Signal(str, str)
    """Why nobody can come in, and the words of a button that may help."""
    reported = Signal(str)
    """What IT needs to know of that."""

    def __init__(
        self, doors: Doors, window: Window, work: Work, ask: Ask, clock: Clock, failed: Failed
    ) -> None:
        super().__init__()
        self._doors, self._window, self._work, self._ask = doors, window, work, ask
        self._clock, self._failed = clock, failed
        self._setup: Setup | None = None
        self._read: _Read | None = None

    @Slot()
    def begin(self) -> None:
        """Open the ward, or have one set up where there is none."""
        if self._doors.exists():
            self._open(None)
            return
        from rrp_ui.screens.setup import Setup

        self._setup = Setup(self._clock)
        self._setup.finished.connect(self._make)
        self._setup.restore_asked.connect(self._choose_backup)
        self._window.show_screen(self._setup.widget)
        self._setup.open()

    def restore(
        self, backup: "Path | None" = None, permit: "Permit | None" = None, words: str | None = None
    ) -> None:
        """Open the ward as *backup* holds it; ask for words where neither this PC nor *permit* opens it."""
        restore = self._doors.restore
        assert restore is not None
        self.shut.emit("Restoring the backup…", "")
        self._work.open(
            lambda: restore(backup, words, permit),
            owner=self,
            done=self._opened,
            failed=partial(self._not_restored, backup),
        )

    @Slot(str)
    def try_again(self, button: str) -> None:
        """Do what *button* says that stands beside the reason why nobody can come in."""
        if button == _RESTORE:
            sentence = (
                "The ward goes back to what its last backup on this PC holds. What is there now is kept."
            )
            if self._ask.yes("Restore the last backup?", sentence, yes="Restore"):
                self.restore()
        elif button != _WORDS:
            self._open(None)
        elif words := self._ask.words("Open the ward", _WHICH, yes="Open"):
            self._open(words)

    def read_again(self) -> None:
        """Settings have changed."""
        self._work.store(_read, owner=self, done=self._show, failed=self._failed)

    def is_read(self) -> bool:
        """Whether the ward is there to work in."""
        return self._read is not None

    def wizard(self) -> "Setup | None":
        """What a ward is being set up with, if one is."""
        return self._setup if self._read is None else None

    def values(self) -> Mapping[str, Any]:
        return self._known().values

    def ward(self) -> Ward:
        return self._known().ward

    def lists(self) -> Lists:
        """The ward's own; those shipped for whoever writes before it is open."""
        return self._read.lists if self._read is not None else SHIPPED

    def _known(self) -> _Read:
        assert self._read is not None, "no screen is made before the ward has been read"
        return self._read

    def _open(self, words: str | None) -> None:
        self._work.open(
            lambda: self._doors.open(words), owner=self, done=self._opened, failed=self._not_opened
        )

    @Slot()
    def _choose_backup(self) -> None:
        if (backup := self._ask.file("Restore a backup", "Backups (ward-*.rrp)")) is not None:
            self.restore(backup)

    def _not_restored(self, backup: "Path | None", error: RrpError) -> None:
        said = f"{error.sentence} (code {error.code})"
        if error.code in _OTHER_WORDS and (words := self._ask.words("Restore", said, yes="Restore")):
            self.restore(backup, words=words)
        elif self.wizard() is not None:
            self._ask.tell("Not restored", said)
        else:
            self._not_opened(error)

    @Slot(object)
    def _make(self, new: "NewWard") -> None:
        assert self._setup is not None
        self._work.open(
            lambda: self._doors.make(new), owner=self, done=self._opened, failed=self._setup.show_failure
        )

    def _opened(self, _none: None) -> None:
        self._work.store(_sign_out, owner=self, failed=self._not_opened)
        self._work.store(_read, owner=self, done=self._show_first, failed=self._not_opened)

    def _not_opened(self, error: RrpError) -> None:
        button = _WORDS if error.code in _OTHER_WORDS else _AGAIN
        if error.code in _DAMAGED and self._doors.restore is not None:
            button = _RESTORE
        self.shut.emit(f"{error.sentence} (code {error.code})", button)
        report = self._doors.report
        if report is not None:
            self._work.side(lambda: report(error), owner=self, done=self.reported.emit, failed=self._failed)

    def _show_first(self, read: _Read) -> None:
        self._show(read)
        self.opened.emit()

    def _show(self, read: _Read) -> None:
        self._read = read
        bed_type = read.lists["bed_type"].title_of(read.ward.specialty)
        self._window.header.show_ward(read.ward.name, f"{bed_type} · {read.ward.beds} beds")
        self.changed.emit()


def _read(store: "Store") -> _Read:
    return _Read(store.values(), store.ward(), store.lists())


def _sign_out(store: "Store") -> None:
    store.sign_out()
