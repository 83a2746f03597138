"""Answers held against the ward's other records before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, bindparam, or_, select

from rrp_desktop.clock import DAY, day_of
from rrp_desktop.forms.beside import NEAR, Known, Other
from rrp_desktop.forms.check import Problem, Strength, asks, check, happened_on, later, sound, stops
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.rules import held_for_manager
from rrp_desktop.forms.spec import Answers, Form, kept
from rrp_desktop.people import act_for
from rrp_desktop.store.drafts import Drafts
from rrp_desktop.store.rows import ONCE, SAME, answers_of, whole_rows
from rrp_desktop.store.tables import CHILDREN, RECORDS, REVISION, standing
from rrp_desktop.store.told import NotSaved

_OBSERVED = ("incident", "huddle", "confirmation", "census")
_BESIDE = {"incident": 31, "episode": 4000}
"""Days back to which other records of the same person bear on a new one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is kept of some answers, what is left for later, and why what is unlikely is so."""

    answers: dict[str, Any]
    later: tuple[Problem, ...]
    reasons: Mapping[str, str]


class Checking(Drafts):
    """What there is to say about answers before they are saved."""

    def check(self, form: str, answers: Answers, *, key: str | None = None) -> tuple[Problem, ...]:
        """Everything to say about *answers*, other records considered; *key* is the record they change."""
        with self.reading() as connection:
            self._reading_as(act_for(form))
            return self._problems(connection, FORMS[form], answers, key)

    def _problems(
        self, connection: Connection, form: Form, answers: Answers, key: str | None
    ) -> tuple[Problem, ...]:
        named = tuple(named_records(form, answers))
        known = self._known_beside(connection, form, answers, key, named)
        problems = check(form, answers, self._lists, self._clock.now(), known)
        others = self._against_others(connection, form, sound(form, answers, problems), key)
        wrong = {problem.field for problem in stops(problems)}
        unknown = (each for each in _unknown(connection, named, known) if each.field not in wrong)
        return (*problems, *others, *unknown)

    def _checked(
        self,
        connection: Connection,
        form: Form,
        answers: Answers,
        row: Row[Any] | None,
        reasons: Mapping[str, str] | None,
    ) -> Checked:
        """What is kept of *answers*; NotSaved when something stops it, or is unlikely and has no reason."""
        problems = self._problems(connection, form, answers, row and row.key)
        asked = asks(problems)
        if row is not None and asked:
            asked = self._new_doubts(connection, form, answers, row, asked)
        given = {key: reason.strip() for key, reason in (reasons or {}).items() if reason.strip()}
        waiting = (*stops(problems), *(problem for problem in asked if problem.key not in given))
        if waiting:
            raise NotSaved(waiting)
        kept_reasons = {problem.key: given[problem.key] for problem in asked}
        return Checked(kept(form, answers), later(problems), kept_reasons)

    def _new_doubts(
        self,
        connection: Connection,
        form: Form,
        answers: Answers,
        row: Row[Any],
        asked: tuple[Problem, ...],
    ) -> tuple[Problem, ...]:
        """Those of *asked* that a change to a record brings about; the others stood before it."""
        old = answers_of(form, row)
        before = {(each.key, each.record) for each in asks(self._problems(connection, form, old, row.key))}
        new = kept(form, answers)
        return tuple(
            each
            for each in asked
            if (each.key, each.record) not in before or new.get(root := _root(each)) != old.get(root)
        )

    def is_held(self, connection: Connection, key: str, incident: Answers) -> bool:
        """Whether an incident is a death that the manager has not reviewed."""
        return held_for_manager(incident) and not self._is_released(connection, key)

    def _is_released(self, connection: Connection, key: str) -> bool:
        return connection.execute(_RELEASED, {"key": key}).first() is not None

    def _known_beside(
        self,
        connection: Connection,
        form: Form,
        answers: Answers,
        key: str | None,
        records: tuple[tuple[str, str, str], ...],
    ) -> Known:
        """What the ward's other records say that bears on *answers*; not those that are named in rows."""
        named = {
            path: answers_of(FORMS[wanted], row)
            for path, wanted, name in records
            if "." not in path and (row := connection.execute(_NAMED[wanted], {"key": name}).first())
        }
        released = key is not None and self._is_released(connection, key)
        person, started = answers.get("person"), answers.get(form.dated_by)
        if (
            form.name not in _BESIDE
            or not isinstance(person, str)
            or not isinstance(started, datetime)
            or started.tzinfo is not UTC
            or started > self._clock.now() + DAY
        ):
            return Known(named, released=released)
        day = day_of(started).toordinal()
        span = {"person": person, "since": day - _BESIDE[form.name], "until": day + 1}
        if form.name == "incident":
            span |= {"before": started - NEAR, "after": started + NEAR}
        rows = connection.execute(_ABOUT[form.name], span)
        others = (Other(form.name, row.key, answers_of(form, row)) for row in rows if row.key != key)
        return Known(named, tuple(others), released)

    def _against_others(
        self, connection: Connection, form: Form, answers: Answers, key: str | None
    ) -> Iterator[Problem]:
        day = happened_on(form, answers)
        if form.name in _OBSERVED and day is not None and day < self._ward.live_from:
            yield Problem(form.dated_by, "before-live", "This was before the ward began to record here.")
        shift = answers.get("shift")
        if form.name == "confirmation" and day is not None and shift and not self._begun(day, shift):
            yield Problem("shift", "shift-not-begun", "This shift has not begun yet.")
        once = ONCE.get(form.name)
        if once and not answers.get("quick") and all(answers.get(name) is not None for name in once):
            same = connection.execute(SAME[form.name], {name: answers[name] for name in once}).scalars()
            if any(found != key for found in same):
                yield Problem(
                    once[-1], "entered-already", "This has been entered already. Open that one to change it."
                )
        if form.name == "person" and "nhs_number" in answers:
            for row in connection.execute(_SAME_NUMBER, {"number": answers["nhs_number"]}):
                if row.key != key:
                    sentence = f"{row.ward_code} has this number too. Is it the same person? Say why not."
                    yield Problem("nhs_number", "same-number", sentence, Strength.ASK, row.key)

    def _begun(self, day: date, shift: str) -> bool:
        turn = self._turn_named(day, shift)
        return turn is not None and turn.starts <= self._clock.now()


