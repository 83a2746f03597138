"""A sheet of paper as SVG text: words, boxes and lines, in quarters of a millimetre of A4."""

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap

from rrp_desktop.charts import colours
from rrp_desktop.charts.svg import FONT, LETTER

SHORT, LONG = 840.0, 1188.0
EDGE = 48.0
"""The sides of A4, and the room left at each; A3 is the same sheet, drawn larger."""


class Sheet:
    """One page, upright or *sideways*. What is put on it later lies on top."""

    def __init__(self, title: str, *, sideways: bool = False) -> None:
        self.title, self.sideways = title, sideways
        self.width, self.height = (LONG, SHORT) if sideways else (SHORT, LONG)
        self._parts: list[str] = []

    def words(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        colour: str = colours.INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write *text* on the line at *y*, beginning, ending or centred at *x*."""
        weight = "bold" if bold else "normal"
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def lines(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        width: float,
        *,
        colour: str = colours.INK,
        anchor: str = "start",
    ) -> float:
        """Write *text* on as many lines of *width* as it needs; where the next line would stand."""
        for each in wrapped(text, size, width):
            self.words(each, x, y, size, colour=colour, anchor=anchor)
            y += size * 1.35
        return y

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, outline: str = colours.GRID
    ) -> None:
        """A box with slightly round corners."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5" '
            f'fill="{fill}" stroke="{outline}"/>'
        )

    def shape(self, corners: Sequence[tuple[float, float]], fill: str) -> None:
        """A filled shape."""
        self._parts.append(f'<polygon points="{_places(corners)}" fill="{fill}"/>')

    def line(self, places: Sequence[tuple[float, float]], colour: str, width: float = 1) -> None:
        """A line from place to place."""
        self._parts.append(
            f'<polyline points="{_places(places)}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'
        )

    def table(
        self, x: float, y: float, widths: Sequence[float], rows: Iterable[Sequence[str]], size: float
    ) -> float:
        """*rows* under their heads, which come first; all but the first column end at their right edge."""
        for place, row in enumerate(rows):
            left = x
            for column, (words, width) in enumerate(zip(row, widths, strict=True)):
                at, anchor = (left + width, "end") if column else (left, "start")
                self.words(words, at, y, size, anchor=anchor, bold=place == 0)
                left += width
            self.line([(x, y + size * 0.5), (left, y + size * 0.5)], colours.GRID)
            y += size * 1.8
        return y

    def svg(self) -> str:
        """The whole page."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="{FONT}">'
        )
        paper = f'<rect width="{self.width:g}" height="{self.height:g}" fill="{colours.PAPER}"/>'
        return "\n".join((head, f"<title>{escape(self.title)}</title>", paper, *self._parts, "</svg>", ""))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """*text* on as many lines of *width* as it needs."""
    return wrap(text, max(8, int(width / (size * LETTER * 0.93))))


def _places(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
