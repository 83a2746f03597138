"""A record of any form on a page of its own: new, a draft, or one to finish, amend or void."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import DAY, day_of, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.check import Problem, Strength, check, stops
from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.people import Act, StaffMember, act_for
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.cycles import Study
from rrp_ui.screens.drafting import AMENDING, Drafting, DraftKey
from rrp_ui.screens.people import may_be_used
from rrp_ui.screens.record_read import Opened, read_page, wanted
from rrp_ui.screens.record_view import RecordView
from rrp_ui.screens.records_words import title_at

if TYPE_CHECKING:
    from rrp_desktop.store import Saved, Store

_REASON = "reason-needed"


def may_see(who: StaffMember, form: str) -> bool:
    """Whether *who* may read records of *form*: a coach sees the improvement work, and nobody's care."""
    return who.may(Act.SEE_INCIDENTS) or act_for(form) is Act.IMPROVE


class Record(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._by: StaffMember | None = None
        self._opened: Opened | None = None
        self._drafting: Drafting | None = None
        self._left: DraftKey | None = None
        self._where: dict[str, Any] = {}
        self._asked = 0
        self._edited = self._saving = False
        self._known_on: date | None = None
        self.widget = RecordView(session.clock)
        self.widget.edited.connect(self._touch)
        self.widget.save_asked.connect(self.save)
        self.widget.leave_asked.connect(self.back)
        self.widget.void_asked.connect(self._void)
        self.widget.new_asked.connect(self._new)
        self.widget.look_back.chosen.connect(self._look_back)
        self._study = Study(session, self._failed)
        self.widget.put_below(self._study.card)

    def open(
        self,
        *,
        form: str = "",
        key: str | None = None,
        draft: str | None = None,
        preset: Mapping[str, Any] | None = None,
        then: str = "today",
        there: Mapping[str, Any] | None = None,
        **_where: Any,
    ) -> None:
        """Begin a *form* with a *preset*, take up a *draft*, or the record called *key*; with none of these
        go on where it was left. Afterwards go to *then*, *there*.
        """
        held = None if form else self._left
        if form:
            self._where = {"form": form, "key": key, "preset": preset, "then": then, "there": there}
        self._left, self._known_on, self._by = None, None, self._session.who()
        self.widget.clear()
        if not self._where or self._by is None:
            self._session.go("today")
        elif not may_see(self._by, self._where["form"]):
            self.widget.show_failure("A coach sees charts and change ideas only. (not-allowed)")
        else:
            self._read(draft, held)

    def leave(self) -> None:
        """Keep what was typed, and leave nothing of it on the page."""
        if self._drafting is not None:
            self._drafting.flush()
            self._left = self._drafting.end()
        self._opened = None
        self.widget.clear()
        self._study.clear()

    @Slot()
    def save(self) -> None:
        """Put it on disk, or say what stops that."""
        self._save("")

    @Slot()
    def back(self) -> None:
        """To where it was opened from; what was typed stays as a draft."""
        kept = self._edited
        self._go_on()
        if kept:
            self._session.say("Kept as a draft. It is under To finish.")

    def _go_on(self) -> None:
        self._edited = False
        where, self._where = self._where, {}
        self._session.go(where.get("then", "today"), **(where.get("there") or {}))

    def _read(self, draft: str | None, held: DraftKey | None) -> None:
        self._asked += 1
        asked, where, known_on = self._asked, self._where, self._known_on
        lists, now = self._session.lists(), self._session.clock.now()

        def task(store: "Store") -> Opened:
            taken = held.key if held is not None else draft
            want = wanted(where["form"], where["key"], taken, where["preset"] or {}, known_on)
            return read_page(store, want, lists, now)

        def show(opened: Opened) -> None:
            if asked == self._asked:
                self._begin(opened)

        self._session.work.store(task, owner=self, done=show, failed=self._failed)

    def _begin(self, opened: Opened) -> None:
        by, form, view = self._by, opened.form, self.widget
        assert by is not None
        self._opened, self._edited, self._saving = opened, False, False
        self._drop_drafting()
        view.show_record(form, self._session.lists(), opened.answers, opened.choices, form.title)
        typed = opened.key is None and act_for(form.name) is Act.RECORD
        view.show_entered_for(opened.entered_for if typed else None)
        view.show_note(opened.note or "Kept as you type, as a draft.")
        closed = opened.void or self._known_on is not None
        view.show_saved(opened.history, void=by.may(Act.VOID) and opened.key is not None and not closed)
        if opened.void:
            view.show_failure("This record was voided. It no longer counts.")
        write = by.may(act_for(form.name)) and not closed
        view.allow(write=write)
        if write:
            self._drafting = Drafting(self._session.work, form.name, view.answers, self, view.entered_for)
            self._drafting.kept.connect(self._show_kept)
            self._drafting.failed.connect(self._failed)
            self._drafting.begin(by, opened.draft)
        self._show_standing()
        self._study.follow(form.name, opened.answers)
        view.begin(self._first_question() if write else None)
        if opened.saved_on is not None:
            yesterday = day_of(self._session.clock.now()) - DAY
            view.look_back.offer(opened.saved_on, yesterday, self._known_on)
        if self._known_on is not None:
            view.look_back.setFocus()

    @Slot(object)
    def _look_back(self, day: date | None) -> None:
        if self._drafting is not None:
            self._drafting.flush()
        self._known_on = day
        self._read(None, None)

    def _drop_drafting(self) -> None:
        if self._drafting is not None:
            self._drafting.end()
            self._drafting.deleteLater()
            self._drafting = None

    def _problems(self) -> tuple[Problem, ...]:
        assert self._opened is not None
        now = self._session.clock.now()
        return check(self._opened.form, self.widget.answers(), self._session.lists(), now)

    def _show_standing(self) -> None:
        assert self._opened is not None
        form, problems = self._opened.form, self._problems()
        later = [each for each in problems if each.strength is Strength.LATER]
        self.widget.panel.show_standing(
            [
                title_at(form, each.field) if each.code == "needed" else each.sentence
                for each in stops(problems)
            ],
            [title_at(form, each.field) for each in later],
        )

    def _first_question(self) -> str | None:
        """Where work begins: at what stops the save, else at what can wait, else at what is not answered."""
        assert self._opened is not None
        answers = self.widget.answers()
        problems = self._problems()
        blank = [each.name for each in self._opened.form.asked(answers) if each.name not in answers]
        return next(iter((*(each.field for each in (*stops(problems), *problems)), *blank)), None)

    @Slot()
    def _touch(self) -> None:
        if self._opened is not None and self._drafting is not None:
            self._edited = True
            self._drafting.touch()
            self._show_standing()
            self._study.follow(self._opened.form.name, self.widget.answers())

    @Slot()
    def _show_kept(self) -> None:
        if self._opened is not None:
            self.widget.show_note(f"Draft kept, {spoken_time(self._session.clock.now())}")

    def _save(self, reason: str) -> None:
        opened, by, drafting = self._opened, self._by, self._drafting
        if opened is None or by is None or drafting is None or self._saving:
            return
        drafting.flush()
        draft, answers = drafting.end(), self.widget.answers()
        reasons, entered_for = self.widget.asks.reasons(), self.widget.entered_for()
        name, key = opened.form.name, opened.key

        def task(store: "Store") -> "Saved":
            if key is None:
                saved = store.save(
                    name,
                    answers,
                    by=by,
                    draft=draft.key,
                    entered_for=entered_for,
                    reasons=reasons,
                    origin=self,
                )
            else:
                saved = store.amend(name, key, answers, reason, by=by, origin=self, reasons=reasons)
                store.drop_draft(AMENDING + key)
            draft.gone = True
            return saved

        self._saving = True
        self._session.work.store(task, owner=self, done=self._saved, failed=self._not_saved)

    def _saved(self, saved: "Saved") -> None:
        opened = self._opened
        if opened is None:
            return
        left = len(saved.problems)
        later = f" {left} {'question' if left == 1 else 'questions'} left under To finish." if left else ""
        undo = self._undoing(opened.form, saved.key) if opened.key is None else None
        if self._drafting is not None and opened.key is None:
            self._drafting.saved()
        self._drop_drafting()
        self._go_on()
        self._session.say(f"{opened.form.title}: saved.{later}", undo=undo)

    def _undoing(self, form: Form, key: str) -> Callable[[], None]:
        by = self._by
        assert by is not None

        def undone(_nothing: None) -> None:
            self._session.say("Undone. It no longer counts.")

        def undo() -> None:
            self._session.work.store(
                lambda store: store.void(form.name, key, "undone", by=by),
                owner=self,
                done=undone,
                failed=self._say,
            )

        return undo

    def _not_saved(self, error: RrpError) -> None:
        self._saving = False
        if self._opened is None:
            return
        if error.code == _REASON:
            reason = self._session.ask.words("Why is this changed?", error.sentence)
            if reason:
                self._save(reason)
        else:
            self._failed(error)

    def _failed(self, error: RrpError) -> None:
        problems = getattr(error, "problems", ())
        if problems and self._opened is not None:
            self.widget.show_problems(problems)
        else:
            self.widget.show_failure(f"{error.sentence} ({error.code})")

    def _say(self, error: RrpError) -> None:
        self._session.say(f"{error.sentence} ({error.code})")

    @Slot()
    def _void(self) -> None:
        opened, by = self._opened, self._by
        assert opened is not None
        assert opened.key is not None
        assert by is not None
        name, key = opened.form.name, opened.key
        reason = self._session.ask.words(
            "Void this record", "It stays in the history and no longer counts. Why is it void?", yes="Void"
        )
        if reason:
            self._session.work.store(
                lambda store: store.void(name, key, reason, by=by),
                owner=self,
                done=self._voided,
                failed=self._failed,
            )

    def _voided(self, _nothing: None) -> None:
        self._drop_drafting()
        self._go_on()
        self._session.say("The record is void. It stays in the history.")

    @Slot(str)
    def _new(self, path: str) -> None:
        opened = self._opened
        assert opened is not None
        match opened.form.field(path).record:
            case "person":
                self._add_person(path)
            case "incident":
                self._session.go("incident")
            case record:
                self._session.go("record", form=record)

    def _add_person(self, path: str) -> None:
        opened, by = self._opened, self._by
        assert opened is not None
        assert by is not None
        code = self._session.ask.words("New person", "Ward code, such as P-031. Never a name.", yes="Add")
        if not code or not may_be_used(self._session.ask, code):
            return
        answers: Answers = {"ward_code": code}

        def added(saved: "Saved") -> None:
            if self._opened is opened:
                choices = ((saved.key, code), *opened.choices[path])
                self.widget.answer_record(path, choices, saved.key)

        self._session.work.store(
            lambda store: store.save("person", answers, by=by, origin=self),
            owner=self,
            done=added,
            failed=self._person_not_added,
        )

    def _person_not_added(self, error: RrpError) -> None:
        problems = getattr(error, "problems", ())
        self.widget.show_failure(problems[0].sentence if problems else f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """The page of every form that has none of its own."""
    return Record(session)
