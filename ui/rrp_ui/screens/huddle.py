"""The huddle: begins with what is known, is kept as it goes, and ends with one key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.forms.check import Problem, asks, stops
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import Act, StaffMember
from rrp_ui.screens import Session
from rrp_ui.screens.drafting import Drafting
from rrp_ui.screens.huddle_rows import DROP_KEY, ConcernRow, Offer
from rrp_ui.screens.huddle_start import SlotOn, Start, due, read_start, slots_of, slots_on
from rrp_ui.screens.huddle_view import HuddleView
from rrp_ui.screens.notices import Watch, read_watch, watch_notice
from rrp_ui.screens.people import NOBODY, may_be_used

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Draft, Saved

COUNTED_FIRST = ("restraint", "seclusion", "rapid_tranquillisation")
_LONGEST = timedelta(minutes=240)
_TICK_MS = 1000


def make(session: Session) -> "Huddle":
    """The huddle screen."""
    return Huddle(session)


class Huddle(QObject):
    """Decides for the huddle's page. A draft of the same slot is taken up again, whoever began it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._lists = session.lists()
        self.widget = HuddleView(self._lists)
        self._drafting = Drafting(session.work, "huddle", self._answers, self)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._slots: tuple[SlotOn, ...] = ()
        self._slot: SlotOn | None = None
        self._start: Start | None = None
        self._people = NOBODY
        self._by: StaffMember | None = None
        self._began: datetime | None = None
        self._minutes: int | None = None
        self._held, self._quick, self._edited, self._saving = True, False, False, False
        self._after = False
        """Whether nobody has held a huddle since an incident that raises the risk of another."""
        self._listen()

    def open(self, **where: Any) -> None:
        """Begin the huddle that is due: `quick=True` or whole, `not_held=True`; or take up `draft=key`.

        A `day` and a `slot` of it name another huddle than the one that is due.
        """
        self._by = self._session.who()
        if self._by is None:
            return
        if not self._by.may(Act.RUN_HUDDLE):
            self.widget.show_refusal("The nurse in charge runs the huddle on this screen.")
            return
        now = self._session.clock.now()
        self._slots = slots_of(self._session.ward().slots, now)
        named = slots_on(self._session.ward().slots, where["day"]) if where.get("slot") else ()
        slot = next((each for each in named if each.slot.code == where["slot"]), due(self._slots, now))
        if slot is None:
            self.widget.show_refusal("This ward has no huddle times yet. See Ward settings.")
            return
        self._quick, self._held = bool(where.get("quick")), not where.get("not_held")
        self._read(slot, where.get("draft"))

    def leave(self) -> None:
        """Keep what was typed, and stop the clock on the page."""
        self._drafting.flush()
        self._tick.stop()
        self._start = None

    def save(self) -> None:
        """Finish the huddle."""
        self._finish()

    def back(self) -> None:
        """Leave it unfinished."""
        self._leave_unfinished()

    def _listen(self) -> None:
        view = self.widget
        view.edited.connect(self._touch)
        view.slot_chosen.connect(self._choose_slot)
        view.clock_asked.connect(self._turn_clock)
        view.length_chosen.connect(self._take_length)
        view.confirm_asked.connect(self._confirm)
        view.log_asked.connect(self._log)
        view.quick_asked.connect(self._turn_quick)
        view.not_held_asked.connect(self._turn_held)
        view.person_asked.connect(self._add_person)
        view.finish_asked.connect(self._finish)
        view.leave_asked.connect(self._leave_unfinished)
        view.measures_asked.connect(self._open_measures)
        self._drafting.failed.connect(self._say)
        self._tick.timeout.connect(self._show_clock)
        self._session.bridge.happened.connect(self._hear)

    def _read(self, slot: SlotOn, draft: str | None = None) -> None:
        now = self._session.clock.now()
        slots = self._session.ward().slots

        def task(store: "Store") -> tuple[SlotOn, Start, "Draft | None"]:
            found = _draft_of(store, slot, draft)
            where = _slot_in(slots, found.answers, slot) if found else slot
            return where, read_start(store, where, now), found

        self._session.work.store(task, owner=self, done=self._begin, failed=self._say)

    def _begin(self, read: tuple[SlotOn, Start, "Draft | None"]) -> None:
        self._slot, self._start, draft = read
        self._people = self._start.people
        assert self._by is not None
        now = self._session.clock.now()
        answers: Mapping[str, Any] = draft.answers if draft else _fresh(self._start)
        self._drafting.begin(self._by, draft.key if draft else None)
        self._edited, self._saving = draft is not None, False
        self._began = answers.get("started_at", None if self._slot.late(now) else now.replace(microsecond=0))
        self._minutes = answers.get("minutes")
        if draft:
            self._held = self._held and answers.get("state") != "not_held"
        self._quick = self._quick or self._on_top()
        self._show(answers)
        self._read_watch()
        self.widget.begin()

    def _show(self, answers: Answers) -> None:
        assert self._slot is not None
        assert self._start is not None
        view, start, slot = self.widget, self._start, self._slot
        now = self._session.clock.now()
        if slot not in self._slots:
            self._slots = slots_on(self._session.ward().slots, slot.day)
        view.show_slots(
            [(each.slot.code, _slot_words(each), each.begun(now)) for each in self._slots], slot.slot.code
        )
        carried = sum("done" in row for row in answers.get("actions", ()))
        view.show_answers(self._offer(), answers, carried, start.scores)
        people = len(start.concerns)
        view.show_notes(
            f"as at the last {slot.slot.title.lower()} huddle" if start.here else "",
            f"{people} carried forward · {DROP_KEY} takes one off" if people else "",
        )
        view.show_manner(held=self._held, quick=self._quick, after=self._after)
        self._show_since()
        self._show_clock()
        self._tick.start()

    def _show_since(self) -> None:
        assert self._start is not None
        start, today = self._start, day_of(self._session.clock.now())
        same = day_of(start.since) == today
        when = (
            spoken_time(start.since)
            if same
            else f"{spoken_day(day_of(start.since))}, {spoken_time(start.since)}"
        )
        happened = any(start.counts.values())
        confirm = (
            ("That is all: confirm" if happened else "Nothing happened: confirm") if start.confirmable else ""
        )
        shifts = ", ".join(turn.shift.title.lower() for turn in start.confirmable)
        note = f"for the {shifts} shift" if start.confirmable else "Every shift that has ended is confirmed"
        self.widget.show_registers(start.registers)
        self.widget.show_since(f"Since {when}", counts_words(start.counts, self._lists), confirm, note)

    @Slot()
    def _show_clock(self) -> None:
        if self._began is None:
            self.widget.show_clock("Entered later", "", self._minutes)
        elif self._minutes is not None:
            self.widget.show_clock(f"{self._minutes} min", "Run on")
        else:
            seconds = max(0, int((self._session.clock.now() - self._began).total_seconds()))
            self.widget.show_clock(f"{seconds // 60:02d}:{seconds % 60:02d}", "Stop clock")

    def _offer(self) -> Offer:
        values = self._session.values()
        return Offer(
            worries=tuple((option.code, option.chip) for option in self._lists["worry"]),
            phrases=tuple(values["huddle.phrases"]),
            owners=tuple(option.title for option in self._lists["staff_group"]),
            top=values["huddle.score_top"],
            moderate=values["huddle.score_moderate"],
            high=values["huddle.score_high"],
            find=self._find,
            code_of=self._code_of,
        )

    def _find(self, typed: str) -> str | None:
        return self._people.find(typed)

    def _code_of(self, key: str) -> str:
        return self._people.code(key)

    def _answers(self) -> dict[str, Any]:
        assert self._slot is not None
        given: dict[str, Any] = {
            "day": self._slot.day,
            "slot": self._slot.slot.code,
            "state": "held" if self._held else "not_held",
            "started_at": self._began,
            "minutes": self._minutes,
            "quick": self._on_top() or None,
            "entered_later": self._slot.late(self._session.clock.now()) or None,
            **self.widget.answers(),
        }
        return {name: value for name, value in given.items() if value is not None}

    def _on_top(self) -> bool:
        """Whether this huddle comes on top of the one its slot has had; a short one may be the slot's own."""
        return self._held and self._start is not None and self._start.entered

    def _length(self) -> int | None:
        """How many minutes it took; not known of one that was left and taken up hours later."""
        if self._began is None or self._minutes is not None:
            return self._minutes
        length = self._session.clock.now() - self._began
        return max(1, round(length.total_seconds() / 60)) if length <= _LONGEST else None

    def _read_watch(self) -> None:
        values, now = self._session.values(), self._session.clock.now()
        self._session.work.store(
            lambda store: read_watch(store, self._lists, values, now),
            owner=self,
            done=self._show_watch,
            failed=self._say,
        )

    def _show_watch(self, watch: Watch | None) -> None:
        self._after = watch is not None and watch.huddle is None
        self.widget.notices.show_notices([replace(watch_notice(watch), button="")] if watch else [])
        if self._start is not None:
            self.widget.show_manner(held=self._held, quick=self._quick, after=self._after)

    @Slot()
    def _open_measures(self) -> None:
        self._session.go("huddle_measures")

    @Slot()
    def _touch(self) -> None:
        if self._start is not None:
            self._edited = True
            self._drafting.touch()

    @Slot(str)
    def _choose_slot(self, code: str) -> None:
        assert self._slot is not None
        slot = next((each for each in self._slots if each.slot.code == code), self._slot)
        if slot is self._slot or not self._edited:
            self._read(slot)
        else:
            self._slot = slot
            self._began = self._began if not slot.late(self._session.clock.now()) else None
            self._touch()
            self._read_since()

    @Slot()
    def _turn_clock(self) -> None:
        self._minutes = self._length() if self._minutes is None else None
        self._show_clock()
        self._touch()

    @Slot(int)
    def _take_length(self, minutes: int) -> None:
        self._minutes = minutes or None
        self._touch()

    @Slot()
    def _turn_quick(self) -> None:
        self._quick = not self._quick
        self._turned()

    @Slot()
    def _turn_held(self) -> None:
        self._held = not self._held
        self._turned()

    def _turned(self) -> None:
        self.widget.show_manner(held=self._held, quick=self._quick, after=self._after)
        self._show_clock()
        self.widget.begin()
        self._touch()

    @Slot()
    def _log(self) -> None:
        self._touch()
        self._session.go("incident", then="huddle")

    @Slot()
    def _confirm(self) -> None:
        if self._start is None or not self._start.confirmable:
            return
        turns, by = self._start.confirmable, self._by
        assert by is not None

        def task(store: "Store") -> None:
            for turn in turns:
                store.confirm_shift(turn.day, turn.shift.code, by=by)

        self._session.work.store(task, owner=self, failed=self._say)

    @Slot(str, object)
    def _add_person(self, code: str, row: ConcernRow) -> None:
        if not may_be_used(self._session.ask, code):
            return
        by = self._by
        assert by is not None

        def added(saved: "Saved") -> None:
            self._people = self._people.knowing(saved.key, {"ward_code": code})
            row.show_person(saved.key)
            row.begin()
            self._touch()

        self._session.work.store(
            lambda store: store.save("person", {"ward_code": code}, by=by, origin=self),
            owner=row,
            done=added,
            failed=self._say,
        )

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if (
            self._start is not None
            and isinstance(event, Changed)
            and event.form in ("incident", "confirmation")
        ):
            self._read_since()

    def _read_since(self) -> None:
        slot, now = self._slot, self._session.clock.now()
        assert slot is not None
        self._session.work.store(
            lambda store: read_start(store, slot, now), owner=self, done=self._since_read, failed=self._say
        )
        self._read_watch()

    def _since_read(self, start: Start) -> None:
        if self._start is not None:
            self._start = start
            self._show_since()

    @Slot()
    def _finish(self) -> None:
        if self._start is None or self._saving:
            return
        self._drafting.flush()
        by, draft = self._by, self._drafting.end()
        assert by is not None
        answers = self._answers()
        if self._held and (minutes := self._length()) is not None:
            answers["minutes"] = minutes
        reasons = self.widget.asks.reasons()
        told: dict[str, Any] = {"reasons": reasons} if reasons else {}

        def task(store: "Store") -> "Saved":
            saved = store.save("huddle", answers, by=by, draft=draft.key, origin=self, **told)
            draft.gone = True
            return saved

        self._saving = True
        self._session.work.store(task, owner=self, done=self._finished, failed=self._not_finished)

    def _finished(self, saved: "Saved") -> None:
        self._saving = False
        self._drafting.saved()
        self._session.go("today")
        done = "Huddle finished." if self._held else "Saved: this huddle did not happen."
        self._session.say(done, undo=self._undoing(saved.key))

    def _undoing(self, key: str) -> Callable[[], None]:
        by = self._by
        assert by is not None

        def undone(_nothing: None) -> None:
            self._session.say("Undone. This huddle is no longer on record.")

        def undo() -> None:
            self._session.work.store(
                lambda store: store.void("huddle", key, "undone", by=by),
                owner=self,
                done=undone,
                failed=self._say,
            )

        return undo

    def _not_finished(self, error: RrpError) -> None:
        self._saving = False
        if self._start is None:
            return
        found: tuple[Problem, ...] = getattr(error, "problems", ())
        problems = [(each.field, each.sentence) for each in stops(found)]
        self.widget.show_problems(problems)
        self.widget.asks.show_doubts(asks(found))
        if problems:
            self.widget.focus(problems[0][0])
        elif asks(found):
            self.widget.asks.begin()
        self._say(error)

    @Slot(object)
    def _say(self, error: RrpError) -> None:
        self._session.say(f"{error.sentence} ({error.code})")

    @Slot()
    def _leave_unfinished(self) -> None:
        kept = self._edited
        self._session.go("today")
        if kept:
            self._session.say("Left unfinished. It is under To finish for anyone in charge.")


