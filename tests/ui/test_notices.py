"""What Today tells first, and milestones on the cross, against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.store import Store
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.screens import cross, huddle, record, settings, today
from rrp_ui.screens.notices import Watch, read_watch
from rrp_ui.screens.today import Today
from tests.ui.rig import TODAY, Rig, focused

RESTRAINT = {"kinds": ("restraint",), "interventions": ({"type": "07"},)}
ENTER = Qt.Key.Key_Return


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot)
    yield rig
    rig.close()


def restraint(rig: Rig, ago: int) -> str:
    return rig.save("incident", RESTRAINT | {"started_at": rig.ago(ago)})


def watch(rig: Rig) -> Watch | None:
    values, lists = rig.session.values(), rig.session.lists()
    return rig.store(lambda store: read_watch(store, lists, values, rig.clock.moment))


def confirm(rig: Rig, since: date, until: date) -> None:
    def task(store: Store) -> None:
        for state in store.shift_states(since, until):
            if state.state == "unconfirmed":
                store.confirm_shift(state.turn.day, state.turn.shift.code, by=rig.manager)

    rig.store(task)


def press(screen: object, rig: Rig, words: str) -> None:
    [button] = [
        each
        for each in screen.widget.findChildren(LinkButton)  # type: ignore[attr-defined]
        if each.accessibleName() == words and each.isVisible()
    ]
    button.setFocus()
    rig.press(ENTER)


def of_restraint(screen: Today) -> list[Any]:
    return [row.shown for row in screen.widget.notices._rows if row.shown.name == "milestone_restraint"]


def test_after_an_incident_today_watches_for_four_hours_and_offers_a_huddle(rig: Rig):
    restraint(rig, 50)
    screen = rig.show(today.make)
    assert screen.widget.notices.words() == ("Restraint, 12:44: another incident is likelier until 16:44.",)
    press(screen, rig, "Post-incident huddle")
    assert rig.went == [("huddle", {"quick": True})]


@pytest.mark.parametrize(("ago", "watched"), [(0, True), (239, True), (240, False)])
def test_the_watch_ends_when_its_hours_are_over(rig: Rig, ago: int, watched: bool):
    restraint(rig, ago)
    assert (watch(rig) is not None) is watched


def test_the_watch_lasts_four_hours_also_when_the_clocks_go_back(rig: Rig):
    rig.clock.moment = at(date(2027, 10, 31), time(1, 30), second=True)
    key = restraint(rig, 60)
    found = watch(rig)
    assert key
    assert found is not None
    assert found.until - found.began == timedelta(hours=4)
    assert found.words() == "Restraint, 01:30: another incident is likelier until 04:30."


def test_force_avoided_and_a_voided_incident_start_no_watch(rig: Rig):
    rig.save("incident", {"kinds": ("near_miss",), "started_at": rig.ago(20)})
    key = restraint(rig, 30)
    assert watch(rig) is not None
    rig.store(lambda store: store.void("incident", key, "wrong ward", by=rig.manager))
    assert watch(rig) is None


def test_a_huddle_held_since_is_told_and_not_asked_for_again(rig: Rig):
    restraint(rig, 50)
    held = {"day": TODAY, "slot": "afternoon", "state": "held", "here": ("nurse_in_charge",)}
    rig.save("huddle", held | {"started_at": rig.ago(10), "minutes": 3, "quick": True})
    screen = rig.show(today.make)
    [words] = screen.widget.notices.words()
    assert words.endswith("Huddle held 13:24.")
    assert not [each for each in screen.widget.notices.findChildren(LinkButton) if each.isVisible()]


def test_a_milestone_is_told_once_every_shift_is_confirmed_and_mended_from_there(rig: Rig):
    rig.save("incident", RESTRAINT | {"started_at": at(TODAY - 14 * DAY, time(10))})
    confirm(rig, TODAY - 14 * DAY, TODAY - 2 * DAY)
    screen = rig.show(today.make)
    assert of_restraint(screen)[0].words.startswith(
        "14 days without restraint, once every shift is confirmed."
    )
    assert "Not confirmed: morning of 20 Nov 2026" in of_restraint(screen)[0].words
    screen.widget.notices.chosen.emit(of_restraint(screen)[0])
    assert rig.went == [("cross", {"day": TODAY - DAY})]
    confirm(rig, TODAY - DAY, TODAY)
    screen.open()
    rig.settle()
    assert [notice.words for notice in of_restraint(screen)] == ["14 days without restraint."]


def test_a_milestone_leads_to_its_certificate(rig: Rig, tmp_path: Path):
    rig.save("incident", RESTRAINT | {"started_at": at(TODAY - 14 * DAY, time(10))})
    confirm(rig, TODAY - 14 * DAY, TODAY)
    screen = rig.show(cross.make, kind="restraint")
    path = tmp_path / "certificate.pdf"
    rig.session.ask.answer_next(path)
    press(screen, rig, "Certificate…")
    said = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert "days without restraint" in said
    assert "7 November 2026 to 21 November 2026" in said
    assert "L. W." not in said


def test_a_withheld_milestone_on_the_cross_leads_to_the_first_shift_to_mend(rig: Rig):
    rig.save("incident", RESTRAINT | {"started_at": at(TODAY - 14 * DAY, time(10))})
    confirm(rig, TODAY - 14 * DAY, TODAY - 5 * DAY)
    screen = rig.show(cross.make, kind="restraint")
    assert not screen.widget.certificate.isVisible()
    press(screen, rig, "Mend")
    assert rig.went == [("cross", {"day": TODAY - 4 * DAY})]


def test_waiting_for_force_to_be_avoided_is_no_milestone(rig: Rig):
    confirm(rig, TODAY - 20 * DAY, TODAY)
    screen = rig.show(cross.make, kind="near_miss")
    assert screen.widget.milestone.isHidden()


def test_the_leave_of_the_shift_to_confirm_takes_seven_keys(rig: Rig):
    """Issue 5: within 20 seconds. By the keystroke-level model: 8 strokes of 0.28 s, 4 thoughts of 1.35 s"""
    page = rig.show(today.make)
    rig.press(Qt.Key.Key_F11)
    [(name, where)] = rig.went
    assert (name, where["preset"]) == ("record", {"day": TODAY, "shift": "morning"})
    page.widget.close()
    page.widget.deleteLater()
    rig.screen = None
    rig.show(record.make, **where)
    rig.press("6", Qt.Key.Key_Tab, "5", Qt.Key.Key_Tab, "1")
    rig.save_key()
    [tally] = rig.store(lambda store: store.find("leave_tally"))
    assert tally.answers == {"day": TODAY, "shift": "morning", "out": 6, "on_time": 5, "late": 1}
    assert rig.keys == 7


def test_the_huddle_tells_of_the_watch_and_a_short_one_is_named_for_it(rig: Rig):
    restraint(rig, 50)
    screen = rig.show(huddle.make, quick=True)
    assert screen.widget.notices.words() == ("Restraint, 12:44: another incident is likelier until 16:44.",)
    assert screen.widget._title.text() == "Post-incident huddle"
    rig.clock.moment += timedelta(hours=4)
    screen.open(quick=True)
    rig.settle()
    assert screen.widget.notices.words() == ()
    assert screen.widget._title.text() == "Quick huddle"


def test_how_huddles_go_is_a_link_on_the_huddle(rig: Rig):
    press(rig.show(huddle.make), rig, "How huddles go")
    assert rig.went == [("huddle_measures", {})]


def test_whoever_reported_is_told_what_became_of_it_until_they_put_it_away(rig: Rig):
    key = rig.save("incident", RESTRAINT | {"started_at": rig.ago(600)}, by=rig.me)
    rig.store(lambda store: store.void("incident", key, "another ward's", by=rig.manager))
    screen = rig.show(today.make)
    assert screen.widget.notices.words() == ("What became of your reports: 1 voided.",)
    press(screen, rig, "See the last")
    assert rig.went == [("incidents", {"key": key})]
    screen.open()
    rig.settle()
    press(screen, rig, "Put away")
    rig.qtbot.waitUntil(lambda: screen.widget.notices.words() == ())
    assert focused() is screen.widget.huddle.start
    screen.open()
    rig.settle()
    assert screen.widget.notices.words() == ()


def test_somebody_else_is_not_told(rig: Rig):
    key = rig.save("incident", RESTRAINT | {"started_at": rig.ago(600)}, by=rig.me)
    rig.store(lambda store: store.void("incident", key, "another ward's", by=rig.manager))
    rig.me = rig.manager
    assert rig.show(today.make).widget.notices.words() == ()


def test_how_long_a_form_took_is_kept_once_it_is_saved_and_shown_with_the_ward_s_health(rig: Rig):
    page = rig.show(record.make, form="leave_tally")
    rig.qtbot.wait(1100)
    rig.press("6")
    rig.save_key()
    [(form, (seconds, number))] = rig.store(lambda store: store.seconds_by_form(TODAY)).items()
    assert (form, number) == ("leave_tally", 1)
    assert 1 <= seconds < 60
    page.widget.close()
    page.widget.deleteLater()
    rig.screen, rig.me = None, rig.manager
    shown = rig.show(settings.make).widget.findChildren(QLabel)
    assert [each.text() for each in shown if each.text().startswith("leave in a shift")] == [
        f"leave in a shift {seconds:.0f} s (1), median of 30 days"
    ]


def test_a_draft_taken_up_again_says_nothing_of_how_long_a_form_takes(rig: Rig):
    told = {"day": TODAY, "shift": "morning", "out": 6}
    draft = rig.store(lambda store: store.keep_draft(None, "leave_tally", told, by=rig.manager))
    rig.show(record.make, form="leave_tally", draft=draft)
    rig.press("1")
    rig.save_key()
    assert len(rig.store(lambda store: store.find("leave_tally"))) == 1
    assert rig.store(lambda store: store.seconds_by_form(TODAY)) == {}
