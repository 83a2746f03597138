"""Questions: asked of a person through real dialogs, or answered beforehand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rrp_ui.ask import Ask, Unexpected


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    return Ask(over)


def _meanwhile(act: Callable[[QWidget], None]) -> None:
    def now() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        act(dialog)

    QTimer.singleShot(0, now)


def _press(key: Qt.Key) -> Callable[[QWidget], None]:
    return lambda dialog: QTest.keyClick(dialog, key)


def test_enter_means_yes_and_escape_means_no(ask: Ask) -> None:
    _meanwhile(_press(Qt.Key.Key_Return))
    assert ask.yes("Void this?", "It stays in the history.")
    _meanwhile(_press(Qt.Key.Key_Escape))
    assert not ask.yes("Void this?", "It stays in the history.")


def test_words_are_typed_and_nothing_typed_is_nothing(ask: Ask) -> None:
    def type_reason(dialog: QWidget) -> None:
        [line] = dialog.findChildren(QLineEdit)
        assert line.accessibleName() == "Why?"
        QTest.keyClicks(line, "  typed twice ")
        QTest.keyClick(line, Qt.Key.Key_Return)

    _meanwhile(type_reason)
    assert ask.words("Why?", "A reason is kept.") == "typed twice"
    _meanwhile(_press(Qt.Key.Key_Return))
    assert ask.words("Why?", "A reason is kept.") is None


def test_one_of_several_is_told_by_its_number(ask: Ask) -> None:
    def take_second(dialog: QWidget) -> None:
        first = dialog.focusWidget()
        assert isinstance(first, QPushButton)
        assert first.text() == "First"
        QTest.keyClick(first, Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)

    _meanwhile(take_second)
    assert ask.one_of("Which?", "One of them.", ("First", "Second")) == 1
    _meanwhile(_press(Qt.Key.Key_Escape))
    assert ask.one_of("Which?", "One of them.", ("First", "Second")) is None


def test_locking_dismisses_a_question_as_no(ask: Ask) -> None:
    QTimer.singleShot(0, ask.dismiss)
    assert not ask.yes("Void this?", "It stays in the history.")


def test_the_next_answer_is_given_without_a_dialog(ask: Ask, tmp_path: Path) -> None:
    ask.answer_next(True, tmp_path, None)
    assert ask.yes("Send?", "Once more.")
    assert ask.folder("Where to?") == tmp_path
    ask.tell("Done", "It is there.")
    assert ask.asked == ["Send?", "Where to?", "Done"]


def test_a_question_nobody_expected_is_a_failure(ask: Ask) -> None:
    ask.answer_next()
    with pytest.raises(Unexpected, match="Send"):
        ask.yes("Send?", "Once more.")
