"""Times as the ward says them, across midnight and both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.chips import Chip
from rrp_ui.parts.times import DayEdit, TimeChips, read_wall
from tests.ui.rig import Told

NOON = datetime(2026, 11, 21, 13, 34, 20, tzinfo=UTC)


def _times(qtbot: QtBot, now: datetime = NOON) -> TimeChips:
    times = TimeChips(Told(now), name="When did it start?")
    qtbot.addWidget(times)
    times.show()
    return times


def _type(times: TimeChips, words: str) -> None:
    [line] = [each for each in times.findChildren(QLineEdit) if each.maxLength() == 5]
    line.clear()
    QTest.keyClicks(line, words)


def _chip(times: TimeChips, code: str) -> Chip:
    return next(chip for chip in times.findChildren(Chip) if chip.code == code and not chip.isHidden())


@pytest.mark.parametrize(("code", "minutes"), [("0", 0), ("15", 15), ("30", 30), ("60", 60)])
def test_a_chip_is_so_many_minutes_ago(qtbot: QtBot, code: str, minutes: int) -> None:
    times = _times(qtbot)
    with qtbot.waitSignal(times.edited):
        _chip(times, code).click()
    assert times.moment() == NOON.replace(second=0) - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("typed", "wall"),
    [
        ("07:45", time(7, 45)),
        ("7:45", time(7, 45)),
        ("0745", time(7, 45)),
        ("07.45", time(7, 45)),
        ("00:00", time(0)),
        ("24:00", None),
        ("12:60", None),
        ("745", None),
        ("7:5", None),
        ("٠٧:٤٥", None),
        ("", None),
        ("noon", None),
    ],
)
def test_a_wall_time_is_read_or_not(typed: str, wall: time | None) -> None:
    assert read_wall(typed) == wall


def test_a_time_that_has_not_come_yet_is_yesterdays_and_says_so(qtbot: QtBot) -> None:
    times = _times(qtbot, at(date(2026, 11, 21), time(1, 30)))
    _type(times, "23:50")
    assert times.moment() == at(date(2026, 11, 20), time(23, 50))
    [day] = times.findChildren(DayEdit)
    assert day.isVisible()
    assert day.day() == date(2026, 11, 20)


def test_a_time_after_the_start_is_on_the_start_s_day_or_the_next(qtbot: QtBot) -> None:
    times = _times(qtbot)
    times.near(at(date(2026, 11, 18), time(23, 50)))
    _type(times, "23:55")
    assert times.moment() == at(date(2026, 11, 18), time(23, 55))
    _type(times, "00:10")
    assert times.moment() == at(date(2026, 11, 19), time(0, 10))


def test_a_day_chosen_by_hand_stays(qtbot: QtBot) -> None:
    times = _times(qtbot)
    [other] = times.findChildren(LinkButton)
    other.click()
    [day] = times.findChildren(DayEdit)
    day.setDate(day.date().addDays(-3))
    _type(times, "23:50")
    assert times.moment() == at(date(2026, 11, 18), time(23, 50))


def test_the_hour_that_autumn_repeats_is_asked_about(qtbot: QtBot) -> None:
    autumn = date(2026, 10, 25)
    times = _times(qtbot, at(autumn, time(9)))
    _type(times, "01:30")
    assert times.moment() == "01:30"
    assert "happened twice" in times.complaint()
    _chip(times, "second").click()
    assert times.moment() == at(autumn, time(1, 30), second=True)
    assert times.complaint() == ""
    _chip(times, "first").click()
    assert times.moment() == at(autumn, time(1, 30), second=False)


@pytest.mark.parametrize("second", [False, True])
def test_a_moment_in_the_repeated_hour_is_shown_as_the_one_it_is(qtbot: QtBot, second: bool) -> None:
    moment = at(date(2026, 10, 25), time(1, 30), second=second)
    times = _times(qtbot)
    times.show_moment(moment)
    assert times.moment() == moment
    assert _chip(times, "second" if second else "first").isChecked()


def test_the_hour_that_spring_skips_is_refused_in_the_clocks_words(qtbot: QtBot) -> None:
    times = _times(qtbot, at(date(2026, 3, 29), time(9)))
    _type(times, "01:30")
    assert times.moment() == "01:30"
    assert "01:30 did not happen" in times.complaint()


def test_what_cannot_be_read_is_kept_and_complained_about(qtbot: QtBot) -> None:
    times = _times(qtbot)
    _type(times, "25:99")
    assert times.moment() == "25:99"
    assert "24-hour clock" in times.complaint()
    again = _times(qtbot)
    again.show_moment("25:99")
    assert again.moment() == "25:99"


@pytest.mark.parametrize(("typed", "rests_on"), [("25:99", "HH:MM"), ("01:30", "which of the two")])
def test_the_focus_goes_to_what_is_wrong_with_a_time(qtbot: QtBot, typed: str, rests_on: str) -> None:
    times = _times(qtbot, at(date(2026, 10, 25), time(9)))
    _type(times, typed)
    times.setFocus()
    where = times.focusWidget()
    assert where is not None
    assert rests_on in where.accessibleName()


def test_filling_in_is_not_editing(qtbot: QtBot) -> None:
    times = _times(qtbot)
    with qtbot.assertNotEmitted(times.edited):
        for moment in (NOON, NOON - timedelta(days=9), "25:99", None):
            times.show_moment(moment)
    assert times.moment() is None


def test_a_moment_so_many_minutes_ago_shows_its_chip(qtbot: QtBot) -> None:
    times = _times(qtbot)
    times.show_moment(NOON.replace(second=0) - timedelta(minutes=30))
    assert _chip(times, "30").isChecked()
