"""Everything larger: a wall screen read from two metres, or letters for tired eyes."""

import re
from typing import TypeVar

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from rrp_ui import theme

T = TypeVar("T")

STEPS = (1.0, 1.25, 1.5, 1.75, 2.0)
_OWN = "own_sizes"
_LETTERS = re.compile(r"font-size: (\d+)px")
_SIZES = re.compile(r"\b(\d\d+)px")
"""Sizes of ten and more: borders and gaps stay as they are."""
_ANY = 16_777_215
"""The most that Qt lets a widget be."""


def step(by: int) -> float:
    """Make everything larger, smaller, or with 0 as it was; how large it is then."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    now = min(range(len(STEPS)), key=lambda place: abs(STEPS[place] - theme.times()))
    times = STEPS[max(0, min(now + by, len(STEPS) - 1))] if by else STEPS[0]
    if times != theme.times():
        font = QFont(app.font())
        font.setPixelSize(round(theme.BODY * times))
        app.setFont(font)
        app.setStyleSheet(_larger(_SIZES, theme.STYLE, times))
        for widget in app.topLevelWidgets():
            fit(widget)
    return times


def fit(root: QWidget) -> None:
    """Give *root*, and all in it, the widths and letters of their own that go with how large all is."""
    times = theme.times()
    for widget in (root, *root.findChildren(QWidget)):
        if (height := widget.property(theme.HEIGHT)) is not None:
            widget.setFixedHeight(theme.px(height))
        if (width := widget.property(theme.WIDTH)) is not None:
            widget.setFixedWidth(theme.px(width))
        if times != 1 or widget.property(_OWN) is not None:
            _fit_own(widget, times)


def _fit_own(widget: QWidget, times: float) -> None:
    own = _own(widget)
    firsts, lasts = widget.property(_OWN) or (own, own)
    # What is no longer as it was left here has been set anew since, in the sizes of the first.
    least, most, sheet = (
        _first(firsts[0], lasts[0], own[0]),
        _first(firsts[1], lasts[1], own[1]),
        _first(firsts[2], lasts[2], own[2]),
    )
    if widget.property(theme.WIDTH) is None:
        widget.setMinimumWidth(round(least * times))
        widget.setMaximumWidth(min(round(most * times), _ANY))
    if sheet:
        widget.setStyleSheet(_larger(_LETTERS, sheet, times))
    widget.setProperty(_OWN, ((least, most, sheet), _own(widget)))


def _first(first: T, left: T, now: T) -> T:
    return first if now == left else now


def _own(widget: QWidget) -> tuple[int, int, str]:
    return widget.minimumWidth(), widget.maximumWidth(), widget.styleSheet()


def _larger(sizes: re.Pattern[str], sheet: str, times: float) -> str:
    """*sheet* with every number that *sizes* finds so many times as large."""

    def larger(found: re.Match[str]) -> str:
        return found[0].replace(found[1], str(round(int(found[1]) * times)))

    return sizes.sub(larger, sheet)
