"""What the chart says, what was decided about it, and what may be done next."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from rrp_desktop.charts.figure import Finding, Tone
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Card, Soft, Words, boxed, line
from rrp_ui.parts.menus import Entry, MenuButton

SHAPES = {Tone.COMMON: "○", Tone.IMPROVEMENT: "●", Tone.CONCERN: "▲", Tone.NEITHER: "■"}
COLOURS = {Tone.IMPROVEMENT: theme.BLUE, Tone.CONCERN: theme.BROWN}


class Says(Card):
    """Findings above, decisions below them, and at the foot what may be done about one point."""

    kind_chosen = Signal(str)
    start_asked = Signal()
    between_asked = Signal()
    help_asked = Signal()
    take_back_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("What the chart says")
        self.kind = QComboBox()
        self.kind.setAccessibleName("Rules")
        self.kind.setObjectName("rules")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.activated.connect(self._kind_activated)
        more = LinkButton("", icon="help")
        more.setAccessibleName("How these rules work")
        more.setToolTip("How these rules work")
        more.clicked.connect(self.help_asked)
        for part in (Soft("Rules"), self.kind, more):
            self.head.addWidget(part)
        self._told = QVBoxLayout()
        self._told.setSpacing(5)
        inside = QWidget()
        inside.setLayout(self._told)
        self._told.setContentsMargins(0, 0, 6, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("What the chart says")
        self._area.setWidget(inside)
        self._area.setMinimumHeight(126)
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.start = SecondaryButton("")
        self.start.clicked.connect(self.start_asked)
        self.between = SecondaryButton("Show days between")
        self.between.clicked.connect(self.between_asked)
        self.point = MenuButton("This point")
        self.add(self._area, line(self.start, self.between, None, self.point, gap=8))

    def show_kinds(self, offered: Iterable[tuple[str, str]], chosen: str) -> None:
        """Offer the charts and rules that fit, quietly."""
        with QSignalBlocker(self.kind):
            self.kind.clear()
            for code, title in offered:
                self.kind.addItem(title, code)
            self.kind.setCurrentIndex(self.kind.findData(chosen))

    def show_told(
        self,
        findings: Sequence[Finding],
        notes: Sequence[str],
        decided: Sequence[tuple[str, str]],
        *,
        may_take_back: bool,
    ) -> None:
        """Show *findings*, then *notes*, then what was *decided*, each with the key of its record."""
        while (old := self._told.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for finding in findings:
            self._told.addWidget(finding_row(finding))
        for note in notes:
            self._told.addWidget(Soft(note, wrap=True))
        for key, words in decided:
            self._told.addWidget(self._decision(key, words, may_take_back=may_take_back))
        self._told.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def offer(self, *, start: str, between: bool, point: str, entries: Iterable[Entry]) -> None:
        """Say what may be done next; *start* are the words for starting a new middle line, if any."""
        self.start.show_words(start)
        self.start.setVisible(bool(start))
        self.between.setVisible(between)
        self.point.show_words(f"{point} ▾")
        self.point.offer(entries)

    def _decision(self, key: str, words: str, *, may_take_back: bool) -> QWidget:
        layout = line(Soft(words, wrap=True), gap=6)
        layout.setStretch(0, 1)
        if may_take_back:
            undo = LinkButton("Take back…")
            undo.setObjectName(key)
            undo.setAccessibleName(f"Take back: {words}")
            undo.clicked.connect(self._take_back_clicked)
            layout.addWidget(undo)
        return boxed(layout)

    @Slot(int)
    def _kind_activated(self, place: int) -> None:
        self.kind_chosen.emit(self.kind.itemData(place))

    @Slot()
    def _take_back_clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, LinkButton)
        self.take_back_asked.emit(button.objectName())


def finding_row(finding: Finding) -> QWidget:
    """A finding with its shape and colour."""
    headline = Words(f"{SHAPES[finding.tone]}  {finding.headline}")
    headline.setStyleSheet(f"font-weight: 600; color: {COLOURS.get(finding.tone, theme.TEXT)}")
    headline.setAlignment(Qt.AlignmentFlag.AlignTop)
    layout = line(headline, gap=6)
    layout.addWidget(Words(finding.sentence, wrap=True), 1)
    return boxed(layout)
