"""Huddles in the real window, from Today and back: the keys they take, and what has moved by the last one.

Times are keystroke-level estimates (Card, Moran and Newell 1980): 0.28 s for a stroke of an average typist,
1.35 s for a thought, which is one for each thing to read or decide. A key held with Ctrl is two strokes.
What people say to one another meanwhile is not in them.
"""

import operator
import uuid
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.events import Bus
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code
from rrp_ui.app import makers
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from rrp_ui.screens.today import Today
from tests.ui.rig import PIN, VALUES, Told

STROKE, THOUGHT = 0.28, 1.35
MONDAY = date(2026, 11, 16)
NOW = at(MONDAY, time(7, 34))
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
ENTER, TAB, SPACE, RIGHT, DOWN = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Right,
    Qt.Key.Key_Down,
)


class Hands:
    """Somebody in charge at the ward's window, whose strokes and thoughts are counted."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.clock, self.bus = Told(NOW), Bus()
        self.home = Home(folder / "ward", folder / "keys")
        self.strokes = self.thoughts = self.keys = 0
        self.desk = Desk(Doors(lambda: True, self._open, self._open), makers, bus=self.bus, clock=self.clock)

    def come_in(self) -> None:
        """Sign in; what it takes is not counted."""
        opened: list[bool] = []
        self.desk.ready.connect(lambda: opened.append(True))
        self.desk.start()
        self.desk.window.show()
        self.desk.window.activateWindow()
        self.qtbot.waitUntil(lambda: bool(opened), timeout=60_000)
        self.press("1", PIN, ENTER)
        self.qtbot.waitUntil(lambda: isinstance(self.desk.screen(), Today), timeout=20_000)
        self.settle()
        self.strokes = self.thoughts = self.keys = 0

    def press(self, *keys: Qt.Key | str, ctrl: bool = False) -> None:
        """One thing decided: a thought, then these keys one by one where the focus is."""
        self.thoughts += 1
        for key in (single for each in keys for single in (each if isinstance(each, str) else (each,))):
            self.keys += 1
            self.strokes += 1 + ctrl
            held = CTRL if ctrl else NONE
            if isinstance(key, str):
                QTest.keyClicks(self.focus(), key, held)
            else:
                QTest.keyClick(self.focus(), key, held)
            self.settle()

    def read(self, *what: str) -> None:
        """A thought for each thing that is read out and left as it stands."""
        self.thoughts += len(what)

    def estimate(self) -> float:
        """Seconds that this took, by the model."""
        return STROKE * self.strokes + THOUGHT * self.thoughts

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.work.busy, timeout=30_000)
        QApplication.processEvents()

    def focus(self) -> QWidget:
        where = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert where is not None
        return where

    def ask(self, task: Callable[[Store], Any]) -> Any:
        got: list[Any] = []
        self.desk.work.store(task, owner=self.desk, done=got.append, failed=_fail)
        self.settle()
        return got[0]

    def huddle(self) -> dict[str, Any]:
        """The huddle of this morning."""
        found = self.ask(lambda store: store.find("huddle", since=MONDAY, until=MONDAY))
        [saved] = found
        return dict(saved.answers)

    def today(self) -> Today:
        screen = self.desk.screen()
        assert isinstance(screen, Today)
        return screen

    def close(self) -> None:
        self.desk.close()
        self.desk.window.close()
        self.desk.window.deleteLater()

    def _open(self, _asked: object) -> Store:
        """A ward with people, a restraint 14 days ago, and every shift confirmed but last night's."""
        store = make_ward(
            self.home,
            VALUES | {"ward.live_from": "2026-10-26"},
            manager="L. W.",
            pin=PIN,
            recovery_code=new_recovery_code(),
            clock=self.clock,
            bus=self.bus,
            new_id=lambda: str(uuid.uuid4()),
        )
        [manager] = store.staff()
        for code in ("P-019", "P-031", "P-040"):
            store.save("person", {"ward_code": code}, by=manager)
        what = {"kinds": ("restraint",), "interventions": ({"type": "07"},)}
        store.save("incident", what | {"started_at": at(MONDAY - 14 * DAY, time(10))}, by=manager)
        for slot, hour in (("morning", time(7, 31)), ("night", time(21, 2))):
            held = {"day": MONDAY - DAY, "slot": slot, "state": "held", "minutes": 6}
            here = {"started_at": at(MONDAY - DAY, hour), "here": ("nurse_in_charge", "hca")}
            store.save("huddle", held | here, by=manager)
        for each in store.shift_states(MONDAY - 14 * DAY, MONDAY):
            if each.turn.ends < at(MONDAY, time(6)) and not each.confirmed:
                store.confirm_shift(each.turn.day, each.turn.shift.code, by=manager)
        return store


