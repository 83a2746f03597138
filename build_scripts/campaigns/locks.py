"""T13: whatever happens at a desk in whatever order, it is locked when it must be, and no word is lost.

Random events befall the real window on a real ward: keys and PINs, time, a sleep, a clock that is put right,
a window that is put down or closed. A plain model says after each of them who may be in, and whether the
process must have ended. Locked, no typed word may be in sight; in the end each must be in a draft.
"""

import os
import random
import sys
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from argon2 import PasswordHasher

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.store import staff

if TYPE_CHECKING:
    from campaigns.locks_play import Found

TOGETHER = 50
"""Sequences in one process, one after the other on one ward."""
SLOWEST = 20.0
"""Seconds that one of them takes at most, however busy the machine is."""


def in_any_order(asked: Asked) -> Outcome:
    """T13: random events at the desk, some sequences in each process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Imported here, once for every child, and by no campaign that needs no windows.
    from campaigns.locks_play import BROKEN, Found

    found = Found()
    for first in range(0, asked.times, TOGETHER):
        times = min(TOGETHER, asked.times - first)
        ours, theirs = wards.CONTEXT.Pipe(duplex=False)
        child = wards.CONTEXT.Process(target=_play_and_tell, args=(f"{asked.seed} {first}", times, theirs))
        child.start()
        theirs.close()
        with ours, suppress(EOFError):
            if ours.poll(SLOWEST * (1 + times)):
                found.add(*ours.recv())
        child.kill()
        child.join()
    found.faults[BROKEN] += int(found.counts["sequences"] != asked.times)
    found.faults["nothing locked, ended or typed"] = int(not all(found.counts.values()))
    return Outcome("T13", found.counts, found.faults)


def _play_and_tell(seed: str, times: int, pipe: Connection) -> None:
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from campaigns.locks_play import Found
    from rrp_ui import theme

    qInstallMessageHandler(_say)
    app = QApplication([])
    theme.apply(app)
    found = Found()
    with wards.in_memory(Path.cwd()) as folder:
        play(folder, random.Random(seed), times, found)
    pipe.send((found.counts, found.faults))
    pipe.close()
    os._exit(0)


def _say(_kind: object, _where: object, words: str) -> None:
    if not words.startswith("This plugin does not support"):
        print(f"T13: {words}", flush=True)


def play(folder: Path, chance: random.Random, times: int, found: "Found") -> None:
    """Let *times* sequences of events befall a ward in *folder*; there must be a QApplication."""
    from campaigns.locks_play import BROKEN, Play
    from rrp_ui.guard import Collector

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    def broken(kind: type[BaseException], error: BaseException, _trace: object) -> None:
        print(f"T13: {kind.__name__} {error}"[:300], flush=True)
        found.faults[BROKEN] += 1

    collector = Collector()
    with ExitStack() as patches:
        # As in the product: a desk that is thrown away while the store works must not go on its thread.
        collector.start()
        patches.callback(collector.stop)
        patches.enter_context(wards.quickly())
        patches.enter_context(patch.object(staff, "_HASHER", quick))
        patches.enter_context(patch.object(sys, "excepthook", broken))
        game = Play(wards.make(folder), chance, found)
        for _ in range(times):
            game.sequence()
        game.leave()
