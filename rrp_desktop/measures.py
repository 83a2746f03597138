"""What a ward measures, as data: what is counted, of what, in which unit, which way is better.

A count of *incidents* counts events; a count of *interventions* counts every intervention in them.
Both are shown with their unit, so that nobody compares one with the other. A measure whose definition
changes keeps its name, gains a line in `changed`, and so a new version.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rrp_desktop.forms.incident import PHYSICAL, RESTRICTIVE


class Counts(StrEnum):
    """What one count is; `codes` of a measure are kinds of incident unless said otherwise."""

    INCIDENTS = "incidents"
    INTERVENTIONS = "interventions"
    """`codes` are types of intervention."""
    MINUTES = "minutes"
    """Minutes of an intervention that lasts; `codes` is its one type."""
    OVERNIGHT = "overnight"
    """Absences of detained people that lasted past midnight."""
    INJURED = "injured"
    """Incidents in which somebody of the staff was hurt."""
    HUDDLES = "huddles"
    """`codes` are states of a huddle."""
    SHIFTS = "shifts"
    LEAVES = "leaves"
    OFFERED = "offered"
    """Incidents after which a debrief was offered to the patient."""
    DEBRIEFED = "debriefed"
    """Incidents after which a debrief with the patient was held in time."""
    ACTIONS = "actions"
    DELAYS = "delays"
    """Minutes from event to entry; a period has their median."""
    SECONDS = "seconds"
    """Seconds at the form that `codes` names, for each time it was saved; a period has their median."""


class Better(StrEnum):
    """Which way a measure improves."""

    LOWER = "lower"
    HIGHER = "higher"


class Shown(StrEnum):
    """The chart a measure is first shown as."""

    RUN = "run"
    SPC = "spc"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Only:
    """Of the incidents, those whose *field* holds any of *codes*."""

    field: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    *numerator* and *denominator* say in words what is counted, and of what. *scale* makes a count one of the
    unit shown. *settles* is how many days after a period its count can still move by itself. *within* names
    the measure under which this one is listed, indented. *changed* is when the definition changed, and how.
    """

    name: str
    title: str
    counts: Counts
    numerator: str
    codes: frozenset[str] = frozenset()
    denominator: str = ""
    one: str = "incident"
    many: str = "incidents"
    better: Better = Better.LOWER
    chart: Shown = Shown.RUN
    only: Only | None = None
    scale: float = 1.0
    settles: int = 0
    within: str = ""
    changed: tuple[tuple[date, str], ...] = ()

    @property
    def definition(self) -> int:
        """The version of the definition."""
        return 1 + len(self.changed)

    @property
    def per_cent(self) -> bool:
        """Shown as a share of what was expected."""
        return bool(self.denominator)

    @property
    def adds_up(self) -> bool:
        """The count of a month is the sum of its days'."""
        return self.counts not in (Counts.DELAYS, Counts.SECONDS)

    @property
    def rated(self) -> bool:
        """It can be shown per 1,000 occupied bed days."""
        return self.adds_up and not self.per_cent

    @property
    def happens(self) -> bool:
        """It counts things that happen on a day, with days between them."""
        return self.rated and self.counts is not Counts.MINUTES

    @property
    def of_people(self) -> bool:
        """Each count names the person it concerns, where somebody entered it."""
        return self.counts in (Counts.INCIDENTS, Counts.INTERVENTIONS) and not self.per_cent


_RESTRICTIVE = ("restraint", "seclusion", "rapid_tranquillisation")


def related(name: str) -> tuple[tuple[Measure, Measure], ...]:
    """The pairs of measures about the measure called *name* that count some of the same people.

    Whoever is counted by the first of a pair is counted by the second.
    """
    family = {name}
    while more := {end for pair in _pairs() if family & set(pair) for end in pair} - family:
        family |= more
    return tuple((MEASURES[one], MEASURES[other]) for one, other in _pairs() if one in family)


def _pairs() -> set[tuple[str, str]]:
    pairs = {(each.name, each.within) for each in MEASURES.values() if each.within and each.of_people}
    pairs |= {(part, "restrictive") for part in _RESTRICTIVE}
    return pairs | {(one, other) for one, middle in pairs for each, other in pairs if each == middle}


RESTRAINT_TYPES = frozenset({*PHYSICAL, "02", "04"})
SETTLES_DEBRIEF = 3
"""Days a debrief may take."""

_LIGATURE = Only("self_harm", frozenset({"ligature_anchored", "ligature_free"}))
_PHYSICAL = Only("violence", frozenset({"physical"}))
_MONITORED = Only("rt_monitoring", frozenset({"full"}))
_FORCE = frozenset(RESTRICTIVE)
_HOURS = 1 / 60


def _kinds(name: str, title: str, numerator: str, *kinds: str, only: Only | None = None) -> Measure:
    """Incidents by kind; those narrowed down stand under their whole."""
    within = kinds[0] if only else ""
    return Measure(name, title, Counts.INCIDENTS, numerator, frozenset(kinds), only=only, within=within)


def _types(
    name: str, title: str, numerator: str, *types: str, within: str = "", chart: Shown = Shown.RUN
) -> Measure:
    counts, unit = Counts.INTERVENTIONS, ("intervention", "interventions")
    return Measure(name, title, counts, numerator, frozenset(types), "", *unit, within=within, chart=chart)


def _hours(name: str, title: str, type_: str, kind: str, within: str) -> Measure:
    numerator = f"Hours of {kind} on the days they fell, for each person once"
    unit, codes = ("hour", "hours"), frozenset({type_})
    return Measure(name, title, Counts.MINUTES, numerator, codes, "", *unit, scale=_HOURS, within=within)


