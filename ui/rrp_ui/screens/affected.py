"""Who is affected: chooses the measure, and who may see every number."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.clock import spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.people import Act
from rrp_desktop.reports.affected import Affected, Group, affected, of_people
from rrp_desktop.reports.ratio import METHOD
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.affected_view import AffectedView, Row

if TYPE_CHECKING:
    from rrp_desktop.store import Store

BURST = 50
_HIDDEN = (
    "Groups of fewer than 5 people or events, or fewer than 100 bed days, are hidden, and so are further "
    "groups where the rest would give one away. Other numbers are rounded to the nearest 5. The tables "
    "change twice a year: what is entered more than a month after the half-year does not change them."
)
_NOT_YET = (
    "These tables begin with the ward's first half of a year, January to June or July to December, when a "
    "month has passed since its end."
)
_OWN = "Every number of the ward, for care on it. Do not print, copy or send this."


class WhoIsAffected(QObject):
    """The presenter. Every number is shown only to those who may see incidents, and only when they ask."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._measure, self._own, self._open = "restrictive", False, False
        self._asked = 0
        self._told: Affected | None = None
        self.widget = AffectedView((measure.name, measure.title) for measure in of_people())
        self.widget.measure_chosen.connect(self._choose_measure)
        self.widget.own_chosen.connect(self._choose_own)
        self.widget.back_asked.connect(self.back)
        self.widget.csv_asked.connect(self._save)
        self._pause = QTimer(self, singleShot=True, interval=BURST)
        self._pause.timeout.connect(self._read)
        session.bridge.happened.connect(self._hear)

    def open(self, *, measure: str = "", **_where: Any) -> None:
        """Show the measure shown last, or *measure* if it says whom it concerns."""
        self._open, self._own = True, False
        if measure in {each.name for each in of_people()}:
            self._measure = measure
        self._read()
        self.widget.measure.setFocus()

    def leave(self) -> None:
        """Nothing is typed here; the next visit begins with what anybody may see."""
        self._open, self._own = False, False
        self._pause.stop()

    def save(self) -> None:
        """There is nothing to save."""

    @Slot()
    def back(self) -> None:
        """To the chart of the same measure."""
        self._session.go("charts", measure=self._measure)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and self._own and isinstance(event, Changed):
            self._pause.start()

    @Slot(str)
    def _choose_measure(self, name: str) -> None:
        self._measure = name
        self._read()

    @Slot(bool)
    def _choose_own(self, own: bool) -> None:
        self._own = own
        self._read()

    def _may_own(self) -> bool:
        who = self._session.who()
        return who is not None and who.may(Act.SEE_INCIDENTS)

    @Slot()
    def _read(self) -> None:
        self._asked += 1
        own = self._own and self._may_own()
        asked, measure, now = self._asked, self._measure, self._session.clock.now()
        self.widget.show_choice(measure, own=own, may_own=self._may_own())

        def task(store: "Store") -> Affected:
            return affected(store, measure, now=now, protected=not own)

        def show(told: Affected) -> None:
            if asked == self._asked:
                self._show(told, own=own)

        self._session.work.store(task, owner=self, done=show, failed=self._failed)

    def _show(self, told: Affected, *, own: bool) -> None:
        self._told = None if own else told
        for split in told.splits:
            note = "" if split.complete is None else f"Recorded for {split.complete}% of the people here"
            self.widget.show_table(split.title, note, [_row(group) for group in split.groups])
        if told.since > told.until:
            self.widget.show_span("", _NOT_YET)
            return
        span = f"{told.many.capitalize()}, {spoken_day(told.since)} to {spoken_day(told.until)}"
        said = (*_missing(told), _OWN if own else _HIDDEN, METHOD)
        self.widget.show_span(f"{span}. Rates are per 1,000 bed days.", " ".join(said))

    @Slot()
    def _save(self) -> None:
        from rrp_desktop.place import place
        from rrp_desktop.reports.points import affected_csv

        told = self._told
        path = told and self._session.ask.where_to_save(
            "Save the tables", f"Who is affected, {told.title}.csv", "CSV (*.csv)"
        )
        if told and path:
            try:
                place(affected_csv(told), path, over=True)
            except RrpError as error:
                self._failed(error)
            else:
                self._session.say(f"Saved as {path.name}.")

    def _failed(self, error: RrpError) -> None:
        self.widget.show_span("", f"{error.sentence} ({error.code})")


def _row(group: Group) -> Row:
    numbers = (group.present, group.nights, group.events, group.affected)
    rate = "–" if group.rate is None else f"{group.rate:.1f}"
    cells = (*(f"{number:,}" for number in numbers if number is not None), rate)
    ratio = group.ratio
    words = f"{ratio.value:.1f} times ({ratio.low:.1f} to {ratio.high:.1f})" if ratio else ""
    return Row(group.title, cells if group.shown else None, group.rate, words)


def _missing(told: Affected) -> Iterator[str]:
    """What the tables do not hold."""
    if told.unconfirmed:
        yield f"{told.unconfirmed} of {told.shifts} shifts were not confirmed: events may be missing."
    if told.unnamed:
        yield f"{told.unnamed} {told.many} name nobody."
    if told.undated:
        yield f"{told.undated} people have no admission date; they are in no rate."


def make(session: Session) -> Screen:
    """The page of who is affected."""
    return WhoIsAffected(session)
