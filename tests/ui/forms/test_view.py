"""A form on screen: sections come and go, nothing typed is lost, Tab follows the page."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.forms.check import check
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import CodeList, Lists, Option, lists_of
from rrp_desktop.forms.spec import Form, Kind
from rrp_ui.forms.editor import Editor
from rrp_ui.forms.view import FormView
from rrp_ui.parts.cards import Card, Page
from rrp_ui.parts.chips import Chip
from rrp_ui.parts.problems import ErrorList
from tests.ui.rig import TODAY, Told

NOW = at(TODAY, time(13, 34))
CLOCK = Told(NOW)
OWN = (("morning", "Morning"), ("night", "Night"))
PEOPLE = CodeList("person", "Person", "1", "the ward", True, (Option("k1", "P-031"), Option("k2", "P-019")))
LISTS: Lists = {
    **lists_of(place=(("day_area", "Day area"),), shift=OWN, slot=OWN, measure=(("restraint", "Restraint"),)),
    "person": PEOPLE,
}
RESTRAINT = {
    "kinds": ("restraint",),
    "started_at": NOW - timedelta(minutes=30),
    "interventions": ({"type": "11", "staff_count": 2},),
    "reason": "10",
}


class _Page(Page):
    def __init__(self, form: Form) -> None:
        super().__init__(scrolls=True)
        self.view = FormView(form, LISTS, CLOCK)
        self.body.addWidget(self.view)
        self.resize(1170, 716)


@pytest.fixture
def page(qtbot: QtBot) -> Any:
    page = _Page(INCIDENT)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def _errors(view: FormView) -> ErrorList:
    [errors] = view.findChildren(ErrorList, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return errors


def _cards(view: FormView) -> list[str]:
    return [card.heading.text() for card in view.findChildren(Card) if card.isVisible()]


def _chip(view: FormView, path: str, code: str) -> Chip:
    return next(chip for chip in view.block(path).findChildren(Chip) if chip.code == code)


def _type(view: FormView, path: str, words: str) -> None:
    line = next(each for each in view.block(path).findChildren(QLineEdit) if each.isVisible())
    line.clear()
    QTest.keyClicks(line, words)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_can_be_shown_and_is_empty_at_first(qtbot: QtBot, form: Form) -> None:
    page = _Page(form)
    qtbot.addWidget(page)
    page.show()
    assert [name for name, answer in page.view.answers().items() if answer != ({},)] == []


def test_answers_shown_are_given_back_and_filling_in_is_not_editing(page: _Page, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.view.edited):
        page.view.show_answers(RESTRAINT)
        assert page.view.answers() == RESTRAINT
        page.view.show_answers({})
    assert page.view.answers() == {}


def test_a_kind_brings_its_section_and_takes_it_away_without_losing_what_was_typed(
    page: _Page, qtbot: QtBot
) -> None:
    view = page.view
    assert "Self-harm" not in _cards(view)
    with qtbot.waitSignal(view.edited):
        _chip(view, "kinds", "self_harm").click()
    assert "Self-harm" in _cards(view)
    _chip(view, "self_harm", "cutting").click()
    _chip(view, "kinds", "self_harm").click()
    assert "Self-harm" not in _cards(view)
    assert "self_harm" not in view.answers(), "what is not asked is not answered"
    _chip(view, "kinds", "self_harm").click()
    assert view.answers()["self_harm"] == ("cutting",)


def test_another_row_is_added_and_removed(page: _Page) -> None:
    view = page.view
    view.show_answers(RESTRAINT)
    [add] = [
        each
        for each in view.findChildren(QPushButton)
        if each.accessibleName() == "Add another: Restrictive intervention"
    ]
    add.click()
    _chip(view, "interventions.1.type", "14").click()
    assert [row["type"] for row in view.answers()["interventions"]] == ["11", "14"]
    remove = [each for each in view.findChildren(QPushButton) if each.accessibleName().startswith("Remove")]
    next(each for each in remove if each.isVisible()).click()
    assert [row["type"] for row in view.answers()["interventions"]] == ["14"]


def test_options_offered_reach_rows_that_come_later(page: _Page) -> None:
    view = page.view
    view.show_answers(RESTRAINT)
    view.offer("interventions.type", [("14", "Injection")])
    view.show_answers(RESTRAINT | {"interventions": ({"type": "11"}, {})})
    QApplication.processEvents()
    offered = [
        [
            chip.code
            for chip in view.block(f"interventions.{row}.type").findChildren(Chip)
            if not chip.isHidden()
        ]
        for row in (0, 1)
    ]
    assert offered == [["14", "11"], ["14"]], "the row that holds another code keeps it"


def test_problems_stand_beside_the_field_and_at_the_top_and_lead_there(page: _Page) -> None:
    view = page.view
    _chip(view, "kinds", "restraint").click()
    view.show_problems(check(INCIDENT, view.answers(), LISTS, NOW))
    errors = _errors(view)
    assert errors.isVisible()
    for path in ("started_at", "interventions.0.type"):
        block = view.block(path)
        wrong = [label.text() for label in block.findChildren(QLabel) if label.isVisible()]
        assert block.editor.accessibleDescription() in wrong
        assert block.editor.accessibleDescription() in errors.sentences()
    next(link for link in errors.findChildren(QPushButton) if link.objectName() == "started_at").click()
    here = QApplication.focusWidget()
    assert here is not None
    assert view.block("started_at").isAncestorOf(here)
    view.show_problems(())
    assert errors.isHidden()
    assert view.block("started_at").editor.accessibleDescription() == ""


def test_what_can_wait_is_not_called_a_problem(page: _Page) -> None:
    page.view.show_answers(RESTRAINT)
    problems = check(INCIDENT, page.view.answers(), LISTS, NOW)
    assert problems, "something is left to finish"
    page.view.show_problems(problems)
    errors = _errors(page.view)
    assert errors.isHidden()


def test_a_time_that_cannot_be_read_stops_the_save_with_its_own_words(page: _Page) -> None:
    view = page.view
    view.show_answers(RESTRAINT)
    _type(view, "started_at", "2570")
    problems = check(INCIDENT, view.answers(), LISTS, NOW)
    view.show_problems(problems)
    errors = _errors(view)
    assert errors.sentences() == ("Enter a time on the 24-hour clock, such as 07:45.",)


def test_an_end_after_midnight_is_the_day_after_the_start(page: _Page) -> None:
    view = page.view
    view.show_answers(RESTRAINT | {"started_at": at(date(2026, 11, 18), time(23, 50))})
    _type(view, "interventions.0.ended_at", "00:10")
    [row] = view.answers()["interventions"]
    assert row["ended_at"] == at(date(2026, 11, 19), time(0, 10))


def test_a_new_person_is_asked_for_by_path(page: _Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.view.new_asked) as asked:
        _chip(page.view, "person", "new…").click()
    assert asked.args == ["person"]


def test_tab_follows_the_page_through_rows_that_came_later(page: _Page) -> None:
    view = page.view
    view.show_answers(RESTRAINT | {"interventions": ({"type": "11"}, {"type": "07"})})
    view.block("kinds").editor.setFocus()
    passed: list[str] = []
    for _ in range(200):
        here = QApplication.focusWidget()
        assert here is not None
        name = _field_of(here)
        if passed and name == passed[0] and len(set(passed)) > 3:
            break
        if name and (not passed or passed[-1] != name):
            passed.append(name)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    rows = [field.name for field in INCIDENT.field("interventions").rows.fields()]  # type: ignore[union-attr]
    expected: list[str] = []
    for field in INCIDENT.asked(view.answers()):
        expected += [*rows, field.name] * 2 if field.name == "interventions" else [field.name]
    assert [name for name in passed if name != "interventions"] == [
        name for name in expected if name != "interventions"
    ]


def _field_of(widget: QWidget | None) -> str:
    while widget is not None:
        if isinstance(widget, Editor):
            return widget.objectName()
        widget = widget.parentWidget()
    return ""


def test_what_was_unfolded_is_put_away_for_the_next_record(qtbot: QtBot):
    page = _Page(FORMS["person"])
    qtbot.addWidget(page)
    shown = page.view.block("local_id")
    page.view.unfold("local_id")
    assert not shown.isHidden()
    page.view.show_answers({"ward_code": "P-031"})
    assert shown.isHidden()
    page.view.show_answers({"ward_code": "P-031", "local_id": "L1"})
    assert not shown.isHidden()


def test_every_card_of_a_record_that_takes_words_says_that_they_stay(qtbot: QtBot):
    free, marked = (Kind.TEXT, Kind.NOTE), "leaves the ward"
    for form in map(FORMS.get, ("debrief", "hazard", "hazard_review", "restriction")):
        assert form is not None
        view = FormView(form, LISTS, CLOCK, record=True)
        qtbot.addWidget(view)
        cards = {card.heading.text(): card for card in view.findChildren(Card)}
        for section in form.sections:
            fields = [field for field in section.fields if field.kind in free]
            said = all(marked in field.title + field.hint for field in fields)
            assert said or cards[section.title].note.text() == "Words stay on the ward", section.title
        if form.name == "hazard_review":
            assert cards["Review of the whole ward"].note.text() == ""


def test_a_single_question_of_several_stands_under_its_own_title(qtbot: QtBot):
    page = _Page(INCIDENT)
    qtbot.addWidget(page)
    questions = page.view.block("led_up").parentWidget()
    assert questions is not None
    card = questions.parentWidget()
    assert isinstance(card, Card)
    for kind, heading in (
        ("violence", "What led up to it"),
        ("restraint", "Why, and what was tried first"),
        ("absence", "What led up to it"),
    ):
        page.view.show_answers({"kinds": (kind,)})
        titles = [label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card)]
        assert titles[0] == card.accessibleName() == heading
        assert titles.count("What led up to it") == 1
