"""A Figure as SVG text, for print, reports and the centre."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from textwrap import wrap

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure, Line, Mark, Point, Role, Shape, State
from rrp_desktop.charts.layout import lanes, spread

FONT = "Source Sans 3, Source Sans Pro, Frutiger, Arial, sans-serif"
LETTER = 0.54
MARGIN = 8.0
DASHES = {Role.CENTRE: "7 4", Role.LIMIT: "7 4", Role.WARNING: "2 3", Role.TARGET: "7 4"}
CORNERS = {
    Shape.TRIANGLE: ((0, -6), (6, 5), (-6, 5)),
    Shape.SQUARE: ((-4, -4), (4, -4), (4, 4), (-4, 4)),
    Shape.DIAMOND: ((0, -6), (6, 0), (0, 6), (-6, 0)),
}
DEPTHS = (Role.WARNING, Role.LIMIT, Role.CENTRE, Role.TARGET)


def svg_of(figure: Figure, width: float = 880, height: float = 420, *, size: float = 13) -> str:
    """The whole chart with title, period, unit and rules; *size* is that of its letters."""
    return _Sheet(figure, width, height, size).text()


class _Sheet:
    def __init__(self, figure: Figure, width: float, height: float, size: float) -> None:
        self.figure, self.width, self.height, self.size = figure, width, height, size
        self.line = size * 1.35
        names = [one.label for one in figure.lines if one.label]
        self.left = MARGIN * 2 + self.wide(tick.label for tick in figure.y.ticks)
        self.right = width - MARGIN - (self.wide(names) + MARGIN if names else 0)
        self.note = wrap(figure.note, max(20, round((width - 2 * MARGIN) / (0.48 * size))))
        self.marked = self._marked()
        self.rows = max((lane for _, _, lane in self.marked), default=-1) + 1
        self.top = self.line * (2.6 + self.rows) + MARGIN
        self.bottom = height - self.line * (1.6 + len(self.note)) - MARGIN

    def wide(self, labels: Iterable[str]) -> float:
        return max((len(label) for label in labels), default=0) * LETTER * self.size

    def x(self, at: float) -> float:
        axis = self.figure.x
        return self.left + (at - axis.low) / (axis.high - axis.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        axis = self.figure.y
        return self.bottom - (value - axis.low) / (axis.high - axis.low) * (self.bottom - self.top)

    def _marked(self) -> list[tuple[Mark, bool, int]]:
        """Each mark, whether its label stands left of it, and its lane."""
        places: list[tuple[float, float]] = []
        flipped: list[bool] = []
        for mark in self.figure.marks:
            at, wide = self.x(mark.at), self.wide([mark.label]) + MARGIN
            flip = at + wide > self.right and at - wide > self.left
            flipped.append(flip)
            places.append((at - wide, at) if flip else (at, at + wide))
        return list(zip(self.figure.marks, flipped, lanes(places), strict=True))

    def text(self) -> str:
        figure = self.figure
        parts = [
            self._opening(),
            f"<title>{escape(figure.title)}</title>",
            f"<desc>{escape(figure.spoken())}</desc>",
            f'<rect width="{self.width:g}" height="{self.height:g}" fill="{colours.PAPER}"/>',
            *self._frame(),
            *self._marks(),
            *(
                part
                for role in DEPTHS
                for line in figure.lines
                if line.role is role
                for part in self._line(line)
            ),
            *(_trace(self._points(stroke)) for stroke in figure.strokes(dashed=False)),
            *(
                _path(self._points(stroke), colours.TRACE, 1.4, "3 3")
                for stroke in figure.strokes(dashed=True)
            ),
            *(self._point(at, point) for at, point in enumerate(figure.points) if point.value is not None),
            *self._names(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _opening(self) -> str:
        size = f'width="{self.width:g}" height="{self.height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} '
            f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="{FONT}" font-size="{self.size:g}">'
        )

    def _points(self, stroke: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(self.x(at), self.y(value)) for at, value in stroke]

    def _frame(self) -> Iterable[str]:
        figure = self.figure
        yield _words(figure.title, MARGIN, self.line, colours.INK, weight="bold")
        yield _words(figure.subtitle, self.width - MARGIN, self.line, colours.QUIET, anchor="end")
        yield _words(figure.unit, MARGIN, self.line * 2.1, colours.QUIET)
        for at, words in enumerate(reversed(self.note)):
            yield _words(words, MARGIN, self.height - MARGIN - at * self.line, colours.QUIET)
        for tick in figure.y.ticks:
            y = self.y(tick.at)
            yield _path([(self.left, y), (self.right, y)], colours.GRID, 1)
            yield _words(tick.label, self.left - MARGIN, y + self.size * 0.35, colours.QUIET, anchor="end")
        free = 0.0
        for tick in figure.x.ticks:
            x, half = self.x(tick.at), self.wide([tick.label]) / 2
            if x - half >= free:
                yield _words(tick.label, x, self.bottom + self.line * 1.2, colours.QUIET, anchor="middle")
                free = x + half + MARGIN

    def _marks(self) -> Iterable[str]:
        places = [
            (mark, flip, self.x(mark.at), self.top - (self.rows - lane) * self.line)
            for mark, flip, lane in self.marked
        ]
        for _, _, x, top in places:
            yield _path([(x, top), (x, self.bottom)], colours.MARK, 1.4, "2 3")
        for mark, flip, x, top in places:
            wide = self.wide([mark.label]) + MARGIN / 2
            start = x - wide if flip else x + 1
            yield (
                f'<rect x="{start:.2f}" y="{top:.2f}" width="{wide - 1:.2f}" height="{self.line - 1:.2f}" '
                f'fill="{colours.PAPER}"/>'
            )
            place = x - MARGIN / 2 if flip else x + MARGIN / 2
            anchor = "end" if flip else "start"
            yield _words(mark.label, place, top + self.size, colours.MARK, anchor=anchor)

    def _line(self, line: Line) -> Iterable[str]:
        dash = DASHES[line.role] if line.dashed else ""
        for stroke in line.strokes():
            yield _path(
                self._points(stroke), colours.LINES[line.role], 1.8 if line.role is Role.CENTRE else 1.5, dash
            )

    def _names(self) -> Iterable[str]:
        named = [one for one in self.figure.lines if one.label]
        wanted = [self.y(next(value for value in reversed(one.values) if value is not None)) for one in named]
        for one, y in zip(named, spread(wanted, self.line, self.top, self.bottom), strict=True):
            colour = colours.QUIET if one.role is Role.WARNING else colours.LINES[one.role]
            yield _words(one.label, self.right + MARGIN, y + self.size * 0.35, colour)

    def _point(self, at: int, point: Point) -> str:
        assert point.value is not None
        outline, fill, dash = colours.INK, colours.FILL[point.tone], ""
        if point.state is not State.KNOWN:
            outline, fill, dash = colours.QUIET, colours.PAPER, ' stroke-dasharray="2 2"'
        drawn = _shape(point.shape, self.x(at), self.y(point.value))
        return (
            f'<g fill="{fill}" stroke="{outline}" stroke-width="1.2"{dash}>'
            f"<title>{escape(point.says)}</title>{drawn}</g>"
        )


def _shape(shape: Shape, x: float, y: float) -> str:
    if shape in (Shape.RING, Shape.DOT):
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4.5"/>'
    return f'<polygon points="{_places([(x + right, y + down) for right, down in CORNERS[shape]])}"/>'


def _places(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _path(points: Sequence[tuple[float, float]], colour: str, width: float, dash: str = "") -> str:
    stroke = f'stroke="{colour}" stroke-width="{width:g}"' + (f' stroke-dasharray="{dash}"' if dash else "")
    return f'<polyline points="{_places(points)}" fill="none" {stroke}/>'


def _trace(points: Sequence[tuple[float, float]]) -> str:
    """What joins the points, step by step: Qt takes thirty times as long over one line through all."""
    places = _places(points).split(" ")
    steps = "".join(f"M{before}L{after}" for before, after in pairwise(places))
    return f'<path d="{steps}" fill="none" stroke="{colours.TRACE}" stroke-width="1.4"/>'


def _words(
    text: str, x: float, y: float, colour: str, *, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )
