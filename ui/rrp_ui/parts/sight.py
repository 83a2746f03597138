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
            _scroll(above, part, beside)
        above = above.parentWidget()


def _scroll(area: QScrollArea, part: QWidget, beside: int) -> None:
    """Qt's own way is content with the cursor of a line, however much of the line is cut."""
    whole, port, inside = part.rect(), area.viewport(), area.widget()
    assert inside is not None
    if not port.rect().contains(whole.translated(part.mapTo(port, whole.topLeft()))):
        middle = part.mapTo(inside, whole.center())
        edges = whole.width() // 2 + beside, whole.height() // 2 + beside
        area.ensureVisible(middle.x(), middle.y(), *edges)
