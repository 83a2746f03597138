"""Ward settings: changes them, lets people in, takes a programme pack, says how the installation is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rrp_desktop.clock import day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Act, StaffMember
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.settings_forms import GROUPS, changed, doubt, problems
from rrp_ui.screens.settings_health import health_facts, report
from rrp_ui.screens.settings_lists import ListsPart
from rrp_ui.screens.settings_pack import PackPart, pack_facts
from rrp_ui.screens.settings_people import People
from rrp_ui.screens.settings_safe import Safe
from rrp_ui.screens.settings_view import GroupPart, ProgrammePart, SettingsView

if TYPE_CHECKING:
    from rrp_desktop.bundle.pack import Offer
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Health

LATELY = timedelta(days=30)
PROGRAMME, PEOPLE, SAFE, LISTS = "programme", "people", "safe", "lists"


@dataclass(frozen=True, slots=True)
class _Read:
    values: Mapping[str, Any]
    pack: "Offer | None"
    health: "Health"
    seconds: Mapping[str, tuple[float, int]]


class Settings(QObject):
    """The presenter. Keeps the part that was open from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._values: Mapping[str, Any] = session.values()
        self._part = PROGRAMME
        self.groups = {group.name: GroupPart(group, session.lists(), session.clock) for group in GROUPS}
        self._health: Health | None = None
        self._people, self._safe = People(session), Safe(session)
        self.people, self.safe = self._people.widget, self._safe.widget
        self.programme, self.lists = ProgrammePart(), ListsPart()
        parts: list[tuple[str, str, QWidget]] = [
            (PROGRAMME, "Programme and health", self.programme),
            (PEOPLE, "People", self.people),
            (SAFE, "Backup and recovery", self.safe),
            *((name, part.group.title, part) for name, part in self.groups.items()),
            (LISTS, "Code lists", self.lists),
        ]
        self.widget = SettingsView(parts)
        self.widget.part_chosen.connect(self._choose)
        for part in self.groups.values():
            part.save_asked.connect(self.save)
        self.pack = PackPart(session)
        self.programme.pack.add(self.pack.widget)
        self.programme.open_asked.connect(self.pack.open)
        self.pack.taken.connect(self._read)
        self.pack.failed.connect(self._failed)
        self.programme.check_asked.connect(self._check)
        self.programme.copy_asked.connect(self._copy_report)

    def open(self, *, part: str = "", **_where: Any) -> None:
        """Show what the person may set, or the *part* asked for."""
        who = self._session.who()
        allowed = _allowed(who)
        self.widget.allow(allowed)
        if who is None:
            return
        wanted = part or self._part
        self._part = wanted if wanted in allowed else allowed[0]
        self._people.open()
        self.programme.allow(who.may(Act.SETTINGS))
        self.programme.checked.setText("")
        self.lists.show_lists(self._session.lists())
        self.widget.show_part(self._part)
        self._read()
        self.widget.list.setFocus()

    def leave(self) -> None:
        """Settings that were typed stay; no PIN does."""
        self._people.leave()
        self.safe.put_away()
        self.pack.put_away()

    @Slot()
    def save(self) -> None:
        """Save the settings that are shown."""
        part, by = self.groups.get(self._part), self._session.who()
        if part is None or by is None or not part.save.isEnabled():
            return
        group, answers = part.group, part.form.answers()
        wrong = problems(group, answers, self._session.lists(), self._session.clock.now())
        part.show_problems(wrong)
        if wrong:
            return
        new = changed(group, answers, self._values)
        part.save.setEnabled(False)

        def task(store: "Store") -> None:
            with store.many():
                for name, value in new.items():
                    store.change_setting(name, value, by=by)

        def saved(_none: None) -> None:
            part.save.setEnabled(True)
            part.show_saved()
            said = "saved" if new else "nothing was changed"
            self._session.say(f"{group.title}: {said}.{doubt(answers)}")
            self._read()

        def failed(error: RrpError) -> None:
            part.save.setEnabled(True)
            self._failed(error)

        self._session.work.store(task, owner=self, done=saved, failed=failed)

    def back(self) -> None:
        """To Today."""
        self._session.go("today")

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._part = name
        self.widget.show_part(name)

    def _read(self) -> None:
        since = day_of(self._session.clock.now()) - LATELY
        self._people.read()
        if SAFE not in _allowed(self._session.who()):
            return
        self._safe.read()
        self._session.work.store(
            lambda store: _read(store, since), owner=self, done=self._show, failed=self._failed
        )

    def _show(self, read: _Read) -> None:
        self._values = read.values
        for part in self.groups.values():
            part.show_values(read.values)
        self.programme.pack.show_facts(pack_facts(read.pack))
        self._health = read.health
        self.programme.health.show_facts([*health_facts(read.health), *_time_facts(read.seconds)])

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot()
    def _copy_report(self) -> None:
        if self._health is not None:
            QGuiApplication.clipboard().setText(report(self._health, self.programme.checked.text()))
            self.programme.checked.setText("✓ The report is on the clipboard.")

    @Slot()
    def _check(self) -> None:
        self.programme.check.setEnabled(False)
        self.programme.checked.setText("Checking…")

        def told(sentence: str) -> None:
            self.programme.check.setEnabled(True)
            self.programme.checked.setText(sentence)

        self._session.work.store(
            lambda store: store.check_chain(),
            owner=self,
            done=lambda number: told(f"✓ All {number:,} entries are as they were written."),
            failed=lambda error: told(f"✗ {error.sentence} ({error.code})"),
        )


def _allowed(who: StaffMember | None) -> list[str]:
    if who is None:
        return []
    if not who.may(Act.SETTINGS):
        return [PEOPLE]
    return [PROGRAMME, PEOPLE, SAFE, *(group.name for group in GROUPS), LISTS]


def _read(store: "Store", since: date) -> _Read:
    from rrp_desktop.month_end import held_pack

    seconds = store.seconds_by_form(since)
    return _Read(store.values(), held_pack(store), store.health(), seconds)


def _time_facts(seconds: Mapping[str, tuple[float, int]]) -> list[tuple[str, str]]:
    """How long forms take, from the first question to the save, in the median."""
    told = [
        f"{FORMS[form].title.lower()} {taken:.0f} s ({number})"
        for form, (taken, number) in sorted(seconds.items())
    ]
    return [("Time at forms", f"{', '.join(told)}, median of {LATELY.days} days")] if told else []


def make(session: Session) -> Screen:
    """The ward's settings."""
    return Settings(session)
