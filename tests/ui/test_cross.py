"""The safety cross, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.people import Role
from rrp_desktop.reports.cross import CrossDay, Mark, read_month
from rrp_desktop.store import Store
from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Label
from rrp_ui.screens.cross import Cross, make
from tests.ui.rig import TODAY, Rig, focused

NOVEMBER = date(2026, 11, 1)
ENTER, TAB, LEFT = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Left


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


def day(number: int) -> date:
    return NOVEMBER.replace(day=number)


def log(rig: Rig, number: int, *kinds: str, wall: time = time(10)) -> str:
    more = {"interventions": ({"type": "07"},)} if "restraint" in kinds else {}
    return rig.save("incident", {"kinds": kinds, "started_at": at(day(number), wall), **more})


def confirm(rig: Rig, *numbers: int) -> None:
    """Every shift that touches the days is confirmed."""
    shifts = [(number, shift) for number in numbers for shift in ("morning", "afternoon", "night")]
    before = [(number - 1, "night") for number in numbers if number > 1]

    def task(store: Store) -> None:
        for number, shift in shifts + before:
            store.confirm_shift(day(number), shift, by=rig.manager)

    rig.store(task)


def shown(rig: Rig, kind: str = "") -> dict[int, CrossDay]:
    days = rig.store(lambda store: read_month(store, NOVEMBER, kind, TODAY))
    return {each.day.day: each for each in days}


def test_a_day_is_green_only_when_every_shift_that_touches_it_is_confirmed(rig: Rig):
    confirm(rig, 2)
    rig.store(lambda store: store.confirm_shift(day(4), "morning", by=rig.manager))
    month = shown(rig)
    assert month[2].mark is Mark.NIL
    assert month[3].mark is month[4].mark is Mark.UNCONFIRMED


def test_a_day_of_both_sorts_is_split_and_an_event_of_two_kinds_counts_once(rig: Rig):
    log(rig, 5, "restraint", "violence")
    log(rig, 5, "violence", wall=time(11))
    log(rig, 6, "violence")
    month = shown(rig)
    assert (month[5].mark, month[5].count, month[5].other) == (Mark.PHYSICAL, 1, 1)
    assert (month[6].mark, month[6].count, month[6].split) == (Mark.OTHER, 1, False)


def test_one_kind_has_a_cross_of_its_own(rig: Rig):
    log(rig, 5, "restraint", "violence")
    confirm(rig, 5)
    assert shown(rig, "violence")[5].state() == "1 incident, not physical"
    assert shown(rig, "seclusion")[5].mark is Mark.NIL


def test_a_number_says_when_there_may_have_been_more(rig: Rig):
    log(rig, 5, "violence")
    assert shown(rig)[5].words() == "5 November: 1 incident, not physical; not confirmed yet"
    confirm(rig, 5)
    assert shown(rig)[5].words() == "5 November: 1 incident, not physical"


def test_days_before_the_ward_began_and_days_to_come_stay_blank(rig: Rig):
    days = rig.store(lambda store: read_month(store, date(2026, 10, 1), "", TODAY))
    assert {each.mark for each in days} == {Mark.BEFORE}
    assert shown(rig)[22].mark is Mark.AHEAD


def test_a_closed_day_is_hatched_and_what_was_logged_on_it_still_colours_it(rig: Rig):
    rig.store(
        lambda store: store.change_setting("ward.closed", [["2026-11-09", "2026-11-11"]], by=rig.manager)
    )
    log(rig, 10, "violence")
    month = shown(rig)
    assert [month[number].mark for number in (9, 10, 11)] == [Mark.CLOSED, Mark.OTHER, Mark.CLOSED]
    assert month[9].words() == "9 November: ward closed"


def test_a_voided_incident_leaves_the_cross(rig: Rig):
    key = log(rig, 5, "violence")
    rig.store(lambda store: store.void("incident", key, "wrong ward", by=rig.manager))
    assert shown(rig)[5].mark is Mark.UNCONFIRMED


def test_a_grey_day_is_mended_from_its_cell_by_keys_alone(rig: Rig):
    confirm(rig, 18, 19)
    screen: Cross = rig.show(make)
    rig.press(LEFT, ENTER)
    assert screen.widget.day.heading.text() == "Friday 20 November"
    for _ in ("morning", "afternoon", "night"):
        assert focused().accessibleName().endswith("Nothing happened, confirm")
        rig.press(ENTER)
        rig.qtbot.waitUntil(lambda: not rig.work.busy and not screen._pause.isActive())
    assert "20 November: nothing happened, confirmed" in screen.widget.month.cross.words()
    assert focused() is screen.widget.day.log
    assert rig.keys == 5


def test_what_happened_is_logged_for_the_chosen_day(rig: Rig):
    screen: Cross = rig.show(make, day=day(13))
    screen.widget.day.log.setFocus()
    rig.press(ENTER)
    assert rig.went == [("incident", {"day": day(13)})]


def test_the_list_says_the_same_as_the_cross(rig: Rig):
    log(rig, 5, "violence")
    screen: Cross = rig.show(make)
    screen.widget.month.as_list.setFocus()
    rig.press(ENTER)
    table = screen.widget.month.list
    assert focused() is table
    said = [table.model().index(row, 1).data() for row in range(table.rowCount())]
    assert said == [each.state() for each in shown(rig).values()]
    table.setCurrentCell(4, 0)
    rig.press(ENTER)
    assert screen.widget.day.heading.text() == "Thursday 5 November"


def test_months_are_turned_by_keys_and_end_where_the_ward_begins(rig: Rig):
    screen: Cross = rig.show(make)
    rig.clock.moment += timedelta(days=31)
    screen.open()
    rig.settle()
    assert screen.widget.month.heading.text() == "December 2026"
    rig.qtbot.keyClick(focused(), LEFT, Qt.KeyboardModifier.AltModifier)
    rig.settle()
    assert screen.widget.month.heading.text().startswith("November 2026")
    assert not screen.widget.month.earlier.isEnabled()
    assert screen.widget.month.later.isEnabled()


def test_a_coach_sees_the_cross_and_nothing_of_any_incident(rig: Rig):
    log(rig, 5, "violence")
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: Cross = rig.show(make, day=day(5))
    card = screen.widget.day
    assert len(card.findChildren(Label)) == len(rig.store(lambda store: store.days(day(5), day(5)))[0].shifts)
    assert not card.findChildren(LinkButton)
    assert not card.findChildren(SecondaryButton)
    assert card.log.isHidden()


def test_tab_goes_from_shift_to_shift_and_on_to_logging(rig: Rig):
    screen: Cross = rig.show(make, day=day(20))
    log(rig, 20, "violence", wall=time(14))
    rig.qtbot.waitUntil(lambda: any(link.isVisible() for link in screen.widget.day.findChildren(LinkButton)))
    screen.widget.day.first().setFocus()
    reached = []
    for _ in range(6):
        reached.append(focused().accessibleName().rpartition(": ")[2])
        rig.press(TAB)
    assert reached == [
        "Nothing happened, confirm",
        "Nothing happened, confirm",
        "That is all, confirm",
        "Nothing happened, confirm",
        "14:00 Violence",
        "Log what happened",
    ]


def test_news_of_the_day_leaves_the_focus_where_it_is(rig: Rig):
    screen: Cross = rig.show(make, day=day(20))
    rig.qtbot.waitUntil(lambda: isinstance(focused(), SecondaryButton))
    rig.press(TAB)
    name = focused().accessibleName()
    log(rig, 20, "violence", wall=time(14))
    rig.qtbot.waitUntil(lambda: screen.widget.day.findChild(LinkButton) is not None)
    assert focused().accessibleName() == name


def test_force_avoided_spoils_no_day(rig: Rig):
    on = TODAY - timedelta(days=2)
    rig.save("incident", {"kinds": ("near_miss",), "started_at": at(on, time(9))})
    confirm(rig, on.day)
    month = rig.store(lambda store: read_month(store, NOVEMBER, "", TODAY))
    assert month[on.day - 1].mark is Mark.NIL
    avoided = rig.store(lambda store: read_month(store, NOVEMBER, "near_miss", TODAY))
    assert avoided[on.day - 1].mark is Mark.OTHER