def _share(
    name: str,
    title: str,
    counts: Counts,
    numerator: str,
    denominator: str,
    *,
    codes: frozenset[str] = frozenset(),
    only: Only | None = None,
    settles: int = 0,
) -> Measure:
    unit = ("%", "%")
    better = Better.HIGHER
    return Measure(
        name, title, counts, numerator, codes, denominator, *unit, better, only=only, settles=settles
    )


def _at_form(form: str, what: str) -> Measure:
    return Measure(
        f"{form}_seconds",
        f"Time to log {what}",
        Counts.SECONDS,
        "Median seconds from opening the form to saving it, where nobody had left it meanwhile",
        codes=frozenset({form}),
        one="second",
        many="seconds",
    )


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _kinds("restrictive", "All restrictive practice", "Incidents with any restrictive practice", *_FORCE),
        _types(
            "restrictive_interventions",
            "Restrictive interventions",
            "Restrictive interventions of any type; an incident may hold several",
            *RESTRAINT_TYPES,
            *("03", "05", "06", "14", "15", "16", "17"),
            within="restrictive",
        ),
        _kinds("restraint", "Restraint", "Incidents with a physical or mechanical restraint", "restraint"),
        _types("prone", "Prone restraint", "Prone restraints (MHSDS 01)", "01", within="restraint"),
        _types(
            "mechanical",
            "Mechanical restraint",
            "Mechanical restraints (MHSDS 04)",
            "04",
            within="restraint",
            chart=Shown.BETWEEN,
        ),
        _types(
            "restraint_positions",
            "Restraint positions",
            "Every position of every restraint",
            *PHYSICAL,
            "04",
            within="restraint",
        ),
        _types("seclusion", "Seclusion", "Seclusions, by their start (MHSDS 05)", "05"),
        _hours("seclusion_hours", "Hours in seclusion", "05", "seclusion", "seclusion"),
        _hours("segregation_hours", "Hours in segregation", "06", "segregation", "seclusion"),
        _types(
            "rapid_tranquillisation",
            "Rapid tranquillisation",
            "Injections for rapid tranquillisation (MHSDS 14); medicine by mouth is not counted",
            "14",
        ),
        _kinds("violence", "Violence", "Incidents with violence of any sort", "violence"),
        _kinds(
            "violence_physical",
            "Physical violence",
            "Incidents with physical violence",
            "violence",
            only=_PHYSICAL,
        ),
        _kinds("self_harm", "Self-harm", "Incidents with self-harm", "self_harm"),
        _kinds(
            "self_harm_ligature",
            "Self-harm by ligature",
            "Incidents with self-harm by ligature, anchored or not",
            "self_harm",
            only=_LIGATURE,
        ),
        _kinds("absence", "Absent or late back", "Absences, also of a few minutes", "absence"),
        Measure(
            "absence_overnight",
            "Absent overnight",
            Counts.OVERNIGHT,
            "As counted nationally: absences without leave of detained people, not back that day (MHS31)",
            frozenset({"absence"}),
            within="absence",
        ),
        _share(
            "back_on_time",
            "Back on time from leave, %",
            Counts.LEAVES,
            "Back within 10 minutes of the agreed time",
            "Leaves that ended or were due to, from the shift's tally, else from the leave board",
        ),
        _kinds("sexual_safety", "Sexual safety", "Sexual safety incidents, as reported", "sexual_safety"),
        Measure(
            "force_avoided",
            "Force avoided",
            Counts.INCIDENTS,
            "Times when force was near and was avoided",
            frozenset({"near_miss"}),
            better=Better.HIGHER,
        ),
        Measure(
            "staff_injured",
            "Staff injured",
            Counts.INJURED,
            "Incidents of any kind in which somebody of the staff was hurt",
        ),
        _share(
            "huddles_held",
            "Huddles held, %",
            Counts.HUDDLES,
            "Huddles that were held",
            "Huddles that were due",
            codes=frozenset({"held"}),
        ),
        _share(
            "shifts_confirmed",
            "Shifts confirmed, %",
            Counts.SHIFTS,
            "Shifts with something logged, or confirmed as nothing to report",
            "Shifts that are over",
        ),
        _share(
            "debriefs_offered",
            "Debriefs offered, %",
            Counts.OFFERED,
            "Those after which the patient was offered a debrief",
            "Incidents with any restrictive practice",
            codes=_FORCE,
            settles=SETTLES_DEBRIEF,
        ),
        _share(
            "debriefs_held",
            "Debriefs within 72 h, %",
            Counts.DEBRIEFED,
            "Those with a debrief with the patient within 72 hours of the start",
            "Incidents with any restrictive practice",
            codes=_FORCE,
            settles=SETTLES_DEBRIEF,
        ),
        _share(
            "rt_monitored",
            "RT monitoring, %",
            Counts.INCIDENTS,
            "Those with all monitoring in the patient record",
            "Incidents with rapid tranquillisation",
            codes=frozenset({"rapid_tranquillisation"}),
            only=_MONITORED,
        ),
        _share(
            "actions_closed",
            "Actions closed in time, %",
            Counts.ACTIONS,
            "Those done by the next huddle",
            "Actions open at the end of a huddle",
        ),
        Measure(
            "entry_delay",
            "Delay of entry",
            Counts.DELAYS,
            "Median minutes from the start of an incident to its first entry",
            one="minute",
            many="minutes",
        ),
        _at_form("incident", "an incident"),
        _at_form("huddle", "a huddle"),
    )
}
