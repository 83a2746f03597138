"""What every test may count on: a machine without a screen will do, and nothing is left behind."""

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import dev

SCREEN = Path(__file__).parent / "ui" / "screen.json"
PATIENCE = 2.0


# The same examples everywhere and always; `--hypothesis-profile=default` draws new ones.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.load_profile("repeatable")


def pytest_configure() -> None:
    """Draw offscreen, on a screen of the smallest size the product supports, unless told otherwise."""
    seen = sys.platform == "win32" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if os.environ.get("QT_QPA_PLATFORM", "" if seen else "offscreen") == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"


class ExpectedLog:
    """Log lines of warning or worse; a test names those it expects, all others fail it."""

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.records: list[logging.LogRecord] = []

    def expect(self, pattern: str) -> None:
        """Allow lines matching *pattern*, and fail if there is none."""
        self.patterns.append(pattern)

    def verdict(self) -> str | None:
        lines = [f"{line.name} {line.levelname} {line.getMessage()}" for line in self.records]
        surprises = [line for line in lines if not any(re.search(each, line) for each in self.patterns)]
        missing = [each for each in self.patterns if not any(re.search(each, line) for line in lines)]
        if surprises:
            return "unexpected log lines:\n" + "\n".join(surprises)
        return f"expected in the log, but not there: {missing}" if missing else None


class _Catcher(logging.Handler):
    def __init__(self, log: ExpectedLog) -> None:
        super().__init__(logging.WARNING)
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        self.log.records.append(record)


@pytest.fixture(autouse=True)
def expected_log() -> Iterator[ExpectedLog]:
    """Fail a test whose log holds a warning it did not expect."""
    log = ExpectedLog()
    catcher = _Catcher(log)
    logging.getLogger().addHandler(catcher)
    yield log
    logging.getLogger().removeHandler(catcher)
    if verdict := log.verdict():
        pytest.fail(verdict)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + PATIENCE
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    if left := [thread.name for thread in set(threading.enumerate()) - before]:
        pytest.fail(f"threads left running: {left}")


@pytest.fixture(scope="session")
def debian_tools() -> None:
    """Skip, with the line that mends it, where Debian's own programs are missing; in CI that is a failure."""
    if missing := dev.missing_tools():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"needs Debian's own programs: {dev.apt_line(missing.values())}")
