"""Aims and ideas: what the ward aims for, what it tries, each test of it, and what is to be studied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of, spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.improvement.aims import TEMPLATES, Template, begun_from
from rrp_desktop.improvement.cycles import Stage, next_cycle
from rrp_desktop.improvement.cycles import said as cycle_said
from rrp_desktop.reports.improving import AimNow, CycleNow, IdeaNow, measured, read_aims, read_ideas
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Session
from rrp_ui.screens.ideas_asked import programme_aims
from rrp_ui.screens.ideas_now_view import IdeasNowView
from rrp_ui.screens.ideas_rows import Row
from rrp_ui.screens.people import every
from rrp_ui.screens.record import may_see

if TYPE_CHECKING:
    from rrp_desktop.store import Store

OWN = "own"
_CHANGE, _NEXT, _STUDY = Entry("change", "Change"), Entry("next", "Next cycle"), Entry("study", "Study it")
_FIRST = Entry("next", "Plan a test")
_STATUS = (
    Entry("testing", "Begin to test it"),
    Entry("adopted", "Adopt it"),
    Entry("adapted", "Adapt it"),
    Entry("abandoned", "Abandon it"),
)
_DECIDED = frozenset({"adopted", "adapted", "abandoned"})


@dataclass(frozen=True, slots=True)
class _Read:
    aims: tuple[AimNow, ...]
    ideas: tuple[IdeaNow, ...]
    results: dict[str, str]
    """What the measure did, for each cycle that has begun."""
    voices: dict[str, tuple[str, ...]]
    """What patients said that led to each idea."""
    templates: tuple[Template, ...]


class IdeasNow(QObject):
    """The presenter of the page."""

    forms = frozenset({"aim", "idea", "cycle", "voice", "incident", "confirmation", "chart_decision"})

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._allowed = False
        self._shown: _Read | None = None
        self.widget = IdeasNowView()
        self.widget.aim_asked.connect(self._add_aim)
        self.widget.idea_asked.connect(self._add_idea)
        self.widget.library_asked.connect(self._to_library)
        self.widget.chart_asked.connect(self._to_chart)
        self.widget.aims.asked.connect(self._change_aim)
        self.widget.ideas.asked.connect(self._do)

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show aims, ideas and tests as they stand."""
        self._allowed = allowed
        self.widget.allow(allowed)
        lists, now, who = self._session.lists(), self._session.clock.now(), self._session.who()
        voices = who is not None and may_see(who, "voice")

        def show(read: _Read) -> None:
            self._show(read, begin=begin)

        self._session.work.store(
            lambda store: _read(store, lists, now, voices=voices),
            owner=self,
            done=show,
            failed=self._failed,
        )

    def _show(self, read: _Read, *, begin: bool) -> None:
        self._shown = read
        entries = [Entry(each.code, each.title) for each in read.templates]
        self.widget.add_aim.offer([*entries, Entry(OWN, "An aim of our own")])
        lists, today = self._session.lists(), day_of(self._session.clock.now())
        self.widget.show_rows(
            (_aim_row(aim, allowed=self._allowed) for aim in read.aims),
            tuple(self._idea_row(idea, read, lists, today) for idea in read.ideas),
        )
        self.widget.show_figure(read.aims[0].figure if read.aims else None)
        if begin:
            self.widget.begin(*_first(read))

    def _idea_row(self, idea: IdeaNow, read: _Read, lists: Lists, today: date) -> Row:
        again = _NEXT if idea.cycles else _FIRST
        return Row(
            idea.key,
            idea.answers["title"],
            idea_words(idea.answers, lists, read.voices.get(idea.key, ())),
            (again, _CHANGE) if self._allowed else (),
            tuple(each for each in _STATUS if each.code != idea.answers["status"]) if self._allowed else (),
            tuple(self._cycle_row(cycle, read, lists, today) for cycle in idea.cycles),
        )

    def _cycle_row(self, cycle: CycleNow, read: _Read, lists: Lists, today: date) -> Row:
        waits = cycle.stage is Stage.TO_STUDY
        act = _STUDY if waits or cycle.stage is Stage.RUNNING else _CHANGE
        said, result = cycle_words(cycle, lists, today), read.results.get(cycle.key, "")
        return Row(
            cycle.key,
            f"Cycle {cycle.answers.get('number', '–')}: {cycle.answers['prediction']}",
            result if waits else " · ".join(filter(None, (said, result))),
            (act,) if self._allowed else (),
            urgent=said if waits else "",
        )

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(str)
    def _add_aim(self, code: str) -> None:
        preset: Answers = {}
        for template in self._shown.templates if self._shown else ():
            if template.code == code:
                today = day_of(self._session.clock.now())
                preset = begun_from(template, today, self._session.ward().live_from)
        self._record("aim", preset=preset)

    @Slot()
    def _add_idea(self) -> None:
        self._record("idea")

    @Slot()
    def _to_library(self) -> None:
        self._session.go("ideas", part="library")

    @Slot()
    def _to_chart(self) -> None:
        if self._shown is not None and self._shown.aims:
            self._session.go("charts", measure=self._shown.aims[0].answers["measure"])

    @Slot(str, str)
    def _change_aim(self, _code: str, key: str) -> None:
        self._record("aim", key=key)

    @Slot(str, str)
    def _do(self, code: str, key: str) -> None:
        assert self._shown is not None
        idea = next((each for each in self._shown.ideas if each.key == key), None)
        if idea is None:
            self._record("cycle", key=key)
        elif code == _NEXT.code:
            self._record("cycle", preset=_following(idea, day_of(self._session.clock.now())))
        elif code == _CHANGE.code:
            self._record("idea", key=key)
        else:
            self._set_status(idea, code)

    def _set_status(self, idea: IdeaNow, status: str) -> None:
        by, today = self._session.who(), day_of(self._session.clock.now())
        assert by is not None
        word = self._session.lists()["idea_status"].title_of(status).lower()
        before, after = idea.answers, _with_status(idea.answers, status, today)

        def amend(answers: Answers, reason: str) -> Callable[["Store"], object]:
            return lambda store: store.amend("idea", idea.key, answers, reason, by=by)

        def undo() -> None:
            self._session.work.store(amend(before, "undone"), owner=self, failed=self._failed)

        def done(_saved: object) -> None:
            self._session.say(f"{idea.answers['title']}: {word}. It is marked on its charts.", undo=undo)

        self._session.work.store(amend(after, word), owner=self, done=done, failed=self._failed)

    def _record(self, form: str, **which: Any) -> None:
        self._session.go("record", form=form, then="ideas", there={"part": "now"}, **which)