def counts_words(counts: Mapping[str, int], lists: Lists) -> str:
    """How many of each kind: the three that are counted first, and whatever else there was."""
    return " · ".join(
        f"{counts.get(kind.code, 0)} {kind.title.lower()}"
        for kind in lists["incident_kind"]
        if kind.code in COUNTED_FIRST or counts.get(kind.code)
    )


def _fresh(start: Start) -> dict[str, Any]:
    """The answers that a huddle begins with."""
    actions = tuple({**row, "done": False} for row in start.actions)
    return {"here": start.here, "concerns": start.concerns, "actions": actions}


def _draft_of(store: "Store", slot: SlotOn, key: str | None) -> "Draft | None":
    if key is not None:
        return store.draft(key)
    same = (slot.day, slot.slot.code)
    return next(
        (
            each
            for each in store.drafts()
            if each.form == "huddle" and (each.answers.get("day"), each.answers.get("slot")) == same
        ),
        None,
    )


def _slot_in(slots: tuple[Any, ...], answers: Answers, otherwise: SlotOn) -> SlotOn:
    """The slot that *answers* are for."""
    on = slots_on(slots, answers["day"])
    return next((each for each in on if each.slot.code == answers["slot"]), otherwise)


def _slot_words(slot: SlotOn) -> str:
    return f"{slot.slot.title} {spoken_time(slot.starts)}"
