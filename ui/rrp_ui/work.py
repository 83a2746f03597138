"""Work that may be slow, done off the window's thread: one thread for the store, two for the rest.

Every result comes back on the window's thread, and only while its owner lives. What was asked of the
store is done even when its owner has gone.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from rrp_desktop.errors import RrpError, Unavailable

if TYPE_CHECKING:
    from rrp_desktop.store import Store

T = TypeVar("T")
Failed = Callable[[RrpError], None]


def _nothing(_result: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Job:
    owner: QObject
    done: Callable[[Any], None]
    failed: Failed


class Work(QObject):
    """Runs tasks in the background. `busy` counts those whose result has not yet been delivered."""

    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy = 0
        self._held: Store | None = None
        self._closed = False
        self._store_thread = ThreadPoolExecutor(1, "store")
        self._side_threads = ThreadPoolExecutor(2, "side")
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def store(
        self,
        task: "Callable[[Store], T]",
        *,
        owner: QObject,
        failed: Failed,
        done: Callable[[T], None] = _nothing,
    ) -> None:
        """Run *task* on the open store, then *done* with its result or *failed* with what was wrong."""
        self._run(self._store_thread, lambda: task(self._opened()), _Job(owner, done, failed))

    def side(
        self, task: Callable[[], T], *, owner: QObject, failed: Failed, done: Callable[[T], None] = _nothing
    ) -> None:
        """Run *task* beside the store, then *done* or *failed* as for `store`."""
        self._run(self._side_threads, task, _Job(owner, done, failed))

    def open(
        self,
        opener: "Callable[[], Store]",
        *,
        owner: QObject,
        failed: Failed,
        done: Callable[[None], None] = _nothing,
    ) -> None:
        """Open the store on its thread, where it stays; one that was open is closed first."""

        def task() -> None:
            self._put_away()
            self._held = opener()

        self._run(self._store_thread, task, _Job(owner, done, failed))

    def close(self) -> None:
        """Finish what is under way, close the store, and end the threads. Nobody hears of it any more."""
        self._closed = True
        self._side_threads.shutdown()
        closing = self._store_thread.submit(self._put_away)
        self._store_thread.shutdown()
        closing.result()

    def _opened(self) -> "Store":
        if self._held is None:
            raise Unavailable("not-open", "The ward is not open yet. Wait a moment and try again.")
        return self._held

    def _put_away(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _run(self, pool: ThreadPoolExecutor, task: Callable[[], Any], job: _Job) -> None:
        self.busy += 1

        def tell(future: Future[Any]) -> None:
            self._finished.emit(job, future)

        pool.submit(task).add_done_callback(tell)

    @Slot(object, object)
    def _deliver(self, job: _Job, future: Future[Any]) -> None:
        self.busy -= 1
        if shiboken6.isValid(job.owner) and not self._closed:
            self._hand_over(job, future)

    @staticmethod
    def _hand_over(job: _Job, future: Future[Any]) -> None:
        error = future.exception()
        if error is None:
            job.done(future.result())
        elif isinstance(error, RrpError):
            job.failed(error)
        else:
            job.failed(Unavailable("fault", "Something went wrong in the program. Try again, or restart it."))
            raise error
