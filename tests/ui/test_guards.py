"""The guards around every test notice what they are there to notice."""

import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]

CARELESS = """
import gc, logging, threading
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_clean(qtbot):
    qtbot.addWidget(QWidget())

def test_garbage_waits_for_this_thread(qtbot):
    assert not gc.isenabled()

def test_expected_line(expected_log):
    expected_log.expect("disk is full")
    logging.getLogger("ward").warning("the disk is full")

def test_leaves_a_window():
    kept.append(QWidget())

def test_leaves_a_timer():
    kept.append(QTimer())
    kept[-1].start(60_000)

def test_leaves_a_thread():
    thread = threading.Thread(target=threading.Event().wait, args=(4,), daemon=True)
    thread.start()

def test_logs_a_surprise():
    logging.getLogger("ward").error("nobody expected this")

def test_expects_a_line_that_never_comes(expected_log):
    expected_log.expect("disk is full")
"""


def test_careless_tests_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    for name in ("conftest.py", "ui/conftest.py", "ui/screen.json"):
        shutil.copy(TESTS / name, tmp_path / name)
    (tmp_path / "ui" / "test_careless.py").write_text(CARELESS, encoding="utf-8")
    settings = [
        "-p",
        "no:cacheprovider",
        "-o",
        f"pythonpath={TESTS.parent / 'build_scripts'}",
        "--rootdir",
        ".",
    ]
    command = [sys.executable, "-m", "pytest", "-q", *settings, "."]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    told = {line.split(" - ")[0] for line in run.stdout.splitlines() if line.startswith("ERROR ui/")}
    names = ("window", "timer", "thread")
    assert told == {f"ERROR ui/test_careless.py::test_leaves_a_{name}" for name in names} | {
        "ERROR ui/test_careless.py::test_logs_a_surprise",
        "ERROR ui/test_careless.py::test_expects_a_line_that_never_comes",
    }, run.stdout + run.stderr
