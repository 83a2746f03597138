"""Any one form on a page of its own: a new record, a draft, or one to finish or amend."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import CodeList, Lists, Option
from rrp_desktop.forms.spec import Answers, Form, Kind
from rrp_desktop.people import StaffMember
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.drafting import Drafting
from rrp_ui.screens.entry_view import EntryView
from rrp_ui.screens.people import read_people
from rrp_ui.screens.records_words import moment_words

if TYPE_CHECKING:
    from rrp_desktop.store import Saved, Store

_LATELY = 24
_REASON = "reason-needed"


class Entry(QObject):
    """The presenter. What is typed into a record that stands already is kept until the app is closed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._form: Form | None = None
        self._key: str | None = None
        self._then = "today"
        self._by: StaffMember | None = None
        self._drafting: Drafting | None = None
        self._resume: dict[str, Any] = {}
        self._typed: dict[str, Answers] = {}
        self._asked = 0
        self._edited = False
        self.widget = EntryView(session.clock)
        self.widget.edited.connect(self._touch)
        self.widget.save_asked.connect(self.save)
        self.widget.leave_asked.connect(self.back)
        self.widget.new_asked.connect(self._new)

    def open(
        self,
        *,
        form: str = "",
        key: str | None = None,
        draft: str | None = None,
        preset: Mapping[str, Any] | None = None,
        then: str = "today",
        **_where: Any,
    ) -> None:
        """Begin a *form* with a *preset*, take up a *draft*, or the record called *key*; then go to *then*.

        Without a form the page opens as it was left.
        """
        if not form and not self._resume:
            self._session.go("today")
            return
        if not form:
            self.open(**self._resume)
            return
        self._form, self._key, self._then, self._by = FORMS[form], key, then, self._session.who()
        self._resume = {"form": form, "key": key, "draft": draft, "preset": preset, "then": then}
        self._asked += 1
        asked, lists, today = self._asked, self._session.lists(), day_of(self._session.clock.now())

        def read(store: "Store") -> tuple[Lists, Answers]:
            given: Answers = dict(preset or {})
            if key is not None:
                given = store.read(form, key).answers
            elif draft is not None:
                given = store.draft(draft).answers
            return {**lists, **_records(store, FORMS[form], lists, today)}, given

        def show(found: tuple[Lists, Answers]) -> None:
            if asked == self._asked and self._form is not None:
                self._begin(*found, draft)

        self._session.work.store(read, owner=self, done=show, failed=self._failed)

    def leave(self) -> None:
        """Keep what was typed."""
        if self._drafting is not None:
            self._drafting.flush()
            self._hold(self._drafting)
        elif self._key is not None and self._edited:
            self._typed[self._key] = self.widget.answers()
        self._drop()

    def save(self) -> None:
        """Put it on disk, or say what stops that."""
        if self._form is not None and self.widget.ready():
            self._save("")

    @Slot()
    def back(self) -> None:
        """To where it was opened from; a draft stays a draft."""
        self._session.go(self._then)

    def _begin(self, lists: Lists, answers: Answers, draft: str | None) -> None:
        assert self._form is not None
        new = self._key is None
        if self._key is not None:
            self._edited = self._key in self._typed
            answers = self._typed.pop(self._key, answers)
        self.widget.show_form(self._form, lists, answers, new=new)
        if new and self._by is not None:
            self._drafting = Drafting(self._session.work, self._form.name, self.widget.answers, self)
            self._drafting.failed.connect(self._failed)
            self._drafting.begin(self._by, draft)

    def _drop(self) -> None:
        """Leave nothing on the page, and keep no more drafts of it."""
        if self._drafting is not None:
            self._drafting.end()
            self._drafting.deleteLater()
        self._drafting, self._form, self._edited = None, None, False
        self.widget.clear()

    def _hold(self, drafting: Drafting) -> None:
        """Know the draft when this page is opened again without being told what for."""
        held, resume = drafting.end(), self._resume

        def hold(draft: str | None) -> None:
            resume["draft"] = draft

        self._session.work.store(lambda _store: held.key, owner=self, done=hold, failed=self._failed)

    def _save(self, reason: str) -> None:
        form, key, by, answers = self._form, self._key, self._by, self.widget.answers()
        held = None
        if self._drafting is not None:
            self._drafting.flush()
            held = self._drafting.end()
        if form is None or by is None:
            return
        self.widget.allow_save(False)

        def task(store: "Store") -> "Saved":
            if key is not None:
                return store.amend(form.name, key, answers, reason, by=by)
            return store.save(form.name, answers, by=by, draft=held.key if held else None)

        self._session.work.store(task, owner=self, done=self._saved, failed=self._not_saved)

    def _saved(self, saved: "Saved") -> None:
        if self._form is None:
            return
        form, by, new = self._form, self._by, self._key is None
        assert by is not None
        self._drop()
        self._resume = {}

        def undo() -> None:
            self._session.work.store(
                lambda store: store.void(form.name, saved.key, "undone", by=by),
                owner=self,
                failed=lambda error: self._session.say(error.sentence),
            )

        self._session.say(f"{form.title}: saved.", undo=undo if new else None)
        self._session.go(self._then)

    def _not_saved(self, error: RrpError) -> None:
        self.widget.allow_save(True)
        if self._drafting is not None:
            self._drafting.touch()
        if error.code == _REASON:
            reason = self._session.ask.words("Amend this record", error.sentence, yes="Amend")
            if reason:
                self._save(reason)
            return
        self._failed(error)

    def _failed(self, error: RrpError) -> None:
        problems = getattr(error, "problems", ())
        self.widget.show_problem("" if problems else f"{error.sentence} ({error.code})", problems)

    @Slot()
    def _touch(self) -> None:
        self._edited = True
        if self._drafting is not None:
            self._drafting.touch()

    @Slot(str)
    def _new(self, record: str) -> None:
        if record == "incident":
            self._session.go("incident")
        else:
            self._session.go("record", form=record, then=self._then)


def _records(store: "Store", form: Form, lists: Lists, today: date) -> dict[str, CodeList]:
    """The records that *form* may name, as lists under the names of their forms."""
    wanted = {field.record for field in form.fields() if field.kind is Kind.RECORD}
    found: dict[str, list[Option]] = {name: [] for name in wanted}
    if "person" in wanted:
        people = read_people(store, today)
        found["person"] = [Option(key, people.code(key)) for key in people.here]
    if "incident" in wanted:
        kinds = lists["incident_kind"]
        for record in store.find("incident", limit=_LATELY):
            words = ", ".join(kinds.title_of(kind) for kind in record.answers["kinds"])
            found["incident"].append(
                Option(record.key, f"{moment_words(record.answers['started_at'])} {words}")
            )
    if "idea" in wanted:
        found["idea"] = [Option(record.key, record.answers["title"]) for record in store.find("idea")]
    return {
        name: CodeList(name, name.capitalize(), "1", "This ward's records", False, tuple(options))
        for name, options in found.items()
    }


def make(session: Session) -> Screen:
    """A page for any form that has none of its own."""
    return Entry(session)
