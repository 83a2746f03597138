"""What is chosen or typed on a form comes back from the ward's file as it was, for every form."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, assert_never

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QComboBox

from rrp_desktop.clock import at
from rrp_desktop.events import Bus
from rrp_desktop.forms.check import stops
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import Lists, Option
from rrp_desktop.forms.spec import Answers, Field, Form, Kind, Section, When, kept
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import NHS_NUMBER
from rrp_desktop.store import Home, NotSaved, Store, make_ward, new_recovery_code
from rrp_ui.forms.view import FormView
from rrp_ui.parts.chips import Chip
from rrp_ui.screens.incident_page import from_page, page_form, page_path, to_page
from tests.ui.rig import PIN, TODAY, VALUES, Told

NOW = at(TODAY, time(23, 30))
THEN = NOW - timedelta(hours=3)
"""When everything here happened, unless it says otherwise."""
BEGAN = datetime(2018, 11, 1, 12, tzinfo=UTC)
"""When the incident began that other records are about; before everything else here."""
LAST = TODAY.replace(year=2041)
"""A day that lies ahead of every other here."""
ONCE = frozenset({"confirmation", "census", "person", "huddle", "leave_tally", "episode"})
"""Forms of which there is one for a day, a code or a person at a time."""
CLOSED = frozenset({Kind.CHOICE, Kind.CHOICES})
FORCE = {"restraint": "07", "seclusion": "05", "rapid_tranquillisation": "14"}
"""A type of intervention that goes with each kind of force."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A ward's file and what may be named in it."""

    store: Store
    lists: Lists
    by: StaffMember
    records: Mapping[str, str]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    store = make_ward(
        Home(tmp_path_factory.mktemp("ward")),
        VALUES | {"ward.live_from": "2015-01-01", NHS_NUMBER: True},
        manager="L. W.",
        pin=PIN,
        recovery_code=new_recovery_code(),
        clock=Told(NOW),
        bus=Bus(),
        new_id=lambda: str(uuid.uuid4()),
    )
    [by] = store.staff()
    person = store.save("person", {"ward_code": "P-031"}, by=by).key
    named = {
        "person": person,
        "incident": store.save("incident", {"kinds": ("violence",), "started_at": BEGAN}, by=by).key,
        "leave": store.save("leave", {"person": person, "started_at": BEGAN}, by=by).key,
        "idea": store.save("idea", {"title": "Mutual help", "status": "testing"}, by=by).key,
        "driver": store.save("driver", {"title": "Rules that are fair"}, by=by).key,
    }
    yield Kept(store, store.lists(), by, named)
    store.close()


class Page:
    """A form on screen: the incident as its own page asks it, every other as its spec says."""

    def __init__(self, form: Form, ward: Kept) -> None:
        self._form, self._types = form, ward.lists["intervention_type"]
        self._turned = form.name == "incident"
        asked = page_form(restricted=True) if self._turned else form
        self.view = FormView(asked, ward.lists, Told(NOW))
        for field in asked.fields():
            if field.record:
                self.view.offer(field.name, [(ward.records[field.record], field.record)])
            elif field.rows is not None:
                for inner in field.rows.fields():
                    if inner.record:
                        offered = [(ward.records[inner.record], inner.record)]
                        self.view.offer(f"{field.name}.{inner.name}", offered)
        self._beside: Any = None

    def show(self, answers: Answers) -> None:
        """Show *answers*, quietly."""
        self._beside = answers.get("incident_number")
        self.view.show_answers(to_page(answers, self._types) if self._turned else answers)

    def answers(self) -> dict[str, Any]:
        """What the page holds, in the form's own words."""
        given = from_page(self.view.answers()) if self._turned else self.view.answers()
        return given | ({"incident_number": self._beside} if self._beside else {})

    def choose(self, path: str, code: str) -> None:
        """Choose *code* for the question at *path*, as a person does: nothing else stays chosen there."""
        where = page_path(path, self.view.answers()) if self._turned else path
        editor = self.view.block(where).editor
        editor.show_answer(None)
        if menu := editor.findChild(QComboBox):
            menu.setCurrentIndex(menu.findData(code))
            menu.activated.emit(menu.currentIndex())
            assert menu.currentData() == code, (path, code)
        else:
            [chip] = [chip for chip in editor.findChildren(Chip) if chip.code == code and chip.parent()]
            chip.click()

    def close(self) -> None:
        self.view.deleteLater()


def round_trip(form: Form, given: Answers, ward: Kept, back: Page) -> dict[str, Any]:
    """*given* once through the file and the page *back*."""
    key = save(form, given, ward)
    back.show(ward.store.read(form.name, key).answers)
    if form.name in ONCE:
        ward.store.void(form.name, key, "the next one follows", by=ward.by)
    return kept(form, back.answers())


