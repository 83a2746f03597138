"""What a huddle begins with: which one it is, what has happened since the last, whom and what to carry on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.clock import DAY, ShiftOn, day_of, starts_at
from rrp_desktop.forms.spec import Answers
from rrp_desktop.ward import Slot
from rrp_ui.screens.people import People, every, read_people

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Record

_EARLY = timedelta(hours=1)
_LATELY = 64
_REGISTERS = ("hazard", "restriction")
_CARRIED = ("person", "worries", "plan", "owner")


@dataclass(frozen=True, slots=True)
class SlotOn:
    """A huddle slot on the date whose day it belongs to; *until* is when the next one may begin."""

    day: date
    slot: Slot
    starts: datetime
    until: datetime

    def begun(self, now: datetime) -> bool:
        """Whether it is not too early for it."""
        return self.starts - _EARLY <= now

    def late(self, now: datetime) -> bool:
        """Whether the next huddle is due, so that this one can only be entered later."""
        return now >= self.until


@dataclass(frozen=True, slots=True)
class Start:
    """What is known as a huddle begins. `entered` says that one is on record for this slot."""

    people: People
    here: tuple[str, ...]
    since: datetime
    counts: Mapping[str, int]
    confirmable: tuple[ShiftOn, ...]
    concerns: tuple[Answers, ...]
    scores: Mapping[str, int]
    actions: tuple[Answers, ...]
    entered: bool
    registers: tuple[str, ...] = ()
    """What is due today, or overdue, in the two standing registers."""


def slots_of(slots: Sequence[Slot], now: datetime) -> tuple[SlotOn, ...]:
    """The huddles of the ward's day that *now* belongs to: an hour before the first, the next one begins."""
    for day in (day_of(now), day_of(now) - DAY):
        on = slots_on(slots, day)
        if on and on[0].begun(now):
            return on
    return ()


def slots_on(slots: Sequence[Slot], day: date) -> tuple[SlotOn, ...]:
    """The huddles that belong to *day*, in order."""
    ordered = sorted(slots, key=lambda slot: slot.starts)
    starts = [starts_at(day, slot.starts) for slot in ordered]
    starts += [starts_at(day + DAY, slot.starts) for slot in ordered[:1]]
    return tuple(
        SlotOn(day, slot, starts[place], starts[place + 1] - _EARLY) for place, slot in enumerate(ordered)
    )


def due(slots: Sequence[SlotOn], now: datetime) -> SlotOn | None:
    """The one of *slots* whose time it is."""
    return next((slot for slot in reversed(slots) if slot.begun(now)), None)


def read_start(store: "Store", slot: SlotOn, now: datetime) -> Start:
    """What *store* knows for the huddle of *slot*."""
    until = min(now, slot.until)
    lately = store.find("huddle", limit=_LATELY)
    began = {each.key: _began(store, each) for each in lately}
    before = [each for each in lately if each.answers["state"] == "held" and began[each.key] < until]
    before.sort(key=lambda each: began[each.key])
    last: Answers = before[-1].answers if before else {}
    alike = [each for each in before if each.answers["slot"] == slot.slot.code]
    since = began[before[-1].key] if before else until - DAY
    concerns: tuple[Answers, ...] = last.get("concerns") or ()
    return Start(
        people=read_people(store, day_of(now)),
        here=alike[-1].answers.get("here", ()) if alike else (),
        since=since,
        counts=_counts(store, since, until),
        confirmable=_confirmable(store, since, until),
        concerns=tuple({name: row[name] for name in _CARRIED if name in row} for row in concerns),
        scores={row["person"]: row["score"] for row in concerns if "score" in row},
        actions=tuple(row for row in last.get("actions") or () if not row.get("done")),
        entered=any(
            (each.answers["day"], each.answers["slot"]) == (slot.day, slot.slot.code) for each in lately
        ),
        registers=tuple(
            each.title
            for each in store.to_finish()
            if each.what in _REGISTERS and each.due is not None and day_of(each.due - DAY) <= day_of(now)
        ),
    )


def _began(store: "Store", huddle: "Record") -> datetime:
    """When *huddle* began; one entered later without a time counts from its slot."""
    answers = huddle.answers
    began: datetime | None = answers.get("started_at")
    if began is not None:
        return began
    wall = next((slot.starts for slot in store.ward().slots if slot.code == answers["slot"]), None)
    return starts_at(answers["day"], wall) if wall else starts_at(answers["day"], huddle.recorded_at.time())


def _counts(store: "Store", since: datetime, until: datetime) -> Counter[str]:
    return Counter(
        kind
        for incident in every(store, "incident", since=day_of(since))
        if since <= incident.answers["started_at"] <= until
        for kind in incident.answers["kinds"]
    )


def _confirmable(store: "Store", since: datetime, until: datetime) -> tuple[ShiftOn, ...]:
    """The shifts that ended since the last huddle and that nobody has confirmed."""
    return tuple(
        each.turn
        for each in store.shift_states(day_of(since) - DAY, day_of(until))
        if since < each.turn.ends <= until and not each.confirmed
    )
