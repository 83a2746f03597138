"""How a chart is to be made: its kind, its rule set by name, and every convention it follows."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Chart(StrEnum):
    """The kinds of chart."""

    RUN = "run"
    XMR = "xmr"
    MR = "mr"
    C = "c"
    U = "u"
    U_PRIME = "u'"
    P = "p"
    P_PRIME = "p'"
    I_PRIME = "i'"
    T = "t"
    G = "g"


RATES = (Chart.U, Chart.U_PRIME, Chart.P, Chart.P_PRIME, Chart.I_PRIME)
RARE = (Chart.T, Chart.G)
COUNTED = (Chart.C, *RARE)
"""Charts of numbers as they stand, whatever denominators come with them."""
LIMITED = (Chart.XMR, Chart.MR)
"""Charts that have no limits below a rule set's minimum of points."""


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


class Rule(StrEnum):
    """The rules that can flag a point."""

    SINGLE = "single"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"
    LONG_RUN = "long_run"


class Conflict(StrEnum):
    """Who wins when a point is improvement by one rule and concern by another."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A named set of rules and arithmetic; change one with dataclasses.replace and give it a new name.

    *shift*, *trend*: points needed; None switches the rule off. *spread*: three sigma in mean moving ranges.
    *minimum*: complete points before an XmR chart has limits and colours, and any chart an icon.
    """

    name: str
    title: str
    single: bool = False
    shift: int | None = None
    shift_steps_over_line: bool = False
    shift_colours_line: bool = False
    trend: int | None = None
    trend_by_length: bool = False
    trend_ties_collapse: bool = False
    later_trend_wins: bool = False
    two_of_three: bool = False
    beyond_three_counts: bool = True
    anhoej: bool = False
    runs_table: bool = False
    crosses: frozenset[Rule] = frozenset()
    conflict: Conflict = Conflict.IMPROVEMENT
    order: tuple[Rule, ...] = tuple(Rule)
    screening: bool = False
    spread: float = 2.66
    minimum: int = 0
    target_on_limit_is_outside: bool = True


ANHOEJ = RuleSet("anhoej", "Anhøj rules", single=True, anhoej=True)
PERLA = RuleSet(
    "perla",
    "Run chart rules (Perla 2011)",
    single=True,
    shift=6,
    shift_steps_over_line=True,
    trend=5,
    trend_ties_collapse=True,
    runs_table=True,
)
SCOTLAND = replace(
    PERLA, name="runchart_scotland", title="Run chart rules (NHS Scotland)", shift_colours_line=True
)
MDC = RuleSet(
    "mdc",
    "Making Data Count rules",
    single=True,
    shift=6,
    trend=6,
    two_of_three=True,
    crosses=frozenset({Rule.TREND}),
    minimum=13,
)
MDC_SINGLE_CHART = RuleSet(
    "mdc_single_chart_v5",
    "Making Data Count rules (single chart tool 5.0)",
    single=True,
    shift=6,
    trend=6,
    two_of_three=True,
    beyond_three_counts=False,
    crosses=frozenset({Rule.SHIFT, Rule.TREND, Rule.TWO_OF_THREE}),
    minimum=13,
)
MDC_SQL = RuleSet(
    "mdc_sql_2_6",
    "Making Data Count rules (SQL 2.6)",
    single=True,
    shift=6,
    trend=6,
    two_of_three=True,
    crosses=frozenset({Rule.TREND}),
    order=(Rule.TREND, Rule.SHIFT, Rule.TWO_OF_THREE, Rule.SINGLE, Rule.LONG_RUN),
    minimum=13,
)
PLOT_THE_DOTS = RuleSet(
    "plotthedots_r",
    "Plot the Dots rules (R package 0.2.2)",
    single=True,
    shift=7,
    trend=7,
    later_trend_wins=True,
    two_of_three=True,
    beyond_three_counts=False,
    conflict=Conflict.ORDER,
    screening=True,
    target_on_limit_is_outside=False,
)
QICHARTS = RuleSet(
    "qicharts2",
    "Anhøj rules (R package qicharts2)",
    single=True,
    anhoej=True,
    screening=True,
    spread=3 / 1.128,
)
RARE_EVENTS = replace(MDC, name="rare_events", title="Making Data Count and Anhøj rules", anhoej=True)
AUTOSPC = RuleSet(
    "autospc",
    "Shift of 8 (R package autospc)",
    single=True,
    shift=8,
    screening=True,
    spread=3 / 1.128,
)
RULE_SETS = {
    one.name: one
    for one in (
        ANHOEJ,
        PERLA,
        SCOTLAND,
        MDC,
        MDC_SINGLE_CHART,
        MDC_SQL,
        PLOT_THE_DOTS,
        QICHARTS,
        RARE_EVENTS,
        AUTOSPC,
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """A level to reach, in the units shown, from a date on."""

    value: float
    since: date | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the chart's sentences call a point and a value: week, weeks; event, events."""

    point: str = "point"
    points: str = "points"
    one: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """One chart's choices.

    *rules*: None takes Anhøj for a run chart and Making Data Count for the rest. *direction*: which way is
    better; None takes longer for t and g, lower for the rest. *multiplier*: 1000 for a rate per 1,000, 100
    for per cent; values and limits carry it, targets are given with it. *freeze*: rows of each phase the
    centre and limits come from, or one such number for each phase, None for all of it. *phases*: first dates
    of new phases. *screening*: None leaves it to the rule set. *bridge_missing*: form moving ranges across
    missing rows. *from_zero*: draw no XmR or I' limit under zero; what is flagged stays the same.
    *probability_limits*: for t and g. *g_mean_centre*: 0.693 of the mean in place of the median.
    *i_prime_unfrozen*: an I' chart's spread from every row, as the R package qicharts2 has it.
    """

    chart: Chart = Chart.RUN
    rules: RuleSet | None = None
    direction: Direction | None = None
    multiplier: float = 1.0
    freeze: int | tuple[int | None, ...] | None = None
    phases: tuple[date, ...] = ()
    targets: tuple[Target, ...] = ()
    screening: bool | None = None
    bridge_missing: bool = False
    from_zero: bool = False
    probability_limits: bool = False
    g_mean_centre: bool = False
    i_prime_unfrozen: bool = False
    wording: Wording = field(default_factory=Wording)

    @property
    def towards(self) -> Direction:
        """Which way is better."""
        return self.direction or (Direction.HIGHER if self.chart in RARE else Direction.LOWER)

    def baseline_of(self, phase: int) -> int | None:
        """How many rows of the phase the centre and limits come from; None is all of them."""
        if isinstance(self.freeze, int | None):
            return self.freeze
        return self.freeze[phase] if phase < len(self.freeze) else None

    @property
    def screened(self) -> bool:
        """Whether extreme moving ranges are left out."""
        return self.rule_set.screening if self.screening is None else self.screening

    @property
    def range_unit(self) -> float:
        """What a moving range is multiplied by to be shown: 1 where it is not of the values themselves."""
        return self.multiplier if self.chart in (Chart.RUN, Chart.XMR, Chart.MR) else 1.0

    @property
    def rule_set(self) -> RuleSet:
        """The rule set the chart names."""
        if self.rules is not None:
            return self.rules
        return ANHOEJ if self.chart is Chart.RUN else MDC
