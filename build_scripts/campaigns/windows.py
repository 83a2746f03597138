"""Windows with nobody before them: waiting for them, and a session for one screen on its own."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent

from rrp_desktop.clock import Clock
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.store import Store
from rrp_ui.ask import Ask
from rrp_ui.bridge import Bridge
from rrp_ui.screens import Session
from rrp_ui.work import Work

PATIENCE = 60.0
"""Seconds after which what should be done by now is not going to be."""


def until(ready: Callable[[], bool]) -> None:
    """Let the windows work until it is so; TimeoutError when that is never."""
    late = time.monotonic() + PATIENCE
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if ready():
            return
        if time.monotonic() > late:
            raise TimeoutError
        time.sleep(0.0005)


def session_on(open_: Callable[[], Store], *, work: Work, bus: Bus, clock: Clock) -> Session:
    """A session for one screen on the ward that *open_* opens; raises what keeps it from being opened."""
    told: list[Any] = []
    wrong: list[RrpError] = []
    work.open(open_, owner=work, failed=wrong.append)
    work.store(_ask, owner=work, done=told.extend, failed=wrong.append)
    until(lambda: bool(told or wrong))
    if wrong:
        raise wrong[0]
    values, ward, lists, me = told
    return Session(
        work=work,
        bridge=Bridge(bus),
        ask=Ask(),
        clock=clock,
        values=lambda: values,
        ward=lambda: ward,
        lists=lambda: lists,
        who=lambda: me,
        go=_go,
        say=_say,
    )


def _ask(store: Store) -> tuple[Any, ...]:
    return store.values(), store.ward(), store.lists(), store.staff()[0]


def _go(name: str, **_where: Any) -> None:
    raise RuntimeError(f"sent to {name}")


def _say(sentence: str, *, undo: object = None) -> None:
    raise RuntimeError(f"{sentence} {undo}")
