"""Where labels go so that none covers another: the same on screen and on paper."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near *wanted* as may be, *gap* apart, between *low* and *high*, in the same order."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [0.0] * len(wanted)
    floor = low
    for at in order:
        places[at] = floor = max(wanted[at], floor)
        floor += gap
    ceiling = high
    for at in reversed(order):
        places[at] = ceiling = min(places[at], ceiling)
        ceiling -= gap
    return places


def lanes(stretches: Sequence[tuple[float, float]]) -> list[int]:
    """A lane for each stretch, from left to right, such that no two in a lane overlap."""
    ends: list[float] = []
    chosen = [0] * len(stretches)
    for at in sorted(range(len(stretches)), key=lambda at: stretches[at]):
        start, end = stretches[at]
        lane = next((lane for lane, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        chosen[at] = lane
    return chosen
