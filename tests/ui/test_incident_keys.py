"""A whole incident of every kind, from its first question to its last, by the keyboard alone."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.lists.incident import INCIDENT_KIND
from rrp_desktop.forms.spec import Form
from rrp_ui.forms.view import Fold
from rrp_ui.parts.chips import Chip
from rrp_ui.screens.incident import Incident, make
from tests.ui.rig import Rig, focused

ENTER, TAB, BACK, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space
RIGHT = Qt.Key.Key_Right
FORCE = ("restraint", "seclusion", "rapid_tranquillisation")
HARM = ("violence", "self_harm", "sexual_safety")
REST = ("absence", "near_miss")
CHOSEN = {"When did it start?": "30", "Negligible force only": "no", "Was any of this so?": "resisted"}
"""What is chosen where the first answer would contradict another; everywhere else the first is."""
TYPED = {
    "Started: time, HH:MM": "1310",
    "Ended: time, HH:MM": "1330",
    "Returned: time, HH:MM": "1330",
    "Agreed time back: time, HH:MM": "1500",
    "Staff": "2",
}
LEFT_OPEN = {"leave"}
"""Asked for another record, of which there is none yet."""
MOST = 250


class Mice(QObject):
    """Notes everything that a mouse does."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kinds = (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonRelease,
            QEvent.Type.MouseButtonDblClick,
        )
        if event.type() in (*kinds, QEvent.Type.MouseMove, QEvent.Type.Wheel):
            self.seen.append(event.type())
        return False


@pytest.fixture
def mice(qapp: QApplication) -> Iterator[Mice]:
    mice = Mice()
    qapp.installEventFilter(mice)
    yield mice
    qapp.removeEventFilter(mice)


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    rig.people("P-031")
    yield rig
    rig.close()


def walk_to_the_top(rig: Rig, screen: Incident) -> None:
    first = screen.widget.form.block("kinds").editor
    while not first.isAncestorOf(focused()):
        rig.press(BACK)


def go_to(rig: Rig, code: str) -> None:
    """Go along a row to the chip called *code*."""
    while focused().objectName() != code:
        rig.press(RIGHT)


def answer(rig: Rig, here: QWidget) -> None:
    """Answer the question that has the focus, if it has none yet."""
    name = here.accessibleName()
    match here:
        case Chip():
            row = here.parentWidget()
            assert row is not None
            wanted = CHOSEN.get(name.rpartition(": ")[0])
            if wanted is not None:
                go_to(rig, wanted)
                rig.press(SPACE)
            elif here.code != "new…" and not any(chip.isChecked() for chip in row.findChildren(Chip)):
                rig.press(SPACE)
        case QLineEdit() if not here.text():
            rig.press(TYPED.get(name, "W-77"))
        case QPlainTextEdit():
            rig.press("Settled after a walk")
        case Fold() if not here.opened:
            rig.press(ENTER)
        case _ if name.startswith("Add: "):
            rig.press(ENTER)
            answer(rig, focused())
        case _:
            pass


def open_questions(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    """What was asked and is not answered, rows included."""
    for field in form.asked(answers):
        if field.name not in answers:
            yield field.name
        elif field.rows is not None:
            for row in answers[field.name]:
                yield from open_questions(field.rows, row)


def test_a_mouse_would_be_noticed(rig: Rig, mice: Mice):
    screen: Incident = rig.show(make, kind="violence")
    QTest.mouseClick(screen.widget.panel.number, Qt.MouseButton.LeftButton)
    assert QEvent.Type.MouseButtonPress in mice.seen


def test_every_kind_is_in_one_of_the_walks():
    assert {option.code for option in INCIDENT_KIND} == {*FORCE, *HARM, *REST}


@pytest.mark.parametrize("kinds", [FORCE, HARM, REST], ids=["force", "harm", "the rest"])
def test_a_full_incident_is_entered_and_saved_by_keys_alone(rig: Rig, mice: Mice, kinds: tuple[str, ...]):
    screen: Incident = rig.show(make, kind=kinds[0])
    walk_to_the_top(rig, screen)
    for kind in kinds[1:]:
        go_to(rig, kind)
        rig.press(SPACE)
    for _ in range(MOST):
        if focused() is screen.widget.panel.save:
            break
        answer(rig, focused())
        rig.press(TAB)
    rig.press(ENTER)
    while screen.widget.asks.isVisible() and not rig.went:
        give_reasons(rig, screen)
    [record] = rig.store(lambda store: store.find("incident"))
    assert set(record.answers["kinds"]) == set(kinds)
    assert set(open_questions(INCIDENT, record.answers)) <= LEFT_OPEN
    assert record.entered_for == "W-77"
    assert mice.seen == []


def give_reasons(rig: Rig, screen: Incident) -> None:
    """Say why everything that is doubtful is so, and save again."""
    asked = len(screen.widget.asks.lines)
    for _ in range(asked):
        rig.press("It was so", TAB)
    for _ in range(MOST):
        if focused() is screen.widget.panel.save:
            break
        rig.press(TAB)
    rig.press(ENTER)
