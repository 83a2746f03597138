"""What stands around the screens: problems, the way between screens, the head, the foot, the page's lines."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role, StaffMember
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.foot import StatusLine
from rrp_ui.parts.header import Header
from rrp_ui.parts.nav import SCREENS, NavBar
from rrp_ui.parts.problems import ErrorList


def test_problems_are_listed_and_each_goes_to_its_field(qtbot: QtBot) -> None:
    errors = ErrorList()
    qtbot.addWidget(errors)
    errors.show_problems([("kinds", "Choose: what happened."), ("place", "Choose: where.")])
    assert errors.sentences() == ("Choose: what happened.", "Choose: where.")
    with qtbot.waitSignal(errors.chosen) as chosen:
        errors.findChildren(LinkButton)[1].click()
    assert chosen.args == ["place"]
    errors.show_problems([])
    assert errors.isHidden()


def test_a_long_problem_goes_on_below_and_makes_no_page_wider(qtbot: QtBot) -> None:
    sentence = "The clocks went forward: enter the time as the clock showed it after the change."
    errors = ErrorList()
    qtbot.addWidget(errors)
    errors.show_problems([("started_at", sentence)])
    assert errors.minimumSizeHint().width() < 200
    errors.resize(300, 200)
    with qtbot.waitExposed(errors):
        errors.show()
    [link] = errors.findChildren(LinkButton)
    lines = link.text().split("\n")
    assert len(lines) > 1
    assert " ".join(lines) == link.accessibleName() == sentence
    assert max(map(link.fontMetrics().horizontalAdvance, lines)) <= link.width()
    assert link.height() >= len(lines) * link.fontMetrics().height()


def test_arrows_go_down_the_screens_and_enter_opens_one(qtbot: QtBot) -> None:
    nav = NavBar()
    qtbot.addWidget(nav)
    with qtbot.waitExposed(nav):
        nav.show()
    nav.activateWindow()
    nav.show_current("huddle")
    nav.setFocus()
    here = QApplication.focusWidget()
    assert here is not None
    assert here.objectName() == "huddle"
    QTest.keyClick(here, Qt.Key.Key_Down)
    with qtbot.waitSignal(nav.chosen) as chosen:
        QTest.keyClick(nav.findChildren(QPushButton)[2], Qt.Key.Key_Return)
    assert chosen.args == ["incidents"]
    marked = [button.objectName() for button in nav.findChildren(QPushButton) if button.isChecked()]
    assert marked == ["huddle"], "the screen that is open stays marked until another is"


def test_every_screen_has_an_icon_and_a_name(qtbot: QtBot) -> None:
    nav = NavBar()
    qtbot.addWidget(nav)
    buttons = nav.findChildren(QPushButton)
    assert [button.accessibleName() for button in buttons] == [words for _, words in SCREENS]
    assert not any(button.icon().isNull() for button in buttons)


def test_the_head_says_who_is_here_only_while_somebody_is(qtbot: QtBot) -> None:
    header = Header()
    qtbot.addWidget(header)
    header.show_ward("Brontë Ward", "Acute adult · 18 beds")
    header.show_person(StaffMember("k", "S. O.", Role.FACILITATOR))
    assert "S. O. · nurse in charge" in _words(header)
    header.show_person(None)
    assert "S. O." not in "".join(_words(header))
    assert all(button.isHidden() for button in header.findChildren(QPushButton))


def test_the_head_says_whether_the_minute_is_another(qtbot: QtBot) -> None:
    header = Header()
    qtbot.addWidget(header)
    moment = datetime(2026, 7, 21, 12, 34, tzinfo=UTC)
    assert header.show_time(moment)
    assert not header.show_time(moment.replace(second=40))
    assert "13:34" in _words(header), "London is an hour ahead in summer"
    assert header.show_time(moment.replace(minute=35))


def test_undo_is_offered_once(qtbot: QtBot) -> None:
    foot, undone = StatusLine(), []
    qtbot.addWidget(foot)
    foot.say("Saved.", undo=lambda: undone.append(True))
    [undo] = foot.findChildren(QPushButton)
    assert not undo.isHidden()
    undo.click()
    assert undone == [True]
    assert foot.said() == ""
    foot.say("Confirmed.")
    assert undo.isHidden()


def test_undo_is_offered_until_somebody_moves_on(qtbot: QtBot) -> None:
    foot = StatusLine()
    qtbot.addWidget(foot)
    foot.say("Kept as a draft.")
    foot.move_on()
    assert foot.said() == "Kept as a draft."
    foot.say("Saved.", undo=lambda: None)
    foot.move_on()
    assert foot.said() == ""


def test_a_flow_is_as_tall_as_its_lines(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page, gap=10, line_gap=10)
    blocks = [QWidget() for _ in range(4)]
    for block in blocks:
        block.setFixedSize(100, 30)
        flow.addWidget(block)
    assert [flow.heightForWidth(width) for width in (430, 429, 210, 100)] == [30, 70, 70, 150]
    blocks[3].hide()
    assert flow.heightForWidth(320) == 30


def _words(header: Header) -> list[str]:
    return [label.text() for label in header.findChildren(QLabel)]
