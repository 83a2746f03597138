"""The recovery code: 130 random bits a person can write down, read out and type.

26 symbols and 2 check symbols in groups of four, in an alphabet without I, L, O and U.
"""

import hashlib
import secrets

from rrp_desktop.errors import Refused

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DATA = 26
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\t": None, "\n": None})


def new_recovery_code() -> str:
    """A fresh code, grouped for reading."""
    return _grouped("".join(secrets.choice(_SYMBOLS) for _ in range(_DATA)))


def read_recovery_code(typed: str) -> str:
    """The code as it was written down; Refused with `recovery-mistyped` when it cannot be one."""
    symbols = typed.upper().translate(_FORGIVEN)
    data = symbols[:_DATA]
    if len(data) != _DATA or set(data) - set(_SYMBOLS) or symbols[_DATA:] != _check(data):
        raise Refused(
            "recovery-mistyped", "That is not the recovery code as it was written down. Check each group."
        )
    return _grouped(data)


def _grouped(data: str) -> str:
    whole = data + _check(data)
    return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def _check(data: str) -> str:
    number = int.from_bytes(hashlib.sha256(data.encode()).digest()[:2], "big")
    return _SYMBOLS[number >> 11] + _SYMBOLS[(number >> 6) & 31]
