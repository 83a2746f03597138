"""Progress and story: the score's floor from the record, and the pages for learning sets and coaches."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of, month_of
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.lists import Lists
from rrp_desktop.improvement.score import floor, missing, steps
from rrp_desktop.reports.coach import read_visit, visit_page
from rrp_desktop.reports.improving import read_aims, read_facts, read_ideas
from rrp_desktop.reports.sheet import Sheet
from rrp_desktop.reports.story import read_story, story_page
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Session
from rrp_ui.screens.ideas_rows import Row
from rrp_ui.screens.record import may_see
from rrp_ui.screens.story_out import send_sheet
from rrp_ui.screens.story_view import StoryView

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

_CHANGE = Entry("change", "Change")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class _Read:
    floor: str
    following: str
    steps: tuple[tuple[bool, str], ...]
    months: "tuple[Record, ...]"
    sheet: Sheet
    spoken: str


class StoryPart(QObject):
    """The presenter of the page."""

    forms = frozenset({"aim", "idea", "cycle", "progress", "team_member", "team_meeting", "voice"})

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._allowed = False
        self._read: _Read | None = None
        self.widget = StoryView()
        self.widget.score_asked.connect(self._enter)
        self.widget.months.asked.connect(self._change)
        self.widget.page_chosen.connect(self._again)
        self.widget.way_chosen.connect(self._send_out)

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show the score and the page as they stand."""
        who = self._session.who()
        self._allowed = allowed
        self.widget.allow(score=allowed, voice=who is not None and may_see(who, "voice"))
        page, voice = self.widget.page(), self.widget.voice.isChecked() and self.widget.voice.isVisible()
        lists, now = self._session.lists(), self._session.clock.now()

        def show(read: _Read) -> None:
            self._show(read)
            if begin:
                (self.widget.score if allowed else self.widget.pages).setFocus()

        self._session.work.store(
            lambda store: _read(store, lists, now, page, voice=voice),
            owner=self,
            done=show,
            failed=self._failed,
        )

    def _show(self, read: _Read) -> None:
        self._read = read
        following = f"Next step: {read.following}." if read.following else "What is left, people decide."
        self.widget.show_score(f"The record speaks for {read.floor}", following, read.steps)
        self.widget.show_months(self._month(each) for each in read.months)
        self.widget.show_sheet(read.sheet, read.spoken)

    def _month(self, record: "Record") -> Row:
        answers = record.answers
        said = [f"Ward {answers['ward_score']}", f"Coach {answers.get('coach_score', '–')}"]
        if "suggested" in answers:
            said.append(f"Record {answers['suggested']}")
        detail = " · ".join((*said, answers.get("learned", ""))).removesuffix(" · ")
        return Row(record.key, f"{answers['day']:%B %Y}", detail, (_CHANGE,) if self._allowed else ())

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot()
    def _again(self) -> None:
        self.read(allowed=self._allowed, begin=False)

    @Slot()
    def _enter(self) -> None:
        assert self._read is not None
        month = month_of(day_of(self._session.clock.now()))
        held = next((each for each in self._read.months if month_of(each.answers["day"]) == month), None)
        if held is not None:
            self._record(key=held.key)
        else:
            self._record(preset={"day": month, "suggested": self._read.floor, "ward_score": self._read.floor})

    @Slot(str, str)
    def _change(self, _code: str, key: str) -> None:
        self._record(key=key)

    @Slot(str)
    def _send_out(self, way: str) -> None:
        if self._read is not None:
            send_sheet(self._session, self._read.sheet, way, failed=self._failed)

    def _record(self, **which: Any) -> None:
        self._session.go("record", form="progress", then="ideas", there={"part": "story"}, **which)


def _read(store: "Store", lists: Lists, now: datetime, page: str, *, voice: bool) -> _Read:
    aims, ideas = read_aims(store, lists, now), read_ideas(store, day_of(now))
    facts = read_facts(store, aims, ideas)
    if page == "coach":
        visit = read_visit(store, lists, now)
        sheet, spoken = visit_page(visit), f"{visit.aim}. {visit.standing}"
    else:
        story = read_story(store, lists, now, voice=voice)
        sheet, spoken = story_page(story, slide=page == "slide"), f"{story.aim}. {story.standing}"
    told = tuple((step.met, f"{step.code} {step.takes}") for step in steps(facts))
    return _Read(floor(facts), missing(facts), told, store.find("progress", limit=_MONTHS), sheet, spoken)
