"""The frame around the screens: its keys, its room, and a name for everything that takes the focus."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role, StaffMember
from rrp_ui.parts.nav import NavButton
from rrp_ui.screens.locked import Front, LockedView
from rrp_ui.screens.ordered import OrderedPage
from rrp_ui.screens.setup import Setup
from rrp_ui.window import KIND_KEYS, Window
from tests.ui.rig import TODAY, Told

NURSE = StaffMember("k", "S. O.", Role.FACILITATOR)
FRONT = Front(TODAY, (), "5", "12", "88%", (NURSE,))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    qtbot.addWidget(window)
    window.header.show_ward("Brontë Ward", "Acute adult · 18 beds")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    window.deleteLater()


def _enter(window: Window) -> None:
    window.show_locked(False)
    window.header.show_person(NURSE)


@pytest.mark.parametrize(("key", "kind"), KIND_KEYS.items())
def test_a_key_asks_for_its_kind(window: Window, qtbot: QtBot, key: str, kind: str) -> None:
    _enter(window)
    with qtbot.waitSignal(window.kind_asked) as asked:
        QTest.keyClick(window, Qt.Key[f"Key_{key}"])
    assert asked.args == [kind]


@pytest.mark.parametrize("key", ["F2", "F9"])
def test_while_locked_no_key_opens_a_screen(window: Window, qtbot: QtBot, key: str) -> None:
    with (
        qtbot.assertNotEmitted(window.kind_asked, wait=20),
        qtbot.assertNotEmitted(window.huddle_asked, wait=20),
    ):
        QTest.keyClick(window, Qt.Key[f"Key_{key}"])


def test_it_fits_the_smallest_screen_at_twice_the_size(window: Window, qtbot: QtBot) -> None:
    """WCAG 2.2, 1.4.10: 1366 × 768 at 200 %"""
    _enter(window)
    window.header.show_time(datetime(2026, 11, 22, 13, 34, tzinfo=UTC))
    QApplication.processEvents()
    window.foot.say("A sentence that is much longer than half of the smallest screen is wide. " * 2)
    screen = QWidget()
    screen.setMinimumSize(1000, 600)
    window.show_screen(screen, "today")
    least = window.minimumSizeHint()
    assert least.width() <= 683
    assert least.height() <= 384
    window.resize(683, 384)
    qtbot.waitUntil(lambda: window.width() == 683)
    assert {button.text() for button in window.findChildren(NavButton)} == {""}
    assert all(button.toolTip() for button in window.findChildren(NavButton))
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.width() == 1366)
    assert "" not in {button.text() for button in window.findChildren(NavButton)}


def _reachable(widget: QWidget) -> list[QWidget]:
    return [
        each
        for each in widget.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and each.focusProxy() is None
    ]


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_everything_that_takes_the_focus_has_a_name(window: Window) -> None:
    setup, locked = Setup(Told(datetime(2026, 11, 21, 13, 34, tzinfo=UTC))), LockedView()
    locked.show_front(FRONT)
    window.show_screen(setup.widget)
    setup.open()
    seen = 0
    for _ in range(2):
        reached = _reachable(window)
        assert [repr(each) for each in reached if not _name(each)] == []
        seen += len(reached)
        window.show_screen(locked)
    assert seen > 10


def test_no_word_of_the_locked_screen_is_cut(window: Window, qtbot: QtBot) -> None:
    locked = LockedView()
    locked.show_front(FRONT)
    window.show_screen(locked)
    qtbot.waitUntil(locked.isVisible)
    parts: list[QLabel | QPushButton] = [*locked.findChildren(QLabel), *locked.findChildren(QPushButton)]
    for part in parts:
        if part.isVisible() and part.text() and not (isinstance(part, QLabel) and part.wordWrap()):
            assert part.fontMetrics().horizontalAdvance(part.text()) <= part.width(), part.text()


class _Backwards(OrderedPage):
    """A page whose stops go the other way than they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons = [QPushButton(name) for name in "abc"]
        for button in self.buttons:
            self.body.addWidget(button)

    def stops(self) -> list[QPushButton]:
        return self.buttons[::-1]


def test_tab_comes_to_the_first_stop_of_a_page_and_back_to_its_last(window: Window, qtbot: QtBot) -> None:
    _enter(window)
    page = _Backwards()
    window.show_screen(page, "today")
    qtbot.waitUntil(window.isActiveWindow)
    for key, end in ((Qt.Key.Key_Tab, "c"), (Qt.Key.Key_Backtab, "a")):
        window.nav.setFocus()
        for _ in range(2):
            here = QApplication.focusWidget()
            assert here is not None
            if not page.isAncestorOf(here):
                QTest.keyClick(here, key)
        here = QApplication.focusWidget()
        assert isinstance(here, QPushButton)
        assert here.text() == end


def test_what_gets_the_focus_is_brought_into_sight(window: Window, qtbot: QtBot) -> None:
    page = QWidget()
    first, last = (QPushButton(name, page) for name in ("First", "Last"))
    last.move(0, 3000)
    page.setMinimumSize(200, 3100)
    window.show_screen(page)
    qtbot.waitUntil(window.isActiveWindow)
    for button in (last, first):
        button.setFocus()
        assert button.visibleRegion().boundingRect() == button.rect()


def test_a_page_that_is_only_being_opened_shows_where_work_begins(window: Window, qtbot: QtBot) -> None:
    page, first = QWidget(), QPushButton("First")
    layout = QVBoxLayout(page)
    window.show_screen(page)
    qtbot.waitUntil(window.isActiveWindow)
    layout.addWidget(first)
    first.setFocus()
    layout.insertSpacing(0, 3000)
    qtbot.waitUntil(lambda: first.y() >= 3000 and first.visibleRegion().boundingRect() == first.rect())


def test_what_has_the_focus_stays_in_sight_when_the_foot_takes_some_of_the_room(
    window: Window, qtbot: QtBot
) -> None:
    page = QWidget()
    last = QPushButton("Last", page)
    last.move(0, 3000)
    page.setMinimumSize(200, 3000 + last.sizeHint().height())
    window.show_screen(page)
    qtbot.waitUntil(window.isActiveWindow)
    last.setFocus()
    window.foot.say("Something must be put right first.")
    qtbot.waitUntil(window.foot.isVisible)
    QApplication.sendPostedEvents()
    assert last.visibleRegion().boundingRect() == last.rect()


def test_the_bar_beside_the_names_of_screens_covers_none_of_them(window: Window, qtbot: QtBot) -> None:
    _enter(window)
    [area] = [each for each in window.findChildren(QScrollArea) if each.widget() is window.nav]
    bar = area.verticalScrollBar()
    window.resize(683, 384)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and area.viewport().width() == window.nav.width())
    window.resize(683, 768)
    qtbot.waitUntil(lambda: bar.maximum() == 0 and area.width() == window.nav.width())