def save(form: Form, given: Answers, ward: Kept) -> str:
    """The key of a record; whatever is doubtful gets a reason."""
    try:
        return ward.store.save(form.name, given, by=ward.by).key
    except NotSaved as refused:
        doubts = refused.problems
    assert stops(doubts) == (), given
    reasons = {each.key: "It was so." for each in doubts}
    return ward.store.save(form.name, given, by=ward.by, reasons=reasons).key


def places(form: Form) -> Iterator[tuple[str, Field]]:
    """Every question of *form* with its path; those in rows stand in the first."""
    for field in form.fields():
        yield field.name, field
        if field.rows is not None:
            for inner in field.rows.fields():
                yield f"{field.name}.0.{inner.name}", inner


def asking(form: Form, path: str, ward: Kept, moment: datetime = THEN) -> dict[str, Any]:
    """The fewest answers to *form* that ask the question at *path*."""
    name, _, rest = path.partition(".")
    answers: dict[str, Any] = {"kinds": ("restraint",)} if name == "interventions" else {}
    _meet(form, name, answers)
    _fill(form, answers, ward, moment)
    field = form.field(name)
    if rest:
        assert field.rows is not None
        row: dict[str, Any] = {"type": FORCE["restraint"]} if name == "interventions" else {}
        inner = rest.partition(".")[2]
        _meet(field.rows, inner, row)
        _fill(field.rows, row, ward, moment)
        row.setdefault(inner, some(field.rows.field(inner), ward, moment))
        answers[name] = (row,)
    else:
        answers.setdefault(name, some(field, ward, moment))
    return answers


def _meet(form: Form, name: str, answers: dict[str, Any]) -> None:
    """Answer what the question called *name* is asked for."""
    for section in form.sections:
        for field in section.fields:
            if field.name == name:
                for condition in (section.asked, field.asked):
                    _hold(form, section, condition, answers)


def _hold(form: Form, section: Section, condition: When | None, answers: dict[str, Any]) -> None:
    if condition is None or condition.met(answers):
        return
    code = min(condition.codes)
    several = form.field(condition.field).kind is Kind.CHOICES
    answers[condition.field] = (*answers.get(condition.field, ()), code) if several else code
    _meet(form, condition.field, answers)


def _fill(form: Form, answers: dict[str, Any], ward: Kept, moment: datetime) -> None:
    """Answer what a save needs."""
    while blank := [each for each in form.asked(answers) if each.needed and each.name not in answers]:
        for field in blank:
            answers[field.name] = some(field, ward, moment)
    if form.dated_by and form.field(form.dated_by).kind is Kind.MOMENT:
        answers.setdefault(form.dated_by, moment)
    if "interventions" in answers:
        told = tuple(row for row in answers["interventions"] if "type" in row)
        answers["interventions"] = told or tuple(
            {"type": FORCE[kind]} for kind in answers["kinds"] if kind in FORCE
        )


def some(field: Field, ward: Kept, moment: datetime) -> Any:
    """Any answer to *field* that was valid at *moment*."""
    match field.kind:
        case Kind.CHOICE:
            return options(field, ward, moment.date())[0].code
        case Kind.CHOICES:
            return (options(field, ward, moment.date())[0].code,)
        case Kind.WHOLE:
            return max(1, field.at_least or 0)
        case Kind.TEXT | Kind.NOTE:
            return "Kind words"
        case Kind.NHS_NUMBER:
            return "9434765919"
        case Kind.MOMENT:
            return moment
        case Kind.DAY:
            return LAST if field.may_lie_ahead else moment.date()
        case Kind.FLAG:
            return True
        case Kind.RECORD:
            return ward.records[field.record]
        case Kind.ROWS:
            assert field.rows is not None
            entry: dict[str, Any] = {}
            _fill(field.rows, entry, ward, moment)
            return (entry,)
        case _:
            assert_never(field.kind)


def options(field: Field, ward: Kept, day: date | None = None) -> list[Option]:
    """What may be chosen on *day*, or ever."""
    code_list = ward.lists[field.options]
    found = code_list.options if day is None else code_list.on(day)
    return [each for each in found if not field.families or each.family in field.families]


def at_path(answers: Answers, path: str) -> Any:
    name, _, rest = path.partition(".")
    return answers[name][0][rest.partition(".")[2]] if rest else answers[name]


def with_answer(answers: Answers, path: str, value: Any) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    inner = rest.partition(".")[2]
    return {**answers, name: ({**answers[name][0], inner: value},) if rest else value}


