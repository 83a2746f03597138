"""A page on which Tab follows a list of stops, whatever was added when.

Qt keeps one chain for the whole window, and putting late additions into it in their place is not
dependable: see `test_tab_goes_down_the_page`.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from rrp_ui.parts.cards import Page

_REASONS = {True: Qt.FocusReason.TabFocusReason, False: Qt.FocusReason.BacktabFocusReason}


class OrderedPage(Page):
    """A page that says itself where Tab goes; past either end, Tab leaves it."""

    def stops(self) -> Sequence[QWidget]:
        """Everything Tab may reach, in order; what is hidden or disabled is passed over."""
        raise NotImplementedError

    def focusNextPrevChild(self, forward: bool) -> bool:
        here = QApplication.focusWidget()
        stops = list(self.stops())
        if here not in stops:
            return super().focusNextPrevChild(forward)
        place = stops.index(here)
        ahead = stops[place + 1 :] if forward else stops[:place][::-1]
        target = next((stop for stop in ahead if _reached(stop)), None) or self._outside(here, forward)
        target.setFocus(_REASONS[forward])
        return True

    def begin_at_end(self, *, forward: bool) -> None:
        """Whoever came to the page with Tab stands at its first stop; with Shift and Tab at its last."""
        stops = self.stops() if forward else reversed(self.stops())
        first = next((stop for stop in stops if _reached(stop)), None)
        if first is not None:
            first.setFocus(_REASONS[forward])

    def _outside(self, here: QWidget, forward: bool) -> QWidget:
        """The nearest stop off this page; where there is none, stay."""
        each = here
        while True:
            each = (each.nextInFocusChain() if forward else each.previousInFocusChain()) or here
            if each is here or (not self.isAncestorOf(each) and _reached(each)):
                return each


def _reached(widget: QWidget) -> bool:
    tabs = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tabs) and widget.isVisible() and widget.isEnabled()
