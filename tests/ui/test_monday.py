"""A ward manager's Monday in the real window, by keys alone: every step counted, all of it in minutes.

By the keystroke-level model: 0.28 s for a key of somebody who types as people on wards do, 1.35 s to think
before each new thing, and half a minute to read every page that is there to be read.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at, week_of
from rrp_desktop.events import Bus
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code
from rrp_ui.app import makers
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from rrp_ui.parts.nav import NavButton
from rrp_ui.screens.cycles import StudyCard
from tests.ui.rig import PIN, TODAY, VALUES, Told

KEY, THOUGHT, READING = 0.28, 1.35, 30.0
MONDAY = week_of(TODAY) + 7 * DAY
NOW = at(MONDAY, time(10))
TAB, ENTER, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
DOWN, RIGHT, BACKTAB = Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Backtab
FAR = 60


@dataclass
class Step:
    """What one part of the journey took."""

    title: str
    keys: int = 0
    thoughts: int = 0
    pages: int = 0

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.thoughts * THOUGHT + self.pages * READING

    def __str__(self) -> str:
        took = f"{self.keys} keys, {self.thoughts} thoughts, {self.pages} pages"
        return f"{self.title}: {took}, {self.seconds:.0f} s"


class NoMouse(QObject):
    """Takes notes of every press of a mouse button."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.pressed += event.type() is QEvent.Type.MouseButtonPress
        return False


@dataclass
class Monday:
    """The manager at the desk. Every key goes where the focus is, and is counted."""

    desk: Desk
    qtbot: QtBot
    steps: list[Step] = field(default_factory=list)

    def begin(self, title: str) -> None:
        self.steps.append(Step(title))

    def read(self) -> None:
        self.steps[-1].pages += 1

    def press(self, *keys: Qt.Key | str, ctrl: bool = False, thought: bool = True) -> None:
        step = self.steps[-1]
        step.thoughts += thought
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            where = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert where is not None
            if isinstance(key, str):
                QTest.keyClicks(where, key, held)
                step.keys += len(key)
            else:
                QTest.keyClick(where, key, held)
                step.keys += 1
            self.settle()

    def save(self) -> None:
        self.press(Qt.Key.Key_S, ctrl=True)

    def answer(self, *answers: Any) -> None:
        """Answers to the dialogs that come next, each confirmed with a key."""
        self.desk.ask.answer_next(*answers)
        self.steps[-1].keys += len(answers)
        self.steps[-1].thoughts += len(answers)

    def walk(self, there: Callable[[QWidget], bool], key: Qt.Key = TAB) -> None:
        """Press *key* until the focus is *there*."""
        self.steps[-1].thoughts += 1
        for _ in range(FAR):
            if there(self.focus()):
                return
            self.press(key, thought=False)
        raise AssertionError(f"{self.focus()} {self.focus().accessibleName()}")

    def to(self, screen: str) -> None:
        """By the names at the left."""
        self.walk(lambda widget: isinstance(widget, NavButton), BACKTAB)
        names = [button.objectName() for button in self.desk.window.nav.findChildren(NavButton)]
        way = names.index(screen) - names.index(self.focus().objectName())
        self.press(*[DOWN if way > 0 else Qt.Key.Key_Up] * abs(way), ENTER, thought=False)

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def settle(self) -> None:
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.desk.work.busy, timeout=30_000)
        QApplication.processEvents()

    def words(self) -> str:
        labels = self.desk.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def store(self, task: Callable[[Store], Any]) -> Any:
        got: list[Any] = []
        self.desk.work.store(task, owner=self.desk, done=got.append, failed=_raise)
        self.settle()
        return got[0]


def _raise(error: Exception) -> None:
    raise error


def named(*words: str) -> Callable[[QWidget], bool]:
    """Whether a button's words begin with any of these."""
    return lambda widget: isinstance(widget, QAbstractButton) and widget.accessibleName().startswith(words)


def called(name: str) -> Callable[[QWidget], bool]:
    """Whether a widget, or what it stands in, answers the question of this name."""

    def there(widget: QWidget | None) -> bool:
        while widget is not None:
            if widget.objectName() == name:
                return True
            widget = widget.parentWidget()
        return False

    return there


