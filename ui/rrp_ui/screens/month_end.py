"""Month-end: checks a month, shows what leaves, writes the bundle, takes the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.bundle.asked import SUMS
from rrp_desktop.bundle.plainly import in_words
from rrp_desktop.clock import DAY, day_of, month_before, month_of, next_month, spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event, Exported, SettingChanged
from rrp_desktop.forms.export import SECTIONS
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import SECOND
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.month_end_answers import Answers, answered, long_month
from rrp_ui.screens.month_end_card import give_card
from rrp_ui.screens.month_end_drive import Drive, drives
from rrp_ui.screens.month_end_drive import in_words as drives_in_words
from rrp_ui.screens.month_end_second import ask_second
from rrp_ui.screens.month_end_view import MonthEndView, Point, Sent

if TYPE_CHECKING:
    from rrp_desktop.bundle.make import Bundle
    from rrp_desktop.bundle.returned import Returned
    from rrp_desktop.month_end import Looked, Ready
    from rrp_desktop.store import Export, Store

_TITLES = {
    "days": "Days",
    "counts": "Counts",
    "codes": "Code lists",
    "tombstones": "Voided",
    "people": "People",
    "hazard_reviews": "Ligature reviews",
    "hazards": "Ligature register",
    "leave": "Leave",
}
_PLACES = {
    "beds": "cross",
    "shifts": "cross",
    "huddles": "huddle",
    "incidents": "incidents",
    "debriefs": "incidents",
    "held": "incidents",
    "rows": "incidents",
    "pack": "settings",
    "receipt": "month_end",
    "hazard": "today",
    "restriction": "today",
    "cycle": "ideas",
    "progress": "ideas",
}
"""The screen that mends each point of the check."""

_ORDER = ("incidents", *(name for name in SECTIONS if name not in ("incidents", "codes")), "codes")


@dataclass(frozen=True, slots=True)
class _Month:
    looked: "Looked"
    returned: "Returned | None"


class MonthEnd(QObject):
    """The presenter of one month at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._month = month_before(month_of(day_of(session.clock.now())))
        self._read: _Month | None = None
        self._section = "incidents"
        self._open = self._writing = False
        self._written = ""
        """Where the bundle is that was saved last; before that, the page says where it could be put."""
        self.widget = MonthEndView()
        self.widget.month_stepped.connect(self._step)
        self.widget.section_chosen.connect(self._choose_section)
        self.widget.mend_asked.connect(self._mend)
        self.widget.save_asked.connect(self.save)
        self.widget.card_asked.connect(self._give_card)
        self._answers = Answers(session, self.widget, self._waiting)
        self._answers.failed.connect(self._failed)
        self._answers.taken.connect(self._load)
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
        stops = [point.title for point in self._read.looked.points if point.state == "stop"]
        if stops:
            self.widget.show_problem(f"This month cannot be sent yet: {'; '.join(stops)}.")
            return
        self.widget.show_problem("")
        if self._session.values()[SECOND]:
            ask_second(self._session, owner=self, done=self._choose_place, failed=self._failed)
        else:
            self._choose_place(None)

    def _choose_place(self, second: StaffMember | None) -> None:
        folder = self._session.ask.folder("Where should the bundle go?")
        if folder is None:
            return
        from rrp_desktop.month_end import prepare

        self._writing = True
        month = self._month
        self._session.work.store(
            lambda store: prepare(store, month),
            owner=self,
            done=lambda ready: self._hand_over(ready, folder, second),
            failed=self._failed,
        )

    def _hand_over(self, ready: "Ready", folder: Path, second: StaffMember | None) -> None:
        from rrp_desktop.month_end import hand_over

        clock, text = self._session.clock, self.widget.as_text.isChecked()
        self._session.work.side(
            lambda: hand_over(ready, folder, clock, text=text),
            owner=self,
            done=lambda written: self._record(*written, folder, second),
            failed=self._failed,
        )

    def _record(self, bundle: "Bundle", export: "Export", folder: Path, second: StaffMember | None) -> None:
        who = self._session.who()
        assert who is not None

        def told(_result: None) -> None:
            self._writing = False
            self._written = f"{export.name} · {export.size // 1024} KB · {folder} · {bundle.words}"
            self._session.say(
                f"Saved and read back: {export.name}. The stick may be taken out. "
                "Sent is not received: the centre answers with a receipt."
            )
            self._load()

        self._session.work.store(
            lambda store: store.record_export(export, by=who, second=second),
            owner=self,
            done=told,
            failed=self._failed,
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
    def _mend(self, code: str) -> None:
        points = self._read.looked.points if self._read else ()
        point = next((each for each in points if each.code == code and each.day), None)
        day = (point and point.day) or self._month
        last = next_month(self._month) - DAY
        if code == "receipt":
            self.widget.code.setFocus()
        elif code == "pack":
            self._session.go("settings", part="programme")
        elif code == "progress":
            self._session.go("ideas", part="story")
        elif code == "huddles":
            self._session.go("huddle", day=day, slot=point.slot if point else "")
        elif _PLACES[code] == "incidents":
            self._session.go("incidents", since=self._month, until=last)
        else:
            self._session.go(_PLACES[code], day=day)

    @Slot()
    def _give_card(self) -> None:
        give_card(self._session, owner=self, failed=self._failed)

    @Slot()
    def _load(self) -> None:
        month = self._month
        self._session.work.side(drives, owner=self, done=self._show_drives, failed=self._failed)
        self._session.work.store(
            lambda store: _read(store, month), owner=self, done=self._show, failed=self._failed
        )

    def _show_drives(self, found: Sequence[Drive]) -> None:
        self.widget.where.setText(self._written or drives_in_words(found))

    def _show(self, read: _Month) -> None:
        looked = read.looked
        if looked.snapshot.month != self._month:
            return
        self._read = read
        mine = [export for export in looked.exports if export.month == self._month]
        step = 3 if any(export.received for export in mine) else 2 if mine else 1
        name = long_month(self._month)
        self.widget.show_month(f"Month-end, {name}", step)
        stops = any(point.state == "stop" for point in looked.points)
        self.widget.show_points(
            f"{name} cannot be sent yet" if stops else f"{name} is ready to send",
            [
                Point(each.state, each.title, each.detail, each.code if each.code in _PLACES else "")
                for each in looked.points
            ],
        )
        self.widget.sealed.setText(_sealed(looked, self._session.ward().name))
        self.widget.show_sent(_sent(looked.exports))
        self.widget.show_came(_came(read.returned), any_yet=read.returned is not None)
        self.widget.show_problem("")
        held = [name for name in _ORDER if looked.snapshot.sections[name]]
        self._section = self._section if self._section in held else held[0]
        self.widget.offer_sections((name, _TITLES.get(name, name.capitalize())) for name in held)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._read is not None:
            rows = sorted(self._read.looked.snapshot.sections[self._section], key=_when)
            self.widget.show_rows(self._section, *in_words(self._section, rows, self._session.lists()))

    def _waiting(self) -> "Export | None":
        exports = self._read.looked.exports if self._read else ()
        mine = [each for each in exports if each.month == self._month and each.received is None]
        return max(mine, key=lambda each: each.seq, default=None)

    @Slot(object)
    def _failed(self, error: RrpError) -> None:
        self._writing = False
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """The month-end screen."""
    return MonthEnd(session)


def _read(store: "Store", month: date) -> _Month:
    from rrp_desktop.month_end import held_return, look

    looked = look(store, month)
    return _Month(looked, held_return(store) if looked.pack else None)


def _sealed(looked: "Looked", ward: str) -> str:
    if looked.pack is None:
        return "There is no programme pack yet: get it from the centre and open it in Ward settings."
    pack, sections = looked.pack.pack, looked.snapshot.sections
    names = ", ".join(f"{each.title} ({each.key[:8]}…{each.key[-4:]})" for each in pack.recipients)
    corrections = len(sections["amendments"]) + len(sections["tombstones"])
    said = f"Sealed for: {names} · signed by {ward} · corrections to earlier months: {corrections} records"
    if pack.asks.profile == SUMS:
        said += " · no rows about people or incidents: the programme asks for sums"
    elif pack.asks.fewest:
        said += f" · what fewer than {pack.asks.fewest} people share is left out"
    return said


def _came(returned: "Returned | None") -> str:
    if returned is None:
        return "Nothing has come back yet."
    return f"{long_month(returned.month)}, from {returned.programme}"


def _sent(exports: "Sequence[Export]") -> list[Sent]:
    newest = sorted(exports, key=lambda export: export.written_at, reverse=True)
    return [
        Sent(
            long_month(export.month),
            f"bundle {export.seq}, {spoken_day(day_of(export.written_at))}",
            answered(export),
        )
        for export in newest[:3]
    ]


def _when(row: Mapping[str, Any]) -> str:
    return str(row.get("started_at") or row.get("day") or "")
