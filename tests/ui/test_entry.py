"""Any form on a page of its own, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role
from rrp_ui.screens.entry import Entry, make
from tests.ui.rig import TODAY, Rig, focused

YESTERDAY = TODAY - timedelta(days=1)
NIGHT = {"form": "census", "preset": {"day": YESTERDAY}}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def drafts(rig: Rig) -> list[dict[str, object]]:
    return [dict(each.answers) for each in rig.store(lambda store: store.drafts())]


def counted(rig: Rig) -> list[int]:
    return [each.answers["occupied"] for each in rig.store(lambda store: store.find("census"))]


def test_a_night_is_counted_in_a_few_keys(rig: Rig):
    screen: Entry = rig.show(make, **NIGHT)
    assert focused().accessibleName() == "Occupied"
    rig.press("17")
    screen.save()
    rig.settle()
    assert counted(rig) == [17]
    assert drafts(rig) == []
    assert rig.said == ["Beds at midnight: saved."]
    assert rig.went == [("today", {})]


def test_a_save_can_be_undone(rig: Rig):
    screen: Entry = rig.show(make, **NIGHT)
    rig.press("17")
    screen.save()
    rig.settle()
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert counted(rig) == []


def test_what_is_typed_is_a_draft_within_a_second(rig: Rig):
    rig.show(make, **NIGHT)
    rig.press("17")
    rig.qtbot.waitUntil(lambda: not rig.work.busy and drafts(rig) != [], timeout=1000)
    assert drafts(rig) == [{"day": YESTERDAY, "occupied": 17}]


def test_a_page_left_at_once_loses_nothing_and_opens_again_as_it_was(rig: Rig):
    screen: Entry = rig.show(make, **NIGHT)
    rig.press("17")
    screen.leave()
    rig.settle()
    assert screen.widget.form is None
    rig.show(make)
    assert screen.widget.answers() == {"day": YESTERDAY, "occupied": 17}
    screen.save()
    rig.settle()
    assert (counted(rig), drafts(rig)) == ([17], [])


def test_a_stop_keeps_what_was_typed_and_goes_to_the_question(rig: Rig):
    screen: Entry = rig.show(make, form="census", preset={"day": YESTERDAY, "closed": 3})
    screen.save()
    rig.settle()
    assert screen.widget.form is not None
    assert screen.widget.form._errors.sentences() == ("Enter: occupied.",)
    assert focused().accessibleName() == "Occupied"
    assert screen.widget.answers() == {"day": YESTERDAY, "closed": 3}
    rig.press("17")
    screen.save()
    rig.settle()
    assert counted(rig) == [17]


def test_a_change_to_an_old_record_asks_why(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.clock.moment += timedelta(days=2)
    rig.session.ask.answer_next("miscounted")
    screen: Entry = rig.show(make, form="census", key=key)
    assert screen.widget.form is not None
    screen.widget.form.focus("occupied")
    rig.press(Qt.Key.Key_Backspace, "8")
    screen.save()
    rig.settle()
    assert rig.session.ask.asked == ["Amend this record"]
    last = rig.store(lambda store: store.history("census", key))[-1]
    assert (last.action, last.reason, last.answers["occupied"]) == ("amend", "miscounted", 18)


def test_what_is_typed_into_an_old_record_is_there_when_it_is_opened_again(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Entry = rig.show(make, form="census", key=key)
    assert screen.widget.form is not None
    screen.widget.form.focus("closed")
    rig.press("2")
    screen.leave()
    rig.show(make, form="census", key=key)
    assert screen.widget.answers() == {"day": YESTERDAY, "occupied": 17, "closed": 2}


def test_an_old_record_that_nobody_typed_into_is_read_anew(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Entry = rig.show(make, form="census", key=key)
    screen.leave()
    changed = {"day": YESTERDAY, "occupied": 17, "closed": 1}
    rig.store(lambda store: store.amend("census", key, changed, "", by=rig.manager))
    rig.show(make, form="census", key=key)
    assert screen.widget.answers() == changed


def test_a_debrief_offers_the_incidents_it_may_be_about(rig: Rig):
    started = {"kinds": ("violence",), "started_at": rig.ago(30)}
    key = rig.save("incident", started)
    screen: Entry = rig.show(make, form="debrief", preset={"incident": key})
    assert screen.widget.answers() == {"incident": key}


def test_a_page_opened_for_nothing_goes_back_to_today(rig: Rig):
    rig.show(make)
    assert rig.went == [("today", {})]


def test_a_refusal_shows_its_code_and_keeps_the_page(rig: Rig):
    rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: Entry = rig.show(make, form="restriction", preset={"rule": "No lighters"})
    screen.save()
    rig.settle()
    assert screen.widget.problem.text().endswith("(not-allowed)")
    assert screen.widget.answers() == {"rule": "No lighters"}
