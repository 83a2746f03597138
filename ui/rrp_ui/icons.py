"""Icons by the ward's words, drawn from the Material Design font that QtAwesome carries.

The font is read where it lies: importing QtAwesome itself touches every name of Qt and costs more than
all the rest of the window together.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from rrp_desktop.errors import Unavailable
from rrp_ui import theme

_NAMES = {
    "today": "view-dashboard-outline",
    "huddle": "account-group-outline",
    "incidents": "clipboard-text-outline",
    "cross": "plus-box-outline",
    "charts": "chart-line-variant",
    "ideas": "lightbulb-on-outline",
    "month_end": "lock-check-outline",
    "settings": "cog-outline",
    "lock": "lock-outline",
    "restraint": "hand-back-left-outline",
    "seclusion": "door-closed-lock",
    "rapid_tranquillisation": "needle",
    "violence": "lightning-bolt-outline",
    "self_harm": "heart-broken-outline",
    "absence": "walk",
    "sexual_safety": "shield-account-outline",
    "near_miss": "handshake-outline",
    "add": "plus",
    "remove": "close",
    "done": "check",
    "complete": "check-circle",
    "open": "circle-outline",
    "warning": "alert-circle",
    "stop": "close-circle",
    "copy": "content-copy",
    "print": "printer-outline",
    "save": "content-save-outline",
    "table": "table",
    "search": "magnify",
    "help": "help-circle-outline",
    "clock": "clock-outline",
    "undo": "undo-variant",
    "person": "account-outline",
}
NAMES = frozenset(_NAMES)
_SIDES = (16, 20, 24, 32, 40, 48, 64)


@cache
def icon(name: str, colour: theme.Colour = theme.TEXT) -> QIcon:
    """The icon for one of `NAMES`, sharp at every scale."""
    letter = _charters()[_NAMES[name]]
    drawn = QIcon()
    for side in _SIDES:
        drawn.addPixmap(_picture(letter, colour, side))
    return drawn


def _picture(letter: str, colour: theme.Colour, side: int) -> QPixmap:
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    font = QFont(_family())
    font.setPixelSize(side)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return picture


@cache
def _folder() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("no-icons", "The icons are missing. Install the program again.")
    return Path(spec.submodule_search_locations[0]) / "fonts"


def _file(ending: str) -> Path:
    return next(iter(sorted(_folder().glob(f"materialdesignicons6-webfont-{ending}"))))


@cache
def _family() -> str:
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(_file("[0-9]*.ttf"))))[
        0
    ]


@cache
def _charters() -> dict[str, str]:
    names = json.loads(_file("charmap-*.json").read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in names.items() if name in set(_NAMES.values())}
