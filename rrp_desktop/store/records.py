"""Records: saved, finished, amended, voided, read, found."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    func,
    literal,
    select,
    tuple_,
    update,
)

from rrp_desktop.clock import ZONE, ShiftOn, day_of
from rrp_desktop.errors import Refused
from rrp_desktop.events import Changed
from rrp_desktop.forms.check import happened_on
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.people import Act, StaffMember, act_for, act_to_see
from rrp_desktop.store.checking import Checked, Checking
from rrp_desktop.store.ledger import PURGED, chain_broken
from rrp_desktop.store.plain import answers_from, plain
from rrp_desktop.store.rows import EMPTY, INSERT, ROW, UPDATE, answers_of, holds, record_from, whole_rows
from rrp_desktop.store.seen import seen, seen_revision, with_unseen, without
from rrp_desktop.store.sought import sought
from rrp_desktop.store.tables import (
    CHILDREN,
    RECORDS,
    REVISION,
    child_fields,
    columns_of,
    sorted_by,
    standing,
    unfinished,
)
from rrp_desktop.store.told import UNDONE, Record, Revision, Saved
from rrp_desktop.store.ward_kept import place_of

LATE = timedelta(hours=2)
"""How long after its shift something may be entered and not count as entered later."""


class Records(Checking):
    """What the ward has written down."""

    def save(
        self,
        form: str,
        answers: Answers,
        *,
        by: StaffMember,
        draft: str | None = None,
        entered_for: str = "",
        reasons: Mapping[str, str] | None = None,
        origin: object = None,
    ) -> Saved:
        """Put a new record on disk, and drop the *draft* it grew from.

        NotSaved names every problem that stops it, and every unlikely answer for whose key *reasons* say
        nothing; nothing is written then.
        """
        with self.writing() as connection:
            actor = self._actor(by, act_for(form))
            if draft is not None:
                answers = self._with_unseen_draft(connection, draft, form, answers, actor)
            asked = without(answers, self._unasked(form))
            checked = self._checked(connection, FORMS[form], asked, None, reasons)
            saved = self._save(connection, FORMS[form], checked, actor, entered_for, origin)
            if draft is not None:
                self._drop_draft(connection, draft)
        return saved

    def amend(
        self,
        form: str,
        key: str,
        answers: Answers,
        reason: str,
        *,
        by: StaffMember,
        reasons: Mapping[str, str] | None = None,
        origin: object = None,
    ) -> Saved:
        """Write a record's next revision.

        Whoever may record may add what was not answered yet, and may change anything while the shift it
        was recorded in runs. After that a change needs a reason, and somebody who may amend. Only what
        the change itself makes unlikely needs *reasons*. The same answers again make no revision.
        """
        with self.writing() as connection:
            actor = self._actor(by, act_for(form))
            row = self._row(connection, FORMS[form], key)
            must_stand(row)
            old = answers_of(FORMS[form], row)
            answers = with_unseen(without(answers, self._unasked(form)), old, self._hidden(form, actor))
            checked = self._checked(connection, FORMS[form], answers, row, reasons)
            new = checked.answers
            if new == old:
                return Saved(key, row.revision, checked.later)
            action = "finish" if _only_adds(plain(old), plain(new)) else "amend"
            if action == "amend" and not self._same_shift(row.recorded_at):
                actor.must(Act.AMEND)
                need_reason(reason)
            self._write(connection, FORMS[form], key, checked, row=row)
            self.add(
                connection,
                form,
                key,
                action,
                by=actor.key,
                revision=row.revision + 1,
                reason=reason.strip(),
                answers=plain(new),
                reasons=checked.reasons,
            )
            self._tell_changed(FORMS[form], key, origin, old, new)
        return Saved(key, row.revision + 1, checked.later)

    def void(self, form: str, key: str, reason: str, *, by: StaffMember, origin: object = None) -> None:
        """Mark a record void. The row stays; counts no longer see it.

        With the reason `undone` anybody may void what they saved last, while that shift runs.
        """
        need_reason(reason)
        with self.writing() as connection:
            actor = self._actor(by, act_for(form))
            row = self._row(connection, FORMS[form], key)
            if row.standing == "void":
                raise Refused("already-void", "This record is void already.")
            if not (reason == UNDONE and self._saved_last(connection, row, actor)):
                actor.must(Act.VOID)
            self._stand(connection, FORMS[form], row, "void", "void", actor, reason, origin)

    def _stand(
        self,
        connection: Connection,
        form: Form,
        row: Row[Any],
        state: str,
        action: str,
        actor: StaffMember,
        reason: str,
        origin: object,
        **more: Any,
    ) -> None:
        """Let a record, and its child rows, stand otherwise from now on; its answers stay as they are."""
        table, revision = RECORDS[form.name], row.revision + 1
        values = {"standing": state, "revision": revision}
        connection.execute(update(table).where(table.c.key == row.key).values(values))
        for _, rows in child_fields(form):
            child = CHILDREN[rows.name]
            connection.execute(update(child).where(child.c.parent == row.key).values(standing=state))
        self.add(
            connection,
            form.name,
            row.key,
            action,
            by=actor.key,
            revision=revision,
            reason=reason.strip(),
            answers=json.loads(row.last_answers),
            **more,
        )
        self._tell_changed(form, row.key, origin, answers_of(form, row))

    def read(self, form: str, key: str) -> Record:
        """A record as it stands, void or not; Refused with `no-such-record` when there is none."""
        with self.reading() as connection:
            who = self._reading_as(act_to_see(form))
            record = self._record(FORMS[form], self._row(connection, FORMS[form], key))
        return seen(record, self._hidden(form, who))

    def find(
        self,
        form: str,
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 256,
        before: tuple[str, str] | None = None,
        kind: str = "",
        words: str = "",
        to_finish: bool = False,
    ) -> tuple[Record, ...]:
        """Records that count for the days *since* to *until*, newest first, void ones left out.

        Give the `page` of the last one as *before* to go on after it. Incidents can be of one *kind*, and
        looked for by *words*: all of them stand in the incident's line, or in its number. With *to_finish*
        only records with something left for later are found.
        """
        table = RECORDS[form]
        order = (table.c.counted_on, table.c[sorted_by(FORMS[form])], table.c.key)
        asked = whole_rows(form).where(standing(table))
        if to_finish:
            asked = asked.where(unfinished(table))
        if since is not None:
            asked = asked.where(table.c.counted_on >= since.toordinal())
        if until is not None:
            asked = asked.where(table.c.counted_on <= until.toordinal())
        if before is not None:
            day, moment = before[0].split(" ")
            last = (int(day), datetime.fromisoformat(moment), before[1])
            # Without the column's type a moment is spelt as the driver pleases, which sorts otherwise.
            typed = (literal(value, column.type) for value, column in zip(last, order, strict=True))
            asked = asked.where(tuple_(*order) < tuple_(*typed))
        with self.reading() as connection:
            who = self._reading_as(act_to_see(form))
            if kind or words:
                asked = asked.where(*sought(connection, self._lists, self._names(), kind, words))
            rows = connection.execute(asked.order_by(*(each.desc() for each in order)).limit(limit)).all()
        hidden = self._hidden(form, who)
        return tuple(seen(self._record(FORMS[form], row), hidden) for row in rows)

    def history(self, form: str, key: str) -> tuple[Revision, ...]:
        """Every revision of a record, oldest first."""
        here = (REVISION.c.form == form, REVISION.c.key == key, REVISION.c.answers != PURGED)
        asked = select(REVISION).where(*here)
        with self.reading() as connection:
            who = self._reading_as(act_to_see(form))
            rows = connection.execute(asked.order_by(REVISION.c.revision)).all()
        hidden = self._hidden(form, who)
        return tuple(seen_revision(_revision(FORMS[form], row), hidden) for row in rows)

    def check_chain(self) -> int:
        """How many events the chain holds, once each is sound and every record is as its last one left it."""
        with self.reading() as connection:
            checked = super().check_chain()
            for form in FORMS.values():
                self._compare_rows(connection, form)
        return checked

    def _save(
        self,
        connection: Connection,
        form: Form,
        checked: Checked,
        actor: StaffMember,
        entered_for: str,
        origin: object,
    ) -> Saved:
        new = checked.answers
        key = self._new_id()
        now = self._clock.now()
        own = {
            "recorded_at": now,
            "recorded_by": actor.key,
            "entered_for": entered_for,
            "zone": ZONE,
        }
        self._write(connection, form, key, checked, first=own)
        self.add(
            connection,
            form.name,
            key,
            "save",
            by=actor.key,
            revision=1,
            at=now,
            answers=plain(new),
            reasons=checked.reasons,
        )
        self._tell_changed(form, key, origin, new)
        return Saved(key, 1, checked.later)

    def _write(
        self,
        connection: Connection,
        form: Form,
        key: str,
        checked: Checked,
        *,
        row: Row[Any] | None = None,
        first: Mapping[str, Any] | None = None,
    ) -> None:
        """Put answers in the record's *row*, or in a new one with what is said *first* and never again."""
        own = first or {"recorded_at": row.recorded_at if row else self._clock.now()}
        state = "saved" if checked.later else "complete"
        columns, entries = self._drawn(form, checked.answers, own["recorded_at"], state)
        columns |= {
            **own,
            "revision": row.revision + 1 if row else 1,
            "form_version": form.version,
            "lists_version": self._lists_number,
        }
        if row is None:
            connection.execute(INSERT[form.name], columns | {"key": key})
        else:
            connection.execute(UPDATE[form.name], columns | {"of": key})
        for name, rows in entries.items():
            if row is not None:
                connection.execute(EMPTY[name], {"of": key})
            if rows:
                connection.execute(INSERT[name], [entry | {"parent": key} for entry in rows])

    def _drawn(
        self, form: Form, answers: Answers, recorded_at: datetime, state: str
    ) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
        """The columns that *answers* fill, and those of the child rows by their form."""
        day = happened_on(form, answers) or day_of(recorded_at)
        turn = self._turn_of(form, answers)
        counted = {"standing": state, "counted_on": day.toordinal()}
        shift_start = place_of(turn) if turn else None
        entries = {
            rows.name: [
                {"position": position, **counted, **columns_of(rows, entry)}
                for position, entry in enumerate(answers.get(field.name) or ())
            ]
            for field, rows in child_fields(form)
        }
        return {**columns_of(form, answers), **counted, "shift_start": shift_start}, entries

    def _turn_of(self, form: Form, answers: Answers) -> ShiftOn | None:
        """The shift that *answers* fell in, or name."""
        when = answers.get(form.dated_by)
        if isinstance(when, datetime):
            return self._turn_at(when)
        return self._turn_named(when, answers["shift"]) if when and "shift" in answers else None

    def _record(self, form: Form, row: Row[Any]) -> Record:
        record = record_from(form, row)
        turn = self._turn_of(form, record.answers)
        return replace(record, entered_later=turn is not None and record.recorded_at > turn.ends + LATE)

    def _row(self, connection: Connection, form: Form, key: str) -> Row[Any]:
        row = connection.execute(ROW[form.name], {"key": key}).first()
        if row is None:
            raise Refused("no-such-record", "There is no such record.")
        return row

    def _same_shift(self, moment: datetime) -> bool:
        return self._turn_at(moment) == self._turn_at(self._clock.now())

    def _saved_last(self, connection: Connection, row: Row[Any], actor: StaffMember) -> bool:
        last = connection.execute(
            select(REVISION.c.key)
            .where(REVISION.c.by == actor.key, REVISION.c.action == "save")
            .order_by(REVISION.c.number.desc())
            .limit(1)
        ).scalar()
        return row.revision == 1 and last == row.key and self._same_shift(row.recorded_at)

    def _tell_changed(self, form: Form, key: str, origin: object, *answers: Answers) -> None:
        days: set[date] = set()
        for each in answers:
            when = each.get(form.dated_by)
            if isinstance(when, datetime):
                days.update(self._turn_at(when).days(), {day_of(when)})
            elif isinstance(when, date):
                days.update(*(turn.days() for turn in self._turns_on(when)))
        self._tell(Changed(form.name, (key,), tuple(sorted(days)), origin))

    def _compare_rows(self, connection: Connection, form: Form) -> None:
        """Raise when a row, or one of its child rows, is not what the last revision says."""
        children: dict[tuple[str, str], list[Row[Any]]] = {}
        for _, rows in child_fields(form):
            child = CHILDREN[rows.name]
            for entry in connection.execute(select(child).order_by(child.c.parent, child.c.position)):
                children.setdefault((rows.name, entry.parent), []).append(entry)
        table = RECORDS[form.name]
        gone = select(func.min(REVISION.c.number)).where(
            REVISION.c.form == form.name,
            REVISION.c.key.not_in(select(table.c.key)),
            REVISION.c.answers != PURGED,
        )
        if (number := connection.execute(gone).scalar()) is not None:
            raise chain_broken(number)
        wrong = [
            row.last_number
            for row in connection.execute(whole_rows(form.name))
            if not self._as_drawn(form, row, children)
        ]
        if wrong:
            raise chain_broken(min(wrong))

    def _as_drawn(
        self, form: Form, row: Row[Any], children: Mapping[tuple[str, str], list[Row[Any]]]
    ) -> bool:
        """Whether *row* and its *children* are what the answers of its last revision make of them."""
        columns, entries = self._drawn(form, answers_of(form, row), row.recorded_at, row.standing)
        if not holds(row, columns) or (row.standing == "void") != (row.last_action in ("void", "merge")):
            return False
        for name, wanted in entries.items():
            found = children.get((name, row.key), [])
            if len(found) != len(wanted) or not all(map(holds, found, wanted)):
                return False
        return True


def _revision(form: Form, row: Row[Any]) -> Revision:
    return Revision(
        row.revision,
        row.action,
        row.at,
        row.by,
        row.reason,
        answers_from(form, json.loads(row.answers)),
        json.loads(row.reasons or "{}"),
        row.merged_into or "",
    )


def _only_adds(old: Any, new: Any) -> bool:
    """Whether *new* answers what *old* left open, and changes nothing else."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(name in new and _only_adds(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list) and old and isinstance(old[0], Mapping):
        return len(old) == len(new) and all(map(_only_adds, old, new))
    return bool(old == new)


def must_stand(row: Row[Any]) -> None:
    """Refused when a record was voided, or merged into another."""
    if row.last_action == "merge":
        raise Refused("is-merged", "This record was merged into another. Open that one, or part the two.")
    if row.standing == "void":
        raise Refused("is-void", "This record was voided. Enter it anew if it did happen.")


def need_reason(reason: str) -> None:
    """Refused with `reason-needed` when *reason* says nothing."""
    if not reason.strip():
        raise Refused("reason-needed", "Say why, in a few words.")