FIRST = MONDAY - 28 * DAY


def _prepare(store: Store) -> None:
    """Four weeks in which two days are not confirmed, a test that has ended, a rule to look at again."""
    [by] = store.staff()
    grey = {MONDAY - 4 * DAY, MONDAY - 3 * DAY}
    with store.many():
        for day in (FIRST + number * DAY for number in range(28)):
            for shift in ("morning", "afternoon", "night") if day not in grey else ():
                store.save("confirmation", {"day": day, "shift": shift, "confirmation": "nil"}, by=by)
            store.save("census", {"day": day, "occupied": 17}, by=by)
            if day.weekday() in (1, 4) and day not in grey:
                row = {"type": "07", "minutes": "1_to_5"}
                held = {"kinds": ("restraint",), "started_at": at(day, time(16)), "interventions": (row,)}
                store.save("incident", held, by=by)
        named = {"title": "Sensory room open", "status": "testing", "measures": ("restrictive", "restraint")}
        idea = store.save("idea", named | {"started": FIRST + 7 * DAY}, by=by).key
        aim = {"measure": "restrictive", "better": "lower", "by_how": "percent", "percent": 25}
        window = {"baseline_from": FIRST, "baseline_until": FIRST + 13 * DAY}
        store.save("aim", aim | window | {"by_day": MONDAY + 300 * DAY}, by=by)
        plan = {"idea": idea, "number": 1, "measure": "restrictive", "prediction": "Calmer afternoons"}
        days = {"started": MONDAY - 15 * DAY, "ends": MONDAY - 2 * DAY}
        store.save("cycle", plan | days | {"predicted": 5, "scale": "one_week", "lead": "OT"}, by=by)
        rule = {"rule": "No drinks after 20:00", "why": "Sleep", "since": MONDAY - 90 * DAY}
        store.save("restriction", rule | {"decision": "keep", "review_due": MONDAY - DAY}, by=by)


@pytest.fixture
def monday(tmp_path: Path, qtbot: QtBot) -> Iterator[Monday]:
    bus, clock = Bus(), Told(NOW)

    def open_(_asked: object) -> Store:
        home = Home(tmp_path / "ward", tmp_path / "keys")
        values = VALUES | {"ward.live_from": FIRST.isoformat()}
        store = make_ward(
            home,
            values,
            manager="L. W.",
            pin=PIN,
            recovery_code=new_recovery_code(),
            clock=clock,
            bus=bus,
            new_id=lambda: str(uuid.uuid4()),
        )
        _prepare(store)
        return store

    desk = Desk(Doors(lambda: True, open_, open_), makers, bus=bus, clock=clock)
    with qtbot.waitSignal(desk.ready, timeout=120_000):
        desk.start()
        desk.window.resize(1366, 768)
        desk.window.show()
        desk.window.activateWindow()
    yield Monday(desk, qtbot)
    desk.close()
    desk.window.close()
    desk.window.deleteLater()


