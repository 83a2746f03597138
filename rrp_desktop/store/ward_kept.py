"""The ward as it is set up, and as it was set up on any day.

A change to shifts, slots, places or policy holds from the next day: what happened under the old ones
keeps its shift, its words and its due times.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from rrp_desktop.clock import DAY, Shift, ShiftOn, day_of, starts_at
from rrp_desktop.errors import Refused
from rrp_desktop.events import SettingChanged
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import OPEN, SHIPPED, CodeList, Lists, Option
from rrp_desktop.forms.lists.improvement import CHANGE_IDEA
from rrp_desktop.forms.spec import Form
from rrp_desktop.measures import MEASURES
from rrp_desktop.obligations import POLICY, Policy, policy_from
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import PROGRAMME_IDEAS, PROGRAMME_LISTS, SETTINGS
from rrp_desktop.store.ledger import Ledger
from rrp_desktop.store.plain import spell
from rrp_desktop.store.seen import hidden_from
from rrp_desktop.store.staff import Staff
from rrp_desktop.store.tables import CODE_LISTS, REVISION, SETTING
from rrp_desktop.ward import Slot, Ward, ward_from

SETTING_FORM = "setting"
_WARD_CODE = re.compile(r"[A-Z0-9]{2,12}")
_OWN_LISTS = {
    "ward.places": "place",
    "ward.shifts": "shift",
    "ward.slots": "slot",
    PROGRAMME_IDEAS: CHANGE_IDEA.name,
}


def place_of(turn: ShiftOn) -> int:
    """Where *turn* stands among all shifts: its start, in minutes since 1970."""
    return int(turn.starts.timestamp()) // 60


class WardKept(Staff):
    """The ward's settings, its code lists, and the shifts and slots of any day."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        with self._connection.begin():
            self._read_settings(self._connection)

    def values(self) -> dict[str, Any]:
        """Every setting's value, by name."""
        return dict(self._values)

    def ward(self) -> Ward:
        """The ward as it describes itself now."""
        return self._ward

    def lists(self) -> Lists:
        """Every code list, the ward's own included. Codes no longer in use have an end."""
        return self._lists

    def form(self, name: str) -> Form:
        """A form with the questions that the ward asks."""
        return FORMS[name].without(self._unasked(name))

    def _unasked(self, form: str) -> frozenset[str]:
        """The questions of a form that the ward's settings leave out."""
        given = ((field.name, field.setting) for field in FORMS[form].fields() if field.setting)
        return frozenset(name for name, setting in given if not self._values[setting])

    def _hidden(self, form: str, who: StaffMember) -> frozenset[str]:
        """The questions of a form whose answers are not shown to *who*."""
        return hidden_from(who, form) | self._unasked(form)

    def list_versions(self, number: int) -> dict[str, str]:
        """The version of each code list that a record with the `lists_version` *number* was made under."""
        asked = select(CODE_LISTS.c.versions).where(CODE_LISTS.c.number == number)
        with self.reading() as connection:
            versions: dict[str, str] = json.loads(connection.execute(asked).scalar_one())
        return versions

    def change_setting(self, name: str, value: Any, *, by: StaffMember) -> None:
        """Give a setting a new value."""
        if name not in SETTINGS:
            raise Refused("setting-unknown", "There is no such setting.")
        actor = self._actor(by, SETTINGS[name].act)
        values = checked(self._values | {name: value})
        since = max(day_of(self._clock.now()) + DAY, self._ward.live_from)
        try:
            with self.writing() as connection:
                write_settings(self, connection, {name: values[name]}, since, by=actor.key)
                self._tell(SettingChanged(name))
                self._read_settings(connection)
        except BaseException:
            with self.reading() as connection:
                self._read_settings(connection)
            raise

    def _read_settings(self, connection: Connection) -> None:
        kept = {row.name: json.loads(row.value) for row in connection.execute(select(SETTING))}
        self._values = {name: kept.get(name, setting.default) for name, setting in SETTINGS.items()}
        self._ward = ward_from(self._values)
        first: dict[str, list[tuple[date, Any]]] = {name: [] for name in _OWN_LISTS}
        self._versions = first | {name: [(date.min, SETTINGS[name].default)] for name in POLICY}
        changes = select(REVISION.c.key, REVISION.c.answers).where(
            REVISION.c.form == SETTING_FORM, REVISION.c.key.in_(self._versions)
        )
        for row in connection.execute(changes.order_by(REVISION.c.number)):
            change = json.loads(row.answers)
            self._versions[row.key].append((date.fromisoformat(change["since"]), change["value"]))
        own = {called: _own_list(called, self._versions[name]) for name, called in _OWN_LISTS.items()}
        more = {name: _added(given, own[name]) for name, given in OPEN.items()}
        given = {entry[0]: entry[1:] for entry in self._values[PROGRAMME_LISTS]}
        shipped = {name: _as_given(each, *given.get(name, ("", ()))) for name, each in SHIPPED.items()}
        self._lists = {**shipped, **own, **more, "measure": _MEASURE_LIST}
        self._lists_number = _lists_number(connection, self._lists)
        self._turns: dict[date, tuple[ShiftOn, ...]] = {}
        self._touching: dict[date, tuple[ShiftOn, ...]] = {}
        self._places: dict[date, tuple[int, ...]] = {}
        self._policies: dict[date, Policy] = {}

    def _in_force(self, name: str, day: date) -> Any:
        versions = self._versions[name]
        return next((value for since, value in reversed(versions) if since <= day), versions[0][1])

    def _policy_on(self, day: date) -> Policy:
        """The policy for what began on *day*."""
        policy = self._policies.get(day)
        if policy is None:
            policy = policy_from({name: self._in_force(name, day) for name in POLICY})
            self._policies[day] = policy
        return policy

    def _slots_on(self, day: date) -> tuple[Slot, ...]:
        return ward_from(self._values | {"ward.slots": self._in_force("ward.slots", day)}).slots

    def _shifts_on(self, day: date) -> list[Shift]:
        ward = ward_from(self._values | {"ward.shifts": self._in_force("ward.shifts", day)})
        return sorted(ward.shifts, key=lambda shift: shift.starts)

    def _turns_on(self, day: date) -> tuple[ShiftOn, ...]:
        """The shifts that start on *day*; the last runs until the first of the next day."""
        turns = self._turns.get(day)
        if turns is None:
            shifts = self._shifts_on(day)
            begins = [starts_at(day, shift.starts) for shift in shifts]
            begins.append(starts_at(day + DAY, self._shifts_on(day + DAY)[0].starts))
            turns = tuple(
                ShiftOn(day, shift, starts, ends)
                for shift, (starts, ends) in zip(shifts, pairwise(begins), strict=True)
            )
            self._turns[day] = turns
        return turns

    def _touching_on(self, day: date) -> tuple[ShiftOn, ...]:
        """The shifts that touch *day* and that the ward is expected to answer for."""
        turns = self._touching.get(day)
        if turns is None:
            near = (*self._turns_on(day - DAY), *self._turns_on(day))
            turns = tuple(turn for turn in near if self._expected(turn) and day in turn.days())
            self._touching[day] = turns
        return turns

    def _places_on(self, day: date) -> tuple[int, ...]:
        """The places of the shifts of `_touching_on`."""
        places = self._places.get(day)
        if places is None:
            places = self._places[day] = tuple(place_of(turn) for turn in self._touching_on(day))
        return places

    def _expected(self, turn: ShiftOn) -> bool:
        return self._ward.expects(turn.day)

    def _turn_named(self, day: date, code: str) -> ShiftOn | None:
        return next((turn for turn in self._turns_on(day) if turn.shift.code == code), None)

    def _turn_at(self, moment: datetime) -> ShiftOn:
        day = day_of(moment)
        near = (*self._turns_on(day - DAY), *self._turns_on(day))
        return next((turn for turn in near if turn.covers(moment)), near[0])


