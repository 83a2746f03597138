"""The incident: opened with its kind chosen, kept at every change, saved with one key, finished later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.beside import basis_in_law
from rrp_desktop.forms.check import Problem, asks, check, stops
from rrp_desktop.forms.force import held
from rrp_desktop.forms.incident import INCIDENT, RESTRICTIVE
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import Act, StaffMember
from rrp_ui.screens import Session
from rrp_ui.screens.drafting import Drafting
from rrp_ui.screens.incident_page import PRESET, asked_at, from_page, page_form, page_path, to_page
from rrp_ui.screens.incident_view import IncidentView
from rrp_ui.screens.people import NOBODY, People, may_be_used, read_leaves, read_people
from rrp_ui.screens.record_asks import JOINED

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Saved

OFFERED = 3
"""So many people have a chip of their own; any other is found by ward code."""
AMENDING = "amending "
"""What the key of a draft begins with that changes a record; the record's key follows."""
_BEGIN = {
    "violence": "violence",
    "self_harm": "self_harm",
    "absence": "absence_route",
    "sexual_safety": "sexual_safety",
    "near_miss": "avoided",
}
_RISK = timedelta(hours=4)


def make(session: Session) -> "Incident":
    """The incident screen."""
    return Incident(session)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page begins with. `record` is the one being changed."""

    people: People
    leaves: tuple[tuple[str, str], ...]
    answers: Answers
    draft: str | None = None
    record: str | None = None
    record_answers: Answers | None = None
    entered_for: str = ""


class Incident(QObject):
    """Decides for the incident's page."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.widget = IncidentView(session.clock)
        self._drafting = Drafting(session.work, INCIDENT.name, self._answers, self, self.widget.entered_for)
        self._built: tuple[bool, object] | None = None
        self._by: StaffMember | None = None
        self._people = NOBODY
        self._before: Answers = {}
        self._record: str | None = None
        self._kinds: tuple[str, ...] = ()
        self._absent: str | None = None
        self._then = "today"
        self._shown, self._edited, self._saving, self._just_left = False, False, False, False
        view = self.widget
        view.edited.connect(self._touch)
        view.save_asked.connect(self._save)
        view.leave_asked.connect(self._leave_as_draft)
        view.person_added.connect(self._add_person)
        view.leave_wanted.connect(self._enter_leave)
        view.asks.join_asked.connect(self._save_into)
        self._drafting.kept.connect(self._show_kept)
        self._drafting.failed.connect(self._say)

    def open(self, **where: Any) -> None:
        """Log an incident of a `kind`, or on a `day`; change the one with `key`; take up a `draft`.

        A kind asked for while one is being logged joins it. Afterwards go to the screen called `then`.
        """
        kind = where.get("kind")
        again = self._just_left and self._edited and self._record is None
        if kind and again and self._by == self._session.who():
            self._join(kind)
            return
        self._by = self._session.who()
        if self._by is None:
            return
        try:
            self._by.must(Act.RECORD)
        except RrpError as refused:
            self._say(refused)
            return
        self._shown = False
        self._then = where.get("then", "today")
        self._build(self._by)
        self._read(where)

    def leave(self) -> None:
        """Keep what was typed."""
        self._drafting.flush()
        self._just_left = self._shown
        self._shown = False
        QTimer.singleShot(0, self, self._forget_leaving)

    def save(self) -> None:
        """Save it as it stands."""
        self._save()

    def back(self) -> None:
        """Leave the question for a person, or else the incident, as a draft."""
        if self.widget.new_person.isVisible():
            self.widget.drop_person()
        else:
            self._leave_as_draft()

    @Slot()
    def _forget_leaving(self) -> None:
        self._just_left = False

    def _build(self, by: StaffMember) -> None:
        lists = self._session.lists()
        restricted = by.may(Act.SEE_SEXUAL_SAFETY)
        if self._built != (restricted, lists):
            self._built = (restricted, lists)
            self.widget.build(page_form(restricted=restricted), lists)

    def _read(self, where: dict[str, Any]) -> None:
        now = self._session.clock.now()
        fresh: dict[str, Any] = {"kinds": (where["kind"],)} if where.get("kind") else {}
        if where.get("day") in (None, day_of(now)):
            fresh["started_at"] = now.replace(second=0, microsecond=0)

        def task(store: "Store") -> _Read:
            people = read_people(store, day_of(now))
            leaves = read_leaves(store, people)
            key, draft = where.get("key"), where.get("draft")
            if draft is not None and draft.startswith(AMENDING):
                key = draft.removeprefix(AMENDING)
            if key is not None:
                record = store.read(INCIDENT.name, key)
                kept = next((each for each in store.drafts() if each.key == AMENDING + key), None)
                answers = kept.answers if kept else record.answers
                return _Read(people, leaves, answers, AMENDING + key, key, record.answers)
            if draft is not None:
                kept = store.draft(draft)
                return _Read(people, leaves, kept.answers, draft, entered_for=kept.entered_for)
            return _Read(people, leaves, fresh)

        def done(read: _Read) -> None:
            self._begin(read, where)

        self._session.work.store(task, owner=self, done=done, failed=self._not_opened)

    def _not_opened(self, error: RrpError) -> None:
        self._session.go(self._then)
        self._say(error)

    def _begin(self, read: _Read, where: dict[str, Any]) -> None:
        assert self._by is not None
        view = self.widget
        self._people, self._record = read.people, read.record
        self._before = read.record_answers or {}
        self._edited, self._saving, self._shown = read.draft is not None and read.record is None, False, True
        self._drafting.begin(self._by, read.draft)
        page = to_page(read.answers, self._session.lists()["intervention_type"])
        self._kinds, self._absent = page.get("kinds", ()), _who_is_absent(page)
        for kind in self._kinds:
            if kind in PRESET and kind not in page:
                page[kind] = ({"type": PRESET[kind]},)
        view.show_manner(self._title(), amending=read.record is not None)
        view.offer_leaves(read.leaves)
        number, offered = read.answers.get("incident_number", ""), self._offered(read.answers)
        view.show_answers(page, number, offered, read.entered_for)
        if read.draft is None and "started_at" not in page:
            self.widget.ask_on(where["day"])
        self._show_standing()
        view.begin(self._first_question())

    def _title(self) -> str:
        started = self._before.get("started_at")
        if started is None:
            return "Log an incident"
        return f"Incident of {spoken_day(day_of(started))}, {spoken_time(started)}"

    def _offered(self, answers: Answers) -> list[tuple[str, str]]:
        named = [answers.get("person"), *(row.get("person") for row in answers.get("affected", ()))]
        keys = dict.fromkeys((*self._people.here[:OFFERED], *(key for key in named if key)))
        return [(key, self._people.code(key)) for key in keys]

    def _first_question(self) -> str:
        """Where work begins: at what still stops the save, else at what the kind asks."""
        answers = self._answers()
        for problem in self._on_page(self._stops(answers)):
            return problem.field
        names = {field.name for field in self.widget.form.form.fields()}
        asked = [_BEGIN[kind] for kind in answers.get("kinds", ()) if _BEGIN.get(kind) in names]
        return asked[0] if asked and asked[0] not in answers else "person"

    def _answers(self) -> dict[str, Any]:
        """What the page holds, and what those who see more have answered."""
        unseen = {}
        if self._built is not None and not self._built[0]:
            hidden = {field.name for field in INCIDENT.fields() if field.restricted}
            unseen = {name: value for name, value in self._before.items() if name in hidden}
        return unseen | from_page(self.widget.answers())

    def _stops(self, answers: Answers) -> tuple[Problem, ...]:
        return stops(check(INCIDENT, answers, self._session.lists(), self._session.clock.now()))

    def _on_page(self, problems: Iterable[Problem]) -> list[Problem]:
        """*problems* where the page asks, in the page's words."""
        page, form = self.widget.answers(), self.widget.form.form
        names = {field.name for field in form.fields()}
        placed = [replace(each, field=page_path(each.field, page)) for each in problems]
        placed = [
            each if each.field.partition(".")[0] in names else replace(each, field="kinds") for each in placed
        ]
        return [
            replace(each, sentence=f"Choose: {asked_at(form, each.field).title.lower()}.")
            if each.code == "needed" and each.field.endswith(".type")
            else each
            for each in placed
        ]

    def _join(self, kind: str) -> None:
        self._shown = True
        view = self.widget
        chosen = (*self._kinds, kind)
        kinds = tuple(each.code for each in self._session.lists()["incident_kind"] if each.code in chosen)
        view.form.block("kinds").editor.show_answer(kinds)
        view.edited.emit()
        view.form.focus(self._first_question())

    @Slot()
    def _touch(self) -> None:
        if not self._shown:
            return
        self._edited = True
        self._preset()
        self._drafting.touch()
        self._show_standing()

    def _preset(self) -> None:
        """Give a kind of force that was just chosen the type it nearly always is, and an absence its name
        in law where the person's status tells.
        """
        answers = self.widget.answers()
        kinds = answers.get("kinds", ())
        for kind in set(kinds) - set(self._kinds):
            editor = self.widget.form.block(kind).editor if kind in PRESET else None
            if editor is not None and editor.answer() == ({},):
                editor.show_answer(({"type": PRESET[kind]},))
        absent = _who_is_absent(answers)
        basis = basis_in_law(self._people.known.get(absent or "", {}))
        if basis and absent != self._absent and "legal_basis" not in answers:
            self.widget.form.block("legal_basis").editor.show_answer(basis)
        self._kinds, self._absent = kinds, absent

    def _show_standing(self) -> None:
        """Show in the panel where the incident stands."""
        answers, panel = self._answers(), self.widget.panel
        stopped = self._on_page(self._stops(answers))
        panel.show_needed([problem.sentence for problem in stopped])
        force = any(kind in RESTRICTIVE for kind in answers.get("kinds", ()))
        person = self._people.known.get(answers.get("person", ""), {})
        panel.show_force(held(answers, person) if force else None)
        panel.show_then(self._next_steps(answers) if force else ())

    def _next_steps(self, answers: Answers) -> list[str]:
        started = answers.get("started_at")
        if not isinstance(started, datetime):
            return []
        due = started + timedelta(hours=self._session.values()["debrief.hours"])
        steps = [f"Offer a debrief by {spoken_day(day_of(due))}, {spoken_time(due)}"]
        if self._session.clock.now() < started + _RISK:
            steps.insert(0, "Hold a quick huddle: another incident is likelier for 4 hours")
        return steps

    @Slot()
    def _enter_leave(self) -> None:
        """Enter a leave of the person's, and come back to the incident as it stands."""
        self._drafting.touch()
        self._drafting.flush()
        person, then = self._answers().get("person"), self._then
        preset = {"person": person} if person else {}
        draft = self._drafting.end()

        def enter(key: str | None) -> None:
            there = {"draft": key, "then": then}
            self._session.go("record", form="leave", preset=preset, then="incident", there=there)

        self._session.work.store(lambda _store: draft.key, owner=self, done=enter, failed=self._say)

    @Slot()
    def _add_person(self) -> None:
        by, answers = self._by, self.widget.new_person.form.answers()
        code = answers.get("ward_code", "")
        assert by is not None
        key = next((key for key, who in self._people.known.items() if who["ward_code"] == code), None)
        key = key or (self._people.find(code) if code else None)
        if key is not None:
            self._choose_person(key)
        elif not code or may_be_used(self._session.ask, code):

            def added(saved: "Saved") -> None:
                self._people = self._people.knowing(saved.key, answers)
                self._choose_person(saved.key)

            self._session.work.store(
                lambda store: store.save("person", answers, by=by, origin=self),
                owner=self,
                done=added,
                failed=self._person_not_added,
            )

    def _choose_person(self, key: str) -> None:
        self._people = self._people.naming(key)
        self.widget.offer_people(self._offered(self._answers()))
        self.widget.show_person(key)

    def _person_not_added(self, error: RrpError) -> None:
        self.widget.new_person.form.show_problems(getattr(error, "problems", ()))
        self._say(error)

    @Slot()
    def _save(self) -> None:
        self._save_into("")

    @Slot(str)
    def _save_into(self, other: str) -> None:
        """Save it; as one more account of the event that the record called *other* tells of, if given."""
        if not self._shown or self._saving:
            return
        by, key, answers, reason = self._by, self._record, self._answers(), self.widget.reason()
        assert by is not None
        self._drafting.flush()
        reasons, draft = self.widget.asks.reasons(), self._drafting.end()
        entered_for = self.widget.entered_for()

        def put(store: "Store") -> "Saved":
            if key is None:
                return store.save(
                    INCIDENT.name,
                    answers,
                    by=by,
                    draft=draft.key,
                    entered_for=entered_for,
                    reasons=reasons,
                    origin=self,
                )
            saved = store.amend(INCIDENT.name, key, answers, reason, by=by, reasons=reasons, origin=self)
            store.drop_draft(AMENDING + key)
            return saved

        def task(store: "Store") -> "Saved":
            with store.many():
                saved = put(store)
                if other:
                    store.merge(saved.key, other, JOINED, by=by)
            draft.gone = True
            return saved

        def done(saved: "Saved") -> None:
            self._saved(saved, joined=bool(other))

        self._saving = True
        self.widget.show_wrong_reason("")
        self._session.work.store(task, owner=self, done=done, failed=self._not_saved)

    def _saved(self, saved: "Saved", *, joined: bool) -> None:
        self._saving, self._edited = False, False
        changed = self._record is not None
        (self._drafting.end if changed else self._drafting.saved)()
        undo = self._undoing(saved.key, joined=joined) if joined or not changed else None
        if changed:
            self._session.go("incidents", key=self._record)
        else:
            self._session.go(self._then)
        words = "The change is saved" if changed else "Saved"
        self._session.say(
            f"{words}, and joined with the other account." if joined else f"{words}.", undo=undo
        )

    def _undoing(self, key: str, *, joined: bool) -> Callable[[], None]:
        """What takes back the save, or only the joining: the account is then an event of its own."""
        by = self._by
        assert by is not None

        def task(store: "Store") -> None:
            if joined:
                store.part(key, "undone", by=by)
            else:
                store.void(INCIDENT.name, key, "undone", by=by)

        def undone(_nothing: None) -> None:
            now = "The two accounts count as two events." if joined else "The incident no longer counts."
            self._session.say(f"Undone. {now}")

        def undo() -> None:
            self._session.work.store(task, owner=self, done=undone, failed=self._say)

        return undo

    def _not_saved(self, error: RrpError) -> None:
        self._saving = False
        if not self._shown:
            return
        problems: tuple[Problem, ...] = getattr(error, "problems", ())
        join = self._by is not None and self._by.may(Act.JOIN)
        self.widget.show_problems(self._on_page(stops(problems)), asks(problems), join=join)
        self.widget.show_wrong_reason(error.sentence if error.code == "reason-needed" else "")
        self._say(error)

    @Slot()
    def _show_kept(self) -> None:
        self.widget.show_note("Kept as you type")

    @Slot(object)
    def _say(self, error: RrpError) -> None:
        self._session.say(f"{error.sentence} ({error.code})")

    @Slot()
    def _leave_as_draft(self) -> None:
        kept, record = self._edited and self._shown, self._record
        if record is not None:
            self._session.go("incidents", key=record)
        else:
            self._session.go(self._then)
        if kept:
            self._session.say("Kept as a draft. It is under To finish.")


def _who_is_absent(answers: Answers) -> str | None:
    """The person in an incident that is an absence, once both are said."""
    person = answers.get("person")
    return str(person) if person and "absence" in answers.get("kinds", ()) else None
