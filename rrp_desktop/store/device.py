"""The PC's own secret: it opens the ward on this PC, and a copy of the ward's folder does not have it.

On Windows the file is sealed by the system for this machine; elsewhere only its owner may read it.
"""

import ctypes
import secrets
import sys
from pathlib import Path

from rrp_desktop.errors import Unavailable
from rrp_desktop.place import make_folder, place

_LENGTH = 32


def make_device_secret(file: Path) -> bytes:
    """A fresh secret, kept in *file*."""
    secret = secrets.token_bytes(_LENGTH)
    try:
        make_folder(file.parent)
    except OSError as error:
        raise Unavailable(
            "device-closed", f"This PC may not keep its key in {file.parent}. Ask IT to allow it."
        ) from error
    place(_sealed(secret), file, mode=0o600, over=True)
    return secret


def device_secret(file: Path) -> bytes | None:
    """The secret in *file*; None when this PC has none that it can read."""
    try:
        secret = _unsealed(file.read_bytes())
    except OSError:
        return None
    return secret if len(secret) == _LENGTH else None


if sys.platform == "win32":
    from ctypes import wintypes

    _MACHINE = 0x4
    _NO_QUESTIONS = 0x1

    class _Blob(ctypes.Structure):
        _fields_ = [("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char))]

    def _dpapi(function: str, content: bytes) -> bytes:
        buffer = ctypes.create_string_buffer(content, len(content))
        given = _Blob(len(content), ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char)))
        result = _Blob()
        call = getattr(ctypes.WinDLL("crypt32", use_last_error=True), function)
        if not call(
            ctypes.byref(given), None, None, None, None, _MACHINE | _NO_QUESTIONS, ctypes.byref(result)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return ctypes.string_at(result.data, result.size)
        finally:
            free = ctypes.WinDLL("kernel32").LocalFree
            free.argtypes = [ctypes.c_void_p]
            free(ctypes.cast(result.data, ctypes.c_void_p))

    def _sealed(secret: bytes) -> bytes:
        return _dpapi("CryptProtectData", secret)

    def _unsealed(content: bytes) -> bytes:
        return _dpapi("CryptUnprotectData", content)

else:

    def _sealed(secret: bytes) -> bytes:
        return secret

    def _unsealed(content: bytes) -> bytes:
        return content
