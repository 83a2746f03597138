"""The main job, done by itself: one ward's day and its month's end, through the real widgets and keys.

    unlock → restraint → huddle → confirm → chart → bundle → centre → receipt

Every step leaves a picture, and `tour.json` says what was done, the keys it took and the seconds.
"""

import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import DAY, PcClock, day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.practice.bronte import CHARGE, MANAGER, PIN
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.desk import Desk

if TYPE_CHECKING:
    from rrp_desktop.store import Store

T = TypeVar("T")

SIZE = (1366, 768)
PATIENCE = 30.0
KEY = 0.28
"""Seconds a key takes an average typist (Card, Moran and Newell 1980, keystroke-level model)."""
PROGRAMME = "Practice collaborative"


class Failed(Exception):
    """A step did not do what it should."""


@dataclass
class Step:
    """One step as `tour.json` tells it. `estimate` is the time the keys alone take a person."""

    name: str
    did: str
    keys: int = 0
    clicks: int = 0
    seconds: float = 0.0
    estimate: float = 0.0
    pictures: list[str] = field(default_factory=list)
    saw: dict[str, Any] = field(default_factory=dict)
    passed: bool = False
    problem: str = ""


def run(desk: Desk, folder: Path) -> int:
    """Take the tour at *desk*; pictures and `tour.json` go to *folder*. 0 when every step passed."""
    folder.mkdir(parents=True, exist_ok=True)
    desk.window.resize(*SIZE)
    desk.window.activateWindow()
    tour = _Tour(desk, folder)
    desk.ask.answer_next()  # a question that no step has answered is a fault, not a wait
    usual, sys.excepthook = sys.excepthook, tour.catch
    began = time.monotonic()
    try:
        with suppress(Failed):
            tour.everything()
    finally:
        sys.excepthook = usual
    passed = all(step.passed for step in tour.steps)
    told = {
        "passed": passed,
        "platform": QGuiApplication.platformName(),
        "screen": list(SIZE),
        "seconds": round(time.monotonic() - began, 2),
        "steps": [asdict(step) for step in tour.steps],
    }
    (folder / "tour.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    for step in tour.steps:
        word = "ok  " if step.passed else "FAIL"
        sys.stdout.write(f"{word} {step.name:12} {step.keys:3} keys  {step.did} {step.problem}\n")
    return 0 if passed else 1


class _Tour:
    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder = desk, folder
        self.steps: list[Step] = []
        self._faults: list[str] = []

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Let a fault in a slot fail the step that met it."""
        self._faults.append("".join(traceback.format_exception(kind, error, trace, limit=-4)))

    def everything(self) -> None:
        """All steps, in the order of a day."""
        self._unlock(CHARGE.shown)
        before = self._chart("restrictive", "charts-before")
        self._confirm()
        self._restraint()
        self._huddle()
        self._chart_moved(before)
        self._look_around()
        self._lock_and_unlock(MANAGER.shown)
        self._month()

    # the day

    def _unlock(self, shown: str) -> None:
        with self._step("unlock", f"{shown} signs in with name and PIN") as step:
            self._picture(step, "locked")
            self._sign_in(shown)
            self._picture(step, "today")
            step.saw["signed_in"] = self._who()

    def _restraint(self) -> None:
        with self._step("restraint", "A seated restraint, just now, from Today") as step:
            self._open_screen("today")
            before = self._incidents()
            self._press(Qt.Key.Key_F2)
            self._press(Qt.Key.Key_Right, Qt.Key.Key_Space)
            self._picture(step, "incident")
            self._save()
            self._picture(step, "incident-saved")
            step.saw = {"keys_from_today": step.keys, "incidents_more": self._incidents() - before}
            self._must(self._incidents() == before + 1, "The restraint was not saved.")

    def _huddle(self) -> None:
        with self._step("huddle", "A quick huddle, with what happened since the last one confirmed") as step:
            self._press(Qt.Key.Key_F9)
            self._press(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ControlModifier)
            self._picture(step, "huddle")
            before = self._huddles()
            self._save()
            self._picture(step, "huddle-saved")
            self._must(self._huddles() == before + 1, "The huddle was not saved.")

    def _confirm(self) -> None:
        with self._step("confirm", "A shift in which nothing happened") as step:
            self._open_screen("today")
            before = self._unconfirmed()
            self._press(Qt.Key.Key_F10)
            self._picture(step, "today-confirmed")
            step.saw = {"unconfirmed_before": before, "unconfirmed_after": self._unconfirmed()}
            self._must(self._unconfirmed() < before or not before, "The shift was not confirmed.")

    def _chart(self, measure: str, picture: str) -> Figure:
        with self._step("chart", "The run chart as it stands") as step:
            self._open_screen("charts")
            figure = self._shown_chart()
            self._picture(step, picture)
            step.saw = {"title": figure.title, "last_point": figure.points[-1].says, "measure": measure}
        return figure

    def _chart_moved(self, before: Figure) -> None:
        with self._step("chart moved", "The same chart, one restraint later") as step:
            self._open_screen("charts")
            after = self._shown_chart()
            self._picture(step, "charts")
            step.saw = {"before": before.points[-1].says, "after": after.points[-1].says}
            earlier, now = before.points[-1].value or 0, after.points[-1].value or 0
            self._must(now == earlier + 1, "The restraint did not reach the chart.")

    def _look_around(self) -> None:
        for name, words in (
            ("cross", "The safety cross of the month"),
            ("incidents", "The list of incidents"),
            ("ideas", "Aims and change ideas"),
        ):
            with self._step(name, words) as step:
                self._open_screen(name)
                self._picture(step, name)

    def _lock_and_unlock(self, shown: str) -> None:
        with self._step("change over", f"Ctrl+L, then {shown} signs in") as step:
            self._press(Qt.Key.Key_L, held=Qt.KeyboardModifier.ControlModifier)
            self._must(self.desk.who() is None, "Ctrl+L did not lock.")
            self._picture(step, "locked-again")
            self._sign_in(shown)
            step.saw["signed_in"] = self._who()

    # the month's end

    def _month(self) -> None:
        centre, post = self.folder / "centre", self.folder / "post"
        post.mkdir(exist_ok=True)
        with self._step("centre", "The centre makes its keys and a programme pack") as step:
            words = self._collate("init", centre, "--escrow", self.folder / "escrow_identity")["words"]
            pack = Path(self._collate("pack", "--at", centre, "--programme", PROGRAMME)["file"])
            step.saw["words"] = words
        with self._step("pack", "The ward takes the pack, its eight words compared") as step:
            self._open_screen("settings")
            self._picture(step, "settings")
            self.desk.ask.answer_next(pack)
            self._click("open_pack")
            self._picture(step, "settings-offer")
            self._type(words)
            self._press(Qt.Key.Key_Return)
            self._picture(step, "settings-pack")
        with self._step("enrol", "The ward's card goes to the centre") as step:
            self._open_screen("month_end")
            card = post / "card.rrpe"
            self.desk.ask.answer_next(0, card)
            self._click("save_card")
            step.saw = self._collate("enrol", card, "--at", centre, "--yes")
        with self._step("bundle", "Last month leaves, sealed and signed") as step:
            self._picture(step, "month-end")
            self.desk.ask.answer_next(post)
            self._save()
            [bundle] = post.glob("*.rrpb")
            step.saw = {"file": bundle.name, "bytes": bundle.stat().st_size}
            self._picture(step, "month-end-saved")
        with self._step("intake", "The centre takes the bundle in and answers") as step:
            [verdict] = self._collate("intake", post, "--at", centre)
            self._must(verdict["code"] == "accepted", verdict["sentence"])
            [receipt] = self._collate("receipt", "--at", centre, "--to", post)
            step.saw = {
                "verdict": verdict["code"],
                "rows": verdict["bundle"]["rows"],
                "code": receipt["code"],
            }
        with self._step("receipt", "The ward opens the receipt: sent is now received") as step:
            self.desk.ask.answer_next(Path(receipt["file"]))
            self._click("open_receipt")
            self._picture(step, "month-end-received")
            seen = self._screen().findChild(QWidget, "sent")
            self._must(seen is not None and "Received" in seen.accessibleName(), "The receipt was not taken.")

    def _collate(self, *words: str | Path) -> Any:
        """What `rrp-collate` answers in JSON; a refusal fails the step."""
        from click.testing import CliRunner

        from rrp_desktop.central.cli import main

        answer = CliRunner().invoke(main, [*map(str, words), "--json"])
        self._must(answer.exit_code == 0, f"rrp-collate {words[0]}: {answer.output} {answer.exception or ''}")
        return json.loads(answer.stdout)

    # what the store says, to check by

    def _incidents(self) -> int:
        return sum(sum(day.counts.values()) for day in self._ask(lambda store: store.days(*_lately())))

    def _huddles(self) -> int:
        since, until = _lately()
        return len(self._ask(lambda store: store.find("huddle", since=since, until=until)))

    def _unconfirmed(self) -> int:
        states = self._ask(lambda store: store.shift_states(*_lately()))
        return sum(state.state == "unconfirmed" for state in states)

    def _ask(self, task: "Callable[[Store], T]") -> T:
        got: list[T] = []
        problems: list[RrpError] = []
        self.desk.work.store(task, owner=self.desk, done=got.append, failed=problems.append)
        self._until(lambda: bool(got or problems), "the store did not answer")
        self._must(got, f"the store refused: {problems}")
        return got[0]

    # hands and eyes

    @contextmanager
    def _step(self, name: str, did: str) -> Iterator[Step]:
        step = Step(name, did)
        self.steps.append(step)
        began = time.monotonic()
        try:
            yield step
            step.passed = True
        except Exception as error:
            step.problem = f"{type(error).__name__}: {error}"
            self.desk.window.grab().save(str(self.folder / f"failed-{name}.png"))
            raise Failed(step.problem) from error
        finally:
            step.seconds = round(time.monotonic() - began, 2)
            step.estimate = round(step.keys * KEY, 1)

    def _sign_in(self, shown: str) -> None:
        names = [button for button in self._buttons() if button.text()[:1].isdigit()]
        number = next(place for place, each in enumerate(names) if each.accessibleName().startswith(shown))
        self._type(f"{number + 1}")
        self._type(PIN)
        self._press(Qt.Key.Key_Return)
        self._must(self.desk.who() is not None, "The PIN did not open the ward.")

    def _open_screen(self, name: str) -> None:
        self._click(name)

    def _save(self) -> None:
        self._press(Qt.Key.Key_S, held=Qt.KeyboardModifier.ControlModifier)

    def _press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self._focus(), key, held)
            self.steps[-1].keys += 1
            self._settle()

    def _type(self, text: str) -> None:
        for character in text:
            QTest.keyClicks(self._focus(), character)
            self.steps[-1].keys += 1
        self._settle()

    def _click(self, name: str) -> None:
        button = next((each for each in self._buttons() if each.objectName() == name), None)
        if button is None:
            raise Failed(f"There is no button called {name} here.")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.steps[-1].clicks += 1
        self._settle()

    def _settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        self._until(lambda: not self.desk.work.busy, "the work did not end")
        self._wait(0.08)
        self._until(lambda: not self.desk.work.busy, "the work did not end")
        faults, self._faults = self._faults, []
        self._must(not faults, "; ".join(faults))

    def _until(self, done: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            self._must(time.monotonic() < end, otherwise)
            self._wait(0.005)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @staticmethod
    def _wait(seconds: float) -> None:
        # QTest.qWait keeps the interpreter to itself while it waits, and the store's thread waits with it
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)

    def _picture(self, step: Step, name: str) -> None:
        self._settle()
        self.desk.window.grab().save(str(self.folder / f"{name}.png"))
        step.pictures.append(f"{name}.png")

    def _shown_chart(self) -> Figure:
        chart = next(each for each in self.desk.window.findChildren(RunChart) if each.isVisible())
        self._must(chart.figure is not None, "No chart was drawn.")
        assert chart.figure is not None
        return chart.figure

    def _buttons(self) -> list[QAbstractButton]:
        return [each for each in self.desk.window.findChildren(QAbstractButton) if each.isVisible()]

    def _focus(self) -> QWidget:
        # without a window manager no window is active, and only the window knows where its focus is
        inside: QWidget | None = self.desk.window.focusWidget()
        return QApplication.focusWidget() or inside or self.desk.window

    def _screen(self) -> QWidget:
        screen = self.desk.screen()
        assert screen is not None
        return screen.widget

    def _who(self) -> str:
        who = self.desk.who()
        return who.shown if who else ""

    @staticmethod
    def _must(holds: object, otherwise: str) -> None:
        if not holds:
            raise Failed(otherwise)


def _lately() -> tuple[date, date]:
    today = day_of(PcClock().now())
    return today - DAY, today
