"""Change ideas: the ward's improvement work on five pages, and the way between them."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from rrp_desktop.events import Changed, Event
from rrp_desktop.people import Act
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.ideas_view import IdeasView


class Part(Protocol):
    """One of the pages. `forms` are those whose changes it shows."""

    @property
    def widget(self) -> QWidget:
        """The page."""
        ...

    @property
    def forms(self) -> frozenset[str]:
        """What it shows records of."""
        ...

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show what there is now; *allowed* to change it; with *begin* put the focus where work begins."""
        ...


def _now(session: Session) -> Part:
    from rrp_ui.screens.ideas_now import IdeasNow

    return IdeasNow(session)


def _drivers(session: Session) -> Part:
    from rrp_ui.screens.drivers import Drivers

    return Drivers(session)


def _library(session: Session) -> Part:
    from rrp_ui.screens.library import Library

    return Library(session)


def _team(session: Session) -> Part:
    from rrp_ui.screens.team import Team

    return Team(session)


def _story(session: Session) -> Part:
    from rrp_ui.screens.story import StoryPart

    return StoryPart(session)


PARTS: dict[str, tuple[str, Callable[[Session], Part]]] = {
    "now": ("Aims and ideas", _now),
    "drivers": ("Driver diagram", _drivers),
    "library": ("Library", _library),
    "team": ("Team and voices", _team),
    "story": ("Progress and story", _story),
}


class Ideas(QObject):
    """The presenter. Keeps its page from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._open = False
        self._at = next(iter(PARTS))
        self._parts: dict[str, Part] = {}
        self.widget = IdeasView((code, title) for code, (title, _) in PARTS.items())
        self.widget.part_chosen.connect(self._choose)
        session.bridge.happened.connect(self._hear)

    def open(self, *, part: str = "", **_where: Any) -> None:
        """Show the page called *part*, or the one that was shown last."""
        self._open = True
        self._show(part or self._at, begin=True)

    def leave(self) -> None:
        """Nothing is typed here."""
        self._open = False

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """To Today."""
        self._session.go("today")

    def part(self) -> Part:
        """The page that is shown."""
        return self._parts[self._at]

    @Slot(str)
    def _choose(self, code: str) -> None:
        self._show(code, begin=False)

    def _show(self, code: str, *, begin: bool) -> None:
        self._at = code
        if code not in self._parts:
            self._parts[code] = PARTS[code][1](self._session)
        self.widget.show_part(code, self._parts[code].widget)
        self._read(begin=begin)

    def _read(self, *, begin: bool) -> None:
        who = self._session.who()
        self.part().read(allowed=who is not None and who.may(Act.IMPROVE), begin=begin)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed) and event.form in self.part().forms:
            self._read(begin=False)


def make(session: Session) -> Screen:
    """The ward's improvement work."""
    return Ideas(session)
