"""What stands in a scroll area: as high as it needs to be, and in sight where it is asked for."""

from PySide6.QtWidgets import QScrollArea, QWidget


class Inside(QWidget):
    """What a scroll area shows: never lower than its parts can be at its width.

    Qt asks how high its layout would like to be. That counts a part that wants whatever is left as
    nothing, which would be taken from the others.
    """

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return max(layout.totalHeightForWidth(width), layout.totalMinimumHeightForWidth(width))


def bring_into_sight(part: QWidget, beside: int = 50) -> None:
    """Scroll whatever *part* stands in as far as it takes to see it, and a little of what is *beside* it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, beside, beside)
        above = above.parentWidget()
