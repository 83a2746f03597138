"""One Tab stop for a row of buttons, with the arrow keys going from one to the next.

A row has a `setFocus` of its own and no focus proxy: Tab would stop at a proxy where the row itself
was once put in the chain, whatever the order of its buttons. See tests/ui/forms/test_view.py.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from rrp_ui.parts.buttons import Stepper
from rrp_ui.parts.sight import bring_into_sight


class Rove(QObject):
    """Keeps one of *buttons* reachable with Tab: the one used last, at first the first."""

    def __init__(self, row: QWidget) -> None:
        super().__init__(row)
        self._buttons: list[Stepper] = []
        self._rests_on: Stepper | None = None

    def hold(self, buttons: Sequence[Stepper]) -> None:
        """Step through *buttons* from now on."""
        self._buttons = list(buttons)
        self._rests_on = None
        for button in self._buttons:
            button.stepped.connect(self._step, Qt.ConnectionType.UniqueConnection)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if self._buttons:
            self.rest_on(self._buttons[0])

    def rest_on(self, chosen: Stepper) -> None:
        """Make *chosen* the one that Tab reaches."""
        for button in self._buttons:
            here = button is chosen
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        self._rests_on = chosen

    def focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the one that Tab reaches."""
        if self._rests_on is not None:
            self._rests_on.setFocus(reason)

    @Slot(int)
    def _step(self, by: int) -> None:
        seen = [button for button in self._buttons if not button.isHidden() and button.isEnabled()]
        at = next(place for place, button in enumerate(seen) if button is self.sender())
        target = seen[min(max(at + by, 0), len(seen) - 1)]
        self.rest_on(target)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        bring_into_sight(target)
