"""A slide, 16 to 9, and sheets with charts on them."""

from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.svg import svg_of
from rrp_desktop.reports.sheet import Sheet

WIDE, HIGH = 1280.0, 720.0


class Board(Sheet):
    """A sheet that charts may stand on; as a *slide* it is 16 to 9, else A4."""

    def __init__(self, title: str, *, slide: bool = False, sideways: bool = True) -> None:
        super().__init__(title, sideways=sideways)
        self.slide = slide
        if slide:
            self.width, self.height = WIDE, HIGH

    def picture(
        self, figure: Figure, x: float, y: float, width: float, height: float, *, size: float = 13
    ) -> None:
        """Put the chart of *figure* here, its letters of *size*."""
        svg = svg_of(figure, width, height, size=size)
        inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
        self._parts.append(f'<g transform="translate({x:.1f} {y:.1f})" font-size="{size:g}">{inside}</g>')
