"""The incident's page, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.forms.check import Problem, Strength
from rrp_desktop.forms.lists.incident import INCIDENT_KIND
from rrp_desktop.people import Role
from rrp_ui.parts.problems import ErrorList
from rrp_ui.screens.incident import Incident, make
from tests.ui.rig import PIN, TODAY, Rig, focused

ENTER, TAB, SPACE, RIGHT = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Right


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


def saved(rig: Rig) -> list[dict[str, Any]]:
    return [dict(each.answers) for each in rig.store(lambda store: store.find("incident"))]


def drafts(rig: Rig) -> list[dict[str, Any]]:
    return [dict(each.answers) for each in rig.store(lambda store: store.drafts())]


def part(screen: Incident, name: str) -> Any:
    found = [each for each in screen.widget.findChildren(QWidget) if each.objectName() == name]
    assert found, name
    return next((each for each in found if each.isVisible()), found[0])


def choose(rig: Rig, screen: Incident, path: str, code: str) -> None:
    """Go to the question at *path* and choose *code* with the space bar."""
    chip = screen.widget.form.block(path).findChild(QWidget, code)
    assert chip is not None
    chip.setFocus()
    rig.press(SPACE)


def type_in(rig: Rig, screen: Incident, path: str, words: str) -> None:
    line = screen.widget.form.block(path).findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    line.selectAll()
    rig.press(words)


def said(screen: Incident) -> tuple[str, ...]:
    errors = [each for each in screen.widget.form.findChildren(ErrorList) if each.isVisible()]
    return errors[0].sentences() if errors else ()


def test_a_restraint_is_saved_from_today_with_at_most_6_keys(rig: Rig):
    """F2, the next position, save. It started now."""
    rig.show(make, kind="restraint")
    rig.keys = 1
    rig.press(RIGHT, SPACE)
    rig.save_key()
    assert rig.keys <= 6
    [incident] = saved(rig)
    assert incident == {
        "kinds": ("restraint",),
        "started_at": rig.clock.moment,
        "interventions": ({"type": "11"},),
    }
    assert rig.went == [("today", {})]
    assert rig.said == ["Saved."]


@pytest.mark.parametrize(
    ("kind", "type_"), [("seclusion", "05"), ("rapid_tranquillisation", "14")], ids=["seclusion", "RT"]
)
def test_force_that_is_nearly_always_of_one_type_needs_no_choice(rig: Rig, kind: str, type_: str):
    rig.show(make, kind=kind)
    rig.save_key()
    assert saved(rig)[0]["interventions"] == ({"type": type_},)


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("restraint", "07"),
        ("violence", "physical"),
        ("self_harm", "ligature_anchored"),
        ("absence", "left_ward"),
        ("sexual_safety", "verbal"),
    ],
)
def test_the_focus_is_on_what_the_kind_asks_first(rig: Rig, kind: str, first: str):
    rig.show(make, kind=kind)
    assert focused().objectName() == first


def test_the_panel_says_what_is_still_needed_until_there_is_enough(rig: Rig):
    screen = rig.show(make, kind="restraint")
    assert part(screen, "needed").text() == "Choose: position held longest."
    rig.press(SPACE)
    assert part(screen, "needed").text().startswith("There is enough to save.")


def test_a_stop_keeps_everything_typed_and_stands_at_the_top_and_beside_the_field(rig: Rig):
    screen = rig.show(make, kind="restraint")
    choose(rig, screen, "place", "garden")
    rig.save_key()
    assert said(screen) == ("Choose: position held longest.",)
    assert screen.widget.form.block("restraint.0.type").editor.accessibleDescription()
    assert focused().objectName() == "07"
    assert saved(rig) == []
    assert screen.widget.answers()["place"] == "garden"


def test_restraint_and_injection_in_one_incident_stand_in_their_own_sections(rig: Rig):
    screen = rig.show(make, kind="restraint")
    rig.press(RIGHT, SPACE)
    choose(rig, screen, "kinds", "rapid_tranquillisation")
    choose(rig, screen, "restraint.0.minutes", "6_to_10")
    rig.save_key()
    assert saved(rig)[0]["interventions"] == ({"type": "11", "minutes": "6_to_10"}, {"type": "14"})


def test_the_key_of_a_second_kind_joins_the_incident_being_logged(rig: Rig):
    screen = rig.show(make, kind="restraint")
    rig.press(SPACE)
    screen.leave()
    screen.open(kind="rapid_tranquillisation")
    rig.settle()
    rig.save_key()
    [incident] = saved(rig)
    assert incident["kinds"] == ("restraint", "rapid_tranquillisation")
    assert drafts(rig) == []


def test_another_position_is_another_intervention(rig: Rig):
    screen = rig.show(make, kind="restraint")
    rig.press(SPACE)
    add = screen.widget.form.block("restraint").editor.add_button
    add.setFocus()
    rig.press(ENTER, RIGHT, RIGHT, SPACE)
    rig.save_key()
    assert [row["type"] for row in saved(rig)[0]["interventions"]] == ["07", "12"]


def test_people_named_lately_come_first(rig: Rig):
    people = rig.people("P-001", "P-002", "P-003", "P-004")
    rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(60), "person": people["P-004"]})
    screen = rig.show(make, kind="violence")
    chips = screen.widget.form.block("person").findChildren(QWidget, people["P-004"])
    assert chips
    assert screen.widget.form.block("person").editor.stops()[0].objectName() == people["P-004"]


def test_a_new_person_is_added_without_leaving_the_incident(rig: Rig):
    screen = rig.show(make, kind="violence")
    choose(rig, screen, "person", "new…")
    rig.press("P-107", TAB, SPACE)
    part(screen, "use_person").setFocus()
    rig.press(ENTER)
    [person] = rig.store(lambda store: store.find("person"))
    assert person.answers == {"ward_code": "P-107", "age_band": "under_18"}
    assert screen.widget.answers()["person"] == person.key


def test_the_code_of_somebody_already_known_finds_them(rig: Rig):
    people = rig.people("P-001", "P-002", "P-003", "P-004", "P-105")
    screen = rig.show(make, kind="violence")
    choose(rig, screen, "person", "new…")
    rig.press("105")
    part(screen, "use_person").setFocus()
    rig.press(ENTER)
    assert screen.widget.answers()["person"] == people["P-105"]
    assert len(rig.store(lambda store: store.find("person"))) == 5


def test_a_code_that_looks_like_a_name_is_asked_about(rig: Rig):
    screen = rig.show(make, kind="violence")
    choose(rig, screen, "person", "new…")
    rig.press("Amy Smith")
    rig.session.ask.answer_next(False)
    part(screen, "use_person").setFocus()
    rig.press(ENTER)
    assert rig.session.ask.asked == ["Is this a name?"]
    assert rig.store(lambda store: store.find("person")) == ()


def test_what_is_typed_is_kept_and_taken_up_again(rig: Rig):
    screen = rig.show(make, kind="restraint")
    choose(rig, screen, "place", "garden")
    type_in(rig, screen, "restraint.0.staff_count", "3")
    rig.qtbot.waitUntil(lambda: bool(drafts(rig)), timeout=30_000)
    screen.leave()
    rig.settle()
    [key] = [each.key for each in rig.store(lambda store: store.drafts())]
    rig.me = rig.manager
    rig.show(make, draft=key)
    answers = screen.widget.answers()
    assert (answers["place"], answers["restraint"]) == ("garden", ({"staff_count": 3},))
    choose(rig, screen, "restraint.0.type", "11")
    rig.save_key()
    assert drafts(rig) == []
    assert saved(rig)[0]["interventions"] == ({"type": "11", "staff_count": 3},)


def test_a_time_that_is_half_typed_survives_in_the_draft(rig: Rig):
    screen = rig.show(make, kind="violence")
    type_in(rig, screen, "started_at", "2:9")
    screen.leave()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    assert draft.answers["started_at"] == "2:9"
    rig.show(make, draft=draft.key)
    assert screen.widget.answers()["started_at"] == "2:9"
    rig.save_key()
    assert len(said(screen)) == 1


def test_an_incident_that_was_only_looked_at_leaves_no_draft(rig: Rig):
    screen = rig.show(make, kind="restraint")
    screen.back()
    rig.settle()
    assert drafts(rig) == []
    assert rig.went == [("today", {})]


def test_escape_leaves_a_draft_and_says_so(rig: Rig):
    screen = rig.show(make, kind="restraint")
    rig.press(SPACE)
    screen.back()
    rig.settle()
    assert len(drafts(rig)) == 1
    assert rig.said == ["Kept as a draft. It is under To finish."]


def test_the_last_save_can_be_undone(rig: Rig):
    rig.show(make, kind="violence")
    rig.save_key()
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert saved(rig) == []
    assert rig.said[-1] == "Undone. The incident no longer counts."


def test_items_of_the_act_fill_as_they_are_answered(rig: Rig):
    screen = rig.show(make, kind="restraint")
    assert part(screen, "held").value() == 0
    rig.press(SPACE)
    assert part(screen, "held").value() == 1
    choose(rig, screen, "restraint.0.in_care_plan", "yes")
    assert part(screen, "held").value() == 2
    choose(rig, screen, "kinds", "restraint")
    choose(rig, screen, "kinds", "violence")
    assert not part(screen, "held").isVisible()


def test_what_comes_next_is_said(rig: Rig):
    screen = rig.show(make, kind="restraint")
    steps = part(screen, "then").text()
    assert "quick huddle" in steps
    assert "24 Nov 2026, 13:34" in steps
    type_in(rig, screen, "started_at", "08:00")
    assert "quick huddle" not in part(screen, "then").text()


def test_sexual_safety_details_are_for_those_who_may_see_them(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path, qtbot, Role.SHIFT)
    answers = {"kinds": ("sexual_safety",), "started_at": rig.ago(5), "sexual_safety": ("verbal",)}
    key = rig.save("incident", answers)
    screen = rig.show(make, key=key)
    assert "sexual_safety" not in screen.widget.answers()
    choose(rig, screen, "place", "garden")
    rig.save_key()
    rig.me = rig.manager
    [incident] = saved(rig)
    assert (incident["sexual_safety"], incident["place"]) == (("verbal",), "garden")
    rig.close()


def test_a_change_after_the_shift_needs_a_reason_from_somebody_who_may_amend(rig: Rig):
    rig.me = rig.manager
    key = rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(5), "place": "garden"})
    rig.clock.moment += timedelta(hours=12)
    screen = rig.show(make, key=key)
    choose(rig, screen, "place", "corridor")
    rig.save_key()
    assert rig.said == ["Say why, in a few words. (reason-needed)"]
    assert focused().objectName() == "reason"
    rig.press("Wrong place")
    rig.save_key()
    assert rig.went[-1] == ("incidents", {"key": key})
    last = rig.store(lambda store: store.history("incident", key))[-1]
    assert (last.action, last.reason, last.answers["place"]) == ("amend", "Wrong place", "corridor")
    assert drafts(rig) == []


def test_a_change_that_was_left_is_taken_up_with_its_record(rig: Rig):
    key = rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(5)})
    screen = rig.show(make, key=key)
    choose(rig, screen, "place", "corridor")
    screen.leave()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    rig.show(make, draft=draft.key)
    assert screen.widget.answers()["place"] == "corridor"
    rig.save_key()
    assert len(saved(rig)) == 1
    assert saved(rig)[0]["place"] == "corridor"
    assert drafts(rig) == []


def test_an_incident_on_another_day_asks_for_its_time(rig: Rig):
    screen = rig.show(make, day=TODAY - timedelta(days=2))
    choose(rig, screen, "kinds", "violence")
    assert part(screen, "needed").text() == "Enter: when did it start."
    type_in(rig, screen, "started_at", "16:20")
    rig.save_key()
    assert saved(rig)[0]["started_at"] == at(TODAY - timedelta(days=2), time(16, 20))


def test_the_trusts_number_is_kept_with_the_incident(rig: Rig):
    screen = rig.show(make, kind="violence")
    part(screen, "incident_number").setFocus()
    rig.press("W-123")
    rig.save_key()
    assert saved(rig)[0]["incident_number"] == "W-123"


def test_folded_questions_unfold_with_a_key_and_keep_their_answers(rig: Rig):
    screen = rig.show(make, kind="restraint")
    rig.press(SPACE)
    block = screen.widget.form.block("force_outcome")
    assert not block.isVisible()
    fold = next(each for each in screen.widget.stops() if each.accessibleName() == "Show: Use of force")
    fold.setFocus()
    rig.press(ENTER)
    assert block.isVisible()
    choose(rig, screen, "force_outcome", "settled")
    fold.setFocus()
    rig.press(ENTER)
    assert block.isVisible()
    assert not screen.widget.form.block("notified").isVisible()
    rig.save_key()
    assert saved(rig)[0]["force_outcome"] == "settled"


def test_everything_on_the_page_has_a_name_and_a_place_in_the_order(rig: Rig):
    screen = rig.show(make, kind="restraint")
    parts = [each for each in screen.widget.findChildren(QWidget) if each.isVisible()]
    stops = [each for each in parts if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) > 15
    assert [type(each).__name__ for each in stops if not each.accessibleName()] == []
    assert set(stops) <= set(screen.widget.stops())


def test_a_coach_is_told_that_this_is_not_theirs(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path, qtbot, Role.COACH)
    rig.show(make, kind="restraint")
    assert rig.said == ["A coach cannot do this. Ask the ward manager. (not-allowed)"]
    rig.close()


def test_an_absence_can_be_linked_to_a_leave(rig: Rig):
    people = rig.people("P-031")
    leave = rig.save("leave", {"person": people["P-031"], "started_at": rig.ago(120)})
    screen = rig.show(make, kind="absence")
    choose(rig, screen, "leave", leave)
    rig.save_key()
    assert saved(rig)[0]["leave"] == leave


@pytest.mark.parametrize(("status", "basis"), [("01", "missing"), ("03", "awol"), ("99", None)])
def test_what_an_absence_is_in_law_follows_from_the_persons_status(rig: Rig, status: str, basis: str | None):
    person = rig.save("person", {"ward_code": "P-031", "legal_status": status})
    screen = rig.show(make, kind="absence")
    choose(rig, screen, "person", person)
    assert screen.widget.answers().get("legal_basis") == basis
    if basis is not None:
        choose(rig, screen, "legal_basis", basis)
        choose(rig, screen, "place", "garden")
        assert "legal_basis" not in screen.widget.answers()


def test_a_leave_that_is_not_there_is_entered_elsewhere_and_the_incident_taken_up_again(rig: Rig):
    people = rig.people("P-031")
    screen = rig.show(make, kind="absence")
    choose(rig, screen, "person", people["P-031"])
    choose(rig, screen, "place", "garden")
    choose(rig, screen, "leave", "new…")
    rig.settle()
    [(name, where)] = rig.went
    assert (name, where["form"], where["preset"]) == ("record", "leave", {"person": people["P-031"]})

    screen.leave()
    rig.save("leave", {"person": people["P-031"], "started_at": rig.ago(120)})
    assert where["then"] == "incident"
    screen.open(**where["there"])
    rig.settle()
    assert screen.widget.answers()["place"] == "garden"
    assert len(drafts(rig)) == 1


def test_escape_first_closes_the_question_for_a_person(rig: Rig):
    screen = rig.show(make, kind="violence")
    choose(rig, screen, "person", "new…")
    screen.back()
    assert not screen.widget.new_person.isVisible()
    assert rig.went == []


@pytest.mark.parametrize("kind", [option.code for option in INCIDENT_KIND])
def test_showing_any_kind_is_not_editing_it(rig: Rig, kind: str):
    """No draft is written for looking: not even where a note has to be drawn for the first time."""
    screen = rig.show(make, kind=kind)
    for name in ("note", "force_outcome"):
        screen.widget.form.unfold(name)
    rig.settle()
    screen.leave()
    rig.settle()
    assert drafts(rig) == []


def test_an_incident_logged_from_the_huddle_leads_back_to_it(rig: Rig):
    rig.show(make, kind="violence", then="huddle")
    rig.save_key()
    assert rig.went == [("huddle", {})]


def test_a_doubt_is_asked_about_at_the_top_and_its_reason_goes_with_the_save(rig: Rig):
    screen: Incident = rig.show(make, kind="restraint")
    rig.press(SPACE)
    long_hold = Problem(
        "interventions.0.minutes", "long", "More than 10 minutes. Is that right?", Strength.ASK
    )
    screen.widget.show_problems((), (long_hold,))
    assert focused().accessibleName() == "More than 10 minutes. Is that right?"
    rig.press("Waiting for transport")
    assert screen.widget.asks.reasons() == {"long@interventions.0.minutes": "Waiting for transport"}
    assert focused() in screen.widget.stops()


def told_before(rig: Rig) -> str:
    person = rig.people("P-031")["P-031"]
    return rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(10), "person": person})


def test_two_accounts_of_one_event_are_joined_by_keys_and_separated_by_undo(rig: Rig):
    first = told_before(rig)
    rig.me = rig.manager
    screen: Incident = rig.show(make, kind="violence")
    choose(rig, screen, "person", rig.store(lambda store: store.read("incident", first)).answers["person"])
    rig.save_key()
    assert focused().accessibleName().startswith("Is this the same event as the one at 13:24")
    rig.press(TAB, ENTER)
    assert rig.said[-1] == "Saved, and joined with the other account."
    assert rig.went == [("today", {})]
    [counts] = rig.store(lambda store: store.find("incident"))
    [other] = rig.store(lambda store: store.accounts(first))
    assert (counts.key, other.answers["started_at"]) == (first, rig.clock.moment)
    assert drafts(rig) == []
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert rig.said[-1] == "Undone. The two accounts count as two events."
    assert {each.key for each in rig.store(lambda store: store.find("incident"))} == {first, other.key}


def test_another_account_found_while_finishing_is_joined_too(rig: Rig):
    first = told_before(rig)
    rig.me = rig.manager
    key = rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(5)})
    screen: Incident = rig.show(make, key=key)
    screen.widget.show_person(rig.store(lambda store: store.read("incident", first)).answers["person"])
    rig.save_key()
    rig.press(TAB, ENTER)
    assert rig.said[-1] == "The change is saved, and joined with the other account."
    assert [each.key for each in rig.store(lambda store: store.accounts(first))] == [key]
    assert drafts(rig) == []


def test_either_of_two_earlier_accounts_may_be_the_same_event_and_one_reason_is_enough(rig: Rig):
    first = told_before(rig)
    person = rig.store(lambda store: store.read("incident", first)).answers["person"]
    second = {"kinds": ("violence",), "started_at": rig.ago(20), "person": person}
    rig.store(
        lambda store: store.save(
            "incident", second, by=rig.manager, reasons={"same-event@started_at": "Another fight"}
        )
    )
    rig.me = rig.manager
    screen: Incident = rig.show(make, kind="violence")
    screen.widget.show_person(person)
    rig.save_key()
    assert len(screen.widget.asks.stops()) == 3
    rig.press("A third fight")
    rig.save_key()
    assert len(saved(rig)) == 3


def test_a_shift_worker_is_not_offered_to_join_two_accounts(rig: Rig):
    first = told_before(rig)
    rig.me = rig.store(lambda store: store.add_staff("J. P.", Role.SHIFT, PIN, by=rig.manager))
    screen: Incident = rig.show(make, kind="violence")
    screen.widget.show_person(rig.store(lambda store: store.read("incident", first)).answers["person"])
    rig.save_key()
    assert screen.widget.asks.isVisible()
    assert screen.widget.asks.stops() == list(screen.widget.asks.lines.values())
    rig.press("Another fight")
    rig.save_key()
    assert len(saved(rig)) == 2


def test_the_nurse_in_charge_who_is_asked_whether_it_is_the_same_event_may_join_them(rig: Rig):
    first = told_before(rig)
    screen: Incident = rig.show(make, kind="violence")
    screen.widget.show_person(rig.store(lambda store: store.read("incident", first)).answers["person"])
    rig.save_key()
    rig.press(TAB, ENTER)
    assert rig.said[-1] == "Saved, and joined with the other account."
    assert [each.merged_into for each in rig.store(lambda store: store.accounts(first))] == [first]


def test_whose_account_it_is_stays_with_the_draft_and_goes_with_the_save(rig: Rig):
    screen: Incident = rig.show(make, kind="violence")
    part(screen, "entered_for").setFocus()
    rig.press("J. P.")
    screen.leave()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    assert draft.entered_for == "J. P."
    rig.show(make, draft=draft.key)
    assert part(screen, "entered_for").text() == "J. P."
    rig.save_key()
    [record] = rig.store(lambda store: store.find("incident"))
    assert (record.entered_for, record.recorded_by) == ("J. P.", rig.me and rig.me.key)
    rig.show(make, kind="violence")
    assert part(screen, "entered_for").text() == ""
    rig.show(make, key=record.key)
    assert not part(screen, "entered_for").isVisible()


def test_a_refusal_that_comes_after_the_page_was_left_loses_nothing_and_writes_nothing(rig: Rig):
    screen: Incident = rig.show(make, kind="restraint")
    choose(rig, screen, "place", "garden")
    screen.save()
    screen.leave()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    assert draft.answers["place"] == "garden"
    assert not screen._drafting._pause.isActive()
    assert said(screen) == ()


def test_a_key_pressed_while_it_is_being_saved_leaves_no_draft_behind(rig: Rig):
    """However long the disk takes: the pause after the key is over before the save is."""
    screen = rig.show(make, kind="restraint")
    rig.press(SPACE)
    screen.save()
    screen.widget.edited.emit()
    screen._drafting.flush()
    rig.settle()
    assert (len(saved(rig)), drafts(rig)) == (1, [])


def test_a_draft_that_somebody_else_has_saved_meanwhile_shows_no_empty_page(rig: Rig):
    rig.show(make, draft="gone", then="incidents")
    assert rig.went == [("incidents", {})]
    assert rig.said == ["This draft is no longer there: it was saved or dropped. (no-such-draft)"]