@pytest.mark.parametrize("name", FORMS)
def test_every_option_of_every_list_comes_back(name: str, ward: Kept, qapp: QApplication):
    form = FORMS[name]
    page, back = Page(form, ward), Page(form, ward)
    chosen = 0
    for path, field in places(form):
        if field.kind not in CLOSED:
            continue
        for option in options(field, ward, TODAY):
            page.show(asking(form, path, ward) if field.name != "type" else just(option))
            page.choose(path, option.code)
            given = page.answers()
            wanted = (option.code,) if field.kind is Kind.CHOICES else option.code
            assert at_path(given, path) == wanted
            whole = completed(form, given, ward)
            assert round_trip(form, whole, ward, back) == kept(form, whole), (path, option.code)
            chosen += 1
    assert chosen == sum(
        len(options(field, ward, TODAY)) for _, field in places(form) if field.kind in CLOSED
    )
    page.close()
    back.close()


def just(kind_of_force: Option, moment: datetime = THEN) -> dict[str, Any]:
    """The section of the incident's page that offers *kind_of_force*, and nothing chosen in it."""
    return {"kinds": (kind_of_force.family,), "started_at": moment, "interventions": ({},)}


def completed(form: Form, given: Answers, ward: Kept) -> dict[str, Any]:
    """*given* with what a save needs besides, since an option may ask more."""
    answers = dict(given)
    _fill(form, answers, ward, THEN)
    return answers


@pytest.mark.parametrize("name", FORMS)
def test_an_option_that_was_retired_since_is_shown_as_it_was(name: str, ward: Kept, qapp: QApplication):
    form = FORMS[name]
    back = Page(form, ward)
    shown = []
    for path, field in places(form):
        gone = [each for each in options(field, ward) if each.until] if field.kind in CLOSED else []
        for option in gone:
            assert option.until is not None
            then = at(option.until - timedelta(days=1), time(12))
            several = field.kind is Kind.CHOICES
            base = just(option, then) if field.name == "type" else asking(form, path, ward, then)
            given = with_answer(base, path, (option.code,) if several else option.code)
            assert round_trip(form, given, ward, back) == kept(form, given), (path, option.code)
            shown.append(option.code)
    assert shown == (["02", "03", "no_time"] if name == "incident" else [])
    back.close()


LETTERS = st.characters(categories=("L", "N", "P", "S"), include_characters=" ")


def typed(field: Field, *, dates: bool) -> st.SearchStrategy[Any]:
    """Anything that may be typed into *field*; *dates* says that the record counts for its day."""
    match field.kind:
        case Kind.WHOLE:
            low = field.at_least or 0
            return st.integers(low, 9999 if field.at_most is None else field.at_most)
        case Kind.TEXT:
            return st.text(LETTERS, min_size=1, max_size=min(40, field.longest // 2)).filter(str.strip)
        case Kind.NOTE:
            return st.text(LETTERS | st.just("\n"), min_size=1, max_size=200).filter(str.strip)
        case Kind.MOMENT:
            first = BEGAN if dates else THEN
            minutes = st.integers(0, int((NOW - first).total_seconds()) // 60)
            return minutes.map(lambda after: first + timedelta(minutes=after))
        case Kind.DAY:
            return st.dates(BEGAN.date(), TODAY) if dates else st.dates(TODAY, TODAY.replace(year=2040))
        case Kind.FLAG:
            return st.booleans()
        case Kind.NHS_NUMBER:
            return st.sampled_from(("9434765919", "9434765870", "4505577104"))
        case Kind.CHOICE | Kind.CHOICES | Kind.RECORD | Kind.ROWS:
            return st.nothing()
        case _:
            assert_never(field.kind)


FREE = [
    (form, path, field)
    for form in FORMS.values()
    for path, field in places(form)
    if field.kind not in CLOSED | {Kind.RECORD, Kind.ROWS}
]


@pytest.fixture(scope="module")
def pages(ward: Kept) -> Iterator[Mapping[str, tuple[Page, Page]]]:
    made = {name: (Page(form, ward), Page(form, ward)) for name, form in FORMS.items()}
    yield made
    for pair in made.values():
        for page in pair:
            page.close()


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_typed_comes_back(
    data: st.DataObject, ward: Kept, pages: Mapping[str, tuple[Page, Page]], qapp: QApplication
):
    """Words, numbers, days and times, those of the hour that autumn repeats among them."""
    form, path, field = data.draw(st.sampled_from(FREE), label="question")
    value = data.draw(typed(field, dates=path == form.dated_by), label="answer")
    page, back = pages[form.name]
    page.show(with_answer(asking(form, path, ward), path, value))
    given = page.answers()
    assert at_path(given, path) == (value.strip() if isinstance(value, str) else value)
    assert round_trip(form, given, ward, back) == kept(form, given)


def test_every_question_of_every_form_is_tried():
    tried = {(form.name, path) for form, path, _ in FREE}
    for form in FORMS.values():
        for path, field in places(form):
            assert field.kind in CLOSED | {Kind.RECORD, Kind.ROWS} or (form.name, path) in tried
