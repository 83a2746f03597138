"""What Today shows: read from the store in one go, and put into words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.clock import DAY, day_of, month_of, spoken_length, spoken_time
from rrp_desktop.forms.lists import Lists
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.reports.cross import CrossDay, read_month
from rrp_ui.screens.huddle_start import SlotOn, due, slots_of
from rrp_ui.screens.month_end_notice import unanswered_notices
from rrp_ui.screens.notices import (
    Notice,
    Values,
    milestones,
    news_notice,
    read_watch,
    sealed_notices,
    watch_notice,
)
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import DaysSince, Record, ShiftState, Store, ToFinish

COUNTERS = ("restraint", "seclusion", "rapid_tranquillisation")
_LATELY = 64
_LOOK_BACK = 7 * DAY
_NEARLY_OVER = timedelta(hours=1)
_MOMENT = timedelta(seconds=1)
DATED = ("shift", "census")
"""What is to be finished for a day rather than in a record."""


@dataclass(frozen=True, slots=True)
class HuddleLine:
    """The huddle that is due, or the next one. `late` when its time has passed."""

    title: str
    when: str
    late: bool
    since: str
    may_begin: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """One of the three that are counted first."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """The shift to confirm, in words; `button` is empty when there is none."""

    title: str
    note: str
    button: str = ""
    day: date | None = None
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """One thing to finish. `sign` is its urgency: overdue, due, or open. Shifts and nights have a `day`."""

    title: str
    detail: str
    sign: str
    what: str
    form: str
    key: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """Everything on the page but the chart."""

    huddle: HuddleLine | None
    counters: Mapping[str, Counter]
    shift: ShiftLine
    finish: tuple[Finish, ...]
    cross: tuple[CrossDay, ...]
    day: date
    days_since: str
    since_words: str
    notices: tuple[Notice, ...]


def read_today(store: "Store", lists: Lists, values: Values, now: datetime, who: StaffMember | None) -> Today:
    """What *store* knows at *now*."""
    today = day_of(now)
    counts = store.days(today, today)[0].counts
    since = {kind: store.days_since((kind,)) for kind in COUNTERS}
    restraint = since["restraint"]
    states = store.shift_states(today - _LOOK_BACK, today)
    open_today = sum(each.turn.day == today and each.state == "unconfirmed" for each in states)
    return Today(
        huddle=_huddle(store, now) if _sees(who) else None,
        counters={
            kind: Counter(counts.get(kind, 0), f"today · {since_words(since[kind], open_today)}")
            for kind in COUNTERS
        },
        shift=shift_line(states, now),
        finish=tuple(finish(each) for each in store.to_finish()),
        cross=read_month(store, month_of(today), "", today),
        day=today,
        days_since=days_number(restraint),
        since_words=beside_number(restraint, lists["incident_kind"].title_of("restraint").lower()),
        notices=tuple(_notices(store, lists, values, now, who)),
    )


def _notices(
    store: "Store", lists: Lists, values: Values, now: datetime, who: StaffMember | None
) -> Iterator[Notice]:
    if _sees(who) and (watch := read_watch(store, lists, values, now)):
        yield watch_notice(watch)
    yield from sealed_notices(store)
    yield from unanswered_notices(store, who)
    yield from milestones(store, lists, values, now)
    yield from news_notice(store, who)


def _sees(who: StaffMember | None) -> bool:
    return who is not None and who.may(Act.SEE_INCIDENTS)


def since_words(since: "DaysSince", open_today: int) -> str:
    """How long ago the last one was. A span is a number of days only when those days are confirmed.

    *open_today* unconfirmed shifts began today, and today is not one of the days.
    """
    if since.days is None or since.last is None:
        return "none logged yet"
    if since.unconfirmed > open_today:
        return f"last {since.last.day} {since.last:%b}"
    return f"{days(since.days)} since"


def days(number: int) -> str:
    """1 day, 2 days."""
    return f"{number} day" if number == 1 else f"{number} days"


def days_number(since: "DaysSince") -> str:
    """The large words beside the cross."""
    return "–" if since.days is None else days(since.days)


def beside_number(since: "DaysSince", what: str) -> str:
    """What stands under the large words."""
    if since.days is None:
        return f"no {what} logged yet"
    lines = [f"since the last {what}"]
    if since.unconfirmed:
        lines.append(f"{shifts(since.unconfirmed)} not confirmed")
    if since.best:
        lines.append(f"Best: {days(since.best)}")
    return "\n".join(lines)


def shifts(number: int) -> str:
    """1 shift, 2 shifts."""
    return f"{number} shift" if number == 1 else f"{number} shifts"


def _huddle(store: "Store", now: datetime) -> HuddleLine | None:
    slots = slots_of(store.ward().slots, now)
    if not slots:
        return None
    logged = store.find("huddle", limit=_LATELY)
    places = {(each.answers["day"], each.answers["slot"]) for each in logged}
    current = due(slots, now)
    done = current is not None and (current.day, current.slot.code) in places
    if current is None or done:
        current = _following(store, slots, now)
    held = [each for each in logged if "started_at" in each.answers]
    last = max(held, key=lambda each: each.answers["started_at"], default=None)
    return HuddleLine(
        title=f"{current.slot.title} huddle, {spoken_time(current.starts)}",
        when=when_words(current.starts, now),
        late=now > current.starts,
        since=_carried(store, last) if last else "The ward's first huddle",
        may_begin=current.begun(now),
    )


def _following(store: "Store", slots: Sequence[SlotOn], now: datetime) -> SlotOn:
    later = [slot for slot in slots if not slot.begun(now)]
    return later[0] if later else slots_of(store.ward().slots, slots[-1].until)[0]


def when_words(starts: datetime, now: datetime) -> str:
    """How far off *starts* is, in words."""
    minutes = int((now - starts).total_seconds()) // 60
    if minutes > 0:
        return f"{_minutes(minutes)} late"
    return "due now" if minutes == 0 else f"in {_minutes(-minutes)}"


def _minutes(number: int) -> str:
    if number >= 60:
        return spoken_length(timedelta(minutes=number))
    return f"{number} minute" if number == 1 else f"{number} minutes"


def _carried(store: "Store", last: "Record") -> str:
    """What the last huddle left, and what has happened since."""
    began = last.answers["started_at"]
    actions = sum(1 for row in last.answers.get("actions", ()) if not row.get("done"))
    people = len(last.answers.get("concerns", ()))
    happened = sum(
        1 for each in every(store, "incident", since=day_of(began)) if each.answers["started_at"] >= began
    )
    return " · ".join(
        (
            f"{actions} {'action' if actions == 1 else 'actions'} open",
            f"{people} {'person' if people == 1 else 'people'} carried forward",
            f"{happened} {'incident' if happened == 1 else 'incidents'} since {spoken_time(began)}",
        )
    )


def shift_line(states: "Sequence[ShiftState]", now: datetime) -> ShiftLine:
    """The shift to confirm at *now*: the last to end, or one before it that nobody has spoken for."""
    ended = [each for each in states if each.turn.ends <= now]
    blank = [each for each in ended if each.state == "unconfirmed"]
    closing = [each for each in states if each.turn.covers(now) and each.turn.ends - now <= _NEARLY_OVER]
    waiting = [each for each in (*blank, *ended[-1:]) if not each.confirmed] or [
        each for each in closing if not each.confirmed
    ]
    if not waiting:
        return ShiftLine("Every shift of the last 7 days is known", "The next one is confirmed when it ends.")
    chosen = waiting[-1]
    turn, happened = chosen.turn, chosen.incidents
    logged = f"{happened} {'incident' if happened == 1 else 'incidents'} logged" if happened else ""
    earlier = sum(each is not chosen for each in blank)
    note = (
        "Confirm, or log what else happened."
        if happened
        else "A blank is not a zero. Confirm, or log what happened."
    )
    if earlier > 0:
        note += f" {shifts(earlier)} before it too: see the safety cross."
    return ShiftLine(
        title=f"{shift_words(chosen, day_of(now))}: {logged or 'nothing recorded'}",
        note=note,
        button="Confirm that is all" if happened else "Confirm nothing happened",
        day=turn.day,
        shift=turn.shift.code,
    )


def shift_words(state: "ShiftState", today: date) -> str:
    """Morning shift, 07:00 to 13:30; with the day when it did not begin today."""
    turn = state.turn
    day = "" if turn.day == today else f" of {turn.day:%A} {turn.day.day} {turn.day:%B}"
    return f"{turn.shift.title} shift{day}, {spoken_time(turn.starts)} to {spoken_time(turn.ends)}"


def finish(thing: "ToFinish") -> Finish:
    """One line of *To finish*."""
    sign = "overdue" if thing.overdue else "due" if thing.due else "open"
    day = None
    if thing.what in DATED:
        assert thing.due is not None
        day = date.fromisoformat(thing.key.split()[0]) if thing.key else day_of(thing.due - _MOMENT)
    return Finish(thing.title, thing.detail, sign, thing.what, thing.form, thing.key, day)