def _read(store: "Store", lists: Lists, now: datetime, *, voices: bool) -> _Read:
    today = day_of(now)
    ideas = read_ideas(store, today)
    begun = [cycle for idea in ideas for cycle in idea.cycles if cycle.stage is not Stage.PLANNED]
    said: dict[str, tuple[str, ...]] = {}
    for record in every(store, "voice") if voices else ():
        if (idea := record.answers.get("idea")) is not None:
            said[idea] = (*said.get(idea, ()), record.answers["words"])
    return _Read(
        read_aims(store, lists, now),
        ideas,
        {cycle.key: measured(store, cycle.answers, today) for cycle in begun},
        said,
        (*programme_aims(store), *TEMPLATES),
    )


def _aim_row(aim: AimNow, *, allowed: bool) -> Row:
    return Row(aim.key, aim.title, aim.standing.words, (_CHANGE,) if allowed else ())


def _first(read: _Read) -> tuple[str, str]:
    """The line and the button that should be pressed next: a test to study, else the next one to plan."""
    cycles = [cycle for idea in read.ideas for cycle in idea.cycles]
    waiting = next((cycle.key for cycle in cycles if cycle.stage is Stage.TO_STUDY), None)
    if waiting is not None:
        return waiting, _STUDY.code
    idle = next((idea.key for idea in read.ideas if idea.answers["status"] == "testing" and _idle(idea)), "")
    return idle, _NEXT.code


def _idle(idea: IdeaNow) -> bool:
    return bool(idea.cycles) and not idea.open_cycles


def _following(idea: IdeaNow, today: date) -> Answers:
    """What the next test of *idea* begins with: the last one carried forward, or what the idea says."""
    if idea.cycles:
        return next_cycle(idea.cycles[-1].answers, today)
    measures = idea.answers.get("measures", ())
    begun: dict[str, Any] = {"idea": idea.key, "number": 1, "started": today}
    begun |= {"measure": measures[0]} if measures else {}
    return begun | {name: idea.answers[name] for name in ("prediction", "lead") if name in idea.answers}


def _with_status(answers: Answers, status: str, today: date) -> Answers:
    changed = dict(answers) | {"status": status}
    changed.pop("decided", None)
    if status in _DECIDED:
        changed["decided"] = today
    if status == "abandoned":
        changed.setdefault("stopped", today)
    if status in ("testing", "adopted"):
        changed.setdefault("started", today)
        changed.pop("stopped", None)
    return changed


def idea_words(answers: Answers, lists: Lists, voices: tuple[str, ...] = ()) -> str:
    """An idea's status, days, measures, and whose words led to it."""
    return " · ".join(filter(None, _said(answers, lists, voices)))


def _said(answers: Answers, lists: Lists, voices: tuple[str, ...]) -> Iterator[str]:
    yield lists["idea_status"].title_of(answers["status"])
    yield _days(answers.get("started"), answers.get("stopped"))
    if "decided" in answers:
        yield f"decided {spoken_day(answers['decided'])}"
    yield ", ".join(lists["measure"].title_of(code) for code in answers.get("measures", ()))
    if "lead" in answers:
        yield f"led by {answers['lead']}"
    if "prediction" in answers:
        yield f"Prediction: {answers['prediction']}"
    for words in voices[:2]:
        yield f"A patient said: “{words}”"


def cycle_words(cycle: CycleNow, lists: Lists, today: date) -> str:
    """A cycle's days, where it stands, and what came of it."""
    answers = cycle.answers
    if cycle.stage is not Stage.CLOSED:
        words = cycle_said(answers, today)
        return words[:1].upper() + words[1:]
    said = [
        _days(answers.get("started"), answers.get("ends")),
        f"Then: {lists['cycle_decision'].title_of(answers['decision']).lower()}",
        f"Done as planned: {lists['fidelity'].title_of(answers['fidelity']).lower()}"
        if "fidelity" in answers
        else "",
        f"Learned: {answers['learned']}" if "learned" in answers else "",
    ]
    return " · ".join(filter(None, said))


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{spoken_day(since)} to {spoken_day(until)}"
    if since:
        return f"since {spoken_day(since)}"
    return f"until {spoken_day(until)}" if until else ""
