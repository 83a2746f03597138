"""Whoever was here has gone: Windows was locked, another account came in, or the PC is put to sleep."""

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget

_KIND = b"windows_generic_MSG"
_SESSION, _POWER = 0x02B1, 0x0218
_GONE = {_SESSION: (0x2, 0x4, 0x6, 0x7), _POWER: (0x4,)}
"""The screen was taken away, here or afar; somebody logged off, or locked; the PC is about to sleep."""
_OF_THIS_SESSION = 0


class Away(QAbstractNativeEventFilter):
    """Calls *gone* when Windows says so. Elsewhere nothing does: there the idle time has to run out."""

    def __init__(self, gone: Callable[[], None]) -> None:
        super().__init__()
        self._gone = gone

    def start(self, window: QWidget) -> None:
        """Begin to listen, by way of *window*."""
        app = QCoreApplication.instance()
        assert app is not None
        app.installNativeEventFilter(self)
        if sys.platform == "win32":
            handle = wintypes.HWND(window.winId())
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(handle, _OF_THIS_SESSION)

    def stop(self) -> None:
        """Hear nothing more."""
        app = QCoreApplication.instance()
        assert app is not None
        app.removeNativeEventFilter(self)

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if kind == _KIND:
            told = wintypes.MSG.from_address(int(message))
            if told.wParam in _GONE.get(told.message, ()):
                self._gone()
        return False, 0
