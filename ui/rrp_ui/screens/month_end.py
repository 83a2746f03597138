"""Month-end: checks a month, shows what leaves, writes the bundle, takes the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.bundle.plainly import in_words
from rrp_desktop.clock import day_of, month_before, month_of, next_month, spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event, Exported, SettingChanged
from rrp_desktop.forms.export import SECTIONS, Snapshot
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.month_end_view import MonthEndView, Point, Sent

if TYPE_CHECKING:
    from rrp_desktop.bundle.pack import Offer
    from rrp_desktop.month_end import Ready
    from rrp_desktop.store import Export, MonthPoint, Store

_TITLES = {
    "days": "Days",
    "counts": "Counts",
    "codes": "Code lists",
    "tombstones": "Voided",
    "people": "People",
}
_PLACES = {"beds": "cross", "shifts": "cross", "huddles": "huddle", "incidents": "incidents"}


@dataclass(frozen=True, slots=True)
class _Month:
    points: "tuple[MonthPoint, ...]"
    snapshot: Snapshot
    exports: "tuple[Export, ...]"
    pack: "Offer | None"


class MonthEnd(QObject):
    """The presenter of one month at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._month = month_before(month_of(day_of(session.clock.now())))
        self._read: _Month | None = None
        self._section = "incidents"
        self._open = self._writing = False
        self.widget = MonthEndView((name, _TITLES.get(name, name.capitalize())) for name in _shown_first())
        self.widget.month_stepped.connect(self._step)
        self.widget.section_chosen.connect(self._choose_section)
        self.widget.mend_asked.connect(self._mend)
        self.widget.save_asked.connect(self.save)
        self.widget.receipt_file_asked.connect(self._open_receipt)
        self.widget.code_typed.connect(self._take_code)
        self.widget.card_asked.connect(self._save_card)
        session.bridge.happened.connect(self._hear)

    def open(self, *, month: date | None = None, **_where: Any) -> None:
        """Show *month*, or the one shown last; at first the month that ended last."""
        self._open = True
        self._month = month or self._month
        self._load()
        self.widget.save.setFocus()

    def leave(self) -> None:
        """Nothing is typed here but a code, which stays."""
        self._open = False

    def back(self) -> None:
        """To Today."""
        self._session.go("today")

    @Slot()
    def save(self) -> None:
        """Make the bundle and put it where the person says."""
        if self._read is None or self._writing:
            return
        stops = [point.title for point in self._read.points if point.state == "stop"]
        if stops:
            self.widget.show_problem(f"This month cannot be sent yet: {'; '.join(stops)}.")
            return
        folder = self._session.ask.folder("Where should the bundle go?")
        if folder is None:
            return
        from rrp_desktop.month_end import prepare

        self._writing = True
        month = self._month
        self.widget.show_problem("")
        self._session.work.store(
            lambda store: prepare(store, month),
            owner=self,
            done=lambda ready: self._hand_over(ready, folder),
            failed=self._failed,
        )

    def _hand_over(self, ready: "Ready", folder: Path) -> None:
        from rrp_desktop.month_end import hand_over

        clock = self._session.clock
        self._session.work.side(
            lambda: hand_over(ready, folder, clock), owner=self, done=self._record, failed=self._failed
        )

    def _record(self, written: "tuple[Any, Export]") -> None:
        bundle, export = written
        who = self._session.who()
        assert who is not None

        def told(_result: None) -> None:
            self._writing = False
            self.widget.where.setText(f"{export.name} · {export.size // 1024} KB · {bundle.words}")
            self._session.say(
                f"Saved {export.name}. Sent is not received: the centre answers with a receipt."
            )
            self._load()

        self._session.work.store(
            lambda store: store.record_export(export, by=who), owner=self, done=told, failed=self._failed
        )

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and not self._writing and isinstance(event, Changed | Exported | SettingChanged):
            self._load()

    @Slot(int)
    def _step(self, by: int) -> None:
        later = next_month(self._month)
        if by < 0:
            self._month = month_before(self._month)
        elif later <= month_of(day_of(self._session.clock.now())):
            self._month = later
        self._load()

    @Slot(str)
    def _choose_section(self, name: str) -> None:
        self._section = name
        self._show_rows()

    @Slot(str)
    def _mend(self, place: str) -> None:
        self._session.go(place, month=self._month)

    @Slot()
    def _open_receipt(self) -> None:
        path = self._session.ask.file("Open the receipt", "Receipts (*.rrpr);;All files (*)")
        who = self._session.who()
        if path is None or who is None:
            return
        from rrp_desktop.month_end import take_receipt

        self._session.work.store(
            lambda store: take_receipt(store, path.read_bytes(), by=who),
            owner=self,
            done=self._thank,
            failed=self._failed,
        )

    @Slot(str)
    def _take_code(self, typed: str) -> None:
        who = self._session.who()
        export = self._waiting()
        if who is None or not typed.strip():
            return
        if export is None:
            self.widget.show_problem("No bundle of this month is waiting for a receipt.")
            return
        from rrp_desktop.month_end import take_code

        def done(_result: None) -> None:
            self.widget.code.clear()
            self._thank(export)

        self._session.work.store(
            lambda store: take_code(store, typed, export, by=who), owner=self, done=done, failed=self._failed
        )

    def _thank(self, export: "Export") -> None:
        self._session.say(f"Received: the centre has bundle {export.seq}, {_long(export.month)}.")
        self._load()

    @Slot()
    def _save_card(self) -> None:
        from rrp_desktop.month_end import card
        from rrp_desktop.place import place

        code = self._session.ward().code
        path = self._session.ask.where_to_save(
            "Save the enrolment card", f"RRP_{code}.rrpe", "Cards (*.rrpe)"
        )
        if path is None:
            return
        today = day_of(self._session.clock.now())
        self._session.work.store(
            lambda store: place(card(store, today), path, over=True),
            owner=self,
            done=lambda _result: self._session.say(f"Saved {path.name}. Send it to the centre."),
            failed=self._failed,
        )

    def _load(self) -> None:
        month = self._month
        self._session.work.store(
            lambda store: _read(store, month), owner=self, done=self._show, failed=self._failed
        )

    def _show(self, read: _Month) -> None:
        if read.snapshot.month != self._month:
            return
        self._read = read
        mine = [export for export in read.exports if export.month == self._month]
        step = 3 if any(export.received for export in mine) else 2 if mine else 1
        name = _long(self._month)
        self.widget.show_month(f"Month-end, {name}", step)
        stops = any(point.state == "stop" for point in read.points)
        self.widget.show_points(
            f"{name} cannot be sent yet" if stops else f"{name} is ready to send",
            [Point(each.state, each.title, each.detail, _PLACES.get(each.code, "")) for each in read.points],
        )
        self.widget.sealed.setText(_sealed(read, self._session.ward().name))
        self.widget.show_sent(_sent(read.exports))
        self.widget.show_problem("")
        self._show_rows()

    def _show_rows(self) -> None:
        if self._read is not None:
            rows = sorted(self._read.snapshot.sections[self._section], key=_when)
            self.widget.show_rows(self._section, *in_words(self._section, rows, self._session.lists()))

    def _waiting(self) -> "Export | None":
        exports = self._read.exports if self._read else ()
        mine = [each for each in exports if each.month == self._month and each.received is None]
        return max(mine, key=lambda each: each.seq, default=None)

    def _failed(self, error: RrpError) -> None:
        self._writing = False
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """The month-end screen."""
    return MonthEnd(session)


