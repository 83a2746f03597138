"""The desk a ward works at: opens the ward, lets people in and out, takes them from screen to screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from rrp_desktop.clock import Clock, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus, Changed, Event, SettingChanged
from rrp_desktop.events import Locked as WasLocked
from rrp_desktop.forms.lists import Lists
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.ward import Ward
from rrp_ui.ask import Ask
from rrp_ui.bridge import Bridge
from rrp_ui.guard import IdleWatch
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.locked import Locked
from rrp_ui.upkeep import Upkeep
from rrp_ui.window import Window
from rrp_ui.work import Work

if TYPE_CHECKING:
    from pathlib import Path

    from rrp_desktop.store import Draft, Store
    from rrp_desktop.store.keys import Permit
    from rrp_ui.help import Help
    from rrp_ui.screens.meeting import Meeting
    from rrp_ui.screens.sealed import Entry
    from rrp_ui.screens.setup import NewWard, Setup

Makers = Mapping[str, Callable[[Session], Screen]]

_TICK = 5_000
_ENTRY_MINUTES = 2
_RESUMED = ("incident", "huddle")
"""Screens named as their form, whose draft is taken up again after a lock."""
_UNDER = {
    "incident": "incidents",
    "record": "incidents",
    "records_of": "incidents",
    "huddle_measures": "huddle",
}
"""Where the navigation stands while a screen is open that it does not name."""
_MEETING, _RESTORED, _SEALED = "meeting", "restored", "sealed"
"""Not screens to work on: whoever opens the first two is signed out; the last becomes a draft."""
_RECOVERY = "Enter the recovery code"
_RESTORE = "Restore the last backup"
_DAMAGED = ("file-missing", "file-empty", "file-damaged", "file-other", "ring-missing", "ring-damaged")
"""What is wrong with a ward's file that a backup mends."""
_AGAIN = "Try again"


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways to a ward's store. `open` and `make` are called on the store's thread and may be slow."""

    exists: Callable[[], bool]
    open: "Callable[[str | None], Store]"
    """Open the ward that is there, with the recovery code if one was typed."""
    make: "Callable[[NewWard], Store]"
    kept: bool = False
    """Whether the ward is backed up while people work; a practice ward is not."""
    restore: "Callable[[Path | None, str | None, Permit | None], Store] | None" = None
    """Put a backup (None: the latest on this PC) in the place of the ward's file, by words or by leave."""
    seal: Callable[[Mapping[str, Any], str], None] | None = None
    """Seal answers to the incident's form that somebody wrote who cannot sign in."""
    report: Callable[[RrpError], str] | None = None
    """What IT needs to know where the ward did not open, as text; called beside the store."""


@dataclass(frozen=True, slots=True)
class _Read:
    values: Mapping[str, Any]
    ward: Ward
    lists: Lists


