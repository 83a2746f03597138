"""The desk a ward works at: who is in, and what comes to pass when a key is pressed or nobody is there.

The rooms beside it: `doors` opens the ward, `stage` holds the screens of whoever is in, `outside` what may be
done while locked; `guard`, `away` and `upkeep` see to what happens by itself.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from rrp_desktop.clock import Clock, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus, Changed, Event, SettingChanged
from rrp_desktop.events import Locked as WasLocked
from rrp_desktop.people import Act, StaffMember
from rrp_ui.ask import Ask
from rrp_ui.bridge import Bridge
from rrp_ui.doors import Doors, Entrance
from rrp_ui.guard import Copied, IdleWatch
from rrp_ui.outside import Outside
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.locked import Locked
from rrp_ui.stage import Makers, Stage
from rrp_ui.upkeep import Upkeep
from rrp_ui.window import Window
from rrp_ui.work import Work

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_ui.help import Help
    from rrp_ui.screens.setup import Setup

_TICK = 5_000
_ENTRY_MINUTES = 2


class Desk(QObject):
    """Who is at work, on which screen."""

    ready = Signal()
    """The ward is open, and the locked screen shows it."""
    ended = Signal()
    """Everything typed is kept and nobody is at work: let the process end, and another begin."""

    def __init__(self, doors: Doors, makers: Callable[[], Makers], *, bus: Bus, clock: Clock) -> None:
        super().__init__()
        self._kept, self._bus, self._clock = doors.kept, bus, clock
        self.window = Window()
        self.work = Work(self)
        self.bridge = Bridge(bus, self)
        self.ask = Ask(self.window, self.lock)
        self.entrance = Entrance(doors, self.window, self.work, self.ask, clock, self._say)
        self.session = Session(
            self.work,
            self.bridge,
            self.ask,
            clock,
            self.entrance.values,
            self.entrance.ward,
            self.entrance.lists,
            self.who,
            self.go,
            self._tell,
        )
        self.locked = Locked(self.session)
        self.locked.widget.entry.setVisible(doors.seal is not None)
        self.outside = Outside(self.window, self.session, doors.seal)
        self.stage = Stage(self.window, makers, self.session)
        self._upkeep = Upkeep(self.work, clock)
        self._who: StaffMember | None = None
        self._helping: Help | None = None
        self._closed = False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # The last to watch is the first to hear: a key that only locks is none that somebody used.
        self._end, self._idle = IdleWatch(app, clock), IdleWatch(app, clock)
        self._copied = Copied()
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
        return self.stage.screen()

    def go(self, name: str, **where: Any) -> None:
        """Open the screen called *name*, for whoever is in."""
        if self._who is None:
            return
        match name:
            case "meeting":
                self.lock()
                self.outside.meet(**where)
            case "restored":
                self.lock()
                self.entrance.restore(**where)
            case "sealed":
                self._take_sealed(**where)
            case _:
                self.stage.open(name, **where)

    @Slot()
    def lock(self) -> None:
        """Keep what was typed and leave nothing of it in sight."""
        self.locked.give_up()
        self.ask.dismiss()
        if self._who is None:
            return
        self.stage.mark(self._who)
        try:
            self.stage.leave()
        finally:
            self._shut_out()

    @Slot()
    def put_away(self) -> None:
        """Lock; and seal what somebody writes without signing in. Nobody is here any more."""
        self.lock()
        self.outside.put_down()

    @Slot()
    def end(self) -> None:
        """Lock, and ask for the end of the process; a practice ward is only locked."""
        self.put_away()
        self._end.stop()
        if self._kept:
            self.ended.emit()

    @Slot()
    def close(self) -> None:
        """Keep what was typed, finish what is under way, and close the ward."""
        if self._closed:
            return
        self._closed = True
        self.stage.leave()
        self.outside.put_down()
        self._who = None
        self._tick.stop()
        self._idle.stop()
        self._end.stop()
        self.bridge.close()
        if self._kept and self.entrance.is_read():
            self._upkeep.finish()
        self.work.close()

    def _listen(self) -> None:
        window, entrance, locked = self.window, self.entrance, self.locked
        window.painted.connect(entrance.begin, Qt.ConnectionType.QueuedConnection)
        window.kind_asked.connect(self._log)
        window.huddle_asked.connect(self._open_huddle)
        window.screen_chosen.connect(self._open)
        window.save_asked.connect(self._save)
        window.back_asked.connect(self._back)
        window.lock_asked.connect(self.lock)
        window.help_asked.connect(self._help)
        window.close_asked.connect(self.close)
        window.minimised.connect(self._put_down)
        self._idle.idle.connect(self.put_away)
        self._idle.idle.connect(self._end.look)
        self._end.idle.connect(self.end)
        entrance.opened.connect(self._let_in)
        entrance.changed.connect(self._watch)
        entrance.shut.connect(locked.widget.show_waiting)
        entrance.reported.connect(locked.widget.offer_report)
        locked.widget.help_wanted.connect(entrance.try_again)
        locked.widget.entry_asked.connect(self.outside.write)
        locked.entered.connect(self._enter)
        locked.worn_out.connect(self.end)
        self.outside.begun.connect(self._watch_entry)
        self.outside.left.connect(self._come_back)
        self._tick.timeout.connect(self._tell_time)
        self.bridge.happened.connect(self._hear)
        self._upkeep.told.connect(window.nav.show_backed_up)

    # in and out

    @Slot()
    def _let_in(self) -> None:
        """The ward has been opened: let whoever comes sign in."""
        self.window.show_screen(self.locked.widget)
        self.locked.widget.shown.connect(self.ready, Qt.ConnectionType.SingleShotConnection)
        if self._kept:
            self._upkeep.start()
        self.locked.open()

    @Slot(object, str)
    def _enter(self, person: StaffMember, wanted: str) -> None:
        self.outside.put_down()
        self._who = person
        self.window.show_locked(False)
        self.window.header.show_person(person)
        self._watch()
        if wanted:
            self.go(wanted)
        else:
            self.stage.resume(person)
        if person.may(Act.MANAGE_USERS):
            self.work.store(_warnings, owner=self, done=self._warn, failed=self._say)

    def _warn(self, sentences: tuple[str, ...]) -> None:
        if sentences:
            self._tell(" ".join(sentences))

    @Slot()
    def _watch(self) -> None:
        if self._who is not None:
            values = self.entrance.values()
            self._end.start(values["lock.end_minutes"])
            self._idle.start(values["lock.idle_minutes"])

    def _shut_out(self) -> None:
        self.window.foot.move_on()
        self._who = None
        self.work.store(_sign_out, owner=self, failed=self._say)
        self._idle.stop()
        self.window.show_locked(True)
        self.window.show_screen(self.locked.widget)
        self.locked.open()
        self._bus.publish(WasLocked())
        self._copied.forget()

    @Slot()
    def _put_down(self) -> None:
        if self.entrance.is_read() and self.entrance.values()["lock.minimise"]:
            self.put_away()

    @Slot()
    def _watch_entry(self) -> None:
        self._idle.start(_ENTRY_MINUTES)

    @Slot(str)
    def _come_back(self, sentence: str) -> None:
        """Show the locked screen again to whoever wrote or looked on, with *sentence*."""
        self._copied.forget()
        if self._who is None:
            self._idle.stop()
            self.window.show_screen(self.locked.widget)
            if self.entrance.is_read():
                self.locked.open()
            if sentence:
                self.locked.widget.show_note(sentence)

    def _take_sealed(self, entry: str) -> None:
        by = self._who
        assert by is not None
        self.work.store(
            lambda store: store.take_sealed(entry, by=by),
            owner=self,
            done=lambda draft: self.go("incident", draft=draft),
            failed=self._say,
        )

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
        if not self.outside.end_meeting() and (screen := self._here()):
            screen.back()

    def _here(self) -> "Screen | Setup | None":
        return self.entrance.wizard() or self.screen()

    @Slot()
    def _help(self) -> None:
        from rrp_ui.help import Help, page_of

        self._helping = self._helping or Help(self.window)
        self._helping.open_at("setup" if self.entrance.wizard() else page_of(self.stage.at))

    @Slot()
    def _tell_time(self) -> None:
        for watch in (self._idle, self._end):
            watch.look()
        now = self._clock.now()
        if self.window.header.show_time(now) and self._who is None and self.entrance.is_read():
            self.locked.refresh()
            self.outside.refresh()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Changed():
                self.window.nav.show_saved(f"Saved on this PC {spoken_time(self._clock.now())}")
            case SettingChanged():
                self.entrance.read_again()
            case _:
                pass

    def _say(self, error: RrpError) -> None:
        self._tell(error.sentence)

    def _tell(self, sentence: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say *sentence* to whoever is at work; nothing while locked."""
        if self._who is not None:
            self.window.foot.say(sentence, undo=undo)


def _sign_out(store: "Store") -> None:
    store.sign_out()


def _warnings(store: "Store") -> tuple[str, ...]:
    return store.warnings()
