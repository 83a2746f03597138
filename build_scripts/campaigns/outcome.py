"""What a campaign found: what it did, how often, and what must never have happened."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

FEW = 4


class NotHere(Exception):
    """This machine lacks what a campaign needs; the message says what, and how to get it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of one test. It passes when none of its `faults` has a count."""

    test: str
    counts: Mapping[str, int]
    faults: Mapping[str, int]
    seconds: float = field(default=0.0, compare=False)

    @property
    def passed(self) -> bool:
        return not any(self.faults.values())

    def line(self) -> str:
        """One line for a log."""
        done = [f"{count:,} {what}" for what, count in self.counts.items()]
        bad = [f"{count:,} {what}" for what, count in self.faults.items() if count or len(self.faults) < FEW]
        bad = bad or [f"0 faults of {len(self.faults)} kinds"]
        verdict = "passed" if self.passed else "FAILED"
        return f"{self.test:4} {verdict}: {', '.join(done)}; {', '.join(bad)}; {self.seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a campaign is asked to do: how often, where, and with which chances."""

    times: int
    folder: Path
    seed: int


Campaign = Callable[[Asked], Outcome]


def timed(campaign: Campaign, asked: Asked) -> Outcome:
    """What *campaign* found, and how long it took."""
    began = time.monotonic()
    return replace(campaign(asked), seconds=time.monotonic() - began)
