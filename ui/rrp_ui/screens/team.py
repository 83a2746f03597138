"""The team and its meetings, and patients' words beside the ideas they led to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of, spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Session
from rrp_ui.screens.ideas_rows import Row
from rrp_ui.screens.people import every
from rrp_ui.screens.record import may_see
from rrp_ui.screens.team_view import TeamView

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

_CHANGE, _FILL, _KEEP = Entry("change", "Change"), Entry("fill", "Fill"), Entry("keep", "Keep…")
_WORDS = ("next_time", "helped", "worse", "set_off")
"""What a debrief asks the person, what should happen next time first."""
_LONGEST = 500
_MEETINGS, _VOICES, _DEBRIEFS = 5, 12, 6
_LATELY = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class _Read:
    team: "tuple[Record, ...]"
    meetings: "tuple[Record, ...]"
    voices: "tuple[Record, ...]"
    ideas: dict[str, str]
    debriefs: tuple[tuple[str, Answers], ...]
    """Words of patients that nobody has kept, each with what a new record of them begins with."""


class Team(QObject):
    """The presenter of the page."""

    forms = frozenset({"team_member", "team_meeting", "voice", "debrief", "idea"})

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._allowed = False
        self._presets: dict[str, Answers] = {}
        self.widget = TeamView()
        self.widget.team.asked.connect(self._do_team)
        self.widget.meetings.asked.connect(self._open_meeting)
        self.widget.voices.asked.connect(self._open_voice)
        self.widget.debriefs.asked.connect(self._keep)
        self.widget.meeting_asked.connect(self._add_meeting)
        self.widget.voice_asked.connect(self._add_voice)

    def read(self, *, allowed: bool, begin: bool) -> None:
        """Show the team, and what patients said to those who may read it."""
        who, now = self._session.who(), self._session.clock.now()
        voices = who is not None and may_see(who, "voice")
        self._allowed = allowed
        self.widget.allow(team=allowed, voices=voices)

        def show(read: _Read) -> None:
            self._show(read)
            if begin:
                (self.widget.add_meeting if allowed else self.widget.add_voice).setFocus()

        self._session.work.store(
            lambda store: _read(store, day_of(now) - _LATELY, voices=voices),
            owner=self,
            done=show,
            failed=self._failed,
        )

    def _show(self, read: _Read) -> None:
        lists = self._session.lists()
        self.widget.show_team(
            self._team_rows(read, lists), (self._meeting(each, lists) for each in read.meetings)
        )
        self._presets = dict(read.debriefs)
        self.widget.show_voices(
            (_voice(each, read.ideas, lists) for each in read.voices),
            (
                Row(key, f"“{answers['words']}”", spoken_day(answers["day"]), (_KEEP,))
                for key, answers in read.debriefs
            ),
        )

    def _team_rows(self, read: _Read, lists: Lists) -> Iterator[Row]:
        for role in lists["team_role"]:
            here = [each for each in read.team if each.answers["role"] == role.code]
            if not here:
                yield Row(role.code, role.title, "nobody yet", (_FILL,) if self._allowed else ())
            for each in here:
                since = f"since {spoken_day(each.answers['since'])}" if "since" in each.answers else ""
                title = f"{role.title}: {each.answers['who']}"
                yield Row(each.key, title, since, (_CHANGE,) if self._allowed else ())

    def _meeting(self, record: "Record", lists: Lists) -> Row:
        answers = record.answers
        there = ", ".join(lists["team_role"].title_of(each).lower() for each in answers.get("here", ()))
        following = f"Next step: {answers['next_step']}" if "next_step" in answers else ""
        again = f"next on {spoken_day(answers['next_day'])}" if "next_day" in answers else ""
        detail = " · ".join(filter(None, (there, following, again)))
        return Row(record.key, spoken_day(answers["day"]), detail, (_CHANGE,) if self._allowed else ())

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(str, str)
    def _do_team(self, code: str, key: str) -> None:
        if code == _FILL.code:
            today = day_of(self._session.clock.now())
            self._record("team_member", preset={"role": key, "since": today})
        else:
            self._record("team_member", key=key)

    @Slot(str, str)
    def _open_meeting(self, _code: str, key: str) -> None:
        self._record("team_meeting", key=key)

    @Slot(str, str)
    def _open_voice(self, _code: str, key: str) -> None:
        self._record("voice", key=key)

    @Slot(str, str)
    def _keep(self, _code: str, key: str) -> None:
        self._record("voice", preset=self._presets[key])

    @Slot()
    def _add_meeting(self) -> None:
        self._record("team_meeting", preset={"day": day_of(self._session.clock.now())})

    @Slot()
    def _add_voice(self) -> None:
        today = day_of(self._session.clock.now())
        self._record("voice", preset={"day": today, "heard": "community"})

    def _record(self, form: str, **which: Any) -> None:
        self._session.go("record", form=form, then="ideas", there={"part": "team"}, **which)


def _voice(record: "Record", ideas: dict[str, str], lists: Lists) -> Row:
    answers = record.answers
    led = ideas.get(answers.get("idea", ""), "")
    said = [
        f"{lists['voice_heard'].title_of(answers['heard'])}, {spoken_day(answers['day'])}",
        f"led to: {led}" if led else "",
        answers.get("answer", ""),
    ]
    return Row(record.key, f"“{answers['words']}”", " · ".join(filter(None, said)), (_CHANGE,))


def _read(store: "Store", since: date, *, voices: bool) -> _Read:
    said = tuple(every(store, "voice")) if voices else ()
    kept = {each.answers["words"] for each in said}
    return _Read(
        tuple(each for each in every(store, "team_member") if "until" not in each.answers),
        store.find("team_meeting", limit=_MEETINGS),
        said[:_VOICES],
        {each.key: each.answers["title"] for each in every(store, "idea")},
        tuple(_new_words(store, since, kept))[:_DEBRIEFS] if voices else (),
    )


def _new_words(store: "Store", since: date, kept: set[str]) -> Iterator[tuple[str, Answers]]:
    for debrief in every(store, "debrief", since=since):
        if debrief.answers.get("party") != "patient":
            continue
        for name in _WORDS:
            words = debrief.answers.get(name, "")[:_LONGEST].strip()
            if words and words not in kept:
                kept.add(words)
                preset = {"day": debrief.day, "heard": "debrief", "words": words}
                yield f"{debrief.key} {name}", preset
