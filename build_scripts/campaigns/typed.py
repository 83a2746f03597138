"""T8-drafts: a draft outlives its process; at most the last second of typing is lost.

Each cycle starts a process of its own: the real incident page on a real ward, typed into letter by letter.
It says each letter once the page has it. Killed at a random moment (SIGKILL), whatever was typed more than
a second before must be in the draft that the next process takes up, or in a new one.
"""

import contextlib
import itertools
import multiprocessing
import os
import random
import struct
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from campaigns.outcome import Asked, Outcome
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code, open_ward

ALLOWED = 1.0
"""Seconds of typing that may be lost."""
LONGEST = 2.0
"""Seconds after its first letter at which a child is dead, at the latest."""
LONG = 150
"""Letters after which the next child begins a new draft."""
PATIENCE = 60.0
"""Seconds after which a child that has typed nothing never will."""
_GAPS = 0.02, 0.2
"""Seconds from one letter to the next: never as long as a pause for thought."""
_LETTERS = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=4_000))
_KINDS = ("violence",)
_PIN = "2468"
_SAID = struct.Struct("<Id")

if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    # Forked, a child need not import everything again.
    _CONTEXT = multiprocessing.get_context("fork")


@dataclass(slots=True)
class _Typed:
    """When each letter was typed, by its place in the text, and when the child was killed."""

    at: dict[int, float] = field(default_factory=dict)
    killed: float = 0.0
    alive: bool = False


def killed_while_typing(asked: Asked) -> Outcome:
    """T8-drafts: kill −9 at a random moment while an incident is typed."""
    _load()
    chance = random.Random(asked.seed)
    home = Home(asked.folder / "ward", asked.folder / "keys")
    _make(home)
    behind: list[float] = []
    typed = broken = 0
    draft, had = None, 0
    for _ in range(asked.times):
        heard = _type_and_kill(home, draft, chance.uniform(0, LONGEST), chance.randrange(2**32))
        typed += len(heard.at)
        try:
            draft, kept = _kept(home, draft)
            behind.append(_behind(heard, had, kept))
            broken += not heard.alive
        except (RrpError, ValueError) as error:
            print(f"broken: {error!r}", flush=True)
            broken, draft, kept = broken + 1, None, 0
        had = kept
        if had > LONG:
            _drop(home, draft)
            draft, had = None, 0
    return told(asked.times, typed, broken, behind)


def told(times: int, typed: int, broken: int, behind: Sequence[float]) -> Outcome:
    """What was found, *behind* being the seconds that each draft was behind what was typed."""
    late = sorted(round(1_000 * each) for each in behind) or [0]
    return Outcome(
        "T8-drafts",
        {
            "kills": times,
            "letters typed": typed,
            "ms behind in half of them": late[len(late) // 2],
            "ms behind at most": late[-1],
        },
        {
            "more than the last second lost": sum(each > ALLOWED for each in behind),
            "broken": broken,
            "without a letter": int(not typed),
        },
    )


def _behind(heard: _Typed, had: int, kept: int) -> float:
    """Seconds from the first letter that is missing to the kill; ValueError if what was there has gone."""
    if kept < had:
        raise ValueError(f"{had} letters were kept before, {kept} are now")
    return max(0.0, heard.killed - heard.at[kept]) if kept in heard.at else 0.0


def _type_and_kill(home: Home, draft: str | None, life: float, seed: int) -> _Typed:
    """Let a child type for *life* seconds from its first letter on."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=type_until_killed, args=(home, draft, seed, theirs))
    child.start()
    theirs.close()
    heard = _Typed()
    with ours, contextlib.suppress(EOFError):
        if not ours.poll(PATIENCE):
            print("T8-drafts: nothing was typed for so long that nothing will be", flush=True)
        else:
            _hear(heard, ours)
        child.join(life)
        heard.alive, heard.killed = child.is_alive(), time.monotonic()
        child.kill()
        child.join()
        while True:
            _hear(heard, ours)
    child.join()
    return heard


def _hear(heard: _Typed, ours: Connection) -> None:
    place, at = _SAID.unpack(ours.recv_bytes())
    heard.at[place] = at


def type_until_killed(home: Home, draft: str | None, seed: int, said: Connection) -> None:
    """The child: open the incident's page and type a note into it, saying each letter."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from campaigns.windows import session_on, until
    from rrp_ui.screens.incident import make
    from rrp_ui.work import Work

    app, bus, work = QApplication([]), Bus(), Work()
    screen = make(session_on(lambda: _opened(home, bus), work=work, bus=bus, clock=PcClock()))
    screen.open(**({"draft": draft} if draft else {"kind": _KINDS[0]}))
    until(lambda: not work.busy)
    form, chance = screen.widget.form, random.Random(seed)
    form.unfold("note")
    where = form.block("note").editor.stops()[0]
    place = itertools.count(len(form.block("note").editor.answer() or ""))

    def press() -> None:
        number = next(place)
        QTest.keyClicks(where, _LETTERS[number])
        said.send_bytes(_SAID.pack(number, time.monotonic()))
        QTimer.singleShot(round(1_000 * chance.uniform(*_GAPS)), press)

    QTest.keyClick(where, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    press()
    app.exec()


def _opened(home: Home, bus: Bus) -> Store:
    store = open_ward(home, **_needs(bus))
    [manager] = store.staff()
    store.sign_in(manager.key, _PIN)
    return store


def _kept(home: Home, draft: str | None) -> tuple[str | None, int]:
    """The draft and how many letters it holds, once the chain and the draft were found sound."""
    store = _opened(home, Bus())
    try:
        store.check_chain()
        drafts = store.drafts()
    finally:
        store.close()
    if not drafts and draft is None:
        return None, 0
    [only] = drafts
    note = only.answers.get("note", "")
    if only.answers["kinds"] != _KINDS or not _LETTERS.startswith(note) or draft not in (None, only.key):
        raise ValueError("the draft is not what was typed")
    return only.key, len(note)


def _drop(home: Home, draft: str | None) -> None:
    store = _opened(home, Bus())
    if draft is not None:
        store.drop_draft(draft)
    store.close()


def _load() -> None:
    """Import here what every child needs: forked, it need not do so again."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import rrp_ui.screens.incident  # noqa: F401


def _make(home: Home) -> None:
    values = {"ward.name": "Fault Ward", "ward.code": "FAULT", "ward.live_from": "2026-01-01"}
    code = new_recovery_code()
    make_ward(home, values, manager="A. B.", pin=_PIN, recovery_code=code, **_needs(Bus())).close()


def _needs(bus: Bus) -> dict[str, Any]:
    return {"clock": PcClock(), "bus": bus, "new_id": lambda: str(uuid.uuid4())}
