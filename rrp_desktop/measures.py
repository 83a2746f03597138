"""What a ward measures, as data: what is counted, in which unit, which way is better.

A count of *incidents* counts events; a count of *interventions* counts every intervention in them.
Both are shown with their unit, so that nobody compares one with the other.
"""

from dataclasses import dataclass
from enum import StrEnum

from rrp_desktop.forms.incident import PHYSICAL, RESTRICTIVE

DEFINITIONS = 1


class Counts(StrEnum):
    """What one count is."""

    INCIDENTS = "incidents"
    INTERVENTIONS = "interventions"
    HUDDLES = "huddles"


class Better(StrEnum):
    """Which way a measure improves."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `codes` are incident kinds, or intervention types, or huddle states, by `counts`."""

    name: str
    title: str
    counts: Counts
    codes: frozenset[str]
    better: Better = Better.LOWER
    definition: int = DEFINITIONS
    per_cent: bool = False
    """Shown as a share of what was expected (huddles held of huddles due)."""
    within: str = ""
    """The measure under which this one is listed, indented."""


def _incidents(name: str, title: str, *kinds: str, better: Better = Better.LOWER) -> Measure:
    return Measure(name, title, Counts.INCIDENTS, frozenset(kinds), better)


def _interventions(name: str, title: str, *types: str, within: str = "") -> Measure:
    return Measure(name, title, Counts.INTERVENTIONS, frozenset(types), within=within)


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _incidents("restrictive", "All restrictive practice", *RESTRICTIVE),
        _incidents("restraint", "Restraint", "restraint"),
        _interventions("prone", "Prone restraint", "01", within="restraint"),
        _interventions("mechanical", "Mechanical restraint", "04", within="restraint"),
        _interventions("restraint_positions", "Restraint positions", *PHYSICAL, "04", within="restraint"),
        _incidents("seclusion", "Seclusion", "seclusion"),
        _incidents("rapid_tranquillisation", "Rapid tranquillisation", "rapid_tranquillisation"),
        _incidents("violence", "Violence", "violence"),
        _incidents("self_harm", "Self-harm", "self_harm"),
        _incidents("absence", "Absent or late back", "absence"),
        _incidents("sexual_safety", "Sexual safety", "sexual_safety"),
        _incidents("force_avoided", "Force avoided", "near_miss", better=Better.HIGHER),
        Measure(
            "huddles_held",
            "Huddles held, %",
            Counts.HUDDLES,
            frozenset({"held"}),
            Better.HIGHER,
            per_cent=True,
        ),
    )
}
