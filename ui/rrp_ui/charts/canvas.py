"""The items of a chart on screen: made once and moved, never made again."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen
from PySide6.QtWidgets import QWidget

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure, Line, Mark, Role, Shape, State, Tone
from rrp_desktop.charts.layout import lanes, spread

Strokes = Iterable[Sequence[tuple[float, float]]]
GAP = (math.nan, math.nan)
MARGIN = 8.0
PADDING = 2.0
SYMBOLS = {
    Shape.RING: "o",
    Shape.DOT: "o",
    Shape.TRIANGLE: "t1",
    Shape.SQUARE: "s",
    Shape.DIAMOND: "d",
}
LOOKS = (
    (Shape.RING, Tone.COMMON),
    (Shape.DOT, Tone.IMPROVEMENT),
    (Shape.TRIANGLE, Tone.CONCERN),
    (Shape.SQUARE, Tone.NEITHER),
    (Shape.DIAMOND, Tone.IMPROVEMENT),
    (Shape.DIAMOND, Tone.CONCERN),
    (Shape.DIAMOND, Tone.NEITHER),
)
WIDTHS = {Role.CENTRE: 2, Role.TARGET: 2}
SIZES = {Shape.TRIANGLE: 12, Shape.DIAMOND: 12}


class Canvas:
    """The chart of one widget, *compact* without axes, labels and marks."""

    def __init__(self, chart: QWidget, *, compact: bool) -> None:
        import pyqtgraph

        self._graph = pyqtgraph
        self._compact = compact
        self._figure: Figure | None = None
        self.view = pyqtgraph.GraphicsView(chart, background=colours.PAPER)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame = pyqtgraph.GraphicsLayout()
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        self.view.setCentralItem(frame)
        self._box = pyqtgraph.ViewBox(enableMenu=False, enableMouse=False)
        self._box.disableAutoRange()
        self._box.sigResized.connect(self._resized)
        frame.addItem(self._box, 0, 1)
        self._left, self._bottom = pyqtgraph.AxisItem("left"), pyqtgraph.AxisItem("bottom")
        if not compact:
            frame.addItem(self._left, 0, 0)
            frame.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
            axis.setPen(_pen(colours.GRID, 1))
            axis.setTextPen(_pen(colours.QUIET, 1))
            axis.setTickFont(chart.font())
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=60)
        self._grid = self._curve(colours.GRID, 1, Qt.PenStyle.SolidLine, -3)
        self._levels = {
            (role, dashed): self._level(role, dashed=dashed) for role in Role for dashed in (False, True)
        }
        self._marks = self._curve(colours.MARK, 1, Qt.PenStyle.DotLine, -2)
        self._trace = self._curve(colours.TRACE, 1, Qt.PenStyle.SolidLine, 1, smooth=True)
        self._trace_part = self._curve(colours.TRACE, 1, Qt.PenStyle.DashLine, 1, smooth=True)
        self._ring = self._scatter("o", colours.FOCUS, 18, _pen(colours.INK, 2), 2)
        self._points = {
            (shape, tone): self._scatter(
                SYMBOLS[shape],
                colours.FILL[tone],
                self._size(shape),
                _pen(colours.QUIET if shape is Shape.RING else colours.INK, 1.2),
                4,
            )
            for shape, tone in LOOKS
        }
        hollow = _pen(colours.QUIET, 1.3, Qt.PenStyle.DotLine)
        self._hollow = self._scatter("o", colours.PAPER, 9, hollow, 3)
        self._drawn: dict[Any, object] = {}
        self._names: list[Any] = []
        self._labels: list[Any] = []

    def _size(self, shape: Shape) -> int:
        size = SIZES.get(shape, 9)
        return size - 3 if self._compact else size

    def _level(self, role: Role, *, dashed: bool) -> Any:
        style = Qt.PenStyle.SolidLine
        if dashed:
            style = Qt.PenStyle.DotLine if role is Role.WARNING else Qt.PenStyle.DashLine
        depth = 0 if role is Role.TARGET else -1
        return self._curve(colours.LINES[role], WIDTHS.get(role, 1), style, depth)

    def _curve(self, colour: str, width: int, style: Qt.PenStyle, depth: int, *, smooth: bool = False) -> Any:
        """A line; Qt takes a hundred times as long over a smooth one wider than a pixel."""
        item = self._graph.PlotCurveItem(pen=_pen(colour, width, style), antialias=smooth, connect="finite")
        item.setZValue(depth)
        self._box.addItem(item, ignoreBounds=True)
        return item

    def _scatter(self, symbol: str, fill: str, size: int, pen: QPen, depth: int) -> Any:
        item = self._graph.ScatterPlotItem(
            symbol=symbol, brush=QColor(fill), size=size, pen=pen, antialias=True
        )
        item.setZValue(depth)
        self._box.addItem(item, ignoreBounds=True)
        return item

    def show(self, figure: Figure) -> None:
        self._figure = figure
        _set(self._trace, figure.strokes(dashed=False))
        _set(self._trace_part, figure.strokes(dashed=True))
        for (role, dashed), item in self._levels.items():
            wanted = [one for one in figure.lines if one.role is role and one.dashed is dashed]
            _set(item, [stroke for line in wanted for stroke in line.strokes()])
        spots: dict[Any, list[tuple[int, float]]] = {
            item: [] for item in (*self._points.values(), self._hollow)
        }
        for at, point in enumerate(figure.points):
            if point.value is not None:
                item = self._points[point.shape, point.tone] if point.state is State.KNOWN else self._hollow
                spots[item].append((at, point.value))
        for item, places in spots.items():
            _put(item, places)
        self._arrange(figure)

    def _resized(self) -> None:
        if self._figure:
            self._arrange(self._figure)

    def ring(self, figure: Figure, at: int | None) -> None:
        value = None if at is None else figure.points[at].value
        place = () if at is None else ((float(at), figure.y.low if value is None else value),)
        _put(self._ring, place)

    def pixel(self, x: float, y: float) -> QPointF:
        return QPointF(self.view.mapFromScene(self._box.mapViewToScene(QPointF(x, y))))

    def _arrange(self, figure: Figure) -> None:
        """Fit range, ticks and labels to the room there is."""
        if self._compact:
            self._range(figure, self._box.width(), self._box.height(), MARGIN / 2, 0)
            return
        metrics = QFontMetricsF(self.view.font())
        wide = _widest(metrics, (tick.label for tick in figure.y.ticks)) + 1.5 * MARGIN
        self._once(self._left.setWidth, wide)
        self._once(self._bottom.setHeight, metrics.height() + MARGIN)
        self._once(self._left.setTicks, [[(tick.at, tick.label) for tick in figure.y.ticks]])
        line = metrics.height() + 2 * PADDING
        width, height = self._box.width(), self._box.height()
        labelled = [one for one in figure.lines if one.label]
        gutter = _widest(metrics, (one.label for one in labelled))
        gutter += 2 * MARGIN if gutter else 0
        marked = self._lanes(figure, (width - gutter) / max(1, len(figure.points)), metrics)
        head = (max(lane for _, _, lane in marked) + 1) * line if marked else 0.0
        self._range(figure, width, height, gutter, head)
        self._thin_ticks(figure, (width - gutter) / max(1, len(figure.points)), metrics)
        top = self._box.viewRange()[1][1]
        bottom = self._box.viewRange()[1][0]
        _set(self._grid, [[(figure.x.low, tick.at), (figure.x.high, tick.at)] for tick in figure.y.ticks])
        tall = line * (top - bottom) / max(1.0, height)
        _set(self._marks, [[(one.at, bottom), (one.at, top - lane * tall)] for one, _, lane in marked])
        self._label(figure, labelled, marked, tall)

    def _range(self, figure: Figure, width: float, height: float, gutter: float, head: float) -> None:
        wide = (figure.x.high - figure.x.low) * width / max(1.0, width - gutter)
        tall = (figure.y.high - figure.y.low) / max(1.0, height - head - 2 * MARGIN)
        self._box.setRange(
            xRange=(figure.x.low, figure.x.low + wide),
            yRange=(figure.y.low - MARGIN * tall, figure.y.high + (MARGIN + head) * tall),
            padding=0,
        )

    def _thin_ticks(self, figure: Figure, step: float, metrics: QFontMetricsF) -> None:
        kept: list[tuple[float, str]] = []
        free = -math.inf
        for tick in figure.x.ticks:
            half = metrics.horizontalAdvance(tick.label) / 2
            if tick.at * step - half >= free:
                kept.append((tick.at, tick.label))
                free = tick.at * step + half + MARGIN
        self._once(self._bottom.setTicks, [kept])

    def _once(self, change: Callable[[Any], object], to: object) -> None:
        """Change an axis, unless it is so already: it would draw itself anew, which takes longest of all."""
        if self._drawn.get(change) != to:
            self._drawn[change] = to
            change(to)

    def _lanes(self, figure: Figure, step: float, metrics: QFontMetricsF) -> list[tuple[Mark, bool, int]]:
        """Each mark, whether its label stands left of it, and its lane."""
        places: list[tuple[float, float]] = []
        lefts: list[bool] = []
        for one in figure.marks:
            at = (one.at - figure.x.low) * step
            wide = metrics.horizontalAdvance(one.label) + MARGIN
            left = at + wide > (figure.x.high - figure.x.low) * step and at > wide
            lefts.append(left)
            places.append((at - wide, at) if left else (at, at + wide))
        return list(zip(figure.marks, lefts, lanes(places), strict=True))

    def _label(
        self,
        figure: Figure,
        labelled: list[Line],
        marked: list[tuple[Mark, bool, int]],
        tall: float,
    ) -> None:
        (left, right), (low, high) = self._box.viewRange()
        wide = (right - left) / max(1.0, self._box.width())
        wanted = [next(value for value in reversed(one.values) if value is not None) for one in labelled]
        places = spread(wanted, tall, low + tall / 2, high - tall / 2)
        names = self._pool(self._names, len(labelled), fill=None)
        for text, one, place in zip(names, labelled, places, strict=True):
            colour = colours.QUIET if one.role is Role.WARNING else colours.LINES[one.role]
            self._write(text, one.label, colour, (0, 0.5), figure.x.high + 0.5 * MARGIN * wide, place)
        labels = self._pool(self._labels, len(marked), fill=colours.PAPER)
        for text, (mark, flipped, lane) in zip(labels, marked, strict=True):
            anchor = (1 if flipped else 0, 0)
            self._write(text, mark.label, colours.MARK, anchor, mark.at, high - lane * tall)

    def _pool(self, pool: list[Any], wanted: int, *, fill: str | None) -> list[Any]:
        """*wanted* texts to write on; the others of the pool are hidden."""
        while len(pool) < wanted:
            text = self._graph.TextItem(fill=fill)
            text.setFont(self.view.font())
            text.textItem.document().setDocumentMargin(PADDING)
            self._box.addItem(text, ignoreBounds=True)
            pool.append(text)
        for text in pool[wanted:]:
            text.setVisible(False)
        return pool[:wanted]

    def _write(
        self, text: Any, words: str, colour: str, anchor: tuple[float, float], x: float, y: float
    ) -> None:
        text.setVisible(True)
        text.setText(words, QColor(colour))
        text.setAnchor(anchor)
        text.setPos(x, y)


def _pen(colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(colour), width, style)
    pen.setCosmetic(True)
    return pen


def _widest(metrics: QFontMetricsF, labels: Iterable[str]) -> float:
    return max((metrics.horizontalAdvance(label) for label in labels), default=0.0)


def _set(item: Any, strokes: Strokes) -> None:
    _put(item, [place for stroke in strokes for place in (*stroke, GAP)])


def _put(item: Any, places: Sequence[tuple[float, float]]) -> None:
    """Move the item, or hide it: an empty one takes as long to draw as a full one."""
    item.setVisible(bool(places))
    if places:
        item.setData(*map(list, zip(*places, strict=True)))
