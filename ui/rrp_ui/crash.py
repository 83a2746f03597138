"""The last net: a fault of the program is logged without answers and shown with a code.

The code names the place of the fault, so that the same fault has the same code on every ward's PC.
Messages of exceptions are never written: they may quote what somebody typed.
"""

import hashlib
import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from rrp_ui.ask import Ask

_LOG = logging.getLogger(__name__)
_SENTENCE = (
    "This is a fault in the program, not in anything you did. What was saved is safe, and what you were "
    "typing is kept as a draft. Carry on, or close the program and start it again.\n\n"
    "Give this code to whoever looks after the program: {code}"
)


def code_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Six signs for the place where *kind* was raised."""
    steps = [
        f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}" for frame, _ in traceback.walk_tb(trace)
    ]
    digest = hashlib.sha256("\n".join([kind.__name__, *steps]).encode()).hexdigest()
    return digest[:6].upper()


class Net(QObject):
    """Catches what nobody else caught. Until it has an *ask*, faults are only logged."""

    _caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ask: Ask | None = None
        self._showing = False
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def spread(self) -> None:
        """Catch from now on, in every thread."""
        sys.excepthook = self.catch
        threading.excepthook = self._catch_in_thread

    def gather(self) -> None:
        """Let faults go their usual way again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def show_with(self, ask: Ask) -> None:
        """Show faults from now on, too."""
        self._ask = ask

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log *error* and show its code."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        code = code_of(kind, trace)
        _LOG.critical("fault %s %s", code, kind.__name__)
        sys.stderr.write(f"{''.join(traceback.format_tb(trace))}{kind.__name__}, code {code}\n")
        self._caught.emit(code)

    def _catch_in_thread(self, fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            self.catch(fault.exc_type, fault.exc_value, fault.exc_traceback)

    @Slot(str)
    def _show(self, code: str) -> None:
        if self._ask is None or self._showing:
            return
        self._showing = True
        try:
            self._ask.tell("Something went wrong", _SENTENCE.format(code=code))
        finally:
            self._showing = False
