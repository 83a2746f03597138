"""The practice ward's aim, and its two change ideas: one that works, and one that does not show."""

from collections.abc import Iterator
from datetime import date, time
from random import Random

from rrp_desktop.clock import DAY, at
from rrp_desktop.practice.bronte import MANAGER
from rrp_desktop.practice.chance import new_key
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import OTHER_IDEA, WORKING_IDEA, Span


def improvement(rng: Random, span: Span) -> Iterator[Entry]:
    """The aim with its baseline, and each idea from the day it was first tried."""
    start = span.monday(WORKING_IDEA)
    aim = {
        "measure": "restrictive",
        "better": "lower",
        "by_how": "percent",
        "percent": 25,
        "by_day": date(span.end.year + 1, 3, 31),
        "baseline_from": span.first,
        "baseline_until": start - DAY,
    }
    yield Entry(at(start, time(9, 20)), "aim", new_key(rng), aim, MANAGER)
    helping = "Asking each other for help early takes the heat out of the evenings."
    yield from _idea(rng, start, "Mutual help meeting", helping, adopted_after=8)
    calm = "A calm place that is always open is used before anybody has to be held."
    yield from _idea(rng, span.monday(OTHER_IDEA), "Sensory room open", calm)


def _idea(rng: Random, started: date, title: str, prediction: str, adopted_after: int = 0) -> Iterator[Entry]:
    key = new_key(rng)
    idea = {
        "title": title,
        "measures": ("restrictive",),
        "status": "testing",
        "started": started,
        "prediction": prediction,
    }
    yield Entry(at(started, time(9, 40)), "idea", key, idea, MANAGER)
    if adopted_after:
        decided = at(started + adopted_after * 7 * DAY, time(10))
        adopted = idea | {"status": "adopted"}
        yield Entry(decided, "idea", key, adopted, MANAGER, reason="Adopted at the team meeting")
