"""The help: one page for each screen, in a window of its own beside the work."""

from functools import cache
from importlib.resources import files

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QTextBrowser, QWidget

from rrp_ui import theme

PAGES = (
    "keys",
    "locked",
    "setup",
    "today",
    "incident",
    "huddle",
    "incidents",
    "records_of",
    "checks",
    "cross",
    "charts",
    "affected",
    "ideas",
    "month_end",
    "settings",
    "about",
    "changes",
)
"""Every page, in the order they are listed."""

_ABOUT = {
    "record": "records_of",
    "huddle_measures": "huddle",
    "returned": "month_end",
}
"""The page of a screen that is not named as its page is."""
_SIZE = (960, 640)
_LIST_WIDTH = 220
_HEADING_SIZES = {1: 24, 2: 18}
_BELOW = 6


@cache
def page(name: str) -> str:
    """The page called *name*, as Markdown; its first line is its title."""
    resources = files("rrp_resources")
    at = resources / "changes.md" if name == "changes" else resources / "help" / f"{name}.md"
    return at.read_text("utf-8")


def title(name: str) -> str:
    """What the page called *name* is headed."""
    return page(name).partition("\n")[0].removeprefix("# ")


def page_of(screen: str) -> str:
    """The page that helps on *screen*, which is empty while locked."""
    return _ABOUT.get(screen, screen) or "locked"


class Help(QWidget):
    """Shows the help. Escape closes it; the work behind it stays as it is."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, Qt.WindowType.Window)
        self.setWindowTitle("Help")
        self.topics = QListWidget()
        self.topics.setAccessibleName("Pages")
        self.topics.ensurePolished()
        self.topics.addItems([title(name) for name in PAGES])
        theme.fix_width(self.topics, _LIST_WIDTH)
        self.words = QTextBrowser()
        self.words.setAccessibleName("Page")
        self.words.setOpenLinks(False)
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.document().setDocumentMargin(theme.EDGE)
        layout = QHBoxLayout(self)
        layout.addWidget(self.topics)
        layout.addWidget(self.words, 1)
        self.topics.currentRowChanged.connect(self._show_row)
        self.words.anchorClicked.connect(self._follow)
        self._ring = theme.FocusRing(self)
        self.resize(*map(theme.px, _SIZE))

    def open_at(self, name: str) -> None:
        """Show the page called *name*, in front of the window."""
        self.topics.setCurrentRow(PAGES.index(name))
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _show_row(self, row: int) -> None:
        self.words.setMarkdown(page(PAGES[row]))
        _dress(self.words)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        self.topics.setCurrentRow(PAGES.index(link.toString()))


def _dress(words: QTextBrowser) -> None:
    """Give headings, paragraphs and tables the look of the rest of the app."""
    block = words.document().begin()
    while block.isValid():
        cursor = QTextCursor(block)
        room = block.blockFormat()
        if level := room.headingLevel():
            room.setTopMargin(theme.px(theme.GAP))
            letters = QTextCharFormat()
            letters.setProperty(QTextCharFormat.Property.FontPixelSize, theme.px(_HEADING_SIZES[level]))
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(letters)
        if cursor.currentTable() is None:
            room.setBottomMargin(theme.px(_BELOW))
            cursor.setBlockFormat(room)
        block = block.next()
    for frame in words.document().rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            look = frame.format()
            look.setCellPadding(theme.px(_BELOW))
            look.setCellSpacing(0)
            look.setBorderCollapse(True)
            look.setBorder(1)
            look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBorderBrush(QColor(theme.LINE))
            frame.setFormat(look)
