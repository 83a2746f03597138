"""Drafts: forms that somebody has begun, kept at every change, taken up by anyone who may record."""

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from rrp_desktop.errors import Refused
from rrp_desktop.events import DraftKept
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import Act, StaffMember, act_for, act_to_see
from rrp_desktop.store.plain import answers_from, plain, spell
from rrp_desktop.store.reserve import with_reserve
from rrp_desktop.store.seen import seen_draft, with_unseen
from rrp_desktop.store.tables import DRAFT
from rrp_desktop.store.told import Draft
from rrp_desktop.store.ward_kept import WardKept


class Drafts(WardKept):
    """What has been begun and not saved yet."""

    def keep_draft(
        self, key: str | None, form: str, answers: Answers, *, by: StaffMember, entered_for: str = ""
    ) -> str:
        """Keep what has been typed so far, under *key* or a new one, and give the key.

        On a full disk there is a reserve for it.
        """
        actor = self._actor(by, act_for(form))
        under = key or self._new_id()
        with_reserve(self._home, lambda: self._keep_draft(under, form, answers, actor, entered_for))
        return under

    def _keep_draft(
        self, key: str, form: str, answers: Answers, actor: StaffMember, entered_for: str
    ) -> None:
        now = self._clock.now()
        with self.writing() as connection:
            whole = plain(self._with_unseen_draft(connection, key, form, answers, actor))
            row = {
                "key": key,
                "form": form,
                "answers": spell(whole),
                "by": actor.key,
                "kept_at": now,
                "entered_for": entered_for,
            }
            keep = insert(DRAFT).values(row | {"started_at": now})
            connection.execute(keep.on_conflict_do_update(index_elements=["key"], set_=row))
            self._tell(DraftKept(form, key))

    def drafts(self) -> tuple[Draft, ...]:
        """Every draft that the reader may see, the latest first."""
        who = self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            rows = connection.execute(select(DRAFT).order_by(DRAFT.c.kept_at.desc(), DRAFT.c.key)).all()
        return tuple(
            seen_draft(_draft(row), self._hidden(row.form, who))
            for row in rows
            if who.may(act_to_see(row.form))
        )

    def draft(self, key: str) -> Draft:
        """One draft; Refused with `no-such-draft` when it was saved or dropped."""
        with self.reading() as connection:
            row = connection.execute(select(DRAFT).where(DRAFT.c.key == key)).first()
        if row is None:
            raise Refused("no-such-draft", "This draft is no longer there: it was saved or dropped.")
        who = self._reading_as(act_to_see(row.form))
        return seen_draft(_draft(row), self._hidden(row.form, who))

    def drop_draft(self, key: str) -> None:
        """Drop a draft, if it is still there."""
        with self.writing() as connection:
            form = connection.execute(select(DRAFT.c.form).where(DRAFT.c.key == key)).scalar()
            if form is not None:
                self._reading_as(act_for(form))
                self._drop_draft(connection, key)

    def _drop_draft(self, connection: Connection, key: str) -> None:
        form = connection.execute(select(DRAFT.c.form).where(DRAFT.c.key == key)).scalar()
        if form is not None:
            connection.execute(delete(DRAFT).where(DRAFT.c.key == key))
            self._tell(DraftKept(form, key))

    def _with_unseen_draft(
        self, connection: Connection, key: str, form: str, answers: Answers, actor: StaffMember
    ) -> Answers:
        """*answers*, with what *actor* could not see in the draft called *key*."""
        row = connection.execute(select(DRAFT).where(DRAFT.c.key == key, DRAFT.c.form == form)).first()
        if row is None:
            return answers
        return with_unseen(answers, _draft(row).answers, self._hidden(form, actor))


def _draft(row: Row[Any]) -> Draft:
    answers = answers_from(FORMS[row.form], json.loads(row.answers))
    return Draft(row.key, row.form, answers, row.by, row.started_at, row.kept_at, row.entered_for or "")
