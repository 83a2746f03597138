"""The hand-over sheet: one page for the next shift, on staff paper, with ward codes and no names of patients.

What does not fit is counted at the foot of its part, so that nobody takes the page for everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.charts import colours
from rrp_desktop.clock import DAY, day_of, spoken_day, spoken_time
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.reports.sheet import EDGE, Sheet, wrapped

if TYPE_CHECKING:
    from rrp_desktop.store import Record, ShiftState, Store, ToFinish

MARK = "Hand-over sheet, for staff, destroy after use"
LOOK_BACK = timedelta(hours=24)
_OPEN_FOR = 7 * DAY
"""An incident of so long ago may still be a seclusion that runs, entered without its end."""
_PAGE = 256
_LATELY = 64
_GAP = 28.0
_SIZE = 15.0
_SIGNS = {True: "▲ ", False: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet, and what stands under it in small."""

    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Everything on the sheet; `huddle` says which one the people and the actions are from."""

    ward: str
    at: datetime
    huddle: str
    seclusions: tuple[Row, ...]
    concerns: tuple[Row, ...]
    actions: tuple[Row, ...]
    shifts: tuple[Row, ...]
    finish: tuple[Row, ...]


def read_handover(store: "Store", now: datetime) -> HandOver:
    """What the next shift should know at *now*."""
    left, lists, last = store.to_finish(), store.lists(), _last_huddle(store)
    answers = last.answers if last else {}
    return HandOver(
        ward=store.ward().name,
        at=now,
        huddle=f"from the huddle of {_moment(_began(last))}" if last else "no huddle held yet",
        seclusions=tuple(_seclusions(store, lists, left, day_of(now) - _OPEN_FOR)),
        concerns=tuple(_concern(store, lists, row) for row in answers.get("concerns", ())),
        actions=tuple(_action(row) for row in answers.get("actions", ()) if not row.get("done")),
        shifts=tuple(
            _shift(each)
            for each in store.shift_states(day_of(now) - 2 * DAY, day_of(now))
            if each.turn.starts <= now and each.turn.ends > now - LOOK_BACK
        ),
        finish=tuple(Row(_SIGNS[each.overdue] + each.title, each.detail) for each in left),
    )


def handover_page(told: HandOver) -> Sheet:
    """A4 upright: whom to watch on the left, what is left to do on the right."""
    sheet = Sheet("Hand-over sheet")
    sheet.words(MARK, EDGE, 58, 17, bold=True)
    sheet.words(f"{told.ward}, {_moment(told.at)}", EDGE, 96, 30, bold=True)
    sheet.line([(EDGE, 114), (sheet.width - EDGE, 114)], colours.INK, 1.5)
    wide = (sheet.width - 2 * EDGE - _GAP) / 2
    right, foot = EDGE + wide + _GAP, sheet.height - EDGE
    y = _part(sheet, EDGE, 146, wide, 450, "Seclusion and segregation, open", told.seclusions)
    y = _part(sheet, EDGE, y, wide, 830, "People of concern", told.concerns, told.huddle)
    _part(sheet, EDGE, y, wide, foot, "Actions open", told.actions, told.huddle)
    y = _part(sheet, right, 146, wide, 450, "Shifts of the last 24 hours", told.shifts)
    _part(sheet, right, y, wide, foot, "To finish, ▲ overdue", told.finish)
    return sheet


def _part(
    sheet: Sheet,
    x: float,
    y: float,
    wide: float,
    foot: float,
    title: str,
    rows: Sequence[Row],
    note: str = "",
) -> float:
    """One part of the sheet, no lower than *foot*; where the next may begin."""
    sheet.words(f"{title}: {len(rows) or 'none'}", x, y, 18, bold=True)
    y += 24
    if note:
        sheet.words(note, x, y - 4, 13, colour=colours.QUIET)
        y += 18
    for place, row in enumerate(rows):
        more = _SIZE * 1.35 if place + 1 < len(rows) else 0
        if y + _height(row, wide) + more > foot:
            sheet.words(f"and {len(rows) - place} more, in the program", x, y, _SIZE, bold=True)
            return y + _GAP + 12
        y = sheet.lines(row.title, x, y, _SIZE, wide)
        if row.detail:
            y = sheet.lines(row.detail, x, y - 2, _SIZE - 2, wide, colour=colours.QUIET)
        y += 5
    return y + _GAP


def _height(row: Row, wide: float) -> float:
    small = _SIZE - 2
    return 1.35 * (
        _SIZE * len(wrapped(row.title, _SIZE, wide)) + small * len(wrapped(row.detail, small, wide))
    )


def _last_huddle(store: "Store") -> "Record | None":
    held = (each for each in store.find("huddle", limit=_LATELY) if each.answers["state"] == "held")
    return max(held, key=_began, default=None)


def _began(huddle: "Record") -> datetime:
    began: datetime = huddle.answers.get("started_at", huddle.recorded_at)
    return began


def _seclusions(store: "Store", lists: Lists, left: "Sequence[ToFinish]", since: date) -> Iterator[Row]:
    """Episodes that have not ended, and incidents with a seclusion whose end nobody has entered."""
    episodes = list(_every(store, "episode"))
    for each in episodes:
        if "ended_at" not in each.answers:
            kind = lists["episode_kind"].title_of(each.answers["kind"])
            reviews = (_review(thing) for thing in left if (thing.what, thing.key) == ("review", each.key))
            yield _running(store, kind, each.answers, "; ".join(reviews))
    followed = {each.answers.get("incident") for each in episodes}
    types = lists["intervention_type"]
    for each in store.find("incident", since=since, limit=_PAGE):
        for row in each.answers.get("interventions", ()) if each.key not in followed else ():
            option = types.option(row["type"])
            if option and option.family == "seclusion" and not {"ended_at", "minutes"} & set(row):
                yield _running(store, option.title, each.answers | row, "its end is not entered")


def _review(thing: "ToFinish") -> str:
    assert thing.due is not None
    return f"{_SIGNS[thing.overdue]}{thing.title.partition(':')[0]} due {_moment(thing.due)}"


def _running(store: "Store", kind: str, answers: Answers, detail: str) -> Row:
    return Row(f"{_code(store, answers)}: {kind}, since {_moment(answers['started_at'])}", detail)


def _every(store: "Store", form: str) -> "Iterator[Record]":
    page = store.find(form, limit=_PAGE)
    while page:
        yield from page
        page = store.find(form, limit=_PAGE, before=page[-1].page)


def _concern(store: "Store", lists: Lists, row: Answers) -> Row:
    worries = ", ".join(lists["worry"].title_of(worry).lower() for worry in row.get("worries", ()))
    score = f"score {row['score']}" if "score" in row else ""
    about = " · ".join(each for each in (worries, score) if each)
    return Row(f"{_code(store, row)}{': ' if about else ''}{about}", _who(row, row.get("plan", "")))


def _action(row: Answers) -> Row:
    return Row(row["action"], _who(row))


def _who(row: Answers, what: str = "") -> str:
    by = f"by {row['by']}" if "by" in row else ""
    return " · ".join(each for each in (what, row.get("owner", ""), by) if each)


def _code(store: "Store", answers: Answers) -> str:
    person = answers.get("person")
    return store.read("person", person).answers["ward_code"] if person else "Person not entered"


def _shift(state: "ShiftState") -> Row:
    turn, number = state.turn, state.incidents
    logged = f"{number} {'incident' if number == 1 else 'incidents'}" if number else ""
    says = {
        "incident": f"{logged}, {'confirmed' if state.confirmed else 'not confirmed'}",
        "nil": "nothing happened, confirmed",
        "unconfirmed": "not confirmed, a blank is not a zero",
        "running": f"running, {logged or 'nothing'} logged so far",
    }[state.state]
    hours = f"{spoken_time(turn.starts)} to {spoken_time(turn.ends)}"
    return Row(f"{turn.shift.title}, {spoken_day(turn.day)}, {hours}", says)


def _moment(moment: datetime) -> str:
    return f"{spoken_day(day_of(moment))} {spoken_time(moment)}"
