"""What is still to be done on the ward, overdue first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from rrp_desktop.clock import DAY, day_of, every_day, midnight, spoken_day, spoken_time
from rrp_desktop.forms.check import Problem, check, later
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.rules import held_for_manager
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.obligations import Facts, Owed, owed
from rrp_desktop.people import Act, act_to_see
from rrp_desktop.store.known_on import KnownOn
from rrp_desktop.store.owing import owing, ward_codes
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import RECORDS, standing, unfinished
from rrp_desktop.store.told import ToFinish

NEAR = 7
"""Days back to which each thing has a line of its own; earlier ones of a kind share one."""
AHEAD = 14
"""Days ahead from which a thing that will be due is listed."""
SHOWN = 100
_OF_THE_WARD = ("shift", "census")
"""What is owed for the ward, and says nothing of anybody."""
_SHARED = {
    "shift": ("earlier shift not confirmed", "earlier shifts not confirmed", "the first on", "confirmation"),
    "census": ("earlier night not counted", "earlier nights not counted", "the first on", "census"),
    "debrief": ("earlier debrief not held", "earlier debriefs not held", "the first was due", "incident"),
}
"""One of a kind, several, what stands before the first day, and the form to open."""
_CENSUS = RECORDS["census"]


class Finishing(KnownOn):
    """Drafts, open answers, and everything else the ward owes."""

    def to_finish(self) -> tuple[ToFinish, ...]:
        """Everything still to be done that the reader may know of, overdue first, then by when it is due.

        Shifts and nights that nobody spoke for are for everybody to know.
        """
        who, now = self._reading_as(Act.SEE_CHARTS), self._clock.now()
        with self.reading() as connection:
            names, facts = self._names(), self._facts(connection, day_of(now))
            due = [each for each in owed(facts, self._policy_on, now) if each.due <= now + AHEAD * DAY]
            found = [
                *self._drafts_to_finish(names),
                *self._answers_to_finish(connection, names, now, due),
                *self._owed_to_finish(facts, due, day_of(now)),
            ]
        last = datetime.max.replace(tzinfo=now.tzinfo)
        told = (each for each in found if each.what in _OF_THE_WARD or who.may(act_to_see(each.form)))
        return tuple(sorted(told, key=lambda each: (not each.overdue, each.due or last)))

    def missing_nights(self, connection: Connection, since: date, until: date) -> list[date]:
        """The days of the span at whose end nobody counted the beds."""
        counted = select(_CENSUS.c.day).where(standing(_CENSUS), _CENSUS.c.day.between(since, until))
        held = set(connection.execute(counted).scalars())
        return [day for day in every_day(since, until) if day not in held and self._ward.expects(day)]

    def _facts(self, connection: Connection, today: date) -> Facts:
        records, live = owing(connection, today), self._ward.live_from
        deaths = [each for each in records if each.form == "incident" and held_for_manager(each.answers)]
        return Facts(
            records,
            self._unconfirmed(connection, live, today),
            self.missing_nights(connection, live, today - DAY),
            frozenset(each.key for each in deaths if not self.is_held(connection, each.key, each.answers)),
            ward_codes(connection, records),
        )

    def _drafts_to_finish(self, names: Mapping[str, str]) -> Iterator[ToFinish]:
        for draft in self.drafts():
            title = f"{FORMS[draft.form].title}: not saved yet"
            begun = f"begun {spoken_time(draft.started_at)}, {spoken_day(day_of(draft.started_at))}"
            detail = f"{begun}, by {names.get(draft.by, draft.by)}"
            yield ToFinish("draft", title, detail, None, False, draft.form, draft.key)

    def _answers_to_finish(
        self, connection: Connection, names: Mapping[str, str], now: datetime, due: Sequence[Owed]
    ) -> Iterator[ToFinish]:
        soon = [each for each in reversed(due) if each.what == "answer"]
        soonest = {(each.form, each.key): (each.due, each.overdue) for each in soon}
        for form in FORMS.values():
            table = RECORDS[form.name]
            asked = whole_rows(form.name).where(unfinished(table))
            newest = asked.order_by(table.c.counted_on.desc(), table.c.key).limit(SHOWN)
            for row in connection.execute(newest):
                answers = answers_of(form, row)
                left = [each for each in later(check(form, answers, self._lists, now)) if each.code != "held"]
                if left:
                    title = self._title(form, answers, date.fromordinal(row.counted_on))
                    detail = f"{_questions(form, left)} · by {names.get(row.recorded_by, row.recorded_by)}"
                    by, overdue = soonest.get((form.name, row.key), (None, False))
                    yield ToFinish("record", title, detail, by, overdue, form.name, row.key)

    def _title(self, form: Form, answers: Answers, counted_on: date) -> str:
        day = spoken_day(counted_on)
        if form.name == "incident":
            kinds = (self._lists["incident_kind"].title_of(kind) for kind in answers["kinds"])
            return f"{spoken_time(answers['started_at'])} {', '.join(kinds).lower()}, {day}"
        return f"{form.title} {answers['ward_code']}" if form.name == "person" else f"{form.title}, {day}"

    def _owed_to_finish(self, facts: Facts, due: Sequence[Owed], today: date) -> Iterator[ToFinish]:
        details = self._details(facts)
        for what in dict.fromkeys(each.what for each in due if each.what != "answer"):
            lines = [each for each in due if each.what == what]
            early = [each for each in lines if what in _SHARED and _day(each) < today - NEAR * DAY]
            for each in lines[len(early) :]:
                detail = details.get(each.key, "")
                if what not in ("shift", "census"):
                    detail = f"{detail} · due {_when(each.due)}" if detail else f"due {_when(each.due)}"
                yield ToFinish(what, each.title, detail, each.due, each.overdue, each.form, each.key)
            if early:
                yield _shared(what, early)

    def _details(self, facts: Facts) -> dict[str, str]:
        """What stands under a line, by key, where it is more than when it is due."""
        shifts = {
            f"{turn.day.isoformat()} {turn.shift.code}": (
                f"{spoken_time(turn.starts)} to {spoken_time(turn.ends)}, nothing recorded"
            )
            for turn in facts.unconfirmed
        }
        nights = {day.isoformat(): "not entered" for day in facts.uncounted}
        incidents = {
            each.key: self._title(FORMS["incident"], each.answers, day_of(each.answers["started_at"]))
            for each in facts.of("incident")
        }
        return shifts | nights | incidents


def _day(each: Owed) -> date:
    """The day a thing is owed for."""
    return date.fromisoformat(each.key[:10]) if each.what in ("shift", "census") else day_of(each.due)


def _when(due: datetime) -> str:
    """Midnight is said as the day it ends."""
    if due == midnight(day_of(due)):
        return spoken_day(day_of(due) - DAY)
    return f"{spoken_time(due)}, {spoken_day(day_of(due))}"


def _shared(what: str, early: Sequence[Owed]) -> ToFinish:
    """The line that stands for everything of a kind that is longer ago."""
    one, many, detail, form = _SHARED[what]
    title = f"{len(early)} {one if len(early) == 1 else many}"
    first, last = early[0], early[-1]
    return ToFinish(
        what,
        title,
        f"{detail} {spoken_day(_day(first))}",
        last.due,
        last.overdue,
        form,
        first.key if form == "incident" else "",
    )


def _questions(form: Form, left: Sequence[Problem]) -> str:
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
