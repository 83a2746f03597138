"""What the engine answers: one value per row, one summary per phase."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rrp_desktop.charts.figure import Finding, Tone
from rrp_desktop.charts.presets import Options

Levels = tuple[float | None, ...]
Flags = tuple[int, ...]


class Variation(StrEnum):
    """What the last complete point is."""

    NONE = "none"
    TOO_FEW = "too_few_points"
    COMMON = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEITHER_HIGH = "neither_high"
    NEITHER_LOW = "neither_low"


class Assurance(StrEnum):
    """Whether the target will be reached as things are."""

    NONE = "none"
    PASS = "pass"
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of rows with its own centre: rows *first* to *last*, both counted from 0.

    *points*: rows that count; *baseline*: those the centre comes from. *mean_range*: the mean moving range
    the limits rest on, *screened* ranges left out (run: their median; t: of the transformed values; u' and
    p': of the z scores; I': of the ranges made comparable); *sz*: Laney's widening. *useful*: points off the
    centre line; *runs*, *longest*, *crossings* among them. *runs_allowed* assumes as many points above as
    below, *runs_allowed_observed* takes the numbers found; the second judges a centre that some of the points
    had no part in.
    """

    first: int
    last: int
    start: date
    points: int
    baseline: int
    centre: float | None
    mean_range: float | None
    screened: int
    sz: float | None
    useful: int
    runs: int
    longest: int
    crossings: int
    longest_allowed: int | None
    crossings_allowed: int | None
    long_run: bool
    few_crossings: bool
    runs_allowed: tuple[int, int] | None
    runs_allowed_observed: tuple[int, int] | None
    few_runs: bool
    many_runs: bool
    unusual: tuple[int, ...]

    @property
    def judgeable(self) -> bool:
        """Enough useful points for run rules to mean something."""
        return self.useful >= 10


class Lines(NamedTuple):
    """What is judged: values and levels at every row, as in `Analysis`."""

    options: Options
    dates: tuple[date, ...]
    values: Levels
    counts: tuple[bool, ...]
    centre: Levels
    upper: Levels
    lower: Levels
    upper_2: Levels
    lower_2: Levels
    target: Levels


class Judged(NamedTuple):
    """What was found, as in `Analysis`."""

    single: Flags
    shift: Flags
    trend: Flags
    two_of_three: Flags
    long_run: Flags
    tone: tuple[Tone, ...]
    mixed: tuple[bool, ...]
    phases: tuple[Phase, ...]
    variation: Variation
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class Analysis:
    """A chart in numbers. Every tuple up to *mixed* holds one entry per row.

    *values* and levels are in the units shown. *counts*: the row takes part in centre, limits and rules.
    *phase*: which of *phases* the row belongs to. Flags: 1 high or rising, -1 low or falling, 2 both, 0 none;
    *long_run* is Anhøj's. *already_above*: the last row is unfinished, can only grow, and has passed the
    upper limit. *refused* says why nothing was computed and is empty otherwise.
    """

    options: Options
    dates: tuple[date, ...]
    values: Levels
    counts: tuple[bool, ...]
    phase: tuple[int, ...]
    centre: Levels
    upper: Levels
    lower: Levels
    upper_2: Levels
    lower_2: Levels
    upper_1: Levels
    lower_1: Levels
    moving_range: Levels
    target: Levels
    single: Flags
    shift: Flags
    trend: Flags
    two_of_three: Flags
    long_run: Flags
    tone: tuple[Tone, ...]
    mixed: tuple[bool, ...]
    phases: tuple[Phase, ...]
    variation: Variation
    assurance: Assurance
    already_above: bool
    reasons: tuple[Finding, ...]
    warnings: tuple[str, ...]
    refused: str
