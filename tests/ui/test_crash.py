"""The last net: a code for the place, nothing of what was typed."""

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from rrp_ui.ask import Ask
from rrp_ui.crash import Net, code_of
from tests.conftest import ExpectedLog


def _fail(words: str) -> None:
    raise ValueError(words)


def _caught(words: str) -> str:
    try:
        _fail(words)
    except ValueError as error:
        return code_of(type(error), error.__traceback__)
    raise AssertionError


def test_the_same_place_has_the_same_code_whatever_was_typed() -> None:
    assert _caught("P-031 hit somebody") == _caught("something else")
    assert len(_caught("")) == 6


def test_a_fault_is_logged_and_shown_without_what_was_typed(
    qtbot: QtBot, expected_log: ExpectedLog, capsys: pytest.CaptureFixture[str]
) -> None:
    expected_log.expect("fault [0-9A-F]{6} ValueError")
    net, ask = Net(), Ask()
    net.show_with(ask)
    ask.answer_next(None)
    typed = "-".join(("P", "031"))
    try:
        _fail(typed)
    except ValueError as error:
        net.catch(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: ask.asked == ["Something went wrong"])
    written = capsys.readouterr().err + "".join(line.getMessage() for line in expected_log.records)
    assert "ValueError" in written
    assert typed not in written


def test_a_fault_in_a_thread_is_shown_on_the_windows(
    qtbot: QtBot, expected_log: ExpectedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_log.expect("fault")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    net, ask = Net(), Ask()
    net.show_with(ask)
    ask.answer_next(None)
    net.spread()
    thread = threading.Thread(target=_fail, args=("",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(ask.asked))
