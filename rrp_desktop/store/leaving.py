"""What leaves the ward of a month: every row of it, read in one go."""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from pyrage import x25519
from sqlalchemy import Connection, Row, func, select

from rrp_desktop.clock import DAY, day_of, every_day, month_of, next_month
from rrp_desktop.forms.export import MONTHLY, STANDING, Snapshot, leaving, outgoing
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import Act
from rrp_desktop.store.own_work import OwnWork
from rrp_desktop.store.pseudonym import linking_numbers
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import EXPORT, RECORDS, REVISION, standing
from rrp_desktop.store.told import Export, Identity

INSTALL, EPOCH, SIGNING, LINK, OPENING = "install", "epoch", "signing-key", "link-secret", "opening-key"
LINKED = "linked-since"
"""The names under which the file keeps who it is."""
HELD = "held"
"""What the centre did with a bundle that it has and has not accepted."""

_COUNTED = (*MONTHLY.values(), "confirmation", "census")
"""The forms that a month's days and counts are made of."""
_Plain = dict[str, Any]
_Pseudonym = Callable[[str], str]


class Leaving(OwnWork):
    """Who the ward is to the centre, and what of a month leaves it."""

    def identity(self) -> Identity:
        """Who this installation is to the centre."""
        self._reading_as(Act.EXPORT)
        return Identity(
            self._told_secret(INSTALL).decode(),
            self._epoch(),
            self._ward.code,
            self._told_secret(SIGNING),
            self._told_secret(LINK),
        )

    def opening_key(self) -> str:
        """The age identity that opens what the centre seals to this ward alone."""
        self._reading_as(Act.EXPORT)
        kept = self.secret(OPENING)
        if kept is None:
            kept = str(x25519.Identity.generate()).encode()
            with self.writing() as connection:
                self.keep_secret(connection, OPENING, kept)
        return kept.decode()

    def snapshot(self, month: date) -> Snapshot:
        """Everything of the month that begins on *month* that leaves the ward, and what changed before it."""
        self._reading_as(Act.EXPORT)
        first, last = month_of(month), next_month(month_of(month)) - DAY
        with self.reading() as connection:
            named = self._pseudonyms(connection)
            rows = {
                section: tuple(self._outgoing(connection, form, first, last, named))
                for section, form in (MONTHLY | STANDING).items()
            }
            amendments = tuple(self._amendments(connection, first, named))
            spans = [
                (each, next_month(each) - DAY) for each in (*self._moved_months(connection, first), first)
            ]
            sections: dict[str, tuple[_Plain, ...]] = {
                "codes": self._codes(),
                "days": tuple(row for span in spans for row in self._days_rows(connection, *span)),
                "counts": tuple(row for span in spans for row in self._counts_rows(*span)),
                "people": tuple(
                    self._people(connection, (*rows["incidents"], *rows["episodes"], *amendments), named)
                ),
                **rows,
                "amendments": amendments,
                "tombstones": tuple(self._tombstones(connection)),
            }
            cutoff = self._last_in(connection)[0]
            return Snapshot(first, self._ward.code, self._epoch(), cutoff, sections)

    def exports(self) -> tuple[Export, ...]:
        """Every bundle written, the latest first."""
        self._reading_as(Act.EXPORT)
        return self._exports()

    def _epoch(self) -> str:
        return self._told_secret(EPOCH).decode()

    def _exports(self) -> tuple[Export, ...]:
        with self.reading() as connection:
            asked = select(REVISION.c.at, REVISION.c.answers).where(
                REVISION.c.form == "export", REVISION.c.action == HELD
            )
            held = {json.loads(row.answers)["sha256"]: day_of(row.at) for row in connection.execute(asked)}
            rows = connection.execute(
                select(EXPORT).order_by(EXPORT.c.written_at.desc(), EXPORT.c.seq.desc())
            )
            return tuple(
                Export(**row._asdict(), held=None if row.received else held.get(row.sha256)) for row in rows
            )

    def _told_secret(self, name: str) -> bytes:
        content = self.secret(name)
        assert content is not None
        return content

    def _pseudonyms(self, connection: Connection) -> _Pseudonym:
        """What makes the name under which a person leaves the ward: nobody else can make it, or undo it."""
        link, since = self._told_secret(LINK), self.secret(LINKED)
        numbers = linking_numbers(connection, int(since)) if since else {}

        def pseudonym(person: str) -> str:
            return hmac.digest(link, numbers.get(person, person).encode(), "sha256")[:16].hex()

        return pseudonym

    def _codes(self) -> tuple[_Plain, ...]:
        used = {name for form in FORMS.values() for name in _lists_of(form)}
        return tuple({"list": name, "version": self._lists[name].version} for name in sorted(used))

    def _days_rows(self, connection: Connection, first: date, last: date) -> Iterator[_Plain]:
        census = RECORDS["census"]
        beds = {
            row.day: row
            for row in connection.execute(
                select(census).where(standing(census), census.c.day.between(first, last))
            )
        }
        states: dict[date, list[str]] = {}
        for shift in self.shift_states(first, last):
            states.setdefault(shift.turn.day, []).append(shift.state if shift.known else "unconfirmed")
        for day in every_day(first, last):
            told, counted = states.get(day, []), beds.get(day)
            yield {
                "day": day.isoformat(),
                "shifts": len(told),
                **{state: told.count(state) for state in ("nil", "incident", "unconfirmed")},
                "huddles_expected": len(self._slots_due(day)),
                **{
                    name: getattr(counted, name, None)
                    for name in ("occupied", "available", "closed", "on_leave")
                },
            }

    def _counts_rows(self, first: date, last: date) -> Iterator[_Plain]:
        for measure in filter(attrgetter("adds_up"), MEASURES.values()):
            for period in self.counts(measure, first, last, "day"):
                yield {
                    "measure": measure.name,
                    "definition": measure.definition,
                    "day": period.start.isoformat(),
                    "count": period.count,
                    "known": period.count is not None,
                }

    def _outgoing(
        self, connection: Connection, form: str, first: date, last: date, named: _Pseudonym
    ) -> Iterator[_Plain]:
        table = RECORDS[form]
        asked = whole_rows(form).where(standing(table)).order_by(table.c.key)
        if form in MONTHLY.values():
            asked = asked.where(table.c.counted_on.between(first.toordinal(), last.toordinal()))
        for row in connection.execute(asked):
            yield from self._out(connection, FORMS[form], row, named)

    def _out(self, connection: Connection, form: Form, row: Row[Any], named: _Pseudonym) -> Iterator[_Plain]:
        """The row as it leaves; none of a death, or what followed it, before the manager reviewed it."""
        answers = answers_of(form, row)
        if self._is_about_held(connection, form, row.key, answers):
            return
        recorded_at = f"{row.recorded_at:%Y-%m-%dT%H:%MZ}"
        head: _Plain = {"key": row.key, "revision": row.revision, "recorded_at": recorded_at}
        if any(field.record == "person" for field in form.fields()):
            head["person"] = named(answers["person"]) if "person" in answers else None
        yield head | outgoing(form, answers)

    def _is_about_held(self, connection: Connection, form: Form, key: str, answers: Answers) -> bool:
        if form.name == "incident":
            return self.is_held(connection, key, answers)
        incident = answers.get("incident")
        if incident is None:
            return False
        row = connection.execute(whole_rows("incident").where(RECORDS["incident"].c.key == incident)).first()
        return row is not None and self.is_held(connection, incident, answers_of(FORMS["incident"], row))

    def _amendments(self, connection: Connection, first: date, named: _Pseudonym) -> Iterator[_Plain]:
        """What changed, or came late, in earlier months that were sent, since the last accepted bundle."""
        sent = self._sent_before(first)
        for form in MONTHLY.values():
            table = RECORDS[form]
            asked = whole_rows(form).where(
                standing(table),
                table.c.counted_on < first.toordinal(),
                REVISION.c.number > self._accepted(connection),
            )
            for row in connection.execute(asked.order_by(table.c.key)):
                month = month_of(date.fromordinal(row.counted_on))
                if month in sent:
                    for out in self._out(connection, FORMS[form], row, named):
                        yield {"form": form, "month": month_text(month), **out}

    def _moved_months(self, connection: Connection, first: date) -> list[date]:
        """The earlier months that were sent, and whose days or counts a change since then may have moved."""
        changed = select(REVISION.c.key).where(REVISION.c.number > self._accepted(connection))
        asked = select(REVISION.c.form, REVISION.c.answers).where(
            REVISION.c.form.in_(_COUNTED), REVISION.c.key.in_(changed)
        )
        touched = set[date]()
        for row in connection.execute(asked):
            when = json.loads(row.answers).get(FORMS[row.form].dated_by)
            if when is not None:
                # A night shift lies on two days, and times are kept in UTC: the neighbours may have moved.
                day = date.fromisoformat(when[: len("2026-11-21")])
                touched |= {month_of(day + by * DAY) for by in (-1, 0, 1)}
        return sorted(touched & self._sent_before(first))

    def _sent_before(self, first: date) -> set[date]:
        return {export.month for export in self._exports() if export.month < first}

    def _tombstones(self, connection: Connection) -> Iterator[_Plain]:
        for form in (MONTHLY | STANDING).values():
            table = RECORDS[form]
            asked = whole_rows(form).where(
                table.c.standing == "void", REVISION.c.number > self._accepted(connection)
            )
            for row in connection.execute(asked.order_by(table.c.key)):
                month = month_text(date.fromordinal(row.counted_on)) if form in MONTHLY.values() else None
                yield {"form": form, "key": row.key, "revision": row.revision, "month": month}

    def _people(
        self, connection: Connection, rows: Iterable[Mapping[str, Any]], named: _Pseudonym
    ) -> Iterator[_Plain]:
        """A row for each person that *rows* name, as last told of them, in the order of their pseudonyms."""
        wanted = {row.get("person") for row in rows}
        form = FORMS["person"]
        found = {
            named(row.key): outgoing(form, answers_of(form, row))
            for row in connection.execute(whole_rows("person").order_by(REVISION.c.number))
        }
        return ({"person": person, **found[person]} for person in sorted(found) if person in wanted)

    def _accepted(self, connection: Connection) -> int:
        """The number of the last event that the centre is known to have."""
        accepted = select(func.max(EXPORT.c.cutoff)).where(EXPORT.c.received.is_not(None))
        return connection.execute(accepted).scalar() or 0


def month_text(day: date) -> str:
    """The month of *day* as it is written."""
    return f"{day:%Y-%m}"


def _lists_of(form: Form) -> Iterator[str]:
    for field in leaving(form):
        if field.options:
            yield field.options
        if field.rows is not None:
            yield from _lists_of(field.rows)