def named_records(form: Form, answers: Answers, path: str = "") -> Iterator[tuple[str, str, str]]:
    """The path, form and key of every record that *answers* name."""
    for field in form.asked(answers):
        value = answers.get(field.name)
        if field.record and isinstance(value, str) and value:
            yield path + field.name, field.record, value
        elif field.rows is not None and isinstance(value, tuple):
            for position, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield from named_records(field.rows, row, f"{path}{field.name}.{position}.")


def _unknown(
    connection: Connection, named: tuple[tuple[str, str, str], ...], known: Known
) -> Iterator[Problem]:
    """A problem for each record that is *named* and is not on the ward."""
    in_rows: dict[str, set[str]] = {}
    for path, wanted, name in named:
        if "." in path:
            in_rows.setdefault(wanted, set()).add(name)
    there = {
        wanted: set(connection.execute(_THERE[wanted], {"keys": sorted(names)}).scalars())
        for wanted, names in in_rows.items()
    }
    for path, wanted, name in named:
        if path not in known.named and name not in there.get(wanted, ()):
            yield Problem(path, "record-unknown", "Choose one from the list.")


def _root(problem: Problem) -> str:
    return problem.field.partition(".")[0]


def _there(form: str) -> Select[Any]:
    return whole_rows(form).where(or_(standing(RECORDS[form]), REVISION.c.action == "merge"))


def _about(form: str) -> Select[Any]:
    """Records of a person that may bear on another: of incidents those near it, and every seclusion."""
    table, since, until = RECORDS[form], bindparam("since", type_=Integer), bindparam("until", type_=Integer)
    about = whole_rows(form).where(
        standing(table), table.c.person == bindparam("person"), table.c.counted_on.between(since, until)
    )
    if form != "incident":
        return about
    rows = CHILDREN["intervention"]
    secluded = select(rows.c.parent).where(
        standing(rows), rows.c.type == "05", rows.c.counted_on.between(since, until)
    )
    near = table.c.started_at.between(bindparam("before"), bindparam("after"))
    return about.where(or_(near, table.c.key.in_(secluded)))


# Made once: building a statement costs as much as running it.
_NAMED = {form: _there(form).where(table.c.key == bindparam("key")) for form, table in RECORDS.items()}
_THERE = {
    form: _there(form)
    .with_only_columns(table.c.key)
    .where(table.c.key.in_(bindparam("keys", expanding=True)))
    for form, table in RECORDS.items()
}
_RELEASED = select(REVISION.c.number).where(
    REVISION.c.form == "incident", REVISION.c.key == bindparam("key"), REVISION.c.action == "release"
)
_PERSON = RECORDS["person"]
_SAME_NUMBER = select(_PERSON.c.key, _PERSON.c.ward_code).where(
    standing(_PERSON), _PERSON.c.nhs_number == bindparam("number")
)
_ABOUT = {form: _about(form) for form in _BESIDE}
