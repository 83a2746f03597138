"""Colours that can be read, letters that are letters, a ring that follows the focus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rrp_ui import icons, theme


def _light(colour: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    ink = QColor(colour)
    return 0.2126 * part(ink.redF()) + 0.7152 * part(ink.greenF()) + 0.0722 * part(ink.blueF())


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        (theme.TEXT, theme.WHITE),
        (theme.TEXT, theme.PAGE),
        (theme.SOFT_TEXT, theme.WHITE),
        (theme.SOFT_TEXT, theme.PAGE),
        (theme.BLUE, theme.WHITE),
        (theme.BLUE, theme.PALE_BLUE),
        (theme.WHITE, theme.BLUE),
        (theme.WHITE, theme.GREEN),
        (theme.WHITE, theme.RED),
        (theme.RED, theme.WHITE),
        (theme.BROWN, theme.WHITE),
        (theme.TEXT, theme.AMBER),
        (theme.TEXT, theme.LINE),
        (theme.TEXT, theme.FOCUS),
    ],
)
def test_words_stand_out_from_what_they_are_written_on(ink: str, paper: str) -> None:
    """WCAG 2.2, 1.4.3"""
    assert _contrast(ink, paper) >= 4.5


def test_the_ring_goes_where_the_focus_goes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    button, line, chart = QPushButton("Save"), QLineEdit(), QWidget()
    chart.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    chart.setFixedSize(90, 90)
    paper = QWidget(chart)
    paper.setFixedSize(90, 90)
    paper.setAutoFillBackground(True)
    for each in (button, line, chart):
        layout.addWidget(each)
    ring = theme.FocusRing(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    for each in (button, line, chart):
        each.setFocus()
        qtbot.waitUntil(ring.isVisible)
        assert ring.geometry().contains(each.geometry())
    chart.hide()
    button.clearFocus()
    qtbot.waitUntil(ring.isHidden)


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_every_icon_is_drawn(name: str, qtbot: QtBot) -> None:
    picture = icons.icon(name, theme.BLUE).pixmap(24, 24).toImage()
    inked = {(x, y) for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 0}
    assert inked
