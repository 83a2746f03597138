"""Today, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import Shift, at, shifts_between
from rrp_desktop.store.told import DaysSince, ShiftState
from rrp_ui.screens.today import Today, make
from rrp_ui.screens.today_read import shift_line, since_words, when_words
from tests.ui.rig import TODAY, Rig, focused

YESTERDAY = TODAY - timedelta(days=1)
SHIFTS = (
    Shift("morning", "Morning", time(7)),
    Shift("afternoon", "Afternoon", time(13, 30)),
    Shift("night", "Night", time(21)),
)


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


def restraint(day: date, wall: time) -> dict[str, object]:
    return {"kinds": ("restraint",), "started_at": at(day, wall), "interventions": ({"type": "07"},)}


def states(now: time, *told: str) -> tuple[ShiftState, ...]:
    """The shifts of yesterday and today as *told*: nil, unconfirmed, a number of incidents, or + for all."""
    turns = [turn for turn in shifts_between(SHIFTS, YESTERDAY, TODAY) if turn.starts <= at(TODAY, now)]
    made = []
    for turn, word in zip(turns, told, strict=True):
        over = turn.ends <= at(TODAY, now)
        number = int(word.strip("+")) if word.strip("+").isdigit() else 0
        confirmed = word == "nil" or "+" in word
        state = "running" if not over else "incident" if number else "nil" if confirmed else "unconfirmed"
        made.append(ShiftState(turn, state, confirmed, number, None))
    return tuple(made)


def test_the_shift_that_just_ended_is_the_one_to_confirm():
    line = shift_line(states(time(13, 34), "nil", "nil", "nil", "blank", "blank"), at(TODAY, time(13, 34)))
    assert (line.title, line.shift) == ("Morning shift, 07:00 to 13:30: nothing recorded", "morning")
    assert line.button == "Confirm nothing happened"


def test_older_blank_shifts_are_counted_with_it():
    line = shift_line(states(time(13, 34), "blank", "1", "blank", "blank", "blank"), at(TODAY, time(13, 34)))
    assert "2 shifts before it" in line.note


def test_a_shift_with_incidents_is_confirmed_as_all_there_was():
    line = shift_line(states(time(13, 34), "nil", "nil", "nil", "2", "blank"), at(TODAY, time(13, 34)))
    assert line.title.endswith(": 2 incidents logged")
    assert line.button == "Confirm that is all"


def test_a_shift_is_confirmed_in_its_last_hour_and_not_before():
    told = ("nil", "nil", "nil", "nil", "blank")
    assert shift_line(states(time(20, 10), *told), at(TODAY, time(20, 10))).shift == "afternoon"
    assert shift_line(states(time(19, 50), *told), at(TODAY, time(19, 50))).button == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-90, "in 1 h 30"), (-1, "in 1 minute"), (0, "due now"), (4, "4 minutes late"), (75, "1 h 15 late")],
)
def test_how_far_off_a_huddle_is_in_words(minutes: int, words: str):
    starts = at(TODAY, time(13, 30))
    assert when_words(starts, starts + timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("since", "open_today", "words"),
    [
        (DaysSince(None, None, 0, 0), 0, "none logged yet"),
        (DaysSince(1, YESTERDAY, 0, 9), 0, "1 day since"),
        (DaysSince(5, date(2026, 11, 16), 1, 9), 1, "5 days since"),
        (DaysSince(5, date(2026, 11, 16), 2, 9), 1, "last 16 Nov"),
    ],
    ids=["never", "known", "only today is open", "a day before is open"],
)
def test_days_since_are_numbered_only_while_they_are_confirmed(since: DaysSince, open_today: int, words: str):
    assert since_words(since, open_today) == words


def test_today_opens_on_the_huddle_that_is_due(rig: Rig):
    screen: Today = rig.show(make)
    view = screen.widget
    said = (view.huddle.title.text(), view.huddle.when.text())
    assert said == ("Afternoon huddle, 13:30", "4 minutes late")
    assert focused() is view.huddle.start
    rig.press(Qt.Key.Key_Return)
    assert rig.went == [("huddle", {})]


def test_one_key_confirms_that_nothing_happened_and_it_can_be_undone(rig: Rig):
    rig.show(make)
    rig.press(Qt.Key.Key_F10)
    state = rig.store(lambda store: store.shift_states(TODAY, TODAY))[0]
    assert (state.state, rig.keys) == ("nil", 1)
    assert rig.said == ["Morning shift, 07:00 to 13:30: confirmed."]
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert rig.store(lambda store: store.shift_states(TODAY, TODAY))[0].state == "unconfirmed"


def test_the_page_moves_by_itself_when_an_incident_is_saved(rig: Rig):
    screen: Today = rig.show(make)
    view, drawn = screen.widget, screen.widget.chart.chart.redraws
    assert view.counters["restraint"].number.text() == "0"
    rig.save("incident", restraint(TODAY, time(13, 31)))
    rig.qtbot.waitUntil(lambda: view.counters["restraint"].number.text() == "1")
    rig.qtbot.waitUntil(lambda: view.chart.chart.redraws > drawn)
    assert "21 November: 1 incident, physical; not confirmed yet, today" in view.cross.cross.words()


def test_a_closed_page_is_not_read_again(rig: Rig):
    screen: Today = rig.show(make)
    screen.leave()
    rig.save("incident", restraint(TODAY, time(13, 31)))
    rig.settle()
    assert screen.widget.counters["restraint"].number.text() == "0"


@pytest.mark.parametrize("kind", ["restraint", "violence", "sexual_safety"])
def test_every_kind_has_a_button_that_logs_it(rig: Rig, kind: str):
    screen: Today = rig.show(make)
    button = screen.widget.findChild(QPushButton, kind)
    assert button is not None
    button.setFocus()
    rig.press(Qt.Key.Key_Return)
    assert rig.went == [("incident", {"kind": kind})]


def test_the_store_s_refusal_is_shown_with_its_code(rig: Rig):
    screen: Today = rig.show(make)
    assert rig.me is not None
    rig.me = type(rig.me)("00000000-0000-4000-8000-000000000000", "Nobody", rig.me.role)
    rig.press(Qt.Key.Key_F10)
    assert screen.widget.problem.text() == "Sign in again to do this. (not-signed-in)"
    assert screen.widget.problem.isVisible()
