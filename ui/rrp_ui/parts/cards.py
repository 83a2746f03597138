"""Cards, and the words on them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rrp_ui import theme
from rrp_ui.parts.sight import Inside


class Words(QLabel):
    """Words on a page; they wrap when *wrap* says so, and are never read as markup."""

    def __init__(self, words: str = "", *, wrap: bool = False) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)


class Title(Words):
    """What a page is."""


class Heading(Words):
    """What a card is about."""


class Label(Words):
    """What a field asks."""


class Soft(Words):
    """Words of less weight."""


class Wrong(Words):
    """What is wrong with the field beside it."""


class Card(QFrame):
    """A white card: a heading with room at its right, then whatever is added."""

    def __init__(self, title: str = "", note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP + 2)
        self._layout.setSpacing(8)
        self.head = QHBoxLayout()
        """The heading's line; what is added to it stands at the right."""
        self.heading = Heading(title)
        self.note = Soft(note)
        for words in (self.heading, self.note):
            words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if title or note:
            self.head.addWidget(self.heading)
            self.head.addStretch(1)
            self.head.addWidget(self.note)
            self._layout.addLayout(self.head)
        else:
            for words in (self.heading, self.note):
                words.setParent(self)
                words.hide()

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put *parts* below what is there."""
        for part in parts:
            if isinstance(part, QLayout):
                self._layout.addLayout(part)
            else:
                self._layout.addWidget(part)

    def tighten(self) -> None:
        """Leave room for everything on a small screen."""
        self._layout.setContentsMargins(theme.EDGE, 8, theme.EDGE, 10)
        self._layout.setSpacing(6)

    def fill(self) -> None:
        """Let what has been added stay at the top."""
        self._layout.addStretch(1)


class BigNumber(Card):
    """A number that can be read across the room, and what it is."""

    def __init__(self, words: str, number: str = "–") -> None:
        super().__init__()
        self._number = QLabel()
        self._number.setObjectName("number")
        self._words = Words(words)
        self.add(self._number, self._words)
        self.show_number(number)

    def show_number(self, number: str, words: str = "") -> None:
        """Show *number*; `–` when it is not known. *words* replace those that were there."""
        self._number.setText(number)
        self._words.setText(words or self._words.text())
        self.setAccessibleName(f"{number} {self._words.text()}")


class Page(QFrame):
    """The grey page that a screen's cards lie on; *scrolls* when its content is taller than the window."""

    def __init__(self, *, scrolls: bool = False) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside: QWidget = self
        self.body = outer
        """Where the cards go."""
        if scrolls:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            inside = Inside()
            area.setWidget(inside)
            outer.addWidget(area)
            self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(24, 18, 24, 18)
        self.body.setSpacing(theme.GAP)


def boxed(layout: QLayout) -> QWidget:
    """*layout* as one part, without edges of its own."""
    box = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    box.setLayout(layout)
    return box


def line(*parts: QWidget | None, gap: int = theme.GAP) -> QHBoxLayout:
    """*parts* side by side; None is a space that takes what is left."""
    layout = QHBoxLayout()
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout
