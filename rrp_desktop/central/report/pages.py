"""A report as pages, before it is known on what they will be printed."""

import re
from dataclasses import dataclass

from rrp_desktop.charts.figure import Figure


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is meant to be seen from afar, and what it counts."""

    value: str
    caption: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A row of them."""

    each: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; *small* ones stand two in a row, a *tall* one has a page to itself, or nearly."""

    figure: Figure
    small: bool = False
    tall: bool = False


Row = tuple[str | int | float, ...]
_WORD = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. A cell that is a number is one in a workbook too."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def is_words(self, column: int) -> bool:
        """Whether a column holds words, which start at the left; numbers end at the right."""
        return column == 0 or any(_WORD.search(str(row[column])) for row in self.rows)


Block = Words | Quote | Numbers | Picture | Sheet


@dataclass(frozen=True, slots=True)
class Page:
    """One page. *inside* ones name wards and show small numbers: they are the centre's own."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    inside: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Pages under one title, with what stands at the foot of each."""

    title: str
    subtitle: str
    foot: str
    pages: tuple[Page, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every table, in order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Sheet))


def said(cell: str | int | float) -> str:
    """A cell as it is read on a page."""
    return cell if isinstance(cell, str) else f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}"


def per_cent(part: float, whole: float) -> str:
    """A share in whole per cent, or a dash where there is nothing to share."""
    return f"{round(100 * part / whole)} %" if whole else "–"


def change(value: float) -> str:
    """A change in whole per cent, with its sign as print has it."""
    number = round(100 * value)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{abs(number)} %"
