"""Who is affected, in short, beside the chart."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from rrp_desktop.clock import spoken_day
from rrp_desktop.reports.affected import Affected
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Soft, Words

ROWS = 4
_FULL = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """A group and its rate; None is too few to show."""

    title: str
    rate: float | None


class AffectedCard(Card):
    """Rates by group as bars, the widest for the highest."""

    more_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Who is affected")
        self.note_line = Soft(wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self.ratio = Words(wrap=True)
        more = LinkButton("All groups")
        more.clicked.connect(self.more_asked)
        self.head.addWidget(more)
        self.add(self.note_line, self._grid, self.ratio)
        self.fill()

    def show_groups(self, note: str, bars: tuple[Bar, ...], ratio: str) -> None:
        """Show *bars* under *note*, with *ratio* in words below them."""
        self.note_line.setText(note)
        self.ratio.setText(ratio)
        while (old := self._grid.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        most = max((bar.rate for bar in bars if bar.rate is not None), default=0.0)
        for row, bar in enumerate(bars[:ROWS]):
            self._grid.addWidget(Words(bar.title), row, 0)
            self._grid.addWidget(rate_bar(bar, most), row, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(_number(bar), row, 2, Qt.AlignmentFlag.AlignRight)


def in_short(told: Affected) -> tuple[str, tuple[Bar, ...], str]:
    """The card's note, its bars in order of their rates, and the ratio furthest from one."""
    split = told.splits[0]
    known = [group for group in split.groups if group.known]
    bars = sorted((Bar(group.title, group.rate) for group in known), key=lambda bar: -(bar.rate or 0))
    if told.since > told.until:
        return "Nothing yet: a half-year must be over, and a month with it.", (), ""
    span = f"{spoken_day(told.since)} to {spoken_day(told.until)}"
    note = f"{told.many.capitalize()} per 1,000 bed days, {span}"
    ratios = [(group.ratio, group.title) for group in known if group.ratio is not None]
    highest = max(ratios, key=lambda each: each[0].value, default=None)
    if highest is None:
        return note, tuple(bars), ""
    ratio, title = highest
    words = f"{title}: {ratio.value:.1f} times everyone else (95% CI {ratio.low:.1f} to {ratio.high:.1f})"
    words += ", which may be chance." if ratio.low <= 1 <= ratio.high else "."
    return note, tuple(bars), words


def rate_bar(bar: Bar, most: float) -> QWidget:
    """A bar as long as its rate is of the *most*."""
    drawn = QProgressBar()
    drawn.setTextVisible(False)
    drawn.setFixedHeight(10)
    drawn.setMinimumWidth(60)
    drawn.setRange(0, _FULL)
    drawn.setValue(round(_FULL * (bar.rate or 0) / most) if most else 0)
    drawn.setAccessibleName(f"{bar.title}: {_told(bar)}")
    return drawn


def _number(bar: Bar) -> QWidget:
    words = Soft(_told(bar)) if bar.rate is None else Words(_told(bar))
    if bar.rate is not None:
        words.setStyleSheet("font-weight: 600")
    return words


def _told(bar: Bar) -> str:
    return "too few to show" if bar.rate is None else f"{bar.rate:.1f}"
