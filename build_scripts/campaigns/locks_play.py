"""What may happen at a desk, one thing after another, and what must be so after each of them."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from PySide6.QtCore import Qt, QTimer

from campaigns import wards
from campaigns.locks_desk import AtDesk, in_sight
from campaigns.locks_model import Model, ToldClock
from campaigns.windows import PATIENCE, until
from rrp_desktop.people import Role
from rrp_desktop.store import Home, Store
from rrp_desktop.store.staff import FREE_TRIES, LONGEST_WAIT
from rrp_ui.forms.view import FormView

EVENTS = 12
MANAGER, NURSE = "A. B.", "C. D."
_CLOSED = 0.01
_WORN_OUT, _WRONG_PIN = 5, "9753"
_LITTLE, _LONG = (1, 59, 60, 119, 120, 121, 300), (1_799, 1_800, 30_000)
"""Seconds, about the limits of a soft lock and of a hard one."""
OPEN, SHUT = "open when it must be locked", "locked when nothing asked for it"
READ, ENDED = "read by somebody who is not in", "ended or not against the rule"
SEEN, LOST, BROKEN = "words in sight while locked", "words lost", "broken"


@dataclass(slots=True)
class Found:
    """What was done and what went wrong."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("sequences", "events", "locks", "ends", "words"), 0)
    )
    faults: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((OPEN, SHUT, READ, ENDED, SEEN, LOST, BROKEN), 0)
    )

    def add(self, counts: Mapping[str, int], faults: Mapping[str, int]) -> None:
        for mine, theirs in ((self.counts, counts), (self.faults, faults)):
            for name, count in theirs.items():
                mine[name] += count


