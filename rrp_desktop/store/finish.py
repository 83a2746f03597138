"""What is still to be done on the ward, overdue first."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, literal_column, select

from rrp_desktop.clock import DAY, day_of, midnight, spoken_day, spoken_time
from rrp_desktop.forms.check import Problem, check, later
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.store.accounts import Accounts
from rrp_desktop.store.counts import days_between
from rrp_desktop.store.records import LATE
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import RECORDS, standing
from rrp_desktop.store.told import ToFinish

NEAR = 7
"""Days back to which each shift and census has a line of its own; earlier ones share one."""
SHOWN = 100
_CENSUS_LATE = timedelta(hours=12)
_CENSUS = RECORDS["census"]


class Finishing(Accounts):
    """Drafts, open answers, shifts nobody spoke for, nights nobody counted."""

    def to_finish(self) -> tuple[ToFinish, ...]:
        """Everything still to be done, overdue first, then by when it is due."""
        now = self._clock.now()
        with self.reading() as connection:
            names = self.names()
            found = [
                *self._drafts_to_finish(names),
                *self._answers_to_finish(connection, names, now),
                *self._shifts_to_confirm(connection, now),
                *self._nights_to_count(connection, now),
            ]
        last = datetime.max.replace(tzinfo=now.tzinfo)
        return tuple(sorted(found, key=lambda each: (not each.overdue, each.due or last)))

    def missing_nights(self, connection: Connection, since: date, until: date) -> list[date]:
        """The days of the span at whose end nobody counted the beds."""
        counted = select(_CENSUS.c.day).where(standing(_CENSUS), _CENSUS.c.day.between(since, until))
        held = set(connection.execute(counted).scalars())
        return [day for day in days_between(max(since, self._ward.live_from), until) if day not in held]

    def _drafts_to_finish(self, names: dict[str, str]) -> Iterator[ToFinish]:
        for draft in self.drafts():
            title = f"{FORMS[draft.form].title}: not saved yet"
            begun = f"begun {spoken_time(draft.started_at)}, {spoken_day(day_of(draft.started_at))}"
            detail = f"{begun}, by {names.get(draft.by, draft.by)}"
            yield ToFinish("draft", title, detail, None, False, draft.form, draft.key)

    def _answers_to_finish(
        self, connection: Connection, names: dict[str, str], now: datetime
    ) -> Iterator[ToFinish]:
        for form in FORMS.values():
            table = RECORDS[form.name]
            unfinished = whole_rows(form.name).where(table.c.standing == literal_column("'saved'"))
            newest = unfinished.order_by(table.c.counted_on.desc(), table.c.key).limit(SHOWN)
            for row in connection.execute(newest):
                answers = answers_of(form, row)
                left = later(check(form, answers, self._lists, now))
                if left:
                    detail = f"{_questions(form, left)} · by {names.get(row.recorded_by, row.recorded_by)}"
                    title = self._title(form, row, answers)
                    yield ToFinish("record", title, detail, None, False, form.name, row.key)

    def _title(self, form: Form, row: Row[Any], answers: Answers) -> str:
        day = spoken_day(date.fromordinal(row.counted_on))
        if form.name == "incident":
            kinds = (self._lists["incident_kind"].title_of(kind) for kind in answers["kinds"])
            return f"{spoken_time(answers['started_at'])} {', '.join(kinds).lower()}, {day}"
        return f"{form.title} {answers['ward_code']}" if form.name == "person" else f"{form.title}, {day}"

    def _shifts_to_confirm(self, connection: Connection, now: datetime) -> Iterator[ToFinish]:
        today = day_of(now)
        waiting = self._unconfirmed(connection, self._ward.live_from, today)
        near = [turn for turn in waiting if turn.day >= today - NEAR * DAY]
        for turn in near:
            title = f"{turn.shift.title} shift, {spoken_day(turn.day)}: not confirmed"
            detail = f"{spoken_time(turn.starts)} to {spoken_time(turn.ends)}, nothing recorded"
            key = f"{turn.day.isoformat()} {turn.shift.code}"
            overdue = now > turn.ends + LATE
            yield ToFinish("shift", title, detail, turn.ends, overdue, "confirmation", key)
        if earlier := waiting[: len(waiting) - len(near)]:
            title = f"{_several(len(earlier), 'earlier shift')} not confirmed"
            detail = f"the first on {spoken_day(earlier[0].day)}"
            yield ToFinish("shift", title, detail, earlier[-1].ends, True, "confirmation", "")

    def _nights_to_count(self, connection: Connection, now: datetime) -> Iterator[ToFinish]:
        today = day_of(now)
        missing = self.missing_nights(connection, self._ward.live_from, today - DAY)
        near = [day for day in missing if day >= today - NEAR * DAY]
        for day in near:
            due = midnight(day + DAY)
            title = f"Beds occupied, {spoken_day(day)}"
            key = day.isoformat()
            yield ToFinish("census", title, "not entered", due, now > due + _CENSUS_LATE, "census", key)
        if earlier := missing[: len(missing) - len(near)]:
            title = f"Beds occupied on {_several(len(earlier), 'earlier day')}"
            detail = f"not entered, the first {spoken_day(earlier[0])}"
            yield ToFinish("census", title, detail, midnight(earlier[-1] + DAY), True, "census", "")


def _questions(form: Form, left: tuple[Problem, ...]) -> str:
    """The questions that are open, each once, the first three by name."""
    titles = list(dict.fromkeys(_question(form, problem.field) for problem in left))
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return ", ".join(titles[:3]) + more


def _question(form: Form, path: str) -> str:
    name, _, rest = path.partition(".")
    field = form.field(name)
    if field.rows is not None and rest:
        return _question(field.rows, rest.partition(".")[2])
    return field.title.rstrip("?")


def _several(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
