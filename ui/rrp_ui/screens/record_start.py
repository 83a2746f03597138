"""What a new record begins with: what the ward would write anyway, for the person to see and change."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rrp_desktop.clock import DAY, Shift, ShiftOn, day_of, month_of, shifts_between
from rrp_desktop.forms.spec import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rrp_desktop.store import Store

_BACK = 7 * DAY
_YEAR = 365 * DAY


def fresh(store: "Store", form: str, preset: Answers, now: datetime) -> dict[str, Any]:
    """The answers that a new *form* begins with at *now*; those of *preset* come first."""
    return {**_usual(store, form, preset, now), **preset}


def _usual(store: "Store", form: str, preset: Answers, now: datetime) -> dict[str, Any]:
    today = day_of(now)
    match form:
        case "census":
            return {"day": _night(store, today)}
        case "leave_tally":
            turn = _shift(store, store.ward().shifts, now)
            return {"day": turn.day, "shift": turn.shift.code} if turn else {}
        case "leave":
            return {"started_at": now.replace(second=0, microsecond=0)}
        case "episode":
            return _of_incident(store, preset)
        case "cycle":
            return {"started": today, "number": _cycle(store, preset)}
        case "hazard":
            return {"seen": today}
        case "hazard_review":
            return {"day": today, "next_due": today + _YEAR}
        case "progress":
            return {"day": month_of(today)}
        case _:
            return {}


def _night(store: "Store", today: "date") -> "date":
    """The newest night that is over and that nobody counted."""
    counted = {each.answers["day"] for each in store.find("census", since=today - _BACK)}
    nights = [today - back * DAY for back in range(1, _BACK.days + 1)]
    return next((night for night in nights if night not in counted), nights[0])


def _shift(store: "Store", shifts: "Sequence[Shift]", now: datetime) -> ShiftOn | None:
    """The last shift to end if nobody has written its leave down, else the one that runs."""
    today = day_of(now)
    begun = [turn for turn in shifts_between(shifts, today - DAY, today) if turn.starts <= now]
    told = {
        (each.answers["day"], each.answers["shift"]) for each in store.find("leave_tally", since=today - DAY)
    }
    open_ = [turn for turn in begun[-2:] if (turn.day, turn.shift.code) not in told]
    return next(iter(open_), begun[-1] if begun else None)


def _of_incident(store: "Store", preset: Answers) -> dict[str, Any]:
    """Who and since when, from the incident that an episode is part of."""
    if "incident" not in preset:
        return {}
    answers = store.read("incident", preset["incident"]).answers
    return {name: answers[name] for name in ("person", "started_at") if name in answers}


def _cycle(store: "Store", preset: Answers) -> int | None:
    """The number of the next cycle of an idea."""
    if "idea" not in preset:
        return None
    same = [each for each in store.find("cycle") if each.answers["idea"] == preset["idea"]]
    return 1 + max((each.answers.get("number", 0) for each in same), default=0)