def write_settings(
    ledger: Ledger, connection: Connection, values: Mapping[str, Any], since: date, *, by: str
) -> None:
    """Keep *values*, and the day from which they hold in the chain."""
    for name, value in values.items():
        row = {"name": name, "value": spell(value)}
        connection.execute(
            insert(SETTING).values(row).on_conflict_do_update(set_=row, index_elements=["name"])
        )
        held = {"since": since.isoformat(), "value": value}
        ledger.add(connection, SETTING_FORM, name, "set", by=by, answers=held)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting's value with *values* laid over the defaults; Refused unless they make a ward."""
    if unknown := set(values) - set(SETTINGS):
        raise Refused("setting-unknown", f"There is no such setting: {', '.join(sorted(unknown))}.")
    whole = {name: setting.check(values.get(name, setting.default)) for name, setting in SETTINGS.items()}
    try:
        ward = ward_from(whole)
    except (ValueError, TypeError):
        raise _setting_wrong("A time or a date is not written as it should be.") from None
    if not ward.name.strip():
        raise _setting_wrong("Enter the ward's name.")
    if not _WARD_CODE.fullmatch(ward.code):
        raise _setting_wrong("A ward code is 2 to 12 capital letters and digits.")
    for title, codes in (
        ("places", [code for code, _ in ward.places]),
        ("shifts", [shift.code for shift in ward.shifts]),
        ("huddle slots", [slot.code for slot in ward.slots]),
    ):
        if not codes or len(set(codes)) != len(codes) or not all(codes):
            raise _setting_wrong(f"The {title} need at least one entry, and a different code for each.")
    if any(last < first for first, last in ward.closed):
        raise _setting_wrong("A time when the ward was closed ends before it begins.")
    if len({shift.starts for shift in ward.shifts}) != len(ward.shifts):
        raise _setting_wrong("Two shifts cannot start at the same time.")
    return whole


