"""The progress score: the least that the ward's own record speaks for.

People decide; 5.0 is never suggested.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MODEST, GOOD = 0.2, 0.5
HELD = 12
"""Weeks for which the aim has to hold before it counts as kept up."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record says. `share` is how much of the way to the aim lies behind the ward."""

    roles: int = 0
    aim: bool = False
    baseline: bool = False
    ideas: int = 0
    meetings: int = 0
    begun: int = 0
    """Cycles that have begun."""
    closed: int = 0
    share: float | None = None
    shift: bool = False
    """The chart's rules say that it is better than by chance."""
    held_weeks: int = 0
    """Known weeks in a row, the newest last, at the aim or better."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the score: what it takes in words, and whether the record shows it."""

    code: str
    takes: str
    met: bool


def steps(facts: Facts) -> tuple[Step, ...]:
    """Every step in order, each with whether *facts* meet it by itself."""
    return tuple(_steps(facts))


def floor(facts: Facts) -> str:
    """The score that *facts* speak for: the last step up to which every one is met."""
    reached = "0.5"
    for step in steps(facts):
        if not step.met:
            break
        reached = step.code
    return reached


def missing(facts: Facts) -> str:
    """What the next step takes, to go on a sentence with; empty when only people can say more."""
    takes = next((step.takes for step in steps(facts) if not step.met), "")
    return takes[:1].lower() + takes[1:]


def _steps(facts: Facts) -> Iterator[Step]:
    share = facts.share or 0.0
    yield Step("0.5", "The ward records here", True)
    yield Step("1.0", "An aim with a number and a day, and a lead and one more on the team", _begun(facts))
    yield Step("1.5", "A baseline, and a first change idea", facts.baseline and facts.ideas > 0)
    yield Step("2.0", "The team has met", facts.meetings > 0 or facts.begun > 0)
    yield Step("2.5", "A test of change has begun", facts.begun > 0)
    yield Step(
        "3.0", "A test is closed, and a fifth of the way is done", facts.closed > 0 and share >= MODEST
    )
    yield Step("3.5", "The chart shows more than chance", facts.shift)
    yield Step("4.0", "Half of the way is done", share >= GOOD)
    yield Step("4.5", f"The aim is reached and has held for {HELD} weeks", facts.held_weeks >= HELD)


def _begun(facts: Facts) -> bool:
    return facts.aim and facts.roles >= 2
