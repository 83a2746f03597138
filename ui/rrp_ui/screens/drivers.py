"""The driver diagram: reads it, and makes each change one step that can be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.lists import Lists
from rrp_desktop.improvement.drivers import Driver, may_hang_under
from rrp_desktop.reports.drivers import diagram
from rrp_desktop.reports.improving import aim_title
from rrp_desktop.reports.sheet import Sheet
from rrp_ui.screens import Session
from rrp_ui.screens.drivers_edit import (
    Diagram,
    add,
    bring_back,
    hang,
    move,
    read_diagram,
    remove,
    rename,
)
from rrp_ui.screens.drivers_view import DriversView
from rrp_ui.screens.story_out import send_sheet

if TYPE_CHECKING:
    from rrp_desktop.store import Store

_NO_AIM = "Our aim"
_STARTER = "This is a set to begin with. It becomes the ward's own with the first change."


@dataclass(frozen=True, slots=True)
class _Read:
    diagram: Diagram
    sheet: Sheet


class Drivers(QObject):
    """The presenter of the page."""

    forms = frozenset({"driver", "idea", "aim"})

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._read: Diagram | None = None
        self._current = ""
        self._allowed = False
        self.widget = DriversView()
        self.widget.asked.connect(self._do)
        self.widget.tree.renamed.connect(self._rename)
        self.widget.way_chosen.connect(self._send_out)

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show the diagram as it stands."""
        self._allowed = allowed
        self.widget.allow(allowed)
        lists = self._session.lists()

        def show(read: _Read) -> None:
            self._show(read, begin=begin)

        self._session.work.store(
            lambda store: _read(store, lists), owner=self, done=show, failed=self._failed
        )

    def _show(self, read: _Read, *, begin: bool) -> None:
        self._read = read.diagram
        here = self._current or self.widget.tree.current()[0]
        self._current = ""
        note = "" if read.diagram.own else _STARTER
        statuses = _statuses(self._session.lists())
        self.widget.show_diagram(read.diagram.tree, statuses, read.sheet, note, here)
        if begin:
            self.widget.tree.setFocus()

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(str)
    def _do(self, code: str) -> None:
        key, is_idea = self.widget.tree.current()
        ask, under = self._session.ask, self.widget.tree.under()
        if is_idea and code == "open":
            self._session.go("record", form="idea", key=key, then="ideas", there={"part": "drivers"})
        elif is_idea or self._read is None:
            self._session.say("That is a change idea. Open it with Enter to change what it works on.")
        elif code in ("add", "add_part"):
            part_of = key if code == "add_part" else under
            if part_of and self._called(part_of).under:
                self._session.say("A secondary driver holds change ideas, not drivers.")
            elif title := ask.words("New driver", "What has to be so for the aim to be met?", yes="Add"):
                self._change(lambda store, by: add(store, title, part_of, by=by), "Driver added.")
        elif code in ("up", "down"):
            steps = -1 if code == "up" else 1
            self._change(lambda store, by: move(store, key, steps, by=by), "")
        elif code == "out":
            self._change(lambda store, by: hang(store, key, "", by=by), "A primary driver now.")
        elif code == "under":
            self._hang(key)
        elif reason := ask.words(
            "Remove this driver", "What is part of it goes with it. Ideas stay. Why?", yes="Remove"
        ):
            self._remove(key, reason)

    def _hang(self, key: str) -> None:
        assert self._read is not None
        offered = may_hang_under(self._read.drivers, key)
        if not offered:
            self._session.say("It has parts of its own, so it stays a primary driver.")
            return
        chosen = self._session.ask.one_of(
            "Make part of", "Of which driver?", [each.title for each in offered]
        )
        if chosen is not None:
            under = offered[chosen].key
            self._change(lambda store, by: hang(store, key, under, by=by), "Moved.")

    def _called(self, key: str) -> Driver:
        assert self._read is not None
        return next(each for each in self._read.drivers if each.key == key)

    @Slot(str, str)
    def _rename(self, key: str, title: str) -> None:
        if self._read is None or not title or title == self._called(key).title:
            self._session.work.store(_nothing, owner=self, done=self._again, failed=self._failed)
            return
        before = self._called(key).title

        def undo(now: str) -> Callable[[], None]:
            return lambda: self._change(lambda store, by: rename(store, now, before, by=by), "Undone.")

        self._change(lambda store, by: rename(store, key, title, by=by), "Renamed.", undo)

    def _again(self, _nothing: None) -> None:
        self.read(allowed=self._allowed, begin=True)

    def _remove(self, key: str, reason: str) -> None:
        by, today = self._session.who(), day_of(self._session.clock.now())
        assert by is not None

        def done(gone: tuple[str, ...]) -> None:
            def undo() -> None:
                self._session.work.store(
                    lambda store: bring_back(store, gone, by=by), owner=self, failed=self._failed
                )

            self._session.say("Driver removed.", undo=undo)

        self._session.work.store(
            lambda store: remove(store, key, reason, today, by=by),
            owner=self,
            done=done,
            failed=self._failed,
        )

    def _change(
        self,
        task: "Callable[[Store, Any], str]",
        said: str,
        undo: Callable[[str], Callable[[], None]] | None = None,
    ) -> None:
        by = self._session.who()
        assert by is not None

        def done(key: str) -> None:
            self._current = key
            if said:
                self._session.say(said, undo=undo(key) if undo else None)

        self._session.work.store(lambda store: task(store, by), owner=self, done=done, failed=self._failed)

    @Slot(str)
    def _send_out(self, way: str) -> None:
        if self.widget.picture.sheet is not None:
            send_sheet(self._session, self.widget.picture.sheet, way, failed=self._failed)


def _nothing(_store: "Store") -> None:
    """Wait for the store, so that what follows sees the widget at rest."""


def _read(store: "Store", lists: Lists) -> _Read:
    found = read_diagram(store)
    aims = store.find("aim", limit=1)
    aim = aim_title(aims[0].answers, lists) if aims else _NO_AIM
    return _Read(found, diagram(store.ward().name, aim, found.tree, _statuses(lists)))


def _statuses(lists: Lists) -> dict[str, str]:
    return {option.code: option.title for option in lists["idea_status"]}