def test_a_manager_s_monday_takes_less_than_fifteen_minutes_by_keys(monday: Monday, tmp_path: Path):
    """programme-practice: journey C, 15 minutes"""
    mouse = NoMouse()
    QApplication.instance().installEventFilter(mouse)  # type: ignore[union-attr]
    monday.begin("Sign in")
    monday.press("1", PIN, ENTER)
    assert monday.desk.who() is not None

    monday.begin("Look at the week: to finish, days since, charts of all measures")
    monday.read()
    monday.to("charts")
    monday.walk(named("All measures"))
    monday.press(ENTER)
    monday.read()

    monday.begin("Mend grey days")
    monday.to("cross")
    grey = _grey(monday)
    while _grey(monday) and len(_grey(monday)) > len(grey) - 2:
        monday.walk(called(f"{_grey(monday)[-1]}"), Qt.Key.Key_Left)
        monday.press(ENTER)
        monday.walk(named_confirm())
        monday.press(ENTER)
    assert len(_grey(monday)) < len(grey)

    monday.begin("Read what the chart says")
    monday.to("charts")
    monday.read()

    monday.begin("Study the test that has ended")
    monday.to("ideas")
    assert named("Study it")(monday.focus())
    monday.press(ENTER)
    [ideas] = monday.desk.window.nav.findChildren(NavButton, "ideas")
    assert ideas.isChecked()
    [card] = monday.desk.window.findChildren(StudyCard)
    assert card.isVisible()
    monday.read()
    monday.walk(called("fidelity"))
    monday.press(RIGHT, SPACE)
    monday.walk(called("happened"))
    monday.press("Used on 9 of 14 days. Two people asked for it by themselves.")
    monday.walk(called("learned"))
    monday.press("It works when it is offered early")
    monday.walk(called("decision"))
    monday.press(RIGHT, SPACE)
    monday.save()

    monday.begin("Plan the next one")
    assert named("Next cycle")(monday.focus()), monday.focus().accessibleName()
    monday.press(ENTER)
    monday.walk(called("predicted"), BACKTAB)
    monday.press(Qt.Key.Key_A, ctrl=True, thought=False)
    monday.press("4")
    monday.save()

    monday.begin("Adopt an idea; it marks its charts by itself")
    monday.walk(named("More"))
    monday.press(ENTER, DOWN, ENTER)
    assert "It is marked on its charts." in monday.words()

    monday.begin("Look again at a rule for everybody")
    monday.to("today")
    monday.walk(named("Open: Restriction to review"))
    monday.press(ENTER)
    monday.walk(called("decision"), BACKTAB)
    monday.press(RIGHT, SPACE)
    monday.walk(called("review_due"))
    monday.press(TAB, *[Qt.Key.Key_Up] * 7)
    monday.save()

    monday.begin("Print the public cross")
    monday.to("cross")
    monday.walk(named("Print"))
    monday.answer(0, tmp_path / "cross.pdf")
    monday.press(ENTER)

    monday.begin("Write down what patients said")
    monday.to("ideas")
    monday.walk(named("Page"), BACKTAB)
    monday.press(*[RIGHT] * 3, SPACE)
    monday.walk(named("Add what was said"))
    monday.press(ENTER)
    monday.walk(lambda widget: isinstance(widget, QPlainTextEdit))
    monday.press("The quiet room helps me sleep.")
    monday.save()

    total = sum(step.seconds for step in monday.steps)
    told = "\n".join(map(str, monday.steps))
    assert mouse.pressed == 0
    assert total <= 15 * 60, told
    _everything_is_kept(monday)
    assert (tmp_path / "cross.pdf").read_bytes().startswith(b"%PDF")


def _grey(monday: Monday) -> list[int]:
    days = monday.store(lambda store: store.days(MONDAY.replace(day=1), MONDAY - DAY))
    return [day.day.day for day in days if not day.known]


def named_confirm() -> Callable[[QWidget], bool]:
    return lambda widget: isinstance(widget, QAbstractButton) and "confirm" in widget.accessibleName().lower()


def _everything_is_kept(monday: Monday) -> None:
    cycles = monday.store(lambda store: store.find("cycle"))
    studied = next(
        each
        for each in cycles
        if each.answers.get("prediction") == "Calmer afternoons" and each.answers["number"] == 1
    )
    assert studied.answers["decision"] == "adapt"
    assert studied.answers["fidelity"] == "mostly"
    following = next(
        each
        for each in cycles
        if each.answers["idea"] == studied.answers["idea"] and each.answers["number"] == 2
    )
    assert following.answers["predicted"] == 4
    assert following.answers["prediction"] == "Calmer afternoons"
    figure = monday.store(lambda store: figure_for(store, "restrictive", now=NOW))
    assert "Sensory room open: adopted" in {mark.label for mark in figure.marks}
    [rule] = monday.store(lambda store: store.find("restriction"))
    assert rule.answers["decision"] == "change"
    assert rule.answers["review_due"] > MONDAY
    [voice] = monday.store(lambda store: store.find("voice", limit=1))
    assert voice.answers["words"] == "The quiet room helps me sleep."
