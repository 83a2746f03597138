"""The log: what happened, in words of the program alone.

A line holds the program's own fixed words, codes, counts and times. Anything else that is handed to a
logger, by us or by a library, stays out: it may quote what somebody typed.
"""

import logging
import re
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 500_000
KEPT = 3
OURS = ("rrp_desktop", "rrp_ui")
_PLAIN = re.compile(r"[A-Za-z0-9_.:+-]{1,60}")
_LEFT_OUT = "?"


class Plain(logging.Formatter):
    """Writes a record with nothing in it that anybody typed."""

    converter = staticmethod(time.gmtime)
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        """One line: when (UTC), how bad, where in the program, what."""
        said = self._said(record) if record.name.partition(".")[0] in OURS else f"line {record.lineno}"
        return " ".join(
            [
                self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
                record.levelname,
                record.name,
                said,
                *_frames(record),
            ]
        )

    @staticmethod
    def _said(record: logging.LogRecord) -> str:
        if not isinstance(record.msg, str):
            return _LEFT_OUT
        given = record.args if isinstance(record.args, tuple) else ()
        try:
            return record.msg % tuple(_plainly(each) for each in given)
        except (TypeError, ValueError):
            return _LEFT_OUT


def start(folder: Path) -> logging.Handler:
    """Write to `rrp.log` in *folder* from now on; hand the result to `stop` in the end."""
    handler = RotatingFileHandler(
        folder / "rrp.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(Plain())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    return handler


def stop(handler: logging.Handler) -> None:
    """Write no more."""
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    handler.close()


def _plainly(value: object) -> object:
    if isinstance(value, (bool, int, float)):
        return value
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else _LEFT_OUT


def _frames(record: logging.LogRecord) -> list[str]:
    """The kind of the error and the places it came through; never its message."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    kind, _, trace = record.exc_info
    steps = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in traceback.walk_tb(trace)]
    return [kind.__name__, *steps]
