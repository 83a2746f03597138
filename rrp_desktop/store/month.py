"""Month-end: what leaves the ward, whether it may, what was sent, and what the centre said."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from rrp_desktop.clock import DAY, day_of, month_of, next_month, spoken_day
from rrp_desktop.errors import Refused
from rrp_desktop.events import Exported
from rrp_desktop.forms.library import FORMS
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.settings import SECOND
from rrp_desktop.store import tallies
from rrp_desktop.store.leaving import HELD, LINK, LINKED, Leaving, month_text
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import EXPORT, PACK, RECORDS, standing, unfinished
from rrp_desktop.store.told import Export, MonthPoint
from rrp_desktop.ward import looks_like_ods

RETURNED = "returned"
"""The name under which the file keeps the newest return pack."""
_LATER = "You can send now: it goes with the next month then."
_DUE = (
    ("hazard", "ligature action is overdue", "ligature actions are overdue"),
    ("restriction", "rule for everybody to be looked at again", "rules for everybody to be looked at again"),
    ("cycle", "test of change to study", "tests of change to study"),
)
_SILENT = timedelta(days=14)
"""How long a centre may take to answer before somebody should ask."""


class MonthEnd(Leaving):
    """A month, checked, read in one go, and followed until its receipt is here."""

    def month_check(self, month: date) -> tuple[MonthPoint, ...]:
        """Whether the month that begins on *month* can be sent, point by point."""
        self._reading_as(Act.EXPORT)
        first, last = month_of(month), next_month(month_of(month)) - DAY
        since = max(first, self._ward.live_from)
        with self.reading() as connection:
            missing = self.missing_nights(connection, first, last)
            open_still, incidents = self._unfinished(connection, first, last)
            held = self._held(connection, first, last)
        nights = (last - since).days + 1
        huddles = self.counts(MEASURES["huddles_held"], first, last, "month")[0]
        offered = self.counts(MEASURES["debriefs_offered"], first, last, "month")[0]
        shifts = self.shift_states(since, last)
        unknown = [shift.turn.day for shift in shifts if not shift.known]
        missed = huddles.confirmed - huddles.seen
        due = (offered.expected or 0) - offered.seen
        return (
            *self._clock_point(),
            *_organisation(self._ward.organisation),
            _over(last, day_of(self._clock.now())),
            _point(
                "beds",
                "days have beds occupied",
                "",
                max(nights - len(missing), 0),
                max(nights, 0),
                missing[0] if missing else None,
            ),
            _point(
                "shifts",
                "shifts known",
                "",
                len(shifts) - len(unknown),
                len(shifts),
                unknown[0] if unknown else None,
            ),
            _point(
                "huddles",
                "huddles logged",
                f"{missed} marked ‘did not happen’" if missed else "",
                huddles.confirmed,
                huddles.shifts,
                *self._first_missed(since, last),
            ),
            _point(
                "incidents",
                "incidents complete",
                _LATER if open_still else "",
                incidents - open_still,
                incidents,
            ),
            *([_undebriefed(due, offered.expected or 0)] if due > 0 else []),
            *([_waiting(held)] if held else []),
            *self._improvement_points(first, last),
            *(_unanswered(export, self._clock.now()) for export in self.unanswered()),
        )

    def check_second(self, by: StaffMember, second: StaffMember | None) -> None:
        """Refused with `second-person` where the ward wants two people to agree, and there is one."""
        if self.values()[SECOND] and (second is None or second.key == by.key):
            raise Refused("second-person", "A second person has to look at what leaves, and agree to it.")

    def record_export(self, export: Export, *, by: StaffMember, second: StaffMember | None = None) -> None:
        """Keep that a bundle was written, and who agreed. Refused unless it is the next of this epoch."""
        actor = self._actor(by, Act.EXPORT)
        self.check_second(by, second)
        with self.writing() as connection:
            latest = connection.execute(
                select(func.max(EXPORT.c.seq)).where(EXPORT.c.epoch == export.epoch)
            ).scalar()
            if export.epoch != self._epoch() or export.seq != (latest or 0) + 1:
                raise Refused("export-order", "Another bundle was written meanwhile. Make this one again.")
            row = {column.name: getattr(export, column.name) for column in EXPORT.columns}
            connection.execute(insert(EXPORT), row)
            told = {"seq": export.seq, "sha256": export.sha256, "cutoff": export.cutoff}
            told |= {"second": second.key} if second else {}
            self.add(connection, "export", month_text(export.month), "write", by=actor.key, answers=told)
            self._tell(Exported(export.month))

    def record_receipt(self, seq: int, sha256: str, *, by: StaffMember, held: bool = False) -> None:
        """Keep that the centre has accepted the bundle numbered *seq* of this epoch, or *held* it so far."""
        actor = self._actor(by, Act.EXPORT)
        with self.writing() as connection:
            this = (EXPORT.c.epoch == self._epoch(), EXPORT.c.seq == seq)
            row = connection.execute(select(EXPORT).where(*this)).first()
            if row is None or row.sha256 != sha256:
                raise Refused("receipt-other", "This receipt is for a bundle that this ward did not write.")
            if row.received is None:
                if not held:
                    received = day_of(self._clock.now())
                    connection.execute(update(EXPORT).where(*this).values(received=received))
                told = {"seq": seq, "sha256": sha256}
                action = HELD if held else "receipt"
                self.add(connection, "export", month_text(row.month), action, by=actor.key, answers=told)
            self._tell(Exported(row.month))

    def keep_pack(self, pack: bytes, link: bytes | None = None, *, by: StaffMember) -> None:
        """Keep the programme pack that is in use from now on, and the *link* key for pseudonyms in it."""
        actor = self._actor(by, Act.SETTINGS)
        with self.writing() as connection:
            connection.execute(insert(PACK), {"kept_at": self._clock.now(), "content": pack})
            number = self.add(connection, "pack", "pack", "keep", by=actor.key, answers={"size": len(pack)})
            known = link == self.secret(LINK)
            if link is not None and not (known and self.secret(LINKED)):
                self.keep_secret(connection, LINKED, b"0" if known else str(number).encode())
                self.keep_secret(connection, LINK, link)

    def pack(self) -> bytes | None:
        """The programme pack in use; None before the first."""
        self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            content = connection.execute(
                select(PACK.c.content).order_by(PACK.c.number.desc()).limit(1)
            ).scalar()
        return None if content is None else bytes(content)

    def keep_returned(self, content: bytes, month: date, *, by: StaffMember) -> None:
        """Keep the newest return pack, as it came."""
        actor = self._actor(by, Act.EXPORT)
        with self.writing() as connection:
            self.keep_secret(connection, RETURNED, content)
            told = {"size": len(content)}
            self.add(connection, RETURNED, month_text(month), "keep", by=actor.key, answers=told)

    def returned(self) -> bytes | None:
        """The newest return pack; None before the first."""
        self._reading_as(Act.EXPORT)
        return self.secret(RETURNED)

    def unanswered(self) -> list[Export]:
        """The newest bundle of each month that was not answered for two weeks, or not accepted."""
        self._reading_as(Act.EXPORT)
        asked, epoch = self._clock.now() - _SILENT, self._epoch()
        newest: dict[date, Export] = {}
        for export in self._exports():
            newest.setdefault(export.month, export)
        return [
            export
            for export in newest.values()
            if export.epoch == epoch
            and export.received is None
            and (export.held or export.written_at < asked)
        ]

    def _improvement_points(self, first: date, last: date) -> list[MonthPoint]:
        """What is overdue in the registers and among the tests of change, and a score nobody has entered."""
        waiting = [each.what for each in self.to_finish() if each.overdue]
        found = [
            MonthPoint(what, f"{count} {one if count == 1 else many}", _LATER, "warn", 0, count)
            for what, one, many in _DUE
            if (count := waiting.count(what))
        ]
        if self.find("aim", limit=1) and not self.find("progress", since=first, until=last, limit=1):
            title = "No progress score for this month yet"
            found.append(MonthPoint("progress", title, _LATER, "warn", 0, 1))
        return found

    def _clock_point(self) -> list[MonthPoint]:
        warning = self.clock_warning()
        if warning is None:
            return []
        detail = (
            f"An entry of {spoken_day(day_of(warning.latest))} is here already. Put the clock right first."
        )
        return [MonthPoint("clock", "This PC's clock is behind", detail, "stop", 0, 1)]

    def _first_missed(self, since: date, last: date) -> tuple[date, str] | tuple[()]:
        """The day and slot of the first huddle that nobody has logged."""
        with self.reading() as connection:
            _, logged = tallies.huddles(connection, MEASURES["huddles_held"], since, last)
        due = ((day, slot.code) for day, slot in self.slots_due(since, last))
        return next((each for each in due if (each[0].toordinal(), each[1]) not in logged), ())

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


def _organisation(code: str) -> Iterator[MonthPoint]:
    if code and not looks_like_ods(code):
        title = f"‘{code}’ does not look like the ODS code of a trust"
        yield MonthPoint("organisation", title, "You can send now. It is in Ward settings.", "warn", 0, 1)


def _waiting(held: int) -> MonthPoint:
    title = "1 death waits" if held == 1 else f"{held} deaths wait"
    detail = "It stays on the ward until the manager has reviewed it."
    return MonthPoint("held", f"{title} for the manager", detail, "warn", 0, held)


def _undebriefed(due: int, expected: int) -> MonthPoint:
    title = "1 debrief still to be offered" if due == 1 else f"{due} debriefs still to be offered"
    return MonthPoint("debriefs", title, _LATER, "warn", expected - due, expected)


def _unanswered(export: Export, now: datetime) -> MonthPoint:
    if export.held:
        title = f"The centre holds {export.month:%B %Y} back"
        detail = f"It has bundle {export.seq} and has not accepted it. Telephone the centre."
        return MonthPoint("receipt", title, detail, "warn", 0, 1)
    days = (now - export.written_at).days
    title = f"No receipt for {export.month:%B %Y}"
    detail = f"Bundle {export.seq} was written {days} days ago. Telephone the centre: a short code will do."
    return MonthPoint("receipt", title, detail, "warn", 0, 1)


def _over(last: date, today: date) -> MonthPoint:
    if last < today:
        return MonthPoint("over", "The month is over", "", "ok", 1, 1)
    detail = f"It ends on {spoken_day(last)}. What happens until then goes with the next bundle."
    return MonthPoint("over", "The month is not over yet", detail, "warn", 0, 1)


def _point(
    code: str, title: str, detail: str, done: int, expected: int, day: date | None = None, slot: str = ""
) -> MonthPoint:
    state = "ok" if done == expected else "warn"
    return MonthPoint(code, f"{done} of {expected} {title}", detail, state, done, expected, day, slot)
