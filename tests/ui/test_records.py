"""The incidents screen, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.people import Role
from rrp_desktop.store import Store
from rrp_ui.screens.records import Records, make
from rrp_ui.screens.records_read import Filter, Lines, read_lines
from rrp_ui.screens.records_table import INCIDENTS, RecordTable
from rrp_ui.screens.records_words import HIDDEN
from tests.ui.rig import PIN, TODAY, Rig, focused

ENTER, TAB, DOWN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Escape


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def log(rig: Rig, ago: int, wall: time, *kinds: str, **more: object) -> str:
    force = {"interventions": ({"type": "07"},)} if "restraint" in kinds else {}
    moment = at(TODAY - timedelta(days=ago), wall)
    return rig.save("incident", {"kinds": kinds, "started_at": moment, **force, **more})


def cells(screen: Records) -> list[tuple[str, ...]]:
    lines = screen.widget.lines
    return [lines.line(row).cells for row in range(lines.rowCount())]


def words(screen: Records) -> str:
    return "\n".join(label.text() for label in screen.widget.detail.findChildren(QLabel) if label.isVisible())


def found(rig: Rig, wanted: Filter) -> Lines:
    return rig.store(lambda store: read_lines(store, store.lists(), wanted, None))


def test_incidents_are_listed_newest_first_in_the_ward_s_words(rig: Rig):
    people = rig.people("P-031")
    log(rig, 1, time(9, 5), "violence")
    log(rig, 0, time(2, 10), "restraint", "violence", person=people["P-031"], place="garden")
    screen: Records = rig.show(make)
    assert cells(screen) == [
        ("21 Nov 2026", "02:10", "Restraint, Violence", "P-031", "Garden", "To finish", "L. W."),
        ("20 Nov 2026", "09:05", "Violence", "–", "–", "To finish", "L. W."),
    ]
    assert screen.widget.list.found.text() == "2 incidents"


def test_a_kind_and_days_narrow_the_list(rig: Rig):
    log(rig, 0, time(2), "violence")
    log(rig, 1, time(2), "self_harm")
    log(rig, 10, time(2), "violence")
    screen: Records = rig.show(make)
    screen.widget.list.kinds.setFocus()
    rig.press(*[Qt.Key.Key_Right] * 4, Qt.Key.Key_Space)
    assert [line[0] for line in cells(screen)] == ["21 Nov 2026", "11 Nov 2026"]
    screen.widget.list.spans.setFocus()
    rig.press(Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert [line[0] for line in cells(screen)] == ["21 Nov 2026"]


def test_only_what_is_still_open_is_listed_when_that_is_asked_for(rig: Rig):
    person = rig.people("P-031")["P-031"]
    log(rig, 1, time(2), "near_miss", person=person, incident_number="W-771")
    log(rig, 0, time(2), "restraint")
    screen: Records = rig.show(make)
    assert [line[5] for line in cells(screen)] == ["To finish", "Complete"]
    screen.widget.list.to_finish.setFocus()
    rig.press(Qt.Key.Key_Space)
    assert [line[5] for line in cells(screen)] == ["To finish"]
    rig.press(Qt.Key.Key_Space)
    assert len(cells(screen)) == 2


def test_a_point_of_a_chart_opens_its_days(rig: Rig):
    log(rig, 3, time(2), "violence")
    log(rig, 0, time(2), "violence")
    since, until = TODAY - timedelta(days=5), TODAY - timedelta(days=2)
    screen: Records = rig.show(make, since=since, until=until)
    assert [line[0] for line in cells(screen)] == ["18 Nov 2026"]
    assert screen.widget.list.spans.chips()[-1].text() == "16 Nov 2026 to 19 Nov 2026"


@pytest.mark.parametrize("typed", ["p-031", "garden", "w-77", "violence garden"])
def test_a_search_finds_person_place_and_number(rig: Rig, typed: str):
    person = rig.people("P-031")["P-031"]
    key = log(rig, 0, time(2), "violence", person=person, place="garden", incident_number="W-771")
    log(rig, 0, time(3), "violence", place="bedroom")
    assert [line.key for line in found(rig, Filter(words=typed)).lines] == [key]


def test_a_search_begins_when_typing_pauses(rig: Rig):
    log(rig, 0, time(2), "violence", place="garden")
    log(rig, 0, time(3), "violence", place="bedroom")
    screen: Records = rig.show(make)
    screen.widget.list.search.setFocus()
    rig.press("garden")
    rig.qtbot.waitUntil(lambda: len(cells(screen)) == 1)


def test_a_long_list_is_read_page_by_page(rig: Rig):
    def fill(store: Store) -> None:
        with store.many():
            for number in range(300):
                started = at(TODAY - timedelta(days=number // 30), time(0, 1)) + timedelta(
                    minutes=number % 30
                )
                answers = {"kinds": ("violence",), "started_at": started}
                store.save("incident", answers, by=rig.manager)

    rig.store(fill)
    screen: Records = rig.show(make)
    assert len(cells(screen)) == 256
    assert screen.widget.list.found.text() == "256 incidents, more below"
    screen.widget.list.table.setFocus()
    rig.press(Qt.Key.Key_End)
    rig.qtbot.waitUntil(lambda: len(cells(screen)) == 300)
    assert screen.widget.list.found.text() == "300 incidents"


def test_the_table_keeps_the_rules_of_its_kind(qtmodeltester: ModelTester, rig: Rig):
    log(rig, 0, time(2), "violence")
    model = RecordTable(INCIDENTS)
    model.add(found(rig, Filter()).lines, more=False)
    qtmodeltester.check(model)


def test_enter_opens_an_incident_and_escape_goes_back_step_by_step(rig: Rig):
    log(rig, 0, time(3), "violence")
    log(rig, 0, time(2), "self_harm")
    screen: Records = rig.show(make)
    rig.press(DOWN, ENTER)
    assert screen.widget.detail.title.text() == "Self-harm, 21 Nov 2026, 02:00"
    screen.back()
    rig.settle()
    assert focused() is screen.widget.list.table
    screen.back()
    assert rig.went == [("today", {})]


def test_the_history_stands_beside_the_record_field_by_field(rig: Rig):
    key = log(rig, 0, time(2), "violence", place="garden")
    answers = {"kinds": ("violence",), "started_at": at(TODAY, time(2)), "place": "bedroom"}
    rig.clock.moment += timedelta(days=1)
    rig.store(lambda store: store.amend("incident", key, answers, "wrong place", by=rig.manager))
    screen: Records = rig.show(make, key=key)
    assert "Amended\n22 Nov 2026, 13:34 · L. W.\nReason: wrong place\nWhere: Garden → Bedroom" in words(
        screen
    )


def test_a_shift_worker_reads_that_there_was_something_but_not_what(rig: Rig):
    key = log(rig, 0, time(2), "sexual_safety", own_view="CANARY", sexual_direction="patient_staff")
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    screen: Records = rig.show(make, key=key)
    assert HIDDEN in words(screen)
    assert "CANARY" not in words(screen)
    assert screen.widget.detail.void.isHidden()


def test_a_record_is_voided_with_a_reason_and_leaves_the_list(rig: Rig):
    key = log(rig, 0, time(2), "violence")
    screen: Records = rig.show(make, key=key)
    rig.session.ask.answer_next("entered twice")
    screen.widget.detail.void.setFocus()
    rig.press(ENTER)
    rig.qtbot.waitUntil(lambda: "Reason: entered twice" in words(screen))
    assert rig.said == ["The incident is void. It stays in the history."]
    assert found(rig, Filter()).lines == ()


def test_no_reason_no_void(rig: Rig):
    key = log(rig, 0, time(2), "violence")
    screen: Records = rig.show(make, key=key)
    rig.session.ask.answer_next(None)
    screen.widget.detail.void.click()
    rig.settle()
    assert len(found(rig, Filter()).lines) == 1


def test_amending_goes_to_the_incident_s_own_page(rig: Rig):
    key = log(rig, 0, time(2), "violence")
    screen: Records = rig.show(make, key=key)
    screen.widget.detail.amend.setFocus()
    rig.press(ENTER)
    assert rig.went == [("incident", {"key": key})]


def test_another_incident_is_shown_from_its_top_on_a_small_screen(rig: Rig):
    first, second = (log(rig, 0, time(hour), "violence") for hour in (2, 3))
    screen: Records = rig.show(make, key=first)
    screen.widget.resize(605, 280)
    rig.settle()
    [area] = screen.widget.detail.findChildren(QScrollArea)
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert screen.widget.detail.title.visibleRegion().isEmpty()
    screen.leave()
    rig.show(make, key=second)
    screen.widget.resize(605, 280)
    rig.settle()
    assert not screen.widget.detail.title.visibleRegion().isEmpty()


DEATH = {"suspected_suicide": "yes"}


def test_a_death_is_reviewed_by_the_manager_with_what_came_of_it(rig: Rig):
    key = log(rig, 0, time(2), "self_harm", **DEATH)
    screen: Records = rig.show(make, key=key)
    assert "nothing of it is sent until the manager has reviewed it" in screen.widget.detail.note.text()
    rig.session.ask.answer_next("Coroner told, family met")
    screen.widget.detail.release.setFocus()
    rig.press(ENTER)
    rig.qtbot.waitUntil(lambda: "Reason: Coroner told, family met" in words(screen))
    assert not screen.widget.detail.release.isVisible()
    assert "nothing of it is sent" not in screen.widget.detail.note.text()


def test_only_the_manager_reviews_a_death_and_nothing_else_is_reviewed(rig: Rig):
    death, other = log(rig, 0, time(2), "self_harm", **DEATH), log(rig, 0, time(3), "violence")
    screen: Records = rig.show(make, key=other)
    assert not screen.widget.detail.release.isVisible()
    rig.me = rig.store(lambda store: store.add_staff("S. O.", Role.FACILITATOR, PIN, by=rig.manager))
    rig.show(make, key=death)
    assert not screen.widget.detail.release.isVisible()


def joined(rig: Rig) -> tuple[str, str]:
    """The incident that counts, and the account that was joined to it."""
    first = log(rig, 0, time(2), "violence", place="garden")
    other = log(rig, 0, time(2, 7), "violence", place="bedroom", note="From the office")
    rig.store(lambda store: store.merge(other, first, "the same fight", by=rig.manager))
    return first, other


def test_two_accounts_of_one_event_stand_side_by_side_whichever_is_opened(rig: Rig):
    first, other = joined(rig)
    screen: Records = rig.show(make, key=first)
    told = words(screen)
    assert "Two accounts of one event" in told
    assert "This one counts" in told
    assert "From the office" in told
    screen.open(key=other)
    rig.settle()
    told = words(screen)
    assert "Two accounts of one event" in told
    assert "Joined with another account. Logged" in told
    assert "Joined with another account of the event\n21 Nov 2026, 13:34 · L. W.\n" in told
    assert screen.widget.detail.amend.isHidden()
    assert screen.widget.detail.void.isHidden()


def test_accounts_are_separated_by_keys_with_a_reason_and_undo_joins_them_again(rig: Rig):
    first, other = joined(rig)
    screen: Records = rig.show(make, key=first)
    rig.session.ask.answer_next("two fights")
    screen.widget.detail.accounts.separate[0].setFocus()
    rig.press(ENTER)
    assert rig.said == ["Separated. They count as two events."]
    assert {line.key for line in found(rig, Filter()).lines} == {first, other}
    rig.qtbot.waitUntil(screen.widget.detail.accounts.isHidden)
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert rig.said[-1] == "Undone. They count as one event."
    assert [line.key for line in found(rig, Filter()).lines] == [first]
    assert screen.widget.detail.accounts.isVisible()


def test_accounts_as_they_were_known_are_only_read(rig: Rig):
    first, _other = joined(rig)
    rig.clock.moment += timedelta(days=2)
    screen: Records = rig.show(make, key=first)
    screen.widget.detail.look_back.button.click()
    rig.settle()
    assert screen.widget.detail.accounts.isVisible()
    assert screen.widget.detail.accounts.separate == []


def test_a_shift_worker_is_not_offered_to_separate_accounts(rig: Rig):
    first, _other = joined(rig)
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    screen: Records = rig.show(make, key=first)
    assert screen.widget.detail.accounts.isVisible()
    assert screen.widget.detail.accounts.separate == []


def test_an_incident_is_read_as_it_was_known_at_the_end_of_a_day_and_as_it_is_now(rig: Rig):
    key = log(rig, 0, time(2), "violence", place="garden")
    answers = {"kinds": ("violence",), "started_at": at(TODAY, time(2)), "place": "bedroom"}
    rig.clock.moment += timedelta(days=2)
    rig.store(lambda store: store.amend("incident", key, answers, "wrong place", by=rig.manager))
    rig.clock.moment += timedelta(days=1)
    screen: Records = rig.show(make, key=key)
    detail = screen.widget.detail
    detail.look_back.setFocus()
    rig.press(ENTER)
    assert focused() is detail.look_back.day
    assert "Where: Garden → Bedroom" in words(screen)
    rig.press(DOWN)
    told = words(screen)
    assert "As known at the end of 22 Nov 2026: To finish." in told
    assert "Garden" in told
    assert "Bedroom" not in told
    assert detail.amend.isHidden()
    assert detail.look_back.day.minimumDate().toString("yyyy-MM-dd") == "2026-11-21"
    detail.look_back.button.setFocus()
    rig.press(ENTER)
    assert "Bedroom" in words(screen)
    assert detail.look_back.day.isHidden()
    assert detail.amend.isVisible()


def test_an_incident_logged_today_has_no_earlier_day_to_look_back_to(rig: Rig):
    key = log(rig, 5, time(2), "violence")
    screen: Records = rig.show(make, key=key)
    assert screen.widget.detail.look_back.isHidden()


def test_nothing_about_anybody_stays_on_a_page_that_is_left(rig: Rig):
    key = log(rig, 0, time(2), "violence", note="CANARY")
    screen: Records = rig.show(make, key=key)
    assert "CANARY" in words(screen)
    screen.leave()
    rig.settle()
    assert "CANARY" not in words(screen)
    assert cells(screen) == []


def test_a_coach_sees_no_incident(rig: Rig):
    log(rig, 0, time(2), "violence")
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: Records = rig.show(make)
    assert cells(screen) == []
    assert screen.widget.problem.isVisible()


def test_an_incident_that_is_gone_is_refused_with_its_code(rig: Rig):
    screen: Records = rig.show(make, key="00000000-0000-4000-8000-000000000000")
    assert screen.widget.problem.text() == "There is no such record. (no-such-record)"


def test_days_in_words():
    from rrp_ui.screens.records_words import span_words

    assert span_words(date(2026, 11, 1), date(2026, 11, 1)) == "1 Nov 2026"
