"""The huddle's page, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.people import Role
from rrp_ui.parts.problems import ErrorList
from rrp_ui.screens.huddle import Huddle, make
from tests.ui.rig import TODAY, Rig, focused

YESTERDAY = TODAY - timedelta(days=1)
ENTER, TAB, SPACE, DOWN, RIGHT = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Down,
    Qt.Key.Key_Right,
)


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


@pytest.fixture
def carried(rig: Rig) -> dict[str, str]:
    """A ward with people, a huddle yesterday afternoon, and one this morning."""
    people = rig.people("P-019", "P-031", "P-040")
    rig.save("huddle", held(YESTERDAY, "afternoon", time(13, 31), here=("nurse_in_charge", "hca")))
    worries = (
        {"person": people["P-031"], "worries": ("violence",), "score": 4, "plan": "Sensory room"},
        {"person": people["P-019"], "worries": ("leave",)},
    )
    to_do = ({"action": "Garden door open", "owner": "HCA"}, {"action": "Rail", "done": True})
    rig.save("huddle", held(TODAY, "morning", time(7, 28), concerns=worries, actions=to_do))
    return people


def held(day: date, slot: str, hour: time, **more: Any) -> dict[str, Any]:
    here = {"here": ("nurse_in_charge", "nurse")}
    return {"day": day, "slot": slot, "state": "held", "started_at": at(day, hour), **here, **more}


def latest(rig: Rig) -> dict[str, Any]:
    """The huddle that was saved last."""
    found = rig.store(lambda store: store.find("huddle", limit=9))
    return dict(max(found, key=lambda each: (each.recorded_at, each.answers["slot"] == "afternoon")).answers)


def drafts(rig: Rig) -> list[dict[str, Any]]:
    return [dict(each.answers) for each in rig.store(lambda store: store.drafts())]


def part(screen: Huddle, name: str) -> Any:
    found = [each for each in screen.widget.findChildren(QWidget) if each.objectName() == name]
    assert found, name
    return found[0]


def last(screen: Huddle, name: str) -> Any:
    """The part called *name* of the row added last."""
    return [each for each in screen.widget.findChildren(QWidget) if each.objectName() == name][-1]


def test_a_huddle_begins_with_what_the_last_ones_left(rig: Rig, carried: dict[str, str]):
    """Who came to the last one of this slot; people and open actions of the last one, scores not."""
    screen: Huddle = rig.show(make)
    answers = screen.widget.answers()
    assert screen.widget.slot() == "afternoon"
    assert answers["here"] == ("nurse_in_charge", "hca")
    assert answers["concerns"] == (
        {"person": carried["P-031"], "worries": ("violence",), "plan": "Sensory room"},
        {"person": carried["P-019"], "worries": ("leave",)},
    )
    assert answers["actions"] == ({"action": "Garden door open", "owner": "HCA", "done": False},)


def test_what_is_said_at_the_foot_is_said_whole(rig: Rig):
    screen: Huddle = rig.show(make)
    for width in (1170, 605):
        screen.widget.resize(width, 332)
        rig.settle()
        [kept] = [each for each in screen.widget.findChildren(QLabel) if each.text().startswith("Kept as")]
        assert kept.sizeHint().width() <= kept.width()


def test_the_huddle_of_another_day_can_be_opened(rig: Rig):
    """As month-end does for one that nobody logged."""
    screen: Huddle = rig.show(make, day=TODAY - 5 * DAY, slot="night")
    assert screen.widget.slot() == "night"
    screen.widget.edited.emit()
    screen.leave()
    rig.settle()
    assert [(draft["day"], draft["slot"]) for draft in drafts(rig)] == [(TODAY - 5 * DAY, "night")]


def test_a_quick_huddle_takes_at_most_25_keys(rig: Rig, carried: dict[str, str]):
    """Opened with a key: since last time confirmed, a person with a worry and a plan added, finished."""
    rig.show(make, quick=True)
    rig.keys = 1
    rig.press(ENTER)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("40", TAB, SPACE, TAB, "3", TAB, "1:1 time", TAB)
    rig.save_key()
    assert rig.keys <= 25
    saved = latest(rig)
    assert "quick" not in saved
    assert saved["concerns"][2] == {
        "person": carried["P-040"],
        "worries": ("violence",),
        "score": 3,
        "plan": "1:1 time",
    }
    assert rig.went == [("today", {})]
    [morning] = rig.store(lambda store: store.find("confirmation"))
    assert (morning.answers["shift"], morning.answers["confirmation"]) == ("morning", "nil")


def test_nothing_happened_is_confirmed_with_one_key(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    assert focused().accessibleName() == "Nothing happened: confirm"
    assert focused().accessibleDescription() == "Ctrl+Enter"
    rig.press(ENTER)
    [morning] = rig.store(lambda store: store.find("confirmation"))
    assert morning.answers["confirmation"] == "nil"
    assert part(screen, "confirm").isHidden()


def test_what_was_logged_since_the_last_huddle_stands_there(rig: Rig, carried: dict[str, str]):
    since = {"kinds": ("violence",), "started_at": rig.ago(60)}
    before = {"kinds": ("absence",), "started_at": at(TODAY, time(6, 50))}
    for answers in (since, before):
        rig.save("incident", answers)
    screen = rig.show(make)
    said = "0 restraint · 0 seclusion · 0 rapid tranquillisation · 1 violence"
    assert part(screen, "counts").text() == said
    assert part(screen, "confirm").accessibleName() == "That is all: confirm"


def test_an_incident_logged_meanwhile_moves_the_counters(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.save("incident", {"kinds": ("self_harm",), "started_at": rig.ago(5)})
    rig.settle()
    rig.qtbot.waitUntil(lambda: part(screen, "counts").text().endswith("1 self-harm"))


def test_a_person_is_dropped_with_one_key(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    part(screen, "plan").setFocus()
    rig.press(Qt.Key.Key_D, ctrl=True)
    assert [row["person"] for row in screen.widget.answers()["concerns"]] == [carried["P-019"]]


def test_a_high_score_without_a_plan_is_marked_in_words_and_does_not_stop(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("40", TAB, SPACE, TAB, "5", TAB)
    plan = focused()
    assert isinstance(plan, QLineEdit)
    assert plan.placeholderText() == "A high score and no plan yet: what would help?"
    rig.press("x")
    assert plan.placeholderText() != "A high score and no plan yet: what would help?"
    rig.press(Qt.Key.Key_Backspace)
    rig.save_key()
    assert latest(rig)["concerns"][2]["score"] == 5
    assert screen.widget.errors.sentences() == ()


@pytest.mark.parametrize(
    ("score", "band"), [("0", "low"), ("1", "moderate"), ("2", "moderate"), ("3", "high")]
)
def test_a_score_is_told_with_its_band(rig: Rig, carried: dict[str, str], score: str, band: str):
    """The ward's own numbers: from 1 moderate, from 3 high, of 6."""
    screen = rig.show(make)
    row = screen.widget._concerns[0]
    row._score.setFocus()
    rig.press(score)
    assert row._of.text() == f"of 6, {band}"


