"""The practice ward's aim, and its two change ideas: one that works, and one that does not show.

Each idea goes through its tests of change; a team of four meets over them, and scores its progress.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from random import Random
from typing import Any

from rrp_desktop.clock import DAY, at
from rrp_desktop.practice.bronte import MANAGER
from rrp_desktop.practice.chance import new_key
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import OTHER_IDEA, WORKING_IDEA, Span

MEASURE = "restrictive"


@dataclass(frozen=True, slots=True)
class _Test:
    """A cycle: weeks from its idea's first day until it starts, its length in days, and how it went."""

    after: int
    days: int
    scale: str
    prediction: str
    predicted: int
    happened: str = ""
    learned: str = ""
    decision: str = ""


_MUTUAL_HELP = (
    _Test(
        0,
        6,
        "one_shift",
        "Six people come, and somebody offers help",
        8,
        "Eight came. Two asked for time outside before supper.",
        "Straight after handover is too early",
        "adapt",
    ),
    _Test(
        1,
        13,
        "one_week",
        "Fewer than seven a week once it is daily",
        7,
        "Held on twelve days of fourteen. Six and then five that week.",
        "A patient chairs it better than we do",
        "adapt",
    ),
    _Test(
        3,
        34,
        "ward",
        "Fewer than six a week for five weeks",
        6,
        "Below six in every week. Nobody wanted to stop it.",
        "It runs without the manager",
        "adopt",
    ),
)
_SENSORY_ROOM = (
    _Test(
        0,
        20,
        "one_person",
        "Two people use it instead of pacing",
        5,
        "One of three used it. The light could not be dimmed.",
        "Ask people what calms them first",
        "adapt",
    ),
    _Test(12, 40, "one_week", "Used before anybody is held, twice a week", 4),
)


def improvement(rng: Random, span: Span) -> Iterator[Entry]:
    """The aim with its baseline, and each idea from the day it was first tried."""
    start = span.monday(WORKING_IDEA)
    aim = {
        "measure": MEASURE,
        "better": "lower",
        "by_how": "percent",
        "percent": 25,
        "by_day": date(span.end.year + 1, 3, 31),
        "baseline_from": span.first,
        "baseline_until": start - DAY,
    }
    yield Entry(at(start, time(9, 20)), "aim", new_key(rng), aim, MANAGER)
    helping = "Asking each other for help early takes the heat out of the evenings."
    yield from _idea(
        rng, span, start, "Mutual help meeting", helping, _MUTUAL_HELP, "sw_mutual_help", adopted_after=8
    )
    calm = "A calm place that is always open is used before anybody has to be held."
    yield from _idea(rng, span, span.monday(OTHER_IDEA), "Sensory room open", calm, _SENSORY_ROOM)


def _idea(
    rng: Random,
    span: Span,
    started: date,
    title: str,
    prediction: str,
    tests: tuple[_Test, ...],
    library: str = "",
    adopted_after: int = 0,
) -> Iterator[Entry]:
    key = new_key(rng)
    idea: dict[str, Any] = {
        "title": title,
        "measures": (MEASURE,),
        "status": "testing",
        "started": started,
        "prediction": prediction,
        "lead": "J. P.",
    }
    if library:
        idea["library"] = library
    yield Entry(at(started, time(9, 40)), "idea", key, idea, MANAGER)
    for number, test in enumerate(tests, 1):
        yield from _cycle(rng, span, key, started, number, test)
    if adopted_after:
        day = started + adopted_after * 7 * DAY
        adopted = idea | {"status": "adopted", "decided": day}
        yield Entry(at(day, time(10)), "idea", key, adopted, MANAGER, reason="Adopted at the team meeting")


def _cycle(rng: Random, span: Span, idea: str, began: date, number: int, test: _Test) -> Iterator[Entry]:
    started = began + test.after * 7 * DAY
    ends, key = started + test.days * DAY, new_key(rng)
    plan: dict[str, Any] = {
        "idea": idea,
        "number": number,
        "measure": MEASURE,
        "prediction": test.prediction,
        "predicted": test.predicted,
        "scale": test.scale,
        "lead": "J. P.",
        "started": started,
        "ends": ends,
    }
    yield Entry(at(started, time(9, 50)), "cycle", key, plan, MANAGER)
    if test.decision and ends < span.end:
        studied = {
            "fidelity": "mostly",
            "happened": test.happened,
            "learned": test.learned,
            "decision": test.decision,
        }
        yield Entry(at(ends, time(16)), "cycle", key, plan | studied, MANAGER, reason="Studied by the team")
