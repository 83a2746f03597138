"""A record of any form on its page, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.people import Role
from rrp_desktop.settings import NHS_NUMBER
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.problems import ErrorList
from rrp_ui.screens import today
from rrp_ui.screens.drafting import AMENDING
from rrp_ui.screens.record import Record, make
from tests.ui.rig import TODAY, Rig, focused

YESTERDAY = TODAY - timedelta(days=1)
TAB, SPACE, RIGHT, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Return


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def drafts(rig: Rig) -> dict[str, dict[str, Any]]:
    return {each.key: dict(each.answers) for each in rig.store(lambda store: store.drafts())}


def found(rig: Rig, form: str) -> list[dict[str, Any]]:
    return [dict(each.answers) for each in rig.store(lambda store: store.find(form))]


def errors(screen: Record) -> tuple[str, ...]:
    assert screen.widget.form is not None
    shown = screen.widget.form.findChild(ErrorList)
    assert isinstance(shown, ErrorList)
    return shown.sentences()


def words(screen: Record, name: str) -> str:
    part: Any = screen.widget.findChild(QWidget, name)
    return str(part.text())


def restraint(rig: Rig, day: date = TODAY, wall: time = time(2, 10), **more: Any) -> str:
    kinds = {"kinds": ("restraint",), "interventions": ({"type": "07"},)}
    return rig.save("incident", {**kinds, "started_at": at(day, wall), **more})


def test_a_night_is_counted_with_its_number_and_one_key(rig: Rig):
    """The night that nobody counted stands there already."""
    rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Record = rig.show(make, form="census")
    assert focused().accessibleName() == "Occupied"
    rig.keys = 0
    rig.press("16")
    rig.save_key()
    assert rig.keys == 3
    assert {"day": YESTERDAY - timedelta(days=1), "occupied": 16} in found(rig, "census")
    assert (rig.went, rig.said) == ([("today", {})], ["Beds at midnight: saved."])
    assert drafts(rig) == {}
    assert screen.widget.form is None


def test_a_shift_s_leave_is_a_row_of_numbers(rig: Rig):
    """The shift that ended last stands there until it has a tally, then the one that runs."""
    rig.show(make, form="leave_tally")
    rig.press("6", TAB, "5", TAB, "1")
    rig.save_key()
    assert found(rig, "leave_tally") == [
        {"day": TODAY, "shift": "morning", "out": 6, "on_time": 5, "late": 1}
    ]
    rig.show(make, form="leave_tally")
    assert rig.screen is not None
    assert rig.screen.widget.answers() == {"day": TODAY, "shift": "afternoon"}  # type: ignore[attr-defined]


def test_a_debrief_opened_from_its_incident_asks_for_the_party_first(rig: Rig):
    key = restraint(rig)
    screen: Record = rig.show(
        make, form="debrief", preset={"incident": key}, then="incidents", there={"key": key}
    )
    assert focused().accessibleName() == "Debrief with: Patient"
    rig.press(SPACE, TAB, RIGHT, SPACE, TAB, SPACE)
    rig.save_key()
    now = rig.clock.moment.replace(second=0, microsecond=0)
    assert found(rig, "debrief") == [
        {"incident": key, "party": "patient", "state": "offered", "offered_at": now}
    ]
    assert rig.went == [("incidents", {"key": key})]
    assert screen.widget.answers() == {}


def test_a_debrief_that_was_declined_is_offered_again_in_a_week_with_one_chip(rig: Rig):
    declined = {"incident": restraint(rig), "party": "patient", "state": "declined"}
    screen: Record = rig.show(make, form="debrief", preset=declined)
    assert chips(screen, "reoffer") == ["Tomorrow", "In a week", "Another day"]
    assert screen.widget.form is not None
    screen.widget.form.focus("reoffer")
    rig.press(RIGHT, SPACE)
    assert screen.widget.answers()["reoffer"] == TODAY + timedelta(days=7)


def test_incidents_and_ideas_are_chosen_by_their_words(rig: Rig):
    restraint(rig, YESTERDAY)
    idea = rig.save("idea", {"title": "Mutual help meeting", "status": "testing", "started": YESTERDAY})
    screen: Record = rig.show(make, form="debrief")
    assert "20 Nov 02:10 restraint" in chips(screen, "incident")
    rig.show(make, form="cycle", preset={"idea": idea})
    assert "Mutual help meeting" in chips(screen, "idea")
    assert screen.widget.answers()["number"] == 1


def chips(screen: Record, field: str) -> list[str]:
    from rrp_ui.parts.chips import Chip

    assert screen.widget.form is not None
    return [chip.words for chip in screen.widget.form.block(field).findChildren(Chip) if chip.isVisible()]


def test_an_episode_begins_with_who_and_when_of_its_incident(rig: Rig):
    person = rig.people("P-031")["P-031"]
    key = restraint(rig, person=person)
    screen: Record = rig.show(make, form="episode", preset={"incident": key})
    assert screen.widget.answers() == {
        "incident": key,
        "person": person,
        "started_at": at(TODAY, time(2, 10)),
    }


def test_a_review_is_added_to_an_episode_by_keys(rig: Rig):
    started = rig.ago(180)
    key = rig.save("episode", {"kind": "seclusion", "started_at": started})
    screen: Record = rig.show(make, form="episode", key=key)
    assert screen.widget.form is not None
    screen.widget.form.focus("reviews")
    rig.press(ENTER, SPACE, TAB, "1200")
    rig.save_key()
    assert found(rig, "episode")[0]["reviews"] == ({"kind": "observation", "held_at": at(TODAY, time(12))},)


def test_a_person_who_is_new_is_added_on_the_way(rig: Rig):
    screen: Record = rig.show(make, form="leave")
    assert focused().accessibleName() == "Person (ward code): New…"
    rig.session.ask.answer_next("P-107")
    rig.press(SPACE)
    assert chips(screen, "person") == ["P-107", "New…"]
    rig.save_key()
    [person] = rig.store(lambda store: store.find("person"))
    assert found(rig, "leave")[0]["person"] == person.key


def test_a_name_is_asked_about_before_it_becomes_a_ward_code(rig: Rig):
    rig.show(make, form="leave")
    rig.session.ask.answer_next("Amy Smith", False)
    rig.press(SPACE)
    assert rig.session.ask.asked == ["New person", "Is this a name?"]
    assert found(rig, "person") == []


def test_what_is_typed_is_a_draft_without_saving(rig: Rig):
    rig.show(make, form="census")
    rig.press("17")
    rig.qtbot.waitUntil(lambda: not rig.work.busy and drafts(rig) != {}, timeout=30_000)
    assert list(drafts(rig).values()) == [{"day": YESTERDAY, "occupied": 17}]


def test_a_page_that_nobody_typed_on_leaves_no_draft(rig: Rig):
    screen: Record = rig.show(make, form="census")
    screen.back()
    rig.settle()
    assert (drafts(rig), rig.said) == ({}, [])


def test_a_page_left_at_once_loses_nothing_and_opens_again_as_it_was(rig: Rig):
    screen: Record = rig.show(make, form="census")
    rig.press("17")
    screen.leave()
    rig.settle()
    assert screen.widget.answers() == {}
    rig.show(make)
    assert screen.widget.answers() == {"day": YESTERDAY, "occupied": 17}
    rig.save_key()
    assert (len(found(rig, "census")), drafts(rig)) == (1, {})


def test_a_draft_is_taken_up_by_somebody_else(rig: Rig):
    screen: Record = rig.show(make, form="restriction")
    rig.press("No lighters")
    screen.back()
    rig.settle()
    assert rig.said == ["Kept as a draft. It is under To finish."]
    [key] = drafts(rig)
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    rig.show(make, form="restriction", draft=key)
    rig.save_key()
    assert found(rig, "restriction") == [{"rule": "No lighters"}]
    assert drafts(rig) == {}
    assert rig.said[-1] == "Restriction for everybody: saved. 1 question left under To finish."


def test_a_save_can_be_undone(rig: Rig):
    rig.show(make, form="census")
    rig.press("17")
    rig.save_key()
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert (found(rig, "census"), rig.said[-1]) == ([], "Undone. It no longer counts.")


def test_a_stop_keeps_what_was_typed_and_goes_to_the_question(rig: Rig):
    screen: Record = rig.show(make, form="census", preset={"day": YESTERDAY, "closed": 3})
    rig.save_key()
    assert errors(screen) == ("Enter: occupied.",)
    assert focused().accessibleName() == "Occupied"
    assert screen.widget.answers() == {"day": YESTERDAY, "closed": 3}
    rig.press("17")
    rig.save_key()
    assert found(rig, "census") == [{"day": YESTERDAY, "occupied": 17, "closed": 3}]


def test_a_refusal_that_comes_after_the_screen_was_locked_loses_nothing(rig: Rig):
    screen: Record = rig.show(make, form="census", preset={"day": YESTERDAY, "closed": 900})
    rig.press("17")
    screen.save()
    screen.leave()
    rig.settle()
    assert list(drafts(rig).values()) == [{"day": YESTERDAY, "occupied": 17, "closed": 900}]
    rig.show(make)
    assert screen.widget.answers() == {"day": YESTERDAY, "occupied": 17, "closed": 900}


def test_whose_account_it_is_stays_with_the_draft_and_goes_with_the_save(rig: Rig):
    person = rig.people("P-031")["P-031"]
    screen: Record = rig.show(make, form="leave", preset={"person": person})
    who = screen.widget.panel.entered_for.who
    assert who.isVisible()
    who.setFocus()
    rig.press("J. P.")
    screen.leave()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    assert (draft.entered_for, who.text()) == ("J. P.", "")
    rig.show(make, form="leave", draft=draft.key)
    rig.save_key()
    [record] = rig.store(lambda store: store.find("leave"))
    assert record.entered_for == "J. P."
    rig.show(make, form="leave", key=record.key)
    assert not who.isVisible()
    assert screen.widget.note.text().endswith(", for J. P.")


def test_the_improvement_work_is_nobody_else_s_account(rig: Rig):
    screen: Record = rig.show(make, form="idea")
    assert not screen.widget.panel.entered_for.who.isVisible()


def test_a_second_count_of_a_night_is_stopped_beside_its_day(rig: Rig):
    rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Record = rig.show(make, form="census", preset={"day": YESTERDAY, "occupied": 18})
    rig.save_key()
    assert errors(screen) == ("This has been entered already. Open that one to change it.",)


def test_what_is_unlikely_is_saved_with_its_reason(rig: Rig):
    screen: Record = rig.show(make, form="census", preset={"day": YESTERDAY, "available": 10})
    rig.press("17")
    rig.save_key()
    assert errors(screen) == ()
    assert screen.widget.asks.sentences() == (
        "More than 20 % over the beds available. Is that right? Say why.",
    )
    rig.save_key()
    assert found(rig, "census") == []
    rig.press("Seven on sleep-over from the other ward")
    rig.save_key()
    [key] = [each.key for each in rig.store(lambda store: store.find("census"))]
    rig.show(make, form="census", key=key)
    assert "Reason given (Occupied): Seven on sleep-over from the other ward" in history(screen)


def test_a_doubt_that_is_mended_is_not_asked_again(rig: Rig):
    screen: Record = rig.show(make, form="census", preset={"day": YESTERDAY, "available": 10})
    rig.press("17")
    rig.save_key()
    assert screen.widget.form is not None
    screen.widget.form.focus("occupied")
    rig.press(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, "9")
    rig.save_key()
    assert found(rig, "census") == [{"day": YESTERDAY, "occupied": 9, "available": 10}]


def test_a_stop_and_a_doubt_are_both_shown_and_no_reason_is_lost(rig: Rig):
    answers = {"day": YESTERDAY, "available": 10, "occupied": 17, "closed": 900}
    screen: Record = rig.show(make, form="census", preset=answers)
    rig.save_key()
    assert errors(screen) == ("Closed: 200 or fewer.",)
    assert screen.widget.panel.heading.text() == "Not saved yet"


def test_the_panel_says_what_is_needed_and_what_can_wait(rig: Rig):
    screen: Record = rig.show(make, form="episode")
    assert words(screen, "needed") == "• Episode\n• Started"
    assert words(screen, "later") == "• Person (ward code)\n• Ended"
    rig.press(SPACE)
    assert words(screen, "needed") == "• Started"


def test_answers_are_added_to_a_record_without_a_reason(rig: Rig):
    key = rig.save("episode", {"kind": "seclusion", "started_at": rig.ago(600)})
    rig.clock.moment += timedelta(hours=9)
    screen: Record = rig.show(make, form="episode", key=key)
    assert focused().accessibleName() == "Person (ward code): New…"
    assert screen.widget.form is not None
    screen.widget.form.focus("ended_at")
    rig.press(SPACE)
    rig.save_key()
    assert rig.session.ask.asked == []
    assert [step.action for step in rig.store(lambda store: store.history("episode", key))] == [
        "save",
        "finish",
    ]


def test_a_change_to_an_old_record_asks_why(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.clock.moment += timedelta(days=2)
    rig.session.ask.answer_next("miscounted")
    screen: Record = rig.show(make, form="census", key=key)
    change(rig, screen)
    rig.save_key()
    assert rig.session.ask.asked == ["Why is this changed?"]
    last = rig.store(lambda store: store.history("census", key))[-1]
    assert (last.action, last.reason, last.answers["occupied"]) == ("amend", "miscounted", 18)
    assert drafts(rig) == {}


def change(rig: Rig, screen: Record) -> None:
    """Make 17 beds 18."""
    assert screen.widget.form is not None
    screen.widget.form.focus("occupied")
    rig.press(Qt.Key.Key_End, Qt.Key.Key_Backspace, "8")


def test_a_change_that_was_begun_is_found_under_to_finish_and_on_the_record(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Record = rig.show(make, form="census", key=key)
    change(rig, screen)
    screen.back()
    rig.settle()
    assert list(drafts(rig)) == [AMENDING + key]
    for where in ({"key": key}, {"draft": AMENDING + key}):
        rig.show(make, form="census", **where)
        assert screen.widget.answers()["occupied"] == 18
        assert "Here as it was being changed" in screen.widget.note.text()
        screen.leave()
    rig.show(make)
    rig.save_key()
    assert found(rig, "census") == [{"day": YESTERDAY, "occupied": 18}]
    assert drafts(rig) == {}


def miscounted(rig: Rig, days: int) -> str:
    """The key of a count of beds that was 17, and put right to 18 *days* later."""
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.clock.moment += timedelta(days=days)
    changed = {"day": YESTERDAY, "occupied": 18}
    rig.store(lambda store: store.amend("census", key, changed, "miscounted", by=rig.manager))
    return key


def test_the_history_says_from_what_to_what_by_whom_and_why(rig: Rig):
    key = miscounted(rig, days=1)
    screen: Record = rig.show(make, form="census", key=key)
    assert screen.widget.history.isHidden()
    screen.widget.panel.history.setFocus()
    rig.press(ENTER)
    assert screen.widget.history.isVisible()
    for line in ("Amended", "22 Nov 2026, 13:34 · L. W.", "Reason: miscounted", "Occupied: 17 → 18"):
        assert line in history(screen)


def history(screen: Record) -> list[str]:
    """Every line of the history."""
    return [part.text() for part in screen.widget.history.findChildren(QLabel)]


def test_a_record_is_voided_with_a_reason(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    screen: Record = rig.show(make, form="census", key=key)
    rig.session.ask.answer_next("the wrong night")
    screen.widget.panel.void.setFocus()
    rig.press(ENTER)
    assert found(rig, "census") == []
    assert rig.went == [("today", {})]


def test_a_void_record_is_shown_and_cannot_be_written_on(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.store(lambda store: store.void("census", key, "wrong night", by=rig.manager))
    screen: Record = rig.show(make, form="census", key=key)
    assert screen.widget.problem.text() == "This record was voided. It no longer counts."
    assert screen.widget.panel.save.isHidden()
    rig.save_key()
    assert rig.said == []


def test_who_may_not_void_is_not_offered_to(rig: Rig):
    key = rig.save("census", {"day": YESTERDAY, "occupied": 17})
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    screen: Record = rig.show(make, form="census", key=key)
    assert screen.widget.panel.void.isHidden()


def test_a_coach_reads_ideas_but_nothing_about_care(rig: Rig):
    idea = rig.save("idea", {"title": "Mutual help meeting", "status": "planned"})
    debrief = rig.save("debrief", {"incident": restraint(rig), "party": "patient", "state": "offered"})
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: Record = rig.show(make, form="idea", key=idea)
    assert screen.widget.answers()["title"] == "Mutual help meeting"
    assert screen.widget.panel.save.isHidden()
    rig.show(make, form="debrief", key=debrief)
    assert screen.widget.answers() == {}
    assert "not-allowed" in screen.widget.problem.text()


def to_finish(rig: Rig, begins: str) -> dict[str, Any]:
    """Where *Open* on Today's line that *begins* so leads; the page of a record is opened there."""
    screen = rig.show(today.make)
    buttons = screen.widget.findChildren(LinkButton)
    named = [each for each in buttons if each.accessibleName().startswith(f"Open: {begins}")]
    named[0].click()
    name, where = rig.went[-1]
    assert name == "record"
    rig.screen = None
    return where


