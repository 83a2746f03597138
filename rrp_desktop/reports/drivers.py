"""The driver diagram as a page: the aim at the left, the change ideas at the right, lines between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rrp_desktop.charts import colours
from rrp_desktop.improvement.drivers import Branch, Leaf, Tree
from rrp_desktop.reports.sheet import EDGE, Sheet, wrapped

_BLUE = "#005eb8"
_PALE = "#e2eefa"
_WIDTHS = (190.0, 230.0, 260.0, 300.0)
_GAP = 36.0
_HEADS = ("Aim", "Primary drivers", "Secondary drivers", "Change ideas")
_SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
_TOP, _FOOT = 116.0, 40.0
_BETWEEN = 9.0
_INSIDE = 9.0


@dataclass(frozen=True, slots=True)
class _Box:
    """Words in a column, as high as they need; `parts` stand to its right."""

    column: int
    words: str
    size: float
    parts: tuple["_Box", ...] = ()
    quiet: bool = False

    @property
    def lines(self) -> list[str]:
        return wrapped(self.words, self.size, _WIDTHS[self.column] - 2 * _INSIDE)

    @property
    def own(self) -> float:
        """How high the box itself is."""
        return len(self.lines) * self.size * 1.3 + 2 * _INSIDE * self.size / 15

    @property
    def beside(self) -> float:
        """How high all that stands to its right is."""
        return sum(part.height for part in self.parts) + _BETWEEN * max(0, len(self.parts) - 1)

    @property
    def height(self) -> float:
        """How high it is with all that stands beside it."""
        return max(self.own, self.beside)


def diagram(ward: str, aim: str, tree: Tree, statuses: dict[str, str]) -> Sheet:
    """The page of *tree* for the *aim* of *ward*; *statuses* are words for what became of an idea.

    The letters become smaller until everything is on the page.
    """
    sheet = Sheet("Driver diagram", sideways=True)
    room = sheet.height - _TOP - _FOOT
    whole = next(
        (box for size in _SIZES if (box := _whole(aim, tree, statuses, size)).height <= room),
        _whole(aim, tree, statuses, _SIZES[-1]),
    )
    sheet.words("What we want to change, and what drives it", EDGE, 62, 26, bold=True)
    sheet.words(ward, sheet.width - EDGE, 62, 16, colour=colours.QUIET, anchor="end")
    for column, head in enumerate(_HEADS):
        sheet.words(head, _left(column), 98, 14, colour=colours.QUIET, bold=True)
    _place(sheet, whole, _TOP, room / whole.height if whole.height > room else 1.0)
    return sheet


def _whole(aim: str, tree: Tree, statuses: dict[str, str], size: float) -> _Box:
    parts = [_branch(branch, 1, statuses, size) for branch in tree.branches]
    parts += _ideas(tree.loose, statuses, size)
    return _Box(0, aim, size + 1, tuple(parts))


def _branch(branch: Branch, column: int, statuses: dict[str, str], size: float) -> _Box:
    parts = (
        *(_branch(each, column + 1, statuses, size) for each in branch.branches),
        *_ideas(branch.ideas, statuses, size),
    )
    return _Box(column, branch.driver.title, size, tuple(parts))


def _ideas(leaves: Sequence[Leaf], statuses: dict[str, str], size: float) -> Iterator[_Box]:
    for leaf in leaves:
        status = statuses.get(leaf.status, leaf.status).lower()
        yield _Box(3, f"{leaf.title} ({status})", size - 1, quiet=True)


def _left(column: int) -> float:
    return EDGE + sum(_WIDTHS[:column]) + _GAP * column


def _place(sheet: Sheet, box: _Box, top: float, squeeze: float) -> float:
    """Draw *box* and what stands beside it, from *top* down; the height of its own middle."""
    height = box.height * squeeze
    middle = top + height / 2
    x, wide, own = _left(box.column), _WIDTHS[box.column], min(box.own, height)
    y = top + (box.height - box.beside) / 2 * squeeze
    for part in box.parts:
        there = _place(sheet, part, y, squeeze)
        start, end, bend = x + wide, _left(part.column), x + wide + _GAP / 2
        sheet.line([(start, middle), (bend, middle), (bend, there), (end, there)], colours.MARK, 1.4)
        y += (part.height + _BETWEEN) * squeeze
    fill = colours.PAPER if box.quiet else _BLUE if box.column == 0 else _PALE
    sheet.box(x, middle - own / 2, wide, own, fill, outline=_BLUE)
    ink = colours.PAPER if box.column == 0 else colours.INK
    step = box.size * 1.3
    line = middle - (len(box.lines) - 1) * step / 2 + box.size * 0.35
    for words in box.lines:
        sheet.words(words, x + _INSIDE, line, box.size, colour=ink, bold=box.column == 0)
        line += step
    return middle
