"""Tests of change: where a cycle stands, what the next one begins with, how much of it is written down."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from rrp_desktop.clock import spoken_day
from rrp_desktop.forms.spec import Answers

_CARRIED = ("idea", "measure", "prediction", "predicted", "scale", "lead")
_LARGER = {
    "one_person": "one_shift",
    "one_shift": "one_day",
    "one_day": "one_week",
    "one_week": "ward",
    "ward": "ward",
}


class Stage(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    RUNNING = "running"
    TO_STUDY = "to study"
    CLOSED = "closed"


ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "The change, in words": ("idea",),
    "A prediction": ("prediction",),
    "A number predicted": ("predicted",),
    "The measure that will show it": ("measure",),
    "A small scale": ("scale",),
    "Who does it": ("lead",),
    "When it begins": ("started",),
    "When it ends": ("ends",),
    "Whether it was done as planned": ("fidelity",),
    "What happened": ("happened",),
    "What was learned": ("learned",),
    "Adopt, adapt or abandon": ("decision",),
    "Its place in a row of cycles": ("number",),
}
"""What a test of change leaves behind when it is written down as one."""


def stage(cycle: Answers, today: date) -> Stage:
    """Where *cycle* stands on *today*."""
    if "decision" in cycle:
        return Stage.CLOSED
    if cycle["started"] > today:
        return Stage.PLANNED
    ends = cycle.get("ends")
    return Stage.TO_STUDY if ends is not None and ends < today else Stage.RUNNING


def said(cycle: Answers, today: date) -> str:
    """Where *cycle* stands, in words."""
    match stage(cycle, today):
        case Stage.PLANNED:
            return f"begins {spoken_day(cycle['started'])}"
        case Stage.RUNNING:
            until = f" until {spoken_day(cycle['ends'])}" if "ends" in cycle else ""
            return f"running{until}"
        case Stage.TO_STUDY:
            return f"ended {spoken_day(cycle['ends'])}: say what happened"
        case Stage.CLOSED:
            return "closed"


def next_cycle(before: Answers, today: date) -> dict[str, Any]:
    """What the cycle after *before* begins with. What was adopted is tried on a larger scale."""
    carried = {name: before[name] for name in _CARRIED if name in before}
    if before.get("decision") == "adopt" and "scale" in carried:
        carried["scale"] = _LARGER[carried["scale"]]
    begun = carried | {"number": before.get("number", 1) + 1, "started": today}
    if "ends" in before:
        begun["ends"] = today + (before["ends"] - before["started"])
    return begun


def written(cycle: Answers) -> dict[str, bool]:
    """Which elements of a documented test of change *cycle* holds."""
    return {title: all(name in cycle for name in names) for title, names in ELEMENTS.items()}


def documented(cycles: Iterable[Answers]) -> float | None:
    """The share of all elements that closed *cycles* hold; None where none is closed."""
    held = [here for cycle in cycles if "decision" in cycle for here in written(cycle).values()]
    return sum(held) / len(held) if held else None