def test_a_draft_under_to_finish_opens_here(rig: Rig):
    answers = {"incident": restraint(rig), "party": "patient"}
    rig.store(lambda store: store.keep_draft(None, "debrief", answers, by=rig.manager))
    screen: Record = rig.show(make, **to_finish(rig, "Debrief: not saved yet"))
    assert screen.widget.answers() == answers


def test_an_open_episode_under_to_finish_opens_here(rig: Rig):
    rig.save("episode", {"kind": "seclusion", "started_at": rig.ago(30), "person": rig.people("P-1")["P-1"]})
    screen: Record = rig.show(make, **to_finish(rig, "Seclusion or segregation"))
    assert focused().accessibleName() == "Ended: Now"
    assert screen.widget.answers()["kind"] == "seclusion"


def test_a_night_that_nobody_counted_opens_here(rig: Rig):
    screen: Record = rig.show(make, **to_finish(rig, "Beds occupied, 20 Nov"))
    assert screen.widget.answers() == {"day": YESTERDAY}
    assert focused().accessibleName() == "Occupied"


def test_a_page_opened_for_nothing_goes_back_to_today(rig: Rig):
    rig.show(make)
    assert rig.went == [("today", {})]


def test_a_record_that_is_gone_is_refused_with_its_code(rig: Rig):
    screen: Record = rig.show(make, form="census", key="00000000-0000-4000-8000-000000000000")
    assert screen.widget.problem.text() == "There is no such record. (no-such-record)"


