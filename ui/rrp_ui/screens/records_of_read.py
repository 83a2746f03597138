"""The ward's other records, form by form, as lines of a table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rrp_desktop.clock import spoken_day
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form, Kind
from rrp_ui.screens.record_names import read_names
from rrp_ui.screens.records_read import STATES, Line, Lines
from rrp_ui.screens.records_table import Column
from rrp_ui.screens.records_words import Words

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

_PAGE = 128
_PAGES = 8
_ENOUGH = 64
_WIDTHS = {Kind.MOMENT: 150, Kind.WHOLE: 110, Kind.CHOICE: 150, Kind.RECORD: 170}


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of record: what it is called, its form, and the questions that stand in its table."""

    title: str
    form: Form
    shown: tuple[str, ...]
    wide: str
    """The one of these whose column takes what the others leave."""
    only: Answers | None = None
    """Answers that a record must hold to be listed."""

    def dated(self) -> bool:
        """Whether one of the questions shown says the day."""
        return self.form.dated_by in self.shown

    def columns(self) -> tuple[Column, ...]:
        """The columns of its table: the day, its questions, its state, who wrote it."""
        first = () if self.dated() else (Column("Day", 120),)
        return (*first, *map(self._column, self.shown), Column("State", 90), Column("By", 120, may_go=True))

    def _column(self, name: str) -> Column:
        field = self.form.field(name)
        width = 0 if name == self.wide else _WIDTHS.get(field.kind, 120)
        return Column(field.title.rstrip("?"), width, may_go=name not in self.shown[:2])


def _register(title: str, form: str, *shown: str, wide: str, only: Answers | None = None) -> Register:
    return Register(title, FORMS[form], shown, wide, only)


REGISTERS = {
    "debrief": _register("Debriefs", "debrief", "incident", "party", "state", "held_at", wide="incident"),
    "episode": _register(
        "Seclusion and segregation",
        "episode",
        *("started_at", "kind", "person", "incident", "ended_at"),
        wide="incident",
    ),
    "leave": _register(
        "Leave",
        "leave",
        *("started_at", "person", "escort", "planned_return", "returned_at"),
        wide="person",
    ),
    "leave_tally": _register(
        "Leave tallies",
        "leave_tally",
        *("day", "shift", "out", "on_time", "late", "not_back"),
        wide="not_back",
    ),
    "census": _register(
        "Beds", "census", "day", "occupied", "available", "closed", "on_leave", wide="on_leave"
    ),
    "person": _register(
        "People",
        "person",
        *("ward_code", "age_band", "gender", "legal_status", "admitted", "discharged"),
        wide="legal_status",
    ),
    "hazard": _register(
        "Ligature hazards", "hazard", "seen", "area", "item", "tier", "due", "closed", wide="item"
    ),
    "hazard_review": _register("Reviews", "hazard_review", "day", "next_due", "note", wide="note"),
    "restriction": _register(
        "Restrictions", "restriction", "rule", "decision", "review_due", "ended", wide="rule"
    ),
    "police": _register(
        "Police (in incidents)",
        "incident",
        *("started_at", "kinds", "police_asked_at", "police_arrived_at", "police_force"),
        wide="kinds",
        only={"police_called": "yes"},
    ),
    "aim": _register("Aims", "aim", "measure", "better", "percent", "amount", "by_day", wide="measure"),
    "idea": _register("Ideas", "idea", "title", "status", "started", "stopped", wide="title"),
    "cycle": _register(
        "PDSA cycles",
        "cycle",
        *("idea", "number", "prediction", "started", "decision"),
        wide="prediction",
    ),
    "driver": _register("Drivers", "driver", "title", "under", "removed", wide="title"),
    "team_member": _register("Team", "team_member", "role", "who", "since", "until", wide="who"),
    "team_meeting": _register(
        "Team meetings", "team_meeting", "day", "here", "next_step", "next_day", wide="next_step"
    ),
    "safewards": _register("Safewards", "safewards", "intervention", "state", "since", "focus", wide="focus"),
    "voice": _register("Patients' voice", "voice", "day", "heard", "words", "idea", wide="words"),
    "progress": _register("Progress", "progress", "day", "ward_score", "coach_score", wide="coach_score"),
}


def read_register(store: "Store", register: Register, lists: Lists, after: tuple[str, str] | None) -> Lines:
    """The next records of *register*, newest first."""
    found: list[Record] = []
    only = register.only or {}
    for _ in range(_PAGES):
        page = store.find(register.form.name, limit=_PAGE, before=after)
        found += (each for each in page if only.items() <= each.answers.items())
        after = page[-1].page if len(page) == _PAGE else None
        if after is None or len(found) >= _ENOUGH:
            break
    names = read_names(store, register.form, (each.answers for each in found), lists)
    words = Words(lists, names, store.names(), restricted=False)
    return Lines(tuple(Line(each.key, _cells(register, each, words)) for each in found), after)


def _cells(register: Register, record: "Record", words: Words) -> tuple[str, ...]:
    fields = [register.form.field(name) for name in register.shown]
    return (
        *(() if register.dated() else (spoken_day(record.day),)),
        *(words.answer(field, record.answers.get(field.name)) for field in fields),
        STATES[record.state],
        words.who(record.recorded_by),
    )
