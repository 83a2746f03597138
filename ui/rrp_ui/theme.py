"""How everything looks: the NHS palette, the letters, one style sheet, and the ring around the focus.

Sizes are in logical pixels, which the system scales; nothing here depends on the size of the screen.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NewType

import font_source_sans_pro
import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from rrp_desktop.errors import Unavailable

Colour = NewType("Colour", str)

BLUE = Colour("#005eb8")
DARK_BLUE = Colour("#003087")
PALE_BLUE = Colour("#e2eefa")
TEXT = Colour("#212b32")
SOFT_TEXT = Colour("#4c6272")
GREEN = Colour("#007f3b")
DARK_GREEN = Colour("#00401e")
RED = Colour("#d5281b")
AMBER = Colour("#ffb81c")
ORANGE = Colour("#ed8b00")
BROWN = Colour("#8a3c00")
GREY_2 = Colour("#768692")
GREY_3 = Colour("#aeb7bd")
LINE = Colour("#d8dde0")
PAGE = Colour("#f0f4f5")
WHITE = Colour("#ffffff")
FOCUS = Colour("#ffeb3b")

BODY = 16
SMALL = 14
HEADING = 18
TITLE = 27
BAR = 12
"""How wide a scroll bar is."""
GAP = 12
EDGE = 16
"""Space between cards, and between a card's edge and what is in it."""

FAMILY = "Source Sans Pro"
_DOWN = (files("rrp_resources") / "style" / "down.svg").as_posix()  # type: ignore[attr-defined]
_WEIGHTS = ("Regular", "It", "Semibold", "Bold")

STYLE = f"""
* {{ outline: 0; }}
QToolTip {{ color: {WHITE}; background: {TEXT}; border: 0; padding: 4px; }}
QMainWindow, QDialog, QStackedWidget, Page {{ background: {PAGE}; }}
QScrollArea {{ border: 0; background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
Card {{ background: {WHITE}; border: 1px solid {LINE}; border-radius: 8px; }}
Title {{ font-size: {TITLE}px; font-weight: 600; }}
Heading {{ font-size: {HEADING}px; font-weight: 600; }}
Label {{ font-weight: 600; }}
_FinishRow Label {{ font-size: 15px; }}
Soft {{ color: {SOFT_TEXT}; font-size: {SMALL}px; }}
Wrong {{ color: {RED}; font-weight: 600; }}
BigNumber QLabel#number {{ color: {BLUE}; font-size: 46px; font-weight: 700; }}

QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QListView, QTableView {{
    background: {WHITE}; border: 2px solid {SOFT_TEXT}; border-radius: 4px;
    selection-background-color: {BLUE}; selection-color: {WHITE};
}}
QLineEdit, QComboBox, QDateEdit {{ padding: 0 10px; min-height: 32px; }}
QPlainTextEdit {{ padding: 4px 6px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({_DOWN}); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ border: 1px solid {SOFT_TEXT}; border-radius: 0; }}
QProgressBar {{ background: {LINE}; border: 0; border-radius: 4px; }}
QProgressBar::chunk {{ background: {BLUE}; border-radius: 4px; }}
QCheckBox {{ min-height: 24px; }}
QCheckBox::indicator {{ width: 18px; height: 18px; }}
QLineEdit[high="true"] {{ background: #fbe3e1; font-weight: 600; }}
QLineEdit[wanted="true"] {{ border-color: {BROWN}; }}
QListView, QTableView {{ border: 1px solid {LINE}; }}
QListView::item {{ padding: 6px 8px; border-radius: 4px; }}
QListView::item:selected, QTableView::item:selected {{ color: {BLUE}; background: {PALE_BLUE}; }}
QTableView::item {{ padding: 0 5px; }}
QScrollBar:vertical {{ background: transparent; width: {BAR}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {BAR}px; margin: 0; }}
QScrollBar::handle {{
    background: {GREY_3}; border-radius: 4px; margin: 2px; min-width: 28px; min-height: 28px;
}}
QScrollBar::handle:hover {{ background: {GREY_2}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QHeaderView::section {{
    background: {WHITE}; color: {SOFT_TEXT}; font-weight: 600; padding: 8px; border: 0;
    border-bottom: 2px solid {LINE};
}}

QPushButton {{ border-radius: 5px; padding: 0 16px; min-height: 34px; font-weight: 600; icon-size: 20px; }}
QPushButton, SecondaryButton {{ color: {BLUE}; background: {WHITE}; border: 2px solid {BLUE}; }}
QPushButton:hover {{ background: {PALE_BLUE}; }}
PrimaryButton {{
    color: {WHITE}; background: {GREEN}; border: 0; border-bottom: 3px solid {DARK_GREEN}; min-height: 37px;
}}
PrimaryButton:hover {{ background: #00703c; }}
PrimaryButton:pressed {{ border-bottom: 0; border-top: 3px solid {PAGE}; }}
LinkButton {{ color: {BLUE}; background: transparent; border: 0; padding: 0 6px; min-height: 26px; }}
LinkButton:hover {{ color: {DARK_BLUE}; background: transparent; text-decoration: underline; }}
QPushButton:disabled {{ color: {GREY_2}; background: {LINE}; border-color: {LINE}; }}
LinkButton:disabled {{ background: transparent; }}

Chip {{
    color: {TEXT}; background: {WHITE}; border: 1px solid {GREY_2}; border-radius: 14px;
    padding: 0 13px; min-height: 28px; max-height: 28px; font-weight: 400;
}}
Chip:hover {{ background: {PALE_BLUE}; }}
Chip:checked {{ color: {WHITE}; background: {BLUE}; border-color: {BLUE}; font-weight: 600; }}
Tile {{
    color: {TEXT}; background: {WHITE}; border: 1px solid {LINE}; border-radius: 8px;
    padding: 0 14px; min-height: 48px; text-align: left;
}}
_Cell {{ min-height: 0; padding: 0; }}
Tile:checked {{ color: {WHITE}; background: {BLUE}; border-color: {BLUE}; }}

Header {{ background: {BLUE}; }}
Header QLabel {{ color: {WHITE}; }}
Header QLabel#ward {{ font-size: 20px; font-weight: 600; }}
Header QLabel#time {{ font-weight: 600; }}
LockButton {{ color: {WHITE}; background: transparent; border: 1px solid {WHITE}; min-height: 30px; }}
LockButton:hover {{ background: {DARK_BLUE}; }}
NavBar, QScrollArea > QWidget > NavBar {{ background: {WHITE}; border-right: 1px solid {LINE}; }}
NavButton {{
    color: {TEXT}; background: transparent; border: 0; border-radius: 6px; text-align: left;
    padding: 0 12px; min-height: 38px; font-weight: 400;
}}
NavButton:hover {{ background: {PAGE}; }}
NavButton:checked {{ color: {BLUE}; background: {PALE_BLUE}; font-weight: 600; }}
ErrorList {{ background: {WHITE}; border: 3px solid {RED}; border-radius: 4px; }}
ErrorList LinkButton {{ color: {RED}; text-align: left; padding: 0; text-decoration: underline; }}
StatusLine {{ background: {WHITE}; border-top: 1px solid {LINE}; }}
Watermark {{ background: {AMBER}; color: {TEXT}; font-weight: 600; padding: 3px 16px; }}
"""


