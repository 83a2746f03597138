"""Change ideas: what the ward aims for, what it tries, and each test of it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.people import Act
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.ideas_view import IdeasView, Row
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import Store

_FORMS = frozenset({"aim", "idea", "cycle"})


@dataclass(frozen=True, slots=True)
class _Read:
    aims: tuple[Row, ...]
    ideas: tuple[Row, ...]


class Ideas(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._open = False
        self.widget = IdeasView()
        self.widget.add_asked.connect(self._add)
        self.widget.edit_asked.connect(self._edit)
        self.widget.cycle_asked.connect(self._add_cycle)
        session.bridge.happened.connect(self._hear)

    def open(self, **_where: Any) -> None:
        """Show what there is; those who may improve the ward may add to it."""
        self._open = True
        who = self._session.who()
        self.widget.allow(who is not None and who.may(Act.IMPROVE))
        self._read()

    def leave(self) -> None:
        """Nothing is typed here."""
        self._open = False

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """To Today."""
        self._session.go("today")

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed) and event.form in _FORMS:
            self._read()

    def _read(self) -> None:
        lists = self._session.lists()
        self._session.work.store(
            lambda store: _read(store, lists), owner=self, done=self._show, failed=self._failed
        )

    def _show(self, read: _Read) -> None:
        self.widget.show_rows(read.aims, read.ideas)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(str)
    def _add(self, form: str) -> None:
        self._session.go("record", form=form, then="ideas")

    @Slot(object)
    def _edit(self, row: Row) -> None:
        self._session.go("record", form=row.form, key=row.key, then="ideas")

    @Slot(object)
    def _add_cycle(self, row: Row) -> None:
        answers: Answers = {"idea": row.key, "number": len(row.under) + 1}
        self._session.go("record", form="cycle", preset=answers, then="ideas")


def _read(store: "Store", lists: Lists) -> _Read:
    cycles: dict[str, list[Row]] = {}
    for record in sorted(every(store, "cycle"), key=lambda each: each.answers.get("number", 0)):
        cycles.setdefault(record.answers["idea"], []).append(
            Row("cycle", record.key, *cycle_words(record.answers, lists))
        )
    return _Read(
        tuple(Row("aim", each.key, *aim_words(each.answers, lists)) for each in every(store, "aim")),
        tuple(
            Row("idea", each.key, *idea_words(each.answers, lists), under=tuple(cycles.get(each.key, ())))
            for each in every(store, "idea")
        ),
    )


def aim_words(answers: Answers, lists: Lists) -> tuple[str, str]:
    """An aim and its baseline: Restraint: 25% fewer by 31 Mar 2027."""
    fewer = answers["better"] == "lower"
    if answers["by_how"] == "percent":
        much = f"{answers['percent']}% {'fewer' if fewer else 'more'}"
    else:
        much = f"{'down' if fewer else 'up'} to {answers['amount']}"
    title = f"{lists['measure'].title_of(answers['measure'])}: {much} by {spoken_day(answers['by_day'])}"
    return title, _days("Baseline", answers.get("baseline_from"), answers.get("baseline_until"))


def idea_words(answers: Answers, lists: Lists) -> tuple[str, str]:
    """An idea; its status, days and measures."""
    said = [
        lists["idea_status"].title_of(answers["status"]),
        _days("", answers.get("started"), answers.get("stopped")),
        ", ".join(lists["measure"].title_of(code) for code in answers.get("measures", ())),
        f"Prediction: {answers['prediction']}" if "prediction" in answers else "",
    ]
    return answers["title"], " · ".join(filter(None, said))


def cycle_words(answers: Answers, lists: Lists) -> tuple[str, str]:
    """A cycle and what came of it."""
    decision = answers.get("decision")
    said = [
        _days("", answers.get("started"), answers.get("ends")),
        f"Then: {lists['cycle_decision'].title_of(decision).lower()}" if decision else "",
    ]
    return (
        f"Cycle {answers.get('number', '–')}: {answers['prediction']}",
        " · ".join(filter(None, said)),
    )


def _days(what: str, since: date | None, until: date | None) -> str:
    if since and until:
        words = f"{spoken_day(since)} to {spoken_day(until)}"
    elif since:
        words = f"since {spoken_day(since)}"
    elif until:
        words = f"until {spoken_day(until)}"
    else:
        return ""
    return f"{what} {words}" if what else words


def make(session: Session) -> Screen:
    """The ward's improvement work."""
    return Ideas(session)