def test_tab_goes_from_the_list_of_problems_down_the_form_to_the_panel(rig: Rig):
    screen: Record = rig.show(make, form="census")
    rig.save_key()
    assert focused().accessibleName() == "Occupied"
    named = []
    while focused().accessibleName() != "Leave as draft":
        named.append(focused().accessibleName())
        rig.press(TAB)
    form = ["Occupied", "Available", "Closed", "On overnight leave"]
    assert named == [*form, "Entered for a colleague: their initials", "Save"]
    assert screen.widget.stops()[0].accessibleName() == "Enter: occupied."


def test_everything_on_the_page_has_a_name(rig: Rig):
    screen: Record = rig.show(make, form="episode")
    parts = [each for each in screen.widget.findChildren(QWidget) if each.isVisible()]
    stops = [each for each in parts if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) > 8
    assert [type(each).__name__ for each in stops if not each.accessibleName()] == []


def test_no_nhs_number_is_read_out_and_none_is_asked_for_once_that_is_switched_off(rig: Rig):
    def ask(wanted: bool) -> None:
        rig.store(lambda store: store.change_setting(NHS_NUMBER, wanted, by=rig.manager))

    ask(True)
    person = {"ward_code": "P-031", "nhs_number": "9434765919"}
    key = rig.save("person", person)
    mended = person | {"nhs_number": "9434765870"}
    rig.store(lambda store: store.amend("person", key, mended, "as in the record", by=rig.manager))
    screen: Record = rig.show(make, form="person", key=key)
    assert "NHS number: ••• → •••" in history(screen)
    lines = [line.displayText() for line in screen.widget.findChildren(QLineEdit)]
    assert [line for line in (*lines, *history(screen)) if "943" in line] == []
    ask(False)
    screen = rig.show(make, form="person", key=key)
    assert screen.widget.form is not None
    assert "nhs_number" not in {field.name for field in screen.widget.form.form.fields()}
    assert [line for line in history(screen) if "NHS" in line] == []


def test_a_record_is_read_as_it_was_known_at_the_end_of_a_day(rig: Rig):
    key = miscounted(rig, days=2)
    screen: Record = rig.show(make, form="census", key=key)
    back = screen.widget.look_back
    assert screen.widget.answers()["occupied"] == 18
    back.button.setFocus()
    rig.press(ENTER)
    assert focused() is back.day
    assert screen.widget.answers()["occupied"] == 17
    assert screen.widget.note.text().startswith("As known at the end of 22 Nov 2026. Saved 21 Nov 2026")
    assert "Amended" not in history(screen)
    assert screen.widget.panel.save.isHidden()
    assert screen.widget.panel.void.isHidden()
    back.button.setFocus()
    rig.press(ENTER)
    assert (screen.widget.answers()["occupied"], screen.widget.panel.save.isHidden()) == (18, False)
    assert drafts(rig) == {}
