"""The screens, each a passive view and the presenter that decides for it.

A module here offers one function, `make(session) -> Screen`; `rrp_ui.app` lists them by name:
`today`, `incident`, `huddle`, `incidents`, `cross`, `charts`, `ideas`, `month_end`, `settings`; and for
all other forms `record` (one of them) and `records_of` (a list).
It is called once, when its screen is first opened. A screen is usually the presenter itself, a
`QObject` whose `widget` is the view.

    make → open(**where) → save() and back() as keys are pressed → leave() → open(**where) → …

Events come from `session.bridge.happened`, on the window's thread:
`session.bridge.happened.connect(self._hear)` with `@Slot(object) def _hear(self, event: Event)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from rrp_desktop.clock import Clock
from rrp_desktop.forms.lists import Lists
from rrp_desktop.people import StaffMember
from rrp_desktop.ward import Ward
from rrp_ui.ask import Ask
from rrp_ui.bridge import Bridge
from rrp_ui.work import Work


class Screen(Protocol):
    """What the window asks of every screen."""

    @property
    def widget(self) -> QWidget:
        """The view; the window keeps it in its stack."""
        ...

    def open(self, **where: Any) -> None:
        """Be shown: read what is needed again, put the focus where work begins."""
        ...

    def leave(self) -> None:
        """Be left, for another screen or because the screen is locked: keep what was typed as a draft.

        After a lock the screen is opened again only for the person who was using it.
        """
        ...

    def save(self) -> None:
        """Ctrl+S was pressed. Do nothing where there is nothing to save."""
        ...

    def back(self) -> None:
        """Escape was pressed."""
        ...


class Go(Protocol):
    """Open a screen: `go("incident", kind="restraint")`, `go("incident", key=…)`, `go("cross", day=…)`,
    `go("record", form="debrief", preset={"incident": key}, then="incidents", there={"key": key})`.
    """

    def __call__(self, name: str, **where: Any) -> None: ...


class Say(Protocol):
    """Say *sentence* in the line at the foot of the window; *undo* is offered until the next one."""

    def __call__(self, sentence: str, *, undo: Callable[[], None] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """What a screen may rely on while the ward is open."""

    work: Work
    bridge: Bridge
    ask: Ask
    clock: Clock
    values: Callable[[], Mapping[str, Any]]
    """Every setting of the ward by name, as last read."""
    ward: Callable[[], Ward]
    lists: Callable[[], Lists]
    who: Callable[[], StaffMember | None]
    """Who is signed in; None while locked."""
    go: Go
    say: Say