def _read(store: "Store", month: date) -> _Month:
    from rrp_desktop.month_end import held_pack, leaving

    return _Month(store.month_check(month), leaving(store, month), store.exports(), held_pack(store))


def _sealed(read: _Month, ward: str) -> str:
    if read.pack is None:
        return "There is no programme pack yet: get it from the centre and open it in Ward settings."
    names = ", ".join(f"{each.title} ({each.key[:8]}…{each.key[-4:]})" for each in read.pack.pack.recipients)
    corrections = len(read.snapshot.sections["amendments"]) + len(read.snapshot.sections["tombstones"])
    return f"Sealed for: {names} · signed by {ward} · corrections to earlier months: {corrections} records"


def _sent(exports: "Sequence[Export]") -> list[Sent]:
    newest = sorted(exports, key=lambda export: export.written_at, reverse=True)
    return [
        Sent(
            _long(export.month),
            f"bundle {export.seq} · {export.size // 1024} KB · {spoken_day(day_of(export.written_at))}",
            f"Received {spoken_day(export.received)}" if export.received else "Sent, no receipt yet",
        )
        for export in newest[:4]
    ]


def _when(row: Mapping[str, Any]) -> str:
    return str(row.get("started_at") or row.get("day") or "")


def _shown_first() -> list[str]:
    return ["incidents", *(name for name in SECTIONS if name != "incidents")]


def _long(month: date) -> str:
    return f"{month:%B %Y}"
