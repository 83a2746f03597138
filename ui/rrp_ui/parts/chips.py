"""Chips: a question's possible answers side by side, one or several of them chosen."""

from collections.abc import Iterable, Sequence
from functools import cache

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import Stepper
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.rove import Rove

HEIGHT = 30
_SIDES = 28


@cache
def _width(words: str, _font: str) -> int:
    """Room for *words* in bold, so that choosing a chip moves nothing."""
    font = QFont(QApplication.font())
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(words) + theme.px(_SIDES)


class Chip(Stepper):
    """One possible answer."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words.replace("&", "&&"))
        self.code = code
        self.words = words
        self.setCheckable(True)
        self.setObjectName(code)

    def sizeHint(self) -> QSize:
        return QSize(_width(self.words, QApplication.font().key()), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ChipRow(QWidget):
    """Chips for *options*, given as (code, words); *several* may be chosen, or one, or none."""

    edited = Signal()
    """The person chose or took back a chip; filling the row in does not say so."""

    def __init__(
        self, options: Iterable[tuple[str, str]] = (), *, several: bool = False, name: str = ""
    ) -> None:
        super().__init__()
        self._several = several
        self._flow = Flow(self)
        self._rove = Rove(self)
        self._chips: list[Chip] = []
        self.setAccessibleName(name)
        self.offer(options)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the chip that Tab reaches."""
        self._rove.focus(reason)

    def offer(self, options: Iterable[tuple[str, str]]) -> None:
        """Show these chips instead. What was chosen stays chosen where it is still offered."""
        chosen = self.codes()
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(code, words) for code, words in options]
        for chip in self._chips:
            self._flow.addWidget(chip)
        self._rove.hold(self._chips)
        self.show_codes(chosen)
        self.updateGeometry()

    def codes(self) -> tuple[str, ...]:
        """What is chosen, in the order of the row."""
        return tuple(chip.code for chip in self._chips if chip.isChecked())

    def code(self) -> str | None:
        """What is chosen, where one may be."""
        return next(iter(self.codes()), None)

    def show_codes(self, codes: Iterable[str]) -> None:
        """Choose exactly *codes*, quietly."""
        wanted = set(codes)
        for chip in self._chips:
            chip.setChecked(chip.code in wanted)
        if self._chips:
            self._rove.rest_on(next((chip for chip in self._chips if chip.isChecked()), self._chips[0]))

    def chips(self) -> Sequence[Chip]:
        """The chips, in order."""
        return tuple(self._chips)

    def _chip(self, code: str, words: str) -> Chip:
        chip = Chip(code, words)
        name = self.accessibleName()
        chip.setAccessibleName(f"{name}: {words}" if name else words)
        chip.clicked.connect(self._clicked)
        return chip

    @Slot()
    def _clicked(self) -> None:
        chip = self.sender()
        assert isinstance(chip, Chip)
        self._rove.rest_on(chip)
        if not self._several:
            for other in self._chips:
                other.setChecked(other is chip and chip.isChecked())
        self.edited.emit()
