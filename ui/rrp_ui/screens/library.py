"""The library: looks for ideas, starts one on the ward, keeps where each of the ten of Safewards stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of, spoken_day, week_of
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.spec import Answers
from rrp_desktop.improvement.drivers import STARTER, starter_set
from rrp_desktop.improvement.library import Idea, begun_from, find, shipped_ideas
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Session
from rrp_ui.screens.ideas_asked import programme_ideas, starter_drivers
from rrp_ui.screens.library_view import LibraryView, Shelved
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

_FOCUS = "focus"
_CHOICES = (
    Entry(_FOCUS, "This week's focus"),
    Entry("trying", "Being tried"),
    Entry("in_place", "In place"),
    Entry("stopped", "Stopped"),
    Entry("not_yet", "Not begun"),
)


@dataclass(frozen=True, slots=True)
class _Read:
    ideas: Mapping[str, Idea]
    """The shipped ones, and those of the programme's pack."""
    begun: "Mapping[str, Record]"
    """The ward's own ideas by their code in the library."""
    drivers: Mapping[str, str]
    """Keys of the ward's drivers by the code that their title has in the starter sets."""
    ten: "Mapping[str, Record]"


class Library(QObject):
    """The presenter of the page."""

    forms = frozenset({"idea", "driver", "safewards"})

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._known = _Read({}, {}, {}, {})
        self._allowed = False
        self.widget = LibraryView(_CHOICES)
        self.widget.typed.connect(self._look)
        self.widget.start_asked.connect(self._start)
        self.widget.safewards_asked.connect(self._set)

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show the shelf with what the ward has begun of it."""
        self._allowed = allowed
        self.widget.allow(allowed)

        def show(read: _Read) -> None:
            self._known = read
            self._show_shelf(anew=False)
            self._show_ten()
            if begin:
                self.widget.search.setFocus()

        self._session.work.store(_read, owner=self, done=show, failed=self._failed)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(str)
    def _look(self, _typed: str) -> None:
        self._show_shelf(anew=True)

    def _show_shelf(self, *, anew: bool) -> None:
        found = find(self._known.ideas.values(), self.widget.search.text())
        self.widget.show_ideas((self._shelved(idea) for idea in found), anew=anew)

    def _shelved(self, idea: Idea) -> Shelved:
        lists, own = self._session.lists(), self._known.begun.get(idea.code)
        measures = ", ".join(lists["measure"].title_of(each) for each in idea.measures)
        status = lists["idea_status"].title_of(own.answers["status"]) if own else ""
        return Shelved(idea.code, idea.title, idea.group, idea.what, idea.source, measures, status)

    def _show_ten(self) -> None:
        lists, monday = self._session.lists(), self._monday()
        lines, focus = [], "No focus chosen for this week."
        for option in lists["safewards"]:
            record = self._known.ten.get(option.code)
            answers: Answers = record.answers if record else {"state": "not_yet"}
            words = f"{option.title}: {lists['safewards_state'].title_of(answers['state']).lower()}"
            if "since" in answers and answers["state"] != "not_yet":
                words += f" since {spoken_day(answers['since'])}"
            if answers.get("focus") == monday:
                words = f"★ {words}"
                focus = f"This week's focus: {option.title}"
            lines.append((option.code, words))
        self.widget.show_safewards(lines, focus)

    def _monday(self) -> date:
        return week_of(day_of(self._session.clock.now()))

    @Slot(str)
    def _start(self, code: str) -> None:
        own = self._known.begun.get(code)
        if own is not None:
            self._record(key=own.key)
        elif self._allowed:
            idea = self._known.ideas[code]
            self._record(preset=begun_from(idea, self._known.drivers.get(idea.driver)))

    def _record(self, **which: Any) -> None:
        self._session.go("record", form="idea", then="ideas", there={"part": "now"}, **which)

    @Slot(str, str)
    def _set(self, choice: str, code: str) -> None:
        by = self._session.who()
        assert by is not None
        today, known = day_of(self._session.clock.now()), dict(self._known.ten)
        after = _changed(known.get(code), choice, code, today)
        monday = self._monday()

        def task(store: "Store") -> None:
            with store.many():
                for other, record in known.items():
                    if choice == _FOCUS and other != code and record.answers.get("focus") == monday:
                        rest = {name: value for name, value in record.answers.items() if name != "focus"}
                        store.amend("safewards", record.key, rest, "another focus this week", by=by)
                if (here := known.get(code)) is not None:
                    store.amend("safewards", here.key, after, choice, by=by)
                else:
                    store.save("safewards", after, by=by)

        self._session.work.store(task, owner=self, failed=self._failed)


def _changed(record: "Record | None", choice: str, code: str, today: date) -> Answers:
    """What the record of one of the ten holds after *choice*. A focus is something that is tried."""
    answers: dict[str, Any] = dict(record.answers) if record else {"intervention": code, "state": "not_yet"}
    if choice == _FOCUS:
        answers["focus"] = week_of(today)
        if answers["state"] in ("not_yet", "stopped"):
            answers |= {"state": "trying", "since": today}
    elif answers["state"] != choice:
        answers |= {"state": choice, "since": today}
    return answers


def _read(store: "Store") -> _Read:
    shelf = (*shipped_ideas(), *programme_ideas(store))
    own = {
        each.answers["title"]: each.key for each in every(store, "driver") if "removed" not in each.answers
    }
    starters = (*starter_set(), *starter_drivers(store))
    return _Read(
        {idea.code: idea for idea in shelf},
        {each.answers["library"]: each for each in every(store, "idea") if "library" in each.answers},
        {each.key.removeprefix(STARTER): own[each.title] for each in starters if each.title in own},
        {each.answers["intervention"]: each for each in every(store, "safewards")},
    )
