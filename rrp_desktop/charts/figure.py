"""A chart as plain data: what every front end draws, and nothing it must work out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """What is known of a point."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    PART = "part"
    GHOST = "ghost"


class Tone(StrEnum):
    """What a point or a sentence means for the ward."""

    COMMON = "common"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"


class Shape(StrEnum):
    """A point's outline, so that colour never speaks alone."""

    RING = "ring"
    DOT = "dot"
    TRIANGLE = "triangle"
    SQUARE = "square"
    DIAMOND = "diamond"


class Role(StrEnum):
    """What a line stands for."""

    CENTRE = "centre"
    LIMIT = "limit"
    WARNING = "warning"
    TARGET = "target"


class MarkKind(StrEnum):
    """Why a date is marked."""

    CHANGE = "change"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Point:
    """One period or event; *value* is None where nothing may be drawn, *days* is (10, 30) for a part one."""

    start: date
    label: str
    value: float | None
    state: State
    shape: Shape
    tone: Tone
    says: str
    joined: bool = True
    mixed: bool = False
    days: tuple[int, int] | None = None
    key: object = None


@dataclass(frozen=True, slots=True)
class Line:
    """A level over the points from *first* on, one value each; None where it has no level."""

    role: Role
    first: int
    values: tuple[float | None, ...]
    label: str = ""
    dashed: bool = False

    @property
    def last(self) -> int:
        """The last point the line reaches."""
        return self.first + len(self.values) - 1

    def strokes(self) -> list[list[tuple[float, float]]]:
        """The line as drawn: a step for each point, half of it either side; broken where it has no level."""
        found: list[list[tuple[float, float]]] = []
        before: float | None = None
        for at, value in enumerate(self.values, start=self.first):
            if value is not None:
                if before is None:
                    found.append([])
                if before == value:
                    found[-1][-1] = (at + 0.5, value)
                else:
                    found[-1] += [(at - 0.5, value), (at + 0.5, value)]
            before = value
        return found


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated note; *at* is its place among the points, which each hold half a step either side."""

    on: date
    at: float
    label: str
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A fixed range and its words."""

    low: float
    high: float
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the chart says: a headline, a sentence with rule and numbers, and what it means."""

    headline: str
    sentence: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Table:
    """The chart for those who would rather read it; every row as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole chart. Points stand at 0, 1, 2 … on the x axis; values are as displayed (rates multiplied)."""

    title: str
    subtitle: str
    unit: str
    x: Axis
    y: Axis
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    verdict: Finding
    words: tuple[Finding, ...]
    note: str
    hints: tuple[str, ...]
    table: Table

    def strokes(self, *, dashed: bool) -> list[list[tuple[float, float]]]:
        """What joins the points: whole lines, or the *dashed* ones from and to a part period."""
        found: list[list[tuple[float, float]]] = []
        before: tuple[float, float] | None = None
        began_part = False
        for at, point in enumerate(self.points):
            if point.state is State.GHOST:
                continue
            here = None if point.value is None else (float(at), point.value)
            part = point.state is State.PART
            if before and here and point.joined and (part or began_part) is dashed:
                if found and found[-1][-1] == before:
                    found[-1].append(here)
                else:
                    found.append([before, here])
            before, began_part = here, part
        return found

    def spoken(self) -> str:
        """The chart in one breath, for a screen reader."""
        return f"{self.title}. {self.subtitle}. {self.verdict.headline} {self.verdict.sentence}"
