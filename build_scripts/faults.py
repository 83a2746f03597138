"""Fault campaigns on real ward files: a line for each test with its counts; fails when anything was lost.

    python build_scripts/faults.py --only T1,T8 --profile nightly
    python build_scripts/faults.py --only T1 --times 500

`pr` runs in every change, `nightly` and `release` with the counts that the product's claims rest on. A test
that this machine cannot run is never counted as passed; where the claims rest on it, it fails.
"""

import argparse
import logging
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from campaigns import (
    bombs,
    canary,
    clocks,
    cut,
    damage,
    disk,
    killed,
    locks,
    months,
    mutants,
    sheets,
    starting,
    typed,
    vectors,
    writers,
)
from campaigns.outcome import Asked, Campaign, NotHere, timed

PROFILES = ("pr", "nightly", "release")
CAMPAIGNS: dict[str, tuple[Campaign, tuple[int, int, int]]] = {
    "T1": (killed.killed_while_saving, (200, 1_000, 10_000)),
    "T2": (cut.cut_at_any_moment, (2_000, 100_000, 1_000_000)),
    "T2c": (cut.cut_with_fewer_syncs, (200, 2_000, 2_000)),
    "T4": (disk.now_and_then, (20, 200, 2_000)),
    "T5": (disk.full, (64, 512, 512)),
    "T6": (damage.flipped_bits, (300, 3_000, 30_000)),
    "T7": (damage.put_back, (1, 1, 1)),
    "T8": (killed.killed_at_everything_else, (20, 1_000, 5_000)),
    "T8-drafts": (typed.killed_while_typing, (20, 500, 500)),
    "T9": (starting.each_fault_is_named, (1, 1, 1)),
    "T11": (damage.altered_slots, (1_500, 15_000, 150_000)),
    "T12": (clocks.wrong_pins, (500, 5_000, 50_000)),
    "T13": (locks.in_any_order, (200, 2_000, 20_000)),
    "T14": (canary.typed_words_stay_inside, (1, 50, 500)),
    "T15": (writers.backups_while_writing, (5, 100, 500)),
    "T16": (mutants.altered_outside, (5_000, 200_000, 2_000_000)),
    "T17": (mutants.altered_inside, (1_000, 50_000, 500_000)),
    "T18": (damage.altered_signatures, (2_000, 20_000, 200_000)),
    "T19": (vectors.age_vectors, (1, 1, 1)),
    "T22": (months.merged_in_any_order, (300, 3_000, 100_000)),
    "T23": (bombs.refused, (1, 1, 1)),
    "T24": (sheets.no_cell_is_live, (2_000, 20_000, 200_000)),
    "T25": (months.the_same_everywhere, (1, 20, 20)),
    "T26": (clocks.tricks_of_clocks, (1, 1, 1)),
    "T27": (writers.six_at_once, (1, 20, 100)),
}
"""Each test, and how often it is done in each of the profiles."""

QUICK = (
    *("T1", "T2", "T2c", "T6", "T7", "T9", "T11", "T14"),
    *("T16", "T17", "T18", "T19", "T22", "T23", "T24", "T25", "T26"),
)
"""What `pr` runs unless told otherwise."""


def main() -> int:
    """Run the campaigns that were asked for."""
    parser = argparse.ArgumentParser(description="Fault campaigns on real ward files.")
    parser.add_argument("--only", help=f"test ids, commas between, of {', '.join(CAMPAIGNS)}")
    parser.add_argument("--times", type=int, help="how often to do each, instead of what the profile says")
    parser.add_argument("--profile", choices=PROFILES, default="pr")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--at-once", type=int, default=1, help="how many tests run beside each other")
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else QUICK if asked.profile == "pr" else tuple(CAMPAIGNS)
    logging.getLogger("rrp_desktop").setLevel(logging.ERROR)
    how = asked.times, asked.profile, asked.seed
    if asked.at_once == 1:
        passed = [_run(*how, name) for name in names]
    else:
        with ThreadPoolExecutor(asked.at_once) as pool:
            passed = list(pool.map(partial(_run_beside, *how), names))
    return 0 if all(passed) else 1


def _run_beside(times: int | None, profile: str, seed: int, name: str) -> bool:
    """In a process of its own: a campaign changes what its process takes for granted."""
    how_often = ["--times", str(times)] if times else []
    call = [sys.executable, __file__, "--only", name, "--profile", profile, "--seed", str(seed), *how_often]
    return subprocess.run(call, check=False).returncode == 0


def _run(times: int | None, profile: str, seed: int, name: str) -> bool:
    campaign, usual = CAMPAIGNS[name]
    with tempfile.TemporaryDirectory(prefix="rrp-faults-") as folder:
        try:
            outcome = timed(campaign, Asked(times or usual[PROFILES.index(profile)], Path(folder), seed))
        except NotHere as lack:
            print(f"{name:4} NOT RUN: {lack}", flush=True)
            return profile == "pr"
    print(f"{outcome.line()}; seed {seed}", flush=True)
    return outcome.passed


if __name__ == "__main__":
    sys.exit(main())
