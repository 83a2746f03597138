"""The screens somebody works on: one of them open at a time, and open again for whoever was locked out."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from rrp_desktop.errors import RrpError
from rrp_desktop.people import StaffMember
from rrp_ui.screens import Screen, Session
from rrp_ui.window import Window

if TYPE_CHECKING:
    from rrp_desktop.store import Draft, Store

Makers = Mapping[str, Callable[[Session], Screen]]

_UNDER = {
    "incident": "incidents",
    "record": "incidents",
    "records_of": "incidents",
    "huddle_measures": "huddle",
}
"""Where the navigation stands while a screen is open that it does not name."""
_WITH_DRAFT = ("incident", "huddle")
"""Screens named as their form, whose draft is taken up again after a lock."""


class Stage(QObject):
    """Knows which screen is open. Each is made when it is first wanted; *makers* imports them all."""

    def __init__(self, window: Window, makers: Callable[[], Makers], session: Session) -> None:
        super().__init__()
        self._window, self._makers, self._session = window, makers, session
        self._left: tuple[str, str] = ("", "")
        self.made: dict[str, Screen] = {}
        self.at = ""
        """The name of the screen that is open; empty for none."""

    def screen(self) -> Screen | None:
        """The screen that is open."""
        return self.made.get(self.at)

    def open(self, name: str, **where: Any) -> None:
        """Leave the screen that is open and open the one called *name*."""
        self.leave()
        self._window.foot.move_on()
        if name not in self.made:
            self.made[name] = self._makers()[name](self._session)
        self.at = name
        screen = self.made[name]
        place = where.get("then", name) if name == "record" else name
        self._window.show_screen(screen.widget, _UNDER.get(place, place))
        screen.open(**where)

    def leave(self) -> None:
        """Have none open; it keeps what was typed."""
        if screen := self.screen():
            self.at = ""
            screen.leave()

    def mark(self, person: StaffMember) -> None:
        """Remember where *person* is, who is about to be locked out."""
        if self.at or self._left[0] != person.key:
            self._left = (person.key, self.at)

    def resume(self, person: StaffMember) -> None:
        """Take *person* to where they were, or to the first screen."""
        key, name = self._left
        if key != person.key or not name:
            self._session.go("today")
        elif name in _WITH_DRAFT:
            self._session.work.store(_drafts, owner=self, done=self._take_up, failed=self._say)
        else:
            self._session.go(name)

    def _take_up(self, drafts: "tuple[Draft, ...]") -> None:
        key, name = self._left
        own = [draft for draft in drafts if draft.form == name and draft.by == key]
        if own:
            self._session.go(name, draft=max(own, key=lambda draft: draft.kept_at).key)
        else:
            self._session.go("today")

    def _say(self, error: RrpError) -> None:
        self._session.say(error.sentence)


def _drafts(store: "Store") -> "tuple[Draft, ...]":
    return store.drafts()
