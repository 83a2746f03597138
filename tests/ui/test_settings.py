"""Ward settings, driven by keys against a real ward and a real centre."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.central.cli import main
from rrp_desktop.people import Role
from rrp_desktop.settings import SETTINGS
from rrp_ui.screens.settings import Settings, make
from rrp_ui.screens.settings_forms import GROUPS, changed, kept_codes
from tests.ui.rig import PIN, VALUES, Rig, focused

ENTER = Qt.Key.Key_Return
WHOLE = {name: VALUES.get(name, setting.default) for name, setting in SETTINGS.items()}
PLACES = [["day_area", "Day area"], ["garden", "Garden"]]


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot, Role.MANAGER)
    yield rig
    rig.close()


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def collate(*arguments: str | Path) -> Any:
    answer = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_settings_shown_and_not_touched_change_nothing(group):
    assert changed(group, group.answers(WHOLE), WHOLE) == {}


@pytest.mark.parametrize(
    ("titles", "codes"),
    [
        (["Day area", "Garden"], ["day_area", "garden"]),
        (["Garden", "Day area"], ["garden", "day_area"]),
        (["Lounge", "Garden"], ["day_area", "garden"]),
        (["Garden"], ["garden"]),
        (["Day area", "Garden", "Café"], ["day_area", "garden", "cafe"]),
        (["Garden", "Roof"], ["garden", "roof"]),
    ],
    ids=["same", "moved", "renamed", "one gone", "one more", "one gone and one new"],
)
def test_a_place_keeps_its_code_whatever_is_done_to_the_others(titles: list[str], codes: list[str]):
    assert kept_codes(titles, PLACES) == codes


def test_a_new_place_is_there_from_tomorrow(rig: Rig):
    screen: Settings = rig.show(make, part="places")
    part = screen.groups["places"]
    answers = part.form.answers()
    part.form.show_answers({"places": (*answers["places"], {"title": "Roof"})})
    screen.save()
    rig.settle()
    assert rig.said == ["Places: saved."]
    option = rig.store(lambda store: store.lists()["place"].option("roof"))
    assert option is not None
    assert option.title == "Roof"


def test_days_the_ward_was_closed_and_milestones_are_kept(rig: Rig):
    screen: Settings = rig.show(make, part="closed")
    span = {"first": date(2026, 11, 9), "last": date(2026, 11, 11)}
    screen.groups["closed"].form.show_answers({"closed": (span,)})
    screen.save()
    rig.settle()
    screen.open(part="milestones")
    screen.groups["milestones"].form.show_answers({"milestones": ({"days": 30}, {"days": 7}, {"days": 30})})
    screen.save()
    rig.settle()
    values = rig.store(lambda store: store.values())
    assert values["ward.closed"] == [["2026-11-09", "2026-11-11"]]
    assert values["milestone.days"] == [7, 30]
    assert rig.store(lambda store: store.ward()).closed_on(date(2026, 11, 10))


def cells(table: QTableWidget) -> list[tuple[str, ...]]:
    return [
        tuple(item.text() for column in range(table.columnCount()) if (item := table.item(row, column)))
        for row in range(table.rowCount())
    ]


def test_every_code_list_is_there_to_read_with_its_source_and_its_last_days(rig: Rig):
    screen: Settings = rig.show(make, part="lists")
    part = screen.lists
    assert {part.list.itemData(row) for row in range(part.list.count())} == set(rig.session.lists())
    part.list.setCurrentIndex(part.list.findData("intervention_type"))
    assert part.origin.text().startswith("Version MHSDS v6.0. ")
    assert part.mark.text() == "✓ Verified at its source"
    rows = cells(part.table)
    assert ("07", "Physical restraint: standing", "–", "–") in rows
    assert ("02", "Physical restraint: other (v4)", "–", "30 Sep 2021") in rows
    part.list.setCurrentIndex(part.list.findData("review_kind"))
    assert part.mark.text() == "This programme's own"
    part.list.setCurrentIndex(part.list.findData("place"))
    assert part.mark.text() == "This ward's own"
    assert ("garden", "Garden", "–", "–") in cells(part.table)


def test_another_code_list_is_reached_by_keys_and_none_can_be_changed(rig: Rig):
    screen: Settings = rig.show(make, part="lists")
    part = screen.lists
    part.list.setFocus()
    first = cells(part.table)
    rig.press(Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert focused() is part.table
    second = cells(part.table)
    assert second != first
    rig.press("x", Qt.Key.Key_F2, "x")
    assert focused() is part.table
    assert cells(part.table) == second


def test_a_number_is_changed_by_keys_alone(rig: Rig):
    screen: Settings = rig.show(make, part="timers")
    screen.groups["timers"].form.focus("lock_idle_minutes")
    rig.press(Qt.Key.Key_Backspace, "5")
    assert screen.groups["timers"].state.text() == "Not saved yet."
    screen.save()
    rig.settle()
    assert rig.store(lambda store: store.values())["lock.idle_minutes"] == 5
    assert screen.groups["timers"].state.text() == ""


def test_what_cannot_be_is_refused_beside_the_field_and_kept(rig: Rig):
    screen: Settings = rig.show(make, part="timers")
    form = screen.groups["timers"].form
    form.focus("lock_idle_minutes")
    rig.press("99")
    screen.save()
    rig.settle()
    assert form._errors.sentences() == ("Lock the screen after this many minutes idle: 30 or fewer.",)
    assert form.answers()["lock_idle_minutes"] == 299
    assert rig.store(lambda store: store.values())["lock.idle_minutes"] == 2


def test_a_time_that_is_none_is_refused(rig: Rig):
    screen: Settings = rig.show(make, part="shifts")
    form = screen.groups["shifts"].form
    shifts = form.answers()["shifts"]
    form.show_answers(form.answers() | {"shifts": ({**shifts[0], "starts": "7 am"}, *shifts[1:])})
    screen.save()
    rig.settle()
    assert form._errors.sentences() == ("Starts: enter a time. On the 24-hour clock, such as 07:00.",)


def test_the_store_s_refusal_is_shown_and_nothing_is_half_saved(rig: Rig):
    screen: Settings = rig.show(make, part="shifts")
    form = screen.groups["shifts"].form
    twice = ({"title": "Early", "starts": "07:00"}, {"title": "Late", "starts": "0700"})
    form.show_answers({"shifts": twice, "slots": twice})
    screen.save()
    rig.settle()
    assert screen.widget.problem.text() == "Two shifts cannot start at the same time. (setting-wrong)"
    assert rig.store(lambda store: store.values())["ward.slots"] == SETTINGS["ward.slots"].default
    assert form.answers()["shifts"] == twice


def test_typed_settings_stay_until_they_are_taken_back(rig: Rig):
    screen: Settings = rig.show(make, part="timers")
    part = screen.groups["timers"]
    part.form.focus("lock_idle_minutes")
    rig.press("5")
    screen.leave()
    rig.show(make)
    assert part.form.answers()["lock_idle_minutes"] == 25
    part.undo.click()
    assert part.form.answers()["lock_idle_minutes"] == 2


def test_the_manager_lets_somebody_in_by_keys(rig: Rig):
    screen: Settings = rig.show(make, part="people")
    screen.people.shown.setFocus()
    tab = Qt.Key.Key_Tab
    rig.press("J. P.", tab, Qt.Key.Key_Right, Qt.Key.Key_Space, tab, tab, "1357", tab, "1357", tab, ENTER)
    rig.qtbot.waitUntil(lambda: rig.said == ["J. P. may sign in now."])
    rig.settle()
    assert "J. P.\nnurse in charge" in words(screen.people)
    member = next(each for each in rig.store(lambda store: store.staff()) if each.shown == "J. P.")
    assert rig.store(lambda store: store.sign_in(member.key, "1357")).role is Role.FACILITATOR
    assert screen.people.pin.text() == screen.people.again.text() == ""


def test_two_different_pins_let_nobody_in(rig: Rig):
    screen: Settings = rig.show(make, part="people")
    for edit, typed in ((screen.people.shown, "J. P."), (screen.people.pin, "1357")):
        edit.setText(typed)
    screen.people.add.click()
    rig.settle()
    assert "(pin-differs)" in screen.people.wrong.text()
    assert screen.people.shown.text() == "J. P."
    assert len(rig.store(lambda store: store.staff())) == 1


def test_the_nurse_in_charge_lets_bank_staff_in_for_this_shift_and_sets_nothing(rig: Rig):
    rig.me = rig.store(lambda store: store.add_staff("S. O.", Role.FACILITATOR, PIN, by=rig.manager))
    screen: Settings = rig.show(make)
    shown = [row for row in range(screen.widget.list.count()) if not screen.widget.list.item(row).isHidden()]
    assert [screen.widget.list.item(row).text() for row in shown] == ["People"]
    for edit, typed in (
        (screen.people.shown, "Bank"),
        (screen.people.pin, "1357"),
        (screen.people.again, "1357"),
    ):
        edit.setText(typed)
    screen.people.add.click()
    rig.settle()
    assert "Bank\nshift worker, until 21:00 on 21 Nov 2026" in words(screen.people)


def test_a_shift_worker_sets_nothing_but_a_pin_of_their_own(rig: Rig):
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, PIN, by=rig.manager))
    screen: Settings = rig.show(make)
    assert [name for name, part in screen.widget.parts.items() if part.isVisible()] == ["people"]
    assert not screen.people.add.isVisible()
    assert "A. C." in words(screen.people)
    assert "L. W." not in words(screen.people)


def test_no_pin_stays_on_a_page_that_is_left(rig: Rig):
    screen: Settings = rig.show(make, part="people")
    screen.people.pin.setText("1357")
    screen.leave()
    assert screen.people.pin.text() == ""


def test_the_records_are_checked_on_asking(rig: Rig):
    screen: Settings = rig.show(make)
    assert "SQLCipher 4." in words(screen.programme)
    screen.programme.check.setFocus()
    rig.press(ENTER)
    assert screen.programme.checked.text().endswith("entries are as they were written.")


def offered(rig: Rig, file: str) -> Settings:
    """The settings with the pack in *file* on offer."""
    screen: Settings = rig.show(make)
    screen.programme.open.setFocus()
    rig.session.ask.answer_next(Path(file))
    rig.press(ENTER)
    rig.qtbot.waitUntil(screen.pack.widget.isVisible)
    return screen


def test_a_pack_shows_what_it_changes_and_is_taken_with_the_words_of_the_centre(rig: Rig, tmp_path: Path):
    centre = tmp_path / "centre"
    collate("init", centre)
    made = collate("pack", "--at", centre, "--programme", "Practice")
    screen = offered(rig, made["file"])
    assert "Bundles will be sealed for Practice, working key." in screen.pack.widget.changes.accessibleName()
    assert rig.store(lambda store: store.pack()) is None
    rig.press(made["words"], ENTER)
    rig.qtbot.waitUntil(lambda: made["words"] in words(screen.programme))
    assert not screen.pack.widget.isVisible()
    newer = collate("pack", "--at", centre, "--programme", "Practice 2")["file"]
    screen = offered(rig, newer)
    assert "Programme: Practice becomes Practice 2." in screen.pack.widget.changes.accessibleName()
    assert not screen.pack.widget.words.isVisible()
    rig.press(ENTER)
    rig.qtbot.waitUntil(lambda: "Practice 2" in words(screen.programme))


def test_a_pack_with_other_words_is_refused_and_the_words_stay(rig: Rig, tmp_path: Path):
    centre = tmp_path / "centre"
    collate("init", centre)
    screen = offered(rig, collate("pack", "--at", centre, "--programme", "Practice")["file"])
    typed = "one two three four five six seven eight"
    rig.press(typed, ENTER)
    assert screen.pack.widget.problem.text().endswith("(pack-signer)")
    assert screen.pack.widget.words.text() == typed
    assert rig.store(lambda store: store.pack()) is None
    screen.pack.widget.leave.click()
    assert not screen.pack.widget.isVisible()


@pytest.mark.parametrize("content", [b"", b"RRP", b"x" * 4096], ids=["empty", "short", "noise"])
def test_a_file_that_is_no_pack_is_refused(rig: Rig, tmp_path: Path, content: bytes):
    file = tmp_path / "pack.rrpc"
    file.write_bytes(content)
    screen: Settings = rig.show(make)
    rig.session.ask.answer_next(file)
    screen.programme.open.click()
    rig.settle()
    assert screen.widget.problem.isVisible()
    assert rig.store(lambda store: store.pack()) is None
