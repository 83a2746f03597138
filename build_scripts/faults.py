"""Fault campaigns on a real ward file: a line for each test with its counts; fails when anything was lost.

    python build_scripts/faults.py --only T1 --profile nightly
    python build_scripts/faults.py --only T1 --cycles 500

T1 kills a process that saves through the store (SIGKILL, at a random moment, opening included). The
process says which record it has saved only after `save` returned; whatever it has said must be there.
T8-drafts is told in `faults_drafts`.
"""

import argparse
import contextlib
import itertools
import multiprocessing
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

import faults_drafts
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code, open_ward

CYCLES = {
    "pr": {"T1": 200, "T8-drafts": 20},
    "nightly": {"T1": 1_000, "T8-drafts": 500},
    "release": {"T1": 10_000, "T8-drafts": 500},
}
LONGEST_LIFE = 0.4
"""Seconds after its start at which a child is dead, at the latest; opening takes it a fifth of that."""

AGE = 50
"""Cycles after which a new ward takes the old one's place, so that checking it stays quick."""

if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    # Forked, a child need not import everything again.
    _CONTEXT = multiprocessing.get_context("fork")


class Found(Protocol):
    """What a campaign found."""

    @property
    def passed(self) -> bool: ...

    def line(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one campaign found. It passes when nothing was lost and nothing is broken."""

    test: str
    cycles: int = 0
    acknowledged: int = 0
    lost: int = 0
    unacknowledged: int = 0
    most_unacknowledged: int = 0
    broken: int = 0
    seconds: float = 0.0

    def and_(self, other: "Outcome") -> "Outcome":
        """Both together."""
        return Outcome(
            self.test,
            self.cycles + other.cycles,
            self.acknowledged + other.acknowledged,
            self.lost + other.lost,
            self.unacknowledged + other.unacknowledged,
            max(self.most_unacknowledged, other.most_unacknowledged),
            self.broken + other.broken,
            self.seconds + other.seconds,
        )

    @property
    def passed(self) -> bool:
        return self.acknowledged > 0 and not (self.lost or self.broken) and self.most_unacknowledged <= 1

    def line(self) -> str:
        return (
            f"{self.test} {'passed' if self.passed else 'FAILED'}: {self.cycles} cycles, "
            f"{self.acknowledged} acknowledged, {self.lost} lost, {self.unacknowledged} kept unacknowledged "
            f"(at most {self.most_unacknowledged} a cycle), {self.broken} broken, {self.seconds:.1f} s"
        )


def killed_while_saving(folder: Path, cycles: int, seed: int) -> Outcome:
    """T1: kill −9 at a random moment while records are saved one by one."""
    chance = random.Random(seed)
    total = Outcome("T1")
    for first in range(0, cycles, AGE):
        life = [chance.uniform(0, LONGEST_LIFE) for _ in range(min(AGE, cycles - first))]
        total = total.and_(_one_ward_killed(folder / str(first), life))
    return total


def _one_ward_killed(folder: Path, lives: list[float]) -> Outcome:
    began = time.monotonic()
    home = Home(folder / "ward", folder / "keys")
    _make(home)
    said: set[str] = set()
    here: set[str] = set()
    unacknowledged = most = broken = 0
    for life in lives:
        heard, alive = _run_and_kill(folder, life)
        said |= heard
        try:
            found = _checked_keys(home)
        except RrpError:
            broken += 1
            break
        broken += not alive
        new = len(found - here - said)
        unacknowledged, most, here = unacknowledged + new, max(most, new), found
    seconds = time.monotonic() - began
    return Outcome("T1", len(lives), len(said), len(said - here), unacknowledged, most, broken, seconds)


CAMPAIGNS: dict[str, Callable[[Path, int, int], Found]] = {
    "T1": killed_while_saving,
    "T8-drafts": faults_drafts.killed_while_typing,
}


def save_until_killed(folder: Path, said: Connection) -> None:
    """The child: save one incident after another, and say each one's key once it is saved."""
    store = _open(Home(folder / "ward", folder / "keys"))
    [member] = store.staff()
    started = datetime.now(UTC) - timedelta(days=1)
    for number in itertools.count():
        answers: dict[str, Any] = {
            "kinds": ("restraint", "rapid_tranquillisation"),
            "started_at": started + timedelta(minutes=number % 1_000),
            "interventions": ({"type": "07"}, {"type": "14"}),
            "note": "made up " * (number % 40),
        }
        said.send_bytes(store.save("incident", answers, by=member).key.encode())


def _run_and_kill(folder: Path, life: float) -> tuple[set[str], bool]:
    """Let a child save for *life* seconds: what it has said, and whether it lived until it was killed."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=save_until_killed, args=(folder, theirs))
    child.start()
    theirs.close()
    child.join(life)
    alive = child.is_alive()
    child.kill()
    child.join()
    said: set[str] = set()
    with ours, contextlib.suppress(EOFError):
        while True:
            said.add(ours.recv_bytes().decode())
    return said, alive


def _checked_keys(home: Home) -> set[str]:
    """The keys of all incidents, once the chain and every row were found sound."""
    store = _open(home)
    try:
        store.check_chain()
        with store.reading() as connection:
            return set(connection.exec_driver_sql("SELECT key FROM incident").scalars())
    finally:
        store.close()


def _make(home: Home) -> None:
    live_from = (datetime.now(UTC) - timedelta(days=10)).date().isoformat()
    values = {"ward.name": "Fault Ward", "ward.code": "FAULT", "ward.live_from": live_from}
    make_ward(
        home, values, manager="A. B.", pin="2468", recovery_code=new_recovery_code(), **_needs()
    ).close()


def _open(home: Home) -> Store:
    return open_ward(home, **_needs())


def _needs() -> dict[str, Any]:
    return {"clock": PcClock(), "bus": Bus(), "new_id": lambda: str(uuid.uuid4())}


def main() -> int:
    """Run the campaigns that were asked for."""
    parser = argparse.ArgumentParser(description="Fault campaigns on a real ward file.")
    parser.add_argument("--only", default=",".join(CAMPAIGNS), help="test ids, commas between")
    parser.add_argument("--cycles", type=int, help="cycles of each, instead of the profile's")
    parser.add_argument("--profile", choices=sorted(CYCLES), default="pr")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    passed = True
    for test in asked.only.split(","):
        cycles = asked.cycles or CYCLES[asked.profile][test]
        with tempfile.TemporaryDirectory() as folder:
            outcome = CAMPAIGNS[test](Path(folder), cycles, asked.seed)
        print(outcome.line(), flush=True)
        passed = passed and outcome.passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
