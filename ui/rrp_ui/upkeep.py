"""What is done for the ward's file while people work: looked into every minute, done beside the store."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rrp_desktop.clock import Clock, day_of, spoken_day, spoken_time
from rrp_desktop.errors import RrpError
from rrp_ui.work import Work

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Backup, Rehearsed

_MINUTE = 60_000


class Upkeep(QObject):
    """Has backups made, carried away and rehearsed when their time has come."""

    told = Signal(str)
    """How far the ward is backed up, in words."""

    def __init__(self, work: Work, clock: Clock) -> None:
        super().__init__()
        self._work, self._clock = work, clock
        self._busy = False
        self._timer = QTimer(self, interval=_MINUTE)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look after the ward that has just been opened."""
        self._work.store(_latest, owner=self, done=self._tell, failed=self._say)
        self._timer.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Do what is due, unless something is being done."""
        if self._busy:
            return
        self._busy = True
        now = self._clock.now()
        self._work.store(lambda store: _due(store, now), owner=self, done=self._do, failed=self._say)

    def finish(self) -> None:
        """Leave a backup behind, unless there is a fresh one: the ward is about to be closed."""
        self._timer.stop()
        if not self._busy:
            self._work.store(_back_up_to_close, owner=self, failed=_nothing)

    def _do(self, job: "Callable[[], Backup | None] | None") -> None:
        if job is None:
            self._busy = False
        else:
            self._work.side(job, owner=self, done=self._done, failed=self._say)

    def _done(self, backup: "Backup | None") -> None:
        self._busy = False
        self._tell(backup)

    def _tell(self, backup: "Backup | None") -> None:
        self.told.emit(backed_up(backup.made_at if backup else None, self._clock.now()))

    def _say(self, error: RrpError) -> None:
        self._busy = False
        self.told.emit(f"Not backed up: {error.sentence}")


def backed_up(made_at: datetime | None, now: datetime) -> str:
    """When the last backup was made, in words."""
    if made_at is None:
        return "Not backed up yet"
    day = day_of(made_at)
    return f"Backed up {spoken_time(made_at)} {'today' if day == day_of(now) else spoken_day(day)}"


def rehearsal_of(store: "Store") -> "Callable[[], Rehearsed]":
    """A rehearsal of a restore, to be run beside the store."""
    from rrp_desktop.store.restore import rehearsal

    return rehearsal(store).run


def _latest(store: "Store") -> "Backup | None":
    return next(iter(store.backups()), None)


def _due(store: "Store", now: datetime) -> "Callable[[], Backup | None] | None":
    from rrp_desktop.store.upkeep import due

    return due(store, now)


def _back_up_to_close(store: "Store") -> None:
    from rrp_desktop.store.backup import AT_CLOSE

    if store.backup_due(AT_CLOSE):
        store.back_up()


def _nothing(_error: RrpError) -> None:
    pass
