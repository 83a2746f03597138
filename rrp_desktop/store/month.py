"""Month-end: what leaves the ward, whether it may, what was sent, and what the centre said."""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from pyrage import x25519
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from rrp_desktop.clock import DAY, day_of, month_of, next_month, spoken_day
from rrp_desktop.errors import Refused
from rrp_desktop.events import Exported
from rrp_desktop.forms.export import MONTHLY, STANDING, Snapshot, leaving, outgoing
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.counts import days_between
from rrp_desktop.store.own_work import OwnWork
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import EXPORT, PACK, RECORDS, REVISION, standing, unfinished
from rrp_desktop.store.told import Export, Identity, MonthPoint

INSTALL, EPOCH, SIGNING, LINK, OPENING = "install", "epoch", "signing-key", "link-secret", "opening-key"
"""The names under which the file keeps who it is."""

_COUNTED = (*MONTHLY.values(), "confirmation", "census")
"""The forms that a month's days and counts are made of."""
_Plain = dict[str, Any]


class MonthEnd(OwnWork):
    """A month, checked, read in one go, and followed until its receipt is here."""

    def identity(self) -> Identity:
        """Who this installation is to the centre."""
        return Identity(
            self._told_secret(INSTALL).decode(),
            self._told_secret(EPOCH).decode(),
            self._ward.code,
            self._told_secret(SIGNING),
            self._told_secret(LINK),
        )

    def opening_key(self) -> str:
        """The age identity that opens what the centre seals to this ward alone."""
        kept = self.secret(OPENING)
        if kept is None:
            kept = str(x25519.Identity.generate()).encode()
            with self.writing() as connection:
                self.keep_secret(connection, OPENING, kept)
        return kept.decode()

    def snapshot(self, month: date) -> Snapshot:
        """Everything of the month that begins on *month* that leaves the ward, and what changed before it."""
        first, last = month_of(month), next_month(month_of(month)) - DAY
        with self.reading() as connection:
            rows = {
                section: tuple(self._outgoing(connection, form, first, last))
                for section, form in (MONTHLY | STANDING).items()
            }
            amendments = tuple(self._amendments(connection, first))
            spans = [
                (each, next_month(each) - DAY) for each in (*self._moved_months(connection, first), first)
            ]
            sections: dict[str, tuple[_Plain, ...]] = {
                "codes": self._codes(),
                "days": tuple(row for span in spans for row in self._days_rows(connection, *span)),
                "counts": tuple(row for span in spans for row in self._counts_rows(*span)),
                "people": tuple(
                    self._people(connection, (*rows["incidents"], *rows["episodes"], *amendments))
                ),
                **rows,
                "amendments": amendments,
                "tombstones": tuple(self._tombstones(connection)),
            }
            cutoff = self._last_in(connection)[0]
            return Snapshot(first, self._ward.code, self.identity().epoch, cutoff, sections)

    def month_check(self, month: date) -> tuple[MonthPoint, ...]:
        """Whether the month that begins on *month* can be sent, point by point."""
        first, last = month_of(month), next_month(month_of(month)) - DAY
        since = max(first, self._ward.live_from)
        with self.reading() as connection:
            nights = (last - since).days + 1
            counted = nights - len(self.missing_nights(connection, first, last))
            open_still, incidents = self._unfinished(connection, first, last)
            held = self._held(connection, first, last)
        huddles = self.counts(MEASURES["huddles_held"], first, last, "month")[0]
        shifts = self.shift_states(since, last)
        known = sum(shift.known for shift in shifts)
        missed = huddles.confirmed - huddles.seen
        return (
            _over(last, day_of(self._clock.now())),
            _point("beds", "days have beds occupied", "", max(counted, 0), max(nights, 0)),
            _point("shifts", "shifts known", "", known, len(shifts)),
            _point(
                "huddles",
                "huddles logged",
                f"{missed} marked ‘did not happen’" if missed else "",
                huddles.confirmed,
                huddles.shifts,
            ),
            _point(
                "incidents",
                "incidents complete",
                "You can send now: what is finished later goes with the next month." if open_still else "",
                incidents - open_still,
                incidents,
            ),
            *([_waiting(held)] if held else []),
        )

    def record_export(self, export: Export, *, by: StaffMember) -> None:
        """Keep that a bundle was written. Refused unless it is the next of this epoch."""
        actor = self._actor(by, Act.EXPORT)
        with self.writing() as connection:
            latest = connection.execute(
                select(func.max(EXPORT.c.seq)).where(EXPORT.c.epoch == export.epoch)
            ).scalar()
            if export.epoch != self.identity().epoch or export.seq != (latest or 0) + 1:
                raise Refused("export-order", "Another bundle was written meanwhile. Make this one again.")
            row = {column.name: getattr(export, column.name) for column in EXPORT.columns}
            connection.execute(insert(EXPORT), row)
            told = {"seq": export.seq, "sha256": export.sha256, "cutoff": export.cutoff}
            self.add(connection, "export", _month(export.month), "write", by=actor.key, answers=told)
            self._tell(Exported(export.month))

    def exports(self) -> tuple[Export, ...]:
        """Every bundle written, the latest first."""
        with self.reading() as connection:
            rows = connection.execute(
                select(EXPORT).order_by(EXPORT.c.written_at.desc(), EXPORT.c.seq.desc())
            )
            return tuple(Export(**row._asdict()) for row in rows)

    def record_receipt(self, seq: int, sha256: str, *, by: StaffMember) -> None:
        """Keep that the centre has accepted the bundle numbered *seq* of this epoch."""
        actor = self._actor(by, Act.EXPORT)
        with self.writing() as connection:
            this = (EXPORT.c.epoch == self.identity().epoch, EXPORT.c.seq == seq)
            row = connection.execute(select(EXPORT).where(*this)).first()
            if row is None or row.sha256 != sha256:
                raise Refused("receipt-other", "This receipt is for a bundle that this ward did not write.")
            if row.received is None:
                received = day_of(self._clock.now())
                connection.execute(update(EXPORT).where(*this).values(received=received))
                told = {"seq": seq, "sha256": sha256}
                self.add(connection, "export", _month(row.month), "receipt", by=actor.key, answers=told)
            self._tell(Exported(row.month))

    def keep_pack(self, pack: bytes, link: bytes | None = None, *, by: StaffMember) -> None:
        """Keep the programme pack that is in use from now on, and the *link* key for pseudonyms in it."""
        actor = self._actor(by, Act.SETTINGS)
        with self.writing() as connection:
            connection.execute(insert(PACK), {"kept_at": self._clock.now(), "content": pack})
            if link is not None:
                self.keep_secret(connection, LINK, link)
            self.add(connection, "pack", "pack", "keep", by=actor.key, answers={"size": len(pack)})

    def pack(self) -> bytes | None:
        """The programme pack in use; None before the first."""
        with self.reading() as connection:
            content = connection.execute(
                select(PACK.c.content).order_by(PACK.c.number.desc()).limit(1)
            ).scalar()
        return None if content is None else bytes(content)

    def _told_secret(self, name: str) -> bytes:
        content = self.secret(name)
        assert content is not None
        return content

    def _pseudonym(self, person: str | None) -> str | None:
        """The name under which a person leaves the ward: nobody else can make it, or undo it."""
        if person is None:
            return None
        return hmac.digest(self._told_secret(LINK), person.encode(), "sha256")[:16].hex()

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
        for day in days_between(first, last):
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

    def _outgoing(self, connection: Connection, form: str, first: date, last: date) -> Iterator[_Plain]:
        table = RECORDS[form]
        asked = whole_rows(form).where(standing(table)).order_by(table.c.key)
        if form in MONTHLY.values():
            asked = asked.where(table.c.counted_on.between(first.toordinal(), last.toordinal()))
        for row in connection.execute(asked):
            yield from self._out(connection, FORMS[form], row)

    def _out(self, connection: Connection, form: Form, row: Row[Any]) -> Iterator[_Plain]:
        """The row as it leaves; none of a death, or what followed it, before the manager reviewed it."""
        answers = answers_of(form, row)
        if self._is_about_held(connection, form, row.key, answers):
            return
        recorded_at = f"{row.recorded_at:%Y-%m-%dT%H:%MZ}"
        head: _Plain = {"key": row.key, "revision": row.revision, "recorded_at": recorded_at}
        if any(field.record == "person" for field in form.fields()):
            head["person"] = self._pseudonym(answers.get("person"))
        yield head | outgoing(form, answers)

    def _is_about_held(self, connection: Connection, form: Form, key: str, answers: Answers) -> bool:
        if form.name == "incident":
            return self.is_held(connection, key, answers)
        incident = answers.get("incident")
        if incident is None:
            return False
        row = connection.execute(whole_rows("incident").where(RECORDS["incident"].c.key == incident)).first()
        return row is not None and self.is_held(connection, incident, answers_of(FORMS["incident"], row))

    def _amendments(self, connection: Connection, first: date) -> Iterator[_Plain]:
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
                    for out in self._out(connection, FORMS[form], row):
                        yield {"form": form, "month": _month(month), **out}

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
        return {export.month for export in self.exports() if export.month < first}

    def _tombstones(self, connection: Connection) -> Iterator[_Plain]:
        for form in (MONTHLY | STANDING).values():
            table = RECORDS[form]
            asked = whole_rows(form).where(
                table.c.standing == "void", REVISION.c.number > self._accepted(connection)
            )
            for row in connection.execute(asked.order_by(table.c.key)):
                month = _month(date.fromordinal(row.counted_on)) if form in MONTHLY.values() else None
                yield {"form": form, "key": row.key, "revision": row.revision, "month": month}

    def _people(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> Iterator[_Plain]:
        """A row for each person that *rows* name, in the order of their pseudonyms."""
        named = {row.get("person") for row in rows}
        form = FORMS["person"]
        found = {
            self._pseudonym(row.key): outgoing(form, answers_of(form, row))
            for row in connection.execute(whole_rows("person"))
        }
        return (
            {"person": person, **found[person]} for person in sorted(filter(None, found)) if person in named
        )

    def _accepted(self, connection: Connection) -> int:
        """The number of the last event that the centre is known to have."""
        accepted = select(func.max(EXPORT.c.cutoff)).where(EXPORT.c.received.is_not(None))
        return connection.execute(accepted).scalar() or 0

    def _held(self, connection: Connection, first: date, last: date) -> int:
        """How many deaths of the month the manager has not reviewed."""
        table = RECORDS["incident"]
        span = table.c.counted_on.between(first.toordinal(), last.toordinal())
        rows = connection.execute(whole_rows("incident").where(unfinished(table), span)).all()
        return sum(self.is_held(connection, row.key, answers_of(FORMS["incident"], row)) for row in rows)

    def _unfinished(self, connection: Connection, first: date, last: date) -> tuple[int, int]:
        table = RECORDS["incident"]
        asked: Select[Any] = (
            select(table.c.standing, func.count())
            .where(standing(table), table.c.counted_on.between(first.toordinal(), last.toordinal()))
            .group_by(table.c.standing)
        )
        found: dict[str, int] = {row[0]: row[1] for row in connection.execute(asked)}
        return found.get("saved", 0), sum(found.values())


def _waiting(held: int) -> MonthPoint:
    title = "1 death waits" if held == 1 else f"{held} deaths wait"
    detail = "It stays on the ward until the manager has reviewed it."
    return MonthPoint("held", f"{title} for the manager", detail, "warn", 0, held)


def _over(last: date, today: date) -> MonthPoint:
    if last < today:
        return MonthPoint("over", "The month is over", "", "ok", 1, 1)
    detail = f"It ends on {spoken_day(last)}. What happens until then goes with the next bundle."
    return MonthPoint("over", "The month is not over yet", detail, "warn", 0, 1)


def _point(code: str, title: str, detail: str, done: int, expected: int) -> MonthPoint:
    state = "ok" if done == expected else "warn"
    return MonthPoint(code, f"{done} of {expected} {title}", detail, state, done, expected)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _lists_of(form: Form) -> Iterator[str]:
    for field in leaving(form):
        if field.options:
            yield field.options
        if field.rows is not None:
            yield from _lists_of(field.rows)