class Play:
    """One ward, the desk that is open on it, and the model of both."""

    def __init__(self, home: Home, chance: random.Random, found: Found) -> None:
        store = wards.opened(home)
        store.add_staff(NURSE, Role.FACILITATOR, wards.PIN, by=wards.manager_of(store))
        store.close()
        self._chance, self._found, self._clock = chance, found, ToldClock()
        self._model = Model(self._clock)
        self._at = AtDesk(home, self._clock)
        self._failures = {MANAGER: 0, NURSE: 0}
        self._words: set[str] = set()
        self._unsigned: set[str] = set()
        """Those of the words that stand on the page for writing without signing in."""

    def sequence(self) -> None:
        """Let so many things happen; then look for everything that was typed."""
        self._words.clear()
        for _ in range(EVENTS):
            before, event = self._model.who, self._next()
            event(self)
            self._at.settle()
            self._found.counts["events"] += 1
            self._found.counts["locks"] += int(bool(before) and not self._model.who)
            self._judge(event.__name__)
        self.put_down()
        self._at.settle()
        self._look_for_words()
        self._found.counts["sequences"] += 1

    def leave(self) -> None:
        """End the last process."""
        self._at.leave()

    def _next(self) -> "_Event":
        if self._chance.random() < _CLOSED:
            return Play.close_the_window
        return self._chance.choice(
            _WRITING if self._model.writing else _INSIDE if self._model.who else _OUTSIDE
        )

    def _judge(self, event: str) -> None:
        who, must = self._at.desk.who(), self._model
        shown = who.shown if who is not None else ""
        hidden = self._words - (self._unsigned if must.writing else set())
        faults = {
            OPEN: int(shown not in ("", must.who)),
            SHUT: int(not shown and bool(must.who)),
            READ: int(self._at.reader() != (who and who.key)),
            ENDED: int(self._at.ends != must.ended),
            SEEN: int(not shown and any(word in in_sight() for word in hidden)),
        }
        self._found.add({"ends": int(must.ended)}, faults)
        if any(faults.values()):
            print(f"T13: after {event}: {[name for name, count in faults.items() if count]}", flush=True)
        if must.ended or any(faults.values()):
            self.close_the_window()

    def _look_for_words(self) -> None:
        def gather(store: Store) -> str:
            manager = wards.manager_of(store)
            store.sign_in(manager.key, wards.PIN)
            for entry in store.sealed():
                store.take_sealed(entry.name, by=manager)
            drafts = store.drafts()
            for draft in drafts:
                store.drop_draft(draft.key)
            store.sign_out()
            return " ".join(str(draft.answers) for draft in drafts)

        if self._failures[MANAGER] >= FREE_TRIES:
            self._pass(LONGEST_WAIT)
        kept = self._at.store(gather)
        self._failures[MANAGER] = 0
        lost = sorted(word for word in self._words if word not in kept)
        if lost:
            print(f"T13: lost {lost}", flush=True)
        self._found.add({"words": len(self._words)}, {LOST: len(lost)})

    def _wakes(self) -> bool:
        """Press a key that does nothing. Whether the next one will get through."""
        self._at.bring_up()
        self._at.press(Qt.Key.Key_Shift)
        return self._model.use()

    def _pass(self, seconds: float) -> None:
        self._clock.gone += seconds
        self._clock.wall += timedelta(seconds=seconds)

    def _remind(self) -> None:
        self._at.remind()
        self._model.look()

    def _type_into(self, form: FormView) -> str:
        word = f"w{self._found.counts['events']}x"
        form.unfold("note")
        form.block("note").editor.stops()[0].setFocus()
        self._at.press(f"{word} ")
        self._words.add(word)
        return word

    def _name_and_pin(self, pin: str) -> str | None:
        """Choose somebody and type *pin*; who it is, unless it could not be done."""
        if not self._wakes():
            return None
        person = self._chance.choice(tuple(self._failures))
        if self._failures[person] >= FREE_TRIES:
            self._pass(LONGEST_WAIT)
            if not self._wakes():
                return None
        self._at.choose(person)
        self._at.press(pin)
        return person

    # what may happen

    def type(self) -> None:
        if not self._wakes():
            return
        if self._model.writing:
            self._unsigned.add(self._type_into(self._at.entry()))
            return
        self._at.press(Qt.Key.Key_F2)
        self._at.settle()
        if self._model.who:
            self._type_into(self._at.form())

    def pass_time(self) -> None:
        self._pass(self._chance.choice(_LITTLE * 3 + _LONG))
        self._remind()

    def put_the_clock_right(self) -> None:
        self._clock.wall += timedelta(seconds=self._chance.choice((-259_200, -3_600, 40, 130, 3_600)))
        self._remind()

    def sleep(self) -> None:
        """No timer runs, and perhaps one of the clocks; then a key wakes the PC."""
        seconds = self._chance.choice(_LITTLE * 3 + _LONG)
        self._clock.wall += timedelta(seconds=seconds)
        self._clock.gone += self._chance.choice((0, seconds))
        self._wakes()

    def lock(self) -> None:
        if self._wakes():
            self._at.press("l", ctrl=True)
            if self._model.who:
                self._model.lock()

    def put_down(self) -> None:
        self._at.put_down()
        if self._model.who or self._model.writing:
            self._model.lock()

    def enter(self) -> None:
        if (person := self._name_and_pin(wards.PIN)) is not None:
            self._at.press(Qt.Key.Key_Return)
            self._at.settle()
            self._model.enter(person)
            self._failures[person] = 0

    def enter_twice_and_lock(self) -> None:
        if (person := self._name_and_pin(wards.PIN)) is not None:
            self._at.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
            until(lambda: self._at.desk.who() is not None)
            self._at.press("l", ctrl=True)
            self._model.enter(person)
            self._model.lock()
            self._failures[person] = 0

    def enter_and_put_down(self) -> None:
        if (person := self._name_and_pin(wards.PIN)) is not None:
            self._at.desk.locked.widget.unlock.click()
            self._at.put_down()
            self._model.wrong = self._failures[person] = 0

    def mistype_the_pin(self) -> None:
        if (person := self._name_and_pin(_WRONG_PIN)) is not None:
            self._at.press(Qt.Key.Key_Return)
            self._failures[person] += 1
            self._model.wrong += 1
            if self._model.wrong == _WORN_OUT:
                self._model.end()

    def lock_before_a_question(self) -> None:
        if not self._wakes():
            return
        ways = (lambda: self._at.press("l", ctrl=True), self._at.put_down, self._let_the_time_run_out)
        ask, late = self._at.desk.ask, QTimer(singleShot=True, interval=int(100 * PATIENCE))
        late.timeout.connect(ask.dismiss)
        late.start()
        QTimer.singleShot(0, self._chance.choice(ways))
        assert not ask.yes("Void this?", "It stays in the history.")
        late.stop()
        self._model.lock()

    def _let_the_time_run_out(self) -> None:
        self._pass(60 * self._model.idle_minutes)
        self._at.remind()

    def write_without_signing_in(self) -> None:
        if self._wakes():
            self._at.desk.locked.widget.entry.click()
            self._model.write()
            self._unsigned = {self._type_into(self._at.entry())}

    def leave_without_keeping(self) -> None:
        if self._wakes():
            self._at.press(Qt.Key.Key_Escape)
            self._words -= self._unsigned
            self._model.lock()

    def set_the_idle_time(self) -> None:
        by, minutes = self._at.desk.who(), self._chance.choice((1, 2, 5))
        if self._model.who == MANAGER and self._wakes() and by is not None:
            self._at.store(lambda store: store.change_setting("lock.idle_minutes", minutes, by=by))
            until(lambda: self._at.desk.session.values()["lock.idle_minutes"] == minutes)
            self._model.set_idle(minutes)

    def close_the_window(self) -> None:
        self._at.again()
        self._model = Model(self._clock)
        self._model.idle_minutes = self._at.desk.session.values()["lock.idle_minutes"]


_Event = Callable[[Play], None]
# The weights have most of what happens be work, cut short by locks more often than by ends.
_INSIDE: tuple[_Event, ...] = (
    *(Play.type,) * 5,
    *(Play.pass_time,) * 2,
    *(Play.lock,) * 2,
    Play.put_the_clock_right,
    Play.sleep,
    Play.put_down,
    Play.lock_before_a_question,
    Play.set_the_idle_time,
)
_WRITING: tuple[_Event, ...] = (
    *(Play.type,) * 2,
    Play.pass_time,
    Play.sleep,
    Play.lock,
    Play.put_down,
    Play.leave_without_keeping,
)
_OUTSIDE: tuple[_Event, ...] = (
    *(Play.enter,) * 5,
    *(Play.mistype_the_pin,) * 2,
    Play.enter_twice_and_lock,
    Play.enter_and_put_down,
    Play.write_without_signing_in,
    Play.type,
    Play.pass_time,
    Play.put_down,
)