class Desk(QObject):
    """Who is at work, on which screen."""

    ready = Signal()
    """The ward is open, and the locked screen shows it."""
    ended = Signal()
    """Everything typed is kept and nobody is at work: let the process end, and another begin."""

    def __init__(self, doors: Doors, makers: Callable[[], Makers], *, bus: Bus, clock: Clock) -> None:
        super().__init__()
        self._doors, self._makers = doors, makers
        self._bus, self._clock = bus, clock
        self.window = Window()
        self.work = Work(self)
        self.bridge = Bridge(bus, self)
        self.ask = Ask(self.window, self.lock)
        self._upkeep = Upkeep(self.work, clock)
        self._saved, self._backed_up, self._copied = "", "", ""
        self._read: _Read | None = None
        self._who: StaffMember | None = None
        self._screens: dict[str, Screen] = {}
        self._at = ""
        self._left: tuple[str, str] = ("", "")
        self._setup: Setup | None = None
        self._meeting: Meeting | None = None
        self._entry: Entry | None = None
        self._helping: Help | None = None
        self._closed = self._at_meeting = False
        self.session = Session(
            self.work,
            self.bridge,
            self.ask,
            clock,
            self._values,
            self._ward,
            self._lists,
            self.who,
            self.go,
            self._tell,
        )
        self.locked = Locked(self.session)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # The last to watch is the first to hear: a key that only locks is none that somebody used.
        self._end, self._idle = IdleWatch(app, clock), IdleWatch(app, clock)
        self._tick = QTimer(self, interval=_TICK)
        self._listen()

    def start(self) -> None:
        """Show the window; the ward is opened once it has been painted."""
        self._tell_time()
        self._tick.start()
        self.window.show_screen(self.locked.widget)

    def who(self) -> StaffMember | None:
        """Who is signed in; None while locked."""
        return self._who

    def screen(self) -> Screen | None:
        """The screen somebody is working on; None while locked."""
        return self._screens.get(self._at)

    def go(self, name: str, **where: Any) -> None:
        """Leave the screen that is open and open the one called *name*."""
        if self._who is None:
            return
        if name == _MEETING:
            self._meet(**where)
            return
        if name == _RESTORED:
            self._restore(**where)
            return
        if name == _SEALED:
            self._take_sealed(**where)
            return
        self._leave()
        self.window.foot.move_on()
        if name not in self._screens:
            self._screens[name] = self._makers()[name](self.session)
        self._at = name
        screen = self._screens[name]
        place = where.get("then", name) if name == "record" else name
        self.window.show_screen(screen.widget, _UNDER.get(place, place))
        screen.open(**where)

    @Slot()
    def lock(self) -> None:
        """Keep what was typed and leave nothing of it in sight. Nothing happens when nobody is here."""
        if self._who is None:
            self.locked.give_up()
            return
        self.ask.dismiss()
        if self._at or self._left[0] != self._who.key:
            self._left = (self._who.key, self._at)
        try:
            self._leave()
        finally:
            self._shut_out()

    def _shut_out(self) -> None:
        self.window.foot.move_on()
        self._who = None
        self.work.store(_sign_out, owner=self, failed=self._say)
        self._idle.stop()
        self.window.show_locked(True)
        self.window.show_screen(self.locked.widget)
        self.locked.open()
        self._bus.publish(WasLocked())
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = ""

    @Slot()
    def end(self) -> None:
        """Lock, and ask for the end of the process; a practice ward is only locked."""
        self.lock()
        self._put_entry_down()
        self._end.stop()
        if self._doors.kept:
            self.ended.emit()

    @Slot()
    def _note_copied(self) -> None:
        """Remember what was copied while this window was in use: not every system says whose it is."""
        if self._who is not None and QGuiApplication.focusWindow() is not None:
            self._copied = QGuiApplication.clipboard().text()

    @Slot()
    def _put_down(self) -> None:
        if self._read is not None and self._values()["lock.minimise"]:
            self.lock()
            self._put_entry_down()

    @Slot()
    def _put_entry_down(self) -> None:
        """Nobody sees any more what somebody writes without signing in: seal it."""
        if self._entry is not None:
            self._entry.put_down()

    @Slot()
    def close(self) -> None:
        """Keep what was typed, finish what is under way, and close the ward."""
        if self._closed:
            return
        self._closed = True
        self._leave()
        self._put_entry_down()
        self._who = None
        self._tick.stop()
        self._idle.stop()
        self._end.stop()
        self.bridge.close()
        if self._doors.kept and self._read is not None:
            self._upkeep.finish()
        self.work.close()

    def _listen(self) -> None:
        window = self.window
        window.painted.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        window.kind_asked.connect(self._log)
        window.huddle_asked.connect(self._open_huddle)
        window.screen_chosen.connect(self._open)
        window.save_asked.connect(self._save)
        window.back_asked.connect(self._back)
        window.lock_asked.connect(self.lock)
        window.help_asked.connect(self._help)
        window.close_asked.connect(self.close)
        window.minimised.connect(self._put_down)
        QGuiApplication.clipboard().dataChanged.connect(self._note_copied)
        self._idle.idle.connect(self.lock)
        self._idle.idle.connect(self._put_entry_down)
        self._idle.idle.connect(self._end.look)
        self._end.idle.connect(self.end)
        self.locked.worn_out.connect(self.end)
        self.locked.widget.entry_asked.connect(self._write_entry)
        self.locked.widget.entry.setVisible(self._doors.seal is not None)
        self._tick.timeout.connect(self._tell_time)
        self.bridge.happened.connect(self._hear)
        self._upkeep.told.connect(self._show_backed_up)
        self.locked.entered.connect(self._enter)
        self.locked.widget.help_wanted.connect(self._try_again)

    # the ward: opened, set up, read

    @Slot()
    def _begin(self) -> None:
        if self._doors.exists():
            self._open_ward(None)
            return
        from rrp_ui.screens.setup import Setup

        self._setup = Setup(self._clock)
        self._setup.finished.connect(self._make_ward)
        self.window.show_screen(self._setup.widget)
        self._setup.open()

    def _open_ward(self, code: str | None) -> None:
        self.work.open(lambda: self._doors.open(code), owner=self, done=self._opened, failed=self._not_opened)

    @Slot(object)
    def _make_ward(self, new: "NewWard") -> None:
        self.work.open(lambda: self._doors.make(new), owner=self, done=self._opened, failed=self._not_made)

    def _opened(self, _none: None) -> None:
        self.work.store(_sign_out, owner=self, failed=self._not_opened)
        self.work.store(_read, owner=self, done=self._first_read, failed=self._not_opened)

    def _not_opened(self, error: RrpError) -> None:
        button = _RECOVERY if error.code == "key-wrong" else _AGAIN
        if error.code in _DAMAGED and self._doors.restore is not None:
            button = _RESTORE
        self.locked.widget.show_waiting(f"{error.sentence} (code {error.code})", button=button)
        report = self._doors.report
        if report is not None:
            offer = self.locked.widget.offer_report
            self.work.side(lambda: report(error), owner=self, done=offer, failed=self._say)

    def _not_made(self, error: RrpError) -> None:
        assert self._setup is not None
        self._setup.show_failure(error)

    @Slot(str)
    def _try_again(self, button: str) -> None:
        if button == _RESTORE:
            sentence = (
                "The ward goes back to what its last backup on this PC holds. What is there now is kept."
            )
            if self.ask.yes("Restore the last backup?", sentence, yes="Restore"):
                self._restore()
        elif button != _RECOVERY:
            self._open_ward(None)
        elif code := self.ask.words("Recovery code", "Type the recovery code of this ward.", yes="Open"):
            self._open_ward(code)

    def _restore(self, backup: "Path | None" = None, permit: "Permit | None" = None) -> None:
        """Open the ward as *backup* holds it; everybody signs in again."""
        restore = self._doors.restore
        assert restore is not None
        self.lock()
        self.locked.widget.show_waiting("Restoring the backup…")
        self.work.open(
            lambda: restore(backup, None, permit), owner=self, done=self._opened, failed=self._not_opened
        )

    def _first_read(self, read: _Read) -> None:
        self._show(read)
        self.window.show_screen(self.locked.widget)
        self.locked.widget.shown.connect(self.ready, Qt.ConnectionType.SingleShotConnection)
        if self._doors.kept:
            self._upkeep.start()
        self.locked.open()

    def _show(self, read: _Read) -> None:
        self._read = read
        if self._who is not None:
            self._watch()
        bed_type = read.lists["bed_type"].title_of(read.ward.specialty)
        self.window.header.show_ward(read.ward.name, f"{bed_type} · {read.ward.beds} beds")

    def _values(self) -> Mapping[str, Any]:
        return self._known().values

    def _ward(self) -> Ward:
        return self._known().ward

    def _lists(self) -> Lists:
        return self._known().lists

    def _known(self) -> _Read:
        assert self._read is not None, "no screen is made before the ward has been read"
        return self._read

    # people: in and out

    @Slot(object, str)
    def _enter(self, person: StaffMember, wanted: str) -> None:
        self._put_entry_down()
        self._who = person
        self.window.show_locked(False)
        self.window.header.show_person(person)
        self._watch()
        key, name = self._left
        if wanted or key != person.key or not name:
            self.go(wanted or "today")
        elif name in _RESUMED:
            self.work.store(_drafts, owner=self, done=self._resume, failed=self._say)
        else:
            self.go(name)
        if person.may(Act.MANAGE_USERS):
            self.work.store(_warnings, owner=self, done=self._warn, failed=self._say)

    def _warn(self, sentences: tuple[str, ...]) -> None:
        if sentences:
            self._tell(" ".join(sentences))

    def _watch(self) -> None:
        self._end.start(self._values()["lock.end_minutes"])
        self._idle.start(self._values()["lock.idle_minutes"])

    def _resume(self, drafts: "tuple[Draft, ...]") -> None:
        key, name = self._left
        own = [draft for draft in drafts if draft.form == name and draft.by == key]
        if own:
            self.go(name, draft=max(own, key=lambda draft: draft.kept_at).key)
        else:
            self.go("today")

    def _leave(self) -> None:
        if screen := self.screen():
            self._at = ""
            screen.leave()

    def _meet(self, **where: Any) -> None:
        from rrp_ui.screens.meeting import Meeting

        self.lock()
        self._meeting = self._meeting or Meeting(self.session)
        self._show_meeting(True)
        self._meeting.open(**where)

    def _take_sealed(self, entry: str) -> None:
        by = self._who
        assert by is not None
        self.work.store(
            lambda store: store.take_sealed(entry, by=by),
            owner=self,
            done=lambda draft: self.go("incident", draft=draft),
            failed=self._say,
        )

    @Slot()
    def _write_entry(self) -> None:
        """Let somebody write who cannot sign in."""
        from rrp_desktop.forms.lists import SHIPPED
        from rrp_ui.screens.sealed import Entry

        seal = self._doors.seal
        if seal is None:
            return
        if self._entry is None:
            lists = self._read.lists if self._read is not None else SHIPPED
            self._entry = Entry(self.work, self._clock, lists, seal)
            self._entry.left.connect(self._end_entry)
        self.window.show_screen(self._entry.widget)
        self._entry.open()
        self._idle.start(_ENTRY_MINUTES)

    @Slot(str)
    def _end_entry(self, sentence: str) -> None:
        if self._who is None:
            self._idle.stop()
            self.window.show_screen(self.locked.widget)
            if self._read is not None:
                self.locked.open()
            if sentence:
                self.locked.widget.show_note(sentence)

    def _show_meeting(self, shown: bool) -> None:
        assert self._meeting is not None
        self._at_meeting = shown
        self.window.show_alone(shown)
        self.window.show_screen(self._meeting.widget if shown else self.locked.widget)

    def _say(self, error: RrpError) -> None:
        self._tell(error.sentence)

    def _tell(self, sentence: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say *sentence* to whoever is at work; nothing while locked."""
        if self._who is not None:
            self.window.foot.say(sentence, undo=undo)

    # keys and news

    @Slot(str)
    def _log(self, kind: str) -> None:
        self.go("incident", kind=kind)

    @Slot()
    def _open_huddle(self) -> None:
        self.go("huddle")

    @Slot(str)
    def _open(self, name: str) -> None:
        self.go(name)

    @Slot()
    def _save(self) -> None:
        if screen := self._here():
            screen.save()

    @Slot()
    def _back(self) -> None:
        if self._at_meeting:
            self._show_meeting(False)
            self.locked.open()
        elif screen := self._here():
            screen.back()

    def _here(self) -> "Screen | Setup | None":
        return self._setup if self._setup is not None and self._read is None else self.screen()

    @Slot()
    def _help(self) -> None:
        from rrp_ui.help import Help, page_of

        self._helping = self._helping or Help(self.window)
        setting_up = self._setup is not None and self._read is None
        self._helping.open_at("setup" if setting_up else page_of(self._at))

    @Slot()
    def _tell_time(self) -> None:
        for watch in (self._idle, self._end):
            watch.look()
        now = self._clock.now()
        if self.window.header.show_time(now) and self._who is None and self._read is not None:
            self.locked.refresh()
            if self._at_meeting and self._meeting is not None:
                self._meeting.refresh()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Changed():
                self._saved = f"Saved on this PC {spoken_time(self._clock.now())}"
                self._show_foot()
            case SettingChanged():
                self.work.store(_read, owner=self, done=self._show, failed=self._say)
            case _:
                pass

    @Slot(str)
    def _show_backed_up(self, words: str) -> None:
        self._backed_up = words
        self._show_foot()

    def _show_foot(self) -> None:
        self.window.nav.show_foot("\n".join(filter(None, (self._saved, self._backed_up))))


def _read(store: "Store") -> _Read:
    return _Read(store.values(), store.ward(), store.lists())


def _sign_out(store: "Store") -> None:
    store.sign_out()


def _warnings(store: "Store") -> tuple[str, ...]:
    return store.warnings()


def _drafts(store: "Store") -> "tuple[Draft, ...]":
    return store.drafts()