def _fail(error: Exception) -> None:
    raise error


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot) -> Iterator[Hands]:
    hands = Hands(tmp_path, qtbot)
    try:
        hands.come_in()
        yield hands
    finally:
        hands.close()


class _Releases(QObject):
    """The keys that were let go of."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease:
            self.keys.append(event.key())  # type: ignore[attr-defined]
        return False


def confirmed(hands: Hands) -> list[tuple[str, str]]:
    found = hands.ask(lambda store: store.find("confirmation", since=MONDAY - DAY))
    return [(each.answers["shift"], each.answers["confirmation"]) for each in found]


def test_a_quick_huddle_with_one_worry_is_25_keys_and_20_seconds(hands: Hands):
    hands.press(Qt.Key.Key_F9)
    hands.read("who is here", "what happened since")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_N, ctrl=True)
    hands.press("40", TAB)
    hands.press(SPACE, TAB)
    hands.press("3", TAB)
    hands.press("1:1", DOWN, ENTER)
    hands.press(Qt.Key.Key_S, ctrl=True)
    saved = hands.huddle()
    assert ("night", "nil") in confirmed(hands)
    assert [(each["score"], each["plan"]) for each in saved["concerns"]] == [(3, "1:1 time")]
    assert hands.keys <= 25
    assert hands.estimate() <= 20
    hands.today()


def test_a_full_huddle_with_two_worries_and_three_actions_is_120_seconds(hands: Hands):
    hands.press(Qt.Key.Key_F9)
    hands.read("who is here", "what happened since", "what was to be done")
    hands.press(ENTER)
    for code, worry, score, plan, owner, by in (
        ("31", RIGHT, "4", "quiet", "nurse", "now"),
        ("19", SPACE, "1", "leave plan", "doctor", "15:00"),
    ):
        hands.press(Qt.Key.Key_N, ctrl=True)
        hands.press(code, TAB)
        hands.press(*([worry] if worry is not SPACE else []), SPACE, TAB)
        hands.press(score, TAB)
        hands.press(plan, DOWN, ENTER, TAB)
        hands.press(owner, TAB)
        hands.press(by, TAB)
    hands.press(TAB, SPACE)
    hands.press(TAB, "Breakfast club")
    hands.press(TAB, ENTER)
    for place, (action, owner) in enumerate(
        (("Garden door open", "HCA"), ("Mend curtain rail", "Estates"), ("Ring pharmacy", "Nurse"))
    ):
        hands.press(*([TAB, TAB, ENTER] if place else []), action, TAB)
        hands.press(owner)
    hands.press(Qt.Key.Key_S, ctrl=True)
    saved = hands.huddle()
    assert [(each["score"], each["by"]) for each in saved["concerns"]] == [(4, "now"), (1, "15:00")]
    assert all(each["worries"] and each["plan"] and each["owner"] for each in saved["concerns"])
    assert [(each["action"], each["owner"]) for each in saved["actions"]] == [
        ("Garden door open", "HCA"),
        ("Mend curtain rail", "Estates"),
        ("Ring pharmacy", "Nurse"),
    ]
    assert saved["good_thing"] == "Breakfast club"
    assert saved["ward_today"]
    assert hands.estimate() <= 120


def test_nothing_happened_is_one_key_on_today_too(hands: Hands):
    hands.press(Qt.Key.Key_F10)
    assert hands.keys == 1
    assert ("night", "nil") in confirmed(hands)


def test_cross_days_since_and_chart_have_moved_before_the_huddle_s_last_key_is_let_go(hands: Hands):
    """Last night's shift leaves Sunday grey, the wait for restraint unsaid, and last week a gap."""
    view = hands.today().widget

    def told() -> tuple[str, str, object]:
        figure = view.chart.chart.figure
        assert figure is not None
        last_week = [each.value for each in figure.points if each.start == MONDAY - 7 * DAY]
        return view.cross.cross.words()[14], view.counters["restraint"].words.text(), last_week

    hands.qtbot.waitUntil(lambda: view.chart.chart.figure is not None, timeout=20_000)
    before = told()
    assert before == ("15 November: not confirmed yet", "today · last 2 Nov", [None])
    hands.press(Qt.Key.Key_F9)
    hands.press(ENTER)
    releases = _Releases()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(releases)
    where = hands.focus()
    QTest.keyPress(where, Qt.Key.Key_S, CTRL)
    hands.qtbot.waitUntil(lambda: not any(map(operator.eq, told(), before)), timeout=20_000)
    assert told() == ("15 November: nothing happened, confirmed", "today · 14 days since", [0.0])
    assert releases.keys == []
    QTest.keyRelease(hands.focus(), Qt.Key.Key_S, CTRL)
    assert Qt.Key.Key_S in releases.keys
    app.removeEventFilter(releases)
    assert hands.huddle()["state"] == "held"