def _lists_number(connection: Connection, lists: Lists) -> int:
    """The number under which the file knows the versions of *lists*."""
    versions = spell({code_list.name: code_list.version for code_list in lists.values()})
    connection.execute(insert(CODE_LISTS).values(versions=versions).on_conflict_do_nothing())
    known = select(CODE_LISTS.c.number).where(CODE_LISTS.c.versions == versions)
    return int(connection.execute(known).scalar_one())


def _setting_wrong(sentence: str) -> Refused:
    return Refused("setting-wrong", sentence)


def _own_list(name: str, versions: list[tuple[date, Any]]) -> CodeList:
    """The list that *versions* of it make: what any of them held, what a later one left out with its end."""
    options: dict[str, Option] = {}
    for since, entries in versions:
        here = {entry[0]: entry[1] for entry in entries}
        for code, option in options.items():
            if code not in here and option.until is None:
                options[code] = Option(code, option.title, until=since)
        options |= {code: Option(code, title) for code, title in here.items()}
    return _list(name, name.capitalize(), str(len(versions)), options.values())


def _list(name: str, title: str, version: str, options: Iterable[Option]) -> CodeList:
    return CodeList(name, title, version, "This ward's own list", False, tuple(options))


def _as_given(shipped: CodeList, version: str, codes: Iterable[Sequence[str]]) -> CodeList:
    """*shipped* with the words and the days that the programme gives some of its codes."""
    said = {code: (title, _day(since), _day(until)) for code, title, since, until in codes}
    if not said:
        return shipped
    return replace(
        shipped,
        version=f"{shipped.version[:19]} {version}",
        options=tuple(_said(each, *said.get(each.code, (each.title, None, None))) for each in shipped),
    )


def _said(option: Option, title: str, since: date | None, until: date | None) -> Option:
    short = option.short if title == option.title else ""
    return replace(option, title=title, short=short, since=since or option.since, until=until or option.until)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _added(shipped: CodeList, own: CodeList) -> CodeList:
    """*shipped* and what the programme has added to it."""
    if not own.options:
        return shipped
    known = {option.code for option in shipped.options}
    more = tuple(option for option in own.options if option.code not in known)
    return replace(shipped, version=f"{shipped.version}.{own.version}", options=(*shipped.options, *more))


_MEASURE_LIST = _list(
    "measure", "Measure", "1", (Option(measure.name, measure.title) for measure in MEASURES.values())
)