def test_phrases_complete_a_plan(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("40", TAB, SPACE, TAB, TAB, "med", DOWN, ENTER)
    assert screen.widget.answers()["concerns"][2]["plan"] == "Medicines review"


def test_the_down_arrow_lists_every_phrase(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("40", TAB, SPACE, TAB, TAB, DOWN, DOWN, ENTER)
    assert screen.widget.answers()["concerns"][2]["plan"] == "1:1 time"


def test_an_action_is_ticked_and_another_written(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    part(screen, "done").setFocus()
    rig.press(SPACE)
    part(screen, "add_action").setFocus()
    rig.press(ENTER, "Call estates", TAB, "HCA")
    rig.save_key()
    assert latest(rig)["actions"] == (
        {"action": "Garden door open", "owner": "HCA", "done": True},
        {"action": "Call estates", "owner": "HCA"},
    )


def test_a_huddle_is_kept_as_it_goes_and_taken_up_by_somebody_else(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    part(screen, "good_thing").setFocus()
    rig.press("Breakfast club")
    rig.qtbot.waitUntil(lambda: bool(drafts(rig)), timeout=30_000)
    rig.press("!")
    screen.leave()
    rig.settle()
    [draft] = drafts(rig)
    assert draft["good_thing"] == "Breakfast club!"
    rig.me = rig.manager
    rig.clock.moment += timedelta(minutes=6)
    rig.show(make)
    assert screen.widget.answers()["good_thing"] == "Breakfast club!"
    rig.save_key()
    assert drafts(rig) == []
    assert latest(rig)["minutes"] == 6


def test_a_refusal_that_comes_after_the_page_was_left_loses_nothing_and_asks_nobody(
    rig: Rig, carried: dict[str, str]
):
    screen = rig.show(make)
    part(screen, "good_thing").setFocus()
    rig.press("Rang 07700 900123")
    screen.save()
    screen.leave()
    rig.settle()
    assert [each["good_thing"] for each in drafts(rig)] == ["Rang 07700 900123"]
    assert not screen.widget.asks.isVisible()


def test_looking_at_the_page_keeps_no_draft(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    screen.leave()
    rig.settle()
    assert drafts(rig) == []


def test_the_clock_runs_and_stops(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.clock.moment += timedelta(minutes=2, seconds=41)
    rig.qtbot.waitUntil(lambda: part(screen, "clock").text() == "02:41", timeout=3000)
    part(screen, "turn_clock").setFocus()
    rig.press(ENTER)
    rig.clock.moment += timedelta(minutes=20)
    rig.save_key()
    assert latest(rig)["minutes"] == 3


def test_a_huddle_that_did_not_happen_says_why(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make, not_held=True)
    rig.save_key()
    assert screen.widget.errors.sentences() == ("Choose: why it did not happen.",)
    rig.press(RIGHT, SPACE)
    rig.save_key()
    saved = latest(rig)
    assert (saved["state"], saved["not_held"]) == ("not_held", "incident")
    assert "here" not in saved


def test_a_huddle_needs_somebody_to_be_there_and_loses_nothing(rig: Rig):
    screen = rig.show(make)
    part(screen, "good_thing").setFocus()
    rig.press("Quiet night")
    rig.save_key()
    assert screen.widget.errors.sentences() == ("Choose: who is here.",)
    assert isinstance(screen.widget.errors, ErrorList)
    assert screen.widget.answers()["good_thing"] == "Quiet night"
    rig.press(SPACE)
    rig.save_key()
    assert latest(rig)["here"] == ("nurse_in_charge",)


def test_an_earlier_slot_is_marked_as_entered_later(rig: Rig):
    screen = rig.show(make)
    part(screen, "morning").setFocus()
    rig.press(SPACE)
    part(screen, "nurse_in_charge").setFocus()
    rig.press(SPACE)
    rig.save_key()
    saved = latest(rig)
    assert (saved["slot"], saved["entered_later"]) == ("morning", True)
    assert "started_at" not in saved
    assert "minutes" not in saved


def test_how_long_an_earlier_huddle_took_is_said_with_a_chip(rig: Rig):
    screen = rig.show(make)
    part(screen, "slot").setFocus()
    rig.press(Qt.Key.Key_Left, SPACE)
    assert [chip.isVisible() for chip in part(screen, "lengths").chips()] == [True] * 3
    part(screen, "here").setFocus()
    rig.press(SPACE)
    part(screen, "lengths").setFocus()
    rig.press(RIGHT, SPACE)
    rig.save_key()
    [saved] = rig.store(lambda store: store.find("huddle"))
    assert (saved.answers["minutes"], saved.answers["entered_later"]) == (10, True)


def test_a_second_huddle_in_a_slot_comes_on_top_of_the_first(rig: Rig, carried: dict[str, str]):
    rig.save("huddle", held(TODAY, "afternoon", time(13, 30)))
    rig.clock.moment += timedelta(minutes=1)
    rig.show(make)
    rig.save_key()
    assert latest(rig)["quick"] is True


def test_a_code_nobody_has_is_offered_as_new_and_a_name_is_not(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("Amy Smith", TAB)
    last(screen, "new_person").setFocus()
    rig.session.ask.answer_next(False)
    rig.press(ENTER)
    assert rig.session.ask.asked == ["Is this a name?"]
    assert len(rig.store(lambda store: store.find("person"))) == 3
    code = last(screen, "person")
    code.setFocus()
    code.selectAll()
    rig.press("P-107", TAB)
    last(screen, "new_person").setFocus()
    rig.press(ENTER)
    people = {each.answers["ward_code"]: each.key for each in rig.store(lambda store: store.find("person"))}
    assert screen.widget.answers()["concerns"][2]["person"] == people["P-107"]


def test_an_unknown_code_stops_the_huddle_beside_its_row(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    rig.press(Qt.Key.Key_N, ctrl=True)
    rig.press("P-999", TAB)
    rig.save_key()
    assert screen.widget.errors.sentences() == ("Person: choose one from the list.",)
    rig.qtbot.waitUntil(lambda: bool(drafts(rig)), timeout=30_000)
    assert drafts(rig)[0]["concerns"][2]["person"] == "P-999"


def test_a_shift_worker_is_told_who_runs_the_huddle(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path, qtbot, Role.SHIFT)
    screen = rig.show(make)
    assert screen.widget.errors.sentences() == ("The nurse in charge runs the huddle on this screen.",)
    rig.save_key()
    assert rig.store(lambda store: store.find("huddle")) == ()
    rig.close()


def test_the_last_huddle_can_be_undone(rig: Rig, carried: dict[str, str]):
    rig.show(make)
    rig.save_key()
    assert rig.said == ["Huddle finished."]
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert rig.said[-1] == "Undone. This huddle is no longer on record."
    assert len(rig.store(lambda store: store.find("huddle"))) == 2


def test_everything_on_the_page_has_a_name(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    screen.widget.add_person()
    parts = [each for each in screen.widget.findChildren(QWidget) if each.isVisible()]
    stops = [each for each in parts if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) > 20
    assert [type(each).__name__ for each in stops if not each.accessibleName()] == []


def test_on_the_smallest_screen_at_200_per_cent_nothing_is_out_of_sight_at_the_side(
    rig: Rig, carried: dict[str, str]
):
    """683 pixels wide, of which the bar of screens takes 66."""
    screen = rig.show(make)
    screen.widget.resize(605, 300)
    rig.settle()
    area = screen.widget.findChild(QScrollArea)
    assert screen.widget.width() == 605
    rig.qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0, timeout=20_000)
    assert screen.widget._clock.isVisible()


def test_tab_goes_down_the_page(rig: Rig, carried: dict[str, str]):
    """Every visible stop once, top to bottom: no row added later is left for last."""
    screen = rig.show(make)
    screen.widget.add_person()
    part(screen, "good_thing").setFocus()
    before = [focused()]
    rig.press(Qt.Key.Key_Backtab)
    before.append(focused())
    assert before[1].objectName() == "leave_planned"
    rig.press(Qt.Key.Key_Backtab)
    assert focused() is last(screen, "drop")


def test_logging_another_incident_comes_back_to_a_huddle_whose_clock_ran_on(
    rig: Rig, carried: dict[str, str]
):
    screen = rig.show(make)
    part(screen, "log").setFocus()
    rig.press(ENTER)
    assert rig.went == [("incident", {"then": "huddle"})]
    rig.clock.moment += timedelta(minutes=4)
    rig.show(make)
    assert part(screen, "clock").text() == "04:00"


def test_keys_pressed_before_the_huddle_is_there_do_no_harm(rig: Rig):
    screen = make(rig.session)
    rig.screen = screen
    screen.widget.show()
    screen.widget.add_person()
    for name in ("add_action", "turn_clock", "confirm", "quick", "finish"):
        part(screen, name).click()
    assert screen.widget.answers() == {}
    assert drafts(rig) == []


def test_a_huddle_begun_and_given_up_can_be_said_not_to_have_happened(rig: Rig, carried: dict[str, str]):
    screen = rig.show(make)
    part(screen, "good_thing").setFocus()
    rig.press("x")
    screen.leave()
    rig.settle()
    rig.show(make, not_held=True)
    rig.press(SPACE)
    rig.save_key()
    saved = latest(rig)
    assert (saved["state"], saved["not_held"]) == ("not_held", "staffing")
    assert drafts(rig) == []


def test_a_slot_that_had_its_huddle_cannot_be_said_not_to_have_had_it(rig: Rig, carried: dict[str, str]):
    rig.save("huddle", held(TODAY, "afternoon", time(13, 30)))
    rig.clock.moment += timedelta(minutes=1)
    screen = rig.show(make, not_held=True)
    rig.press(SPACE)
    rig.save_key()
    assert len(screen.widget.errors.sentences()) == 1
    assert rig.went == []


def test_what_is_due_in_the_registers_is_said_where_the_ward_s_day_is(rig: Rig):
    rule = {"rule": "No lighters", "since": TODAY - 60 * DAY}
    rig.save("restriction", rule | {"review_due": TODAY})
    rig.save("restriction", rule | {"rule": "Not yet", "review_due": TODAY + 5 * DAY})
    rig.save("hazard", {"area": "bedroom", "item": "Rail", "seen": TODAY - 60 * DAY, "due": TODAY - DAY})
    screen: Huddle = rig.show(make)
    said = [label.text() for label in screen.widget.findChildren(QLabel) if label.isVisible()]
    assert "▲ Ligature hazard: Rail\n▲ Restriction to review: No lighters" in said