WIDTH, HEIGHT = "width_at_first", "height_at_first"
"""Properties of widgets that say how large they were, before anything was larger."""


def times() -> float:
    """How much larger everything is than it was at first."""
    return QApplication.font().pixelSize() / BODY


def px(size: int) -> int:
    """*size* as it is now, letters being as large as they are."""
    return round(size * times())


def fix_width(widget: QWidget, width: int) -> None:
    """Keep *widget* as wide as *width* was at first."""
    widget.setProperty(WIDTH, width)
    widget.setFixedWidth(px(width))


def fix_height(widget: QWidget, height: int) -> None:
    """Keep *widget* as high as *height* was at first."""
    widget.setProperty(HEIGHT, height)
    widget.setFixedHeight(px(height))


def apply(app: QApplication) -> None:
    """Dress *app*, before any widget is made. Unavailable with `no-letters` if words would be boxes."""
    app.setStyle("Fusion")
    app.setFont(letters())
    app.setPalette(_palette())
    app.setStyleSheet(STYLE)


def letters() -> QFont:
    """The font to use, registered from the files shipped with the app, or else the system's own."""
    folder = Path(font_source_sans_pro.font_directory)
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(folder / f"SourceSansPro-{weight}.ttf"))
    for font in (QFont(FAMILY), QFont(QApplication.font())):
        font.setPixelSize(BODY)
        if _readable(font):
            return font
    raise Unavailable(
        "no-letters",
        "No font was found on this machine, so words would show as boxes. "
        "Install the program again, or a font such as DejaVu Sans.",
    )


def _readable(font: QFont) -> bool:
    """Boxes are all of one width."""
    measure = QFontMetrics(font)
    return measure.horizontalAdvance("iiii") < measure.horizontalAdvance("WWWW") / 2


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, PAGE),
        (role.WindowText, TEXT),
        (role.Base, WHITE),
        (role.AlternateBase, PAGE),
        (role.Text, TEXT),
        (role.Button, WHITE),
        (role.ButtonText, TEXT),
        (role.PlaceholderText, SOFT_TEXT),
        (role.Highlight, BLUE),
        (role.HighlightedText, WHITE),
        (role.Link, BLUE),
    ):
        palette.setColor(which, QColor(colour))
    return palette


class FocusRing(QWidget):
    """A yellow and a dark line around whatever has the focus in *window*, wherever it goes."""

    WIDTH = 5
    _MOVED = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self._MOVED:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width, inset in ((FOCUS, 3.0, 1.5), (TEXT, 2.0, 4.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        for each in self._watched:
            if shiboken6.isValid(each):
                each.removeEventFilter(self)
        window = self.parentWidget()
        self._around = now if now is not None and now is not window and now.window() is window else None
        self._watched = list(_upwards(self._around))
        for each in self._watched:
            each.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        around = self._around
        if around is None or not shiboken6.isValid(around) or not around.isVisible():
            self.hide()
            return
        seen, edge = _seen(around), self.WIDTH
        self.setGeometry(seen.adjusted(-edge, -edge, edge, edge))
        self.setVisible(not seen.isEmpty())
        self.raise_()


def _seen(widget: QWidget) -> QRect:
    """What of *widget* its window shows. Qt's own region leaves out what its parts lie on, as on a chart."""
    seen, above = widget.rect(), widget.parentWidget()
    while not widget.isWindow() and above is not None:
        seen = seen.translated(widget.pos()) & above.rect()
        widget, above = above, above.parentWidget()
    return seen


def _upwards(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()
