"""Fault campaigns on real ward files: a line for each test with its counts; fails when anything was lost.

    python build_scripts/faults.py --only T1,T8 --profile nightly
    python build_scripts/faults.py --only T1 --times 500

`pr` runs in every change, `nightly` and `release` with the counts that the product's claims rest on.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from campaigns import killed, typed
from campaigns.outcome import Asked, Campaign, NotHere, timed

PROFILES = ("pr", "nightly", "release")
CAMPAIGNS: dict[str, tuple[Campaign, tuple[int, int, int]]] = {
    "T1": (killed.killed_while_saving, (200, 1_000, 10_000)),
    "T8": (killed.killed_at_everything_else, (20, 1_000, 5_000)),
    "T8-drafts": (typed.killed_while_typing, (20, 500, 500)),
}
"""Each test, and how often it is done in each of the profiles."""

QUICK = ("T1",)
"""What `pr` runs unless told otherwise."""


def main() -> int:
    """Run the campaigns that were asked for."""
    parser = argparse.ArgumentParser(description="Fault campaigns on real ward files.")
    parser.add_argument("--only", help=f"test ids, commas between, of {', '.join(CAMPAIGNS)}")
    parser.add_argument("--times", type=int, help="how often to do each, instead of what the profile says")
    parser.add_argument("--profile", choices=PROFILES, default="pr")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else QUICK if asked.profile == "pr" else tuple(CAMPAIGNS)
    print(f"seed {asked.seed}", flush=True)
    passed = [_run(name, asked.times, asked.profile, asked.seed) for name in names]
    return 0 if all(passed) else 1


def _run(name: str, times: int | None, profile: str, seed: int) -> bool:
    campaign, usual = CAMPAIGNS[name]
    with tempfile.TemporaryDirectory(prefix="rrp-faults-") as folder:
        try:
            outcome = timed(campaign, Asked(times or usual[PROFILES.index(profile)], Path(folder), seed))
        except NotHere as lack:
            print(f"{name:4} NOT RUN: {lack}", flush=True)
            return False
    print(outcome.line(), flush=True)
    return outcome.passed


if __name__ == "__main__":
    sys.exit(main())
