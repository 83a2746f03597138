"""People, backups and recovery in the settings, driven against a real ward."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role
from rrp_desktop.store.ring import load_ring
from rrp_desktop.store.ways_in import keys_for
from rrp_ui.screens.settings import Settings, make
from tests.ui.rig import PIN, Rig


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot, Role.MANAGER)
    yield rig
    rig.close()


def shown(rig: Rig, part: str) -> Settings:
    screen: Settings = rig.show(make, part=part)
    rig.settle()
    return screen


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def press(rig: Rig, part: QWidget, name: str) -> None:
    """Press the button called *name*, which can be reached and pressed by key."""
    buttons = [
        each for each in part.findChildren(QPushButton) if name in (each.objectName(), each.accessibleName())
    ]
    [button] = [each for each in buttons if each.isVisible()]
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    rig.settle()


def test_a_backup_is_made_rehearsed_and_told_of(rig: Rig):
    screen = shown(rig, "safe")
    assert "none yet" in words(screen.safe)
    press(rig, screen.safe, "backup_button")
    assert screen.safe.state.text() == "✓ A backup was made and checked."
    assert "1 backup" in words(screen.safe)
    press(rig, screen.safe, "rehearsal_button")
    rig.settle()
    assert screen.safe.state.text().startswith("✓ went well")


def test_a_second_place_for_backups_is_chosen(rig: Rig, tmp_path: Path):
    screen = shown(rig, "safe")
    rig.session.ask.answer_next(tmp_path)
    press(rig, screen.safe, "second_button")
    assert str(tmp_path) in words(screen.safe)
    assert rig.store(lambda store: store.values()["backup.second"]) == str(tmp_path)


@pytest.mark.parametrize("name", ["code", "key"])
def test_a_new_recovery_code_holds_once_it_was_typed_back(rig: Rig, name: str):
    screen = shown(rig, "safe")
    press(rig, screen.safe, f"{name}_button")
    card = getattr(screen.safe, name)
    code = card.code
    assert code in words(card)
    card.typed.setText("ABCDE")
    card.keep.click()
    assert card.wrong.isVisible()
    card.typed.setText(code.lower())
    card.keep.click()
    rig.settle()
    assert screen.safe.state.text().startswith("✓")
    assert code not in words(screen.safe)
    assert not rig.store(lambda store: store.recovery_used())


def test_where_the_pc_opens_nothing_by_itself_the_manager_chooses_a_passphrase_with_the_new_key(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rrp_desktop.store.ring.AIM", 0.0)
    words = "orbit lantern quarry mango seven"
    rig.store(lambda store: store.set_passphrase("the words of before are these", by=rig.manager))
    rig.store(lambda store: store.change_setting("keys.device", False, by=rig.manager))
    screen = shown(rig, "safe")
    press(rig, screen.safe, "key_button")
    card = screen.safe.key
    card.typed.setText(card.code)
    rig.session.ask.answer_next(None, words)
    card.keep.click()
    assert card.isVisible()
    card.keep.click()
    rig.settle()
    assert screen.safe.state.text().startswith("✓")
    home = rig.store(lambda store: store.home())
    assert keys_for(home, load_ring(home.ring), words)


def test_no_code_stays_in_sight_when_the_settings_are_left(rig: Rig):
    screen = shown(rig, "safe")
    press(rig, screen.safe, "code_button")
    screen.leave()
    assert (screen.safe.code.code, screen.safe.code.shown.text()) == ("", "")


def test_a_restore_asks_and_then_hands_the_backup_over(rig: Rig):
    screen = shown(rig, "safe")
    file = rig.store(lambda store: store.home().backups / store.back_up(by=rig.manager).name)
    rig.session.ask.answer_next(file, True)
    press(rig, screen.safe, "restore_button")
    [(name, where)] = rig.went
    assert (name, where["backup"]) == ("restored", file)


def test_somebody_who_left_signs_in_no_more_once_that_was_confirmed(rig: Rig):
    rig.store(lambda store: store.add_staff("S. O.", Role.SHIFT, PIN, by=rig.manager))
    screen = shown(rig, "people")
    rig.session.ask.answer_next(False, True)
    press(rig, screen.people, "End… S. O.")
    assert "S. O." in words(screen.people)
    press(rig, screen.people, "End… S. O.")
    assert "S. O." not in words(screen.people)
    assert [each.shown for each in rig.store(lambda store: store.staff())] == ["L. W."]


def test_a_forgotten_pin_is_replaced_and_ones_own_is_changed(rig: Rig):
    nurse = rig.store(lambda store: store.add_staff("S. O.", Role.SHIFT, PIN, by=rig.manager))
    screen = shown(rig, "people")
    card = screen.people.new_pin
    press(rig, screen.people, "New PIN… S. O.")
    assert not card.old.isVisible()
    card.pin.setText("8642")
    card.again.setText("8624")
    card.save.click()
    assert "differ" in card.wrong.text()
    card.again.setText("8642")
    card.save.click()
    rig.settle()
    assert card.pin.text() == ""
    assert rig.store(lambda store: store.sign_in(nurse.key, "8642")) == nurse
    rig.me = rig.manager
    press(rig, screen.people, "New PIN… L. W.")
    for edit, digits in ((card.old, "9999"), (card.pin, "1357"), (card.again, "1357")):
        edit.setText(digits)
    card.save.click()
    rig.settle()
    assert "(pin-wrong)" in card.wrong.text()
    card.old.setText(PIN)
    card.save.click()
    rig.settle()
    assert rig.store(lambda store: store.sign_in(rig.manager.key, "1357")) == rig.manager


def test_a_passphrase_is_kept_and_dropped(rig: Rig):
    screen = shown(rig, "people")
    card = screen.people.passphrase
    card.typed.setText("short")
    card.save.click()
    rig.settle()
    assert "(passphrase-short)" in card.wrong.text()
    card.typed.setText(card.offered.text())
    card.save.click()
    rig.settle()
    assert rig.store(lambda store: store.with_passphrase()) == {rig.manager.key}
    press(rig, screen.people, "Drop mine")
    assert rig.store(lambda store: store.with_passphrase()) == frozenset()


def test_the_report_for_it_says_how_the_installation_is_and_names_nobody(rig: Rig):
    rig.save("person", {"ward_code": "P-031"})
    screen = shown(rig, "programme")
    press(rig, screen.programme, "copy_report")
    told = QGuiApplication.clipboard().text()
    assert "SQLCipher" in told
    assert "Codes: " in told
    assert not [name for name in ("L. W.", "P-031") if name in told]


def test_only_the_manager_is_offered_backup_and_recovery(rig: Rig):
    rig.me = rig.store(lambda store: store.add_staff("S. O.", Role.FACILITATOR, PIN, by=rig.manager))
    screen = shown(rig, "safe")
    assert not screen.safe.isVisible()
    assert words(screen.safe) == ""


def test_what_is_older_than_the_ward_keeps_is_removed_once_that_was_confirmed(rig: Rig):
    rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(60)})
    screen = shown(rig, "safe")
    press(rig, screen.safe, "purge_button")
    assert screen.safe.state.text().startswith("There is nothing")
    rig.clock.moment += timedelta(days=21 * 366)
    screen.open(part="safe")
    rig.settle()
    assert "1 records of before" in words(screen.safe)
    rig.session.ask.answer_next(False, True)
    press(rig, screen.safe, "purge_button")
    assert len(rig.store(lambda store: store.find("incident"))) == 1
    press(rig, screen.safe, "purge_button")
    rig.settle()
    assert rig.store(lambda store: store.find("incident")) == ()
    rig.store(lambda store: store.check_chain())
