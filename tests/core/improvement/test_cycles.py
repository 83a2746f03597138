"""Tests of change: stages, the next cycle, and what a documented one holds."""

from datetime import UTC, date, datetime

import pytest

from rrp_desktop.forms.beside import Other
from rrp_desktop.forms.check import Strength, check
from rrp_desktop.forms.improvement import CYCLE
from rrp_desktop.forms.lists import lists_of
from rrp_desktop.improvement.cycles import ELEMENTS, Stage, documented, next_cycle, said, stage, written
from rrp_desktop.measures import MEASURES
from rrp_desktop.obligations import Facts, owed, policy_from
from rrp_desktop.settings import SETTINGS

DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}
LISTS = lists_of(measure=tuple((name, each.title) for name, each in MEASURES.items()))
KEY = "00000000-0000-4000-8000-000000000001"
TODAY = date(2026, 11, 21)
CYCLE_1 = {
    "idea": "garden",
    "number": 1,
    "measure": "restraint",
    "prediction": "Fewer in the afternoons",
    "predicted": 4,
    "scale": "one_day",
    "started": date(2026, 11, 2),
    "ends": date(2026, 11, 15),
}
CLOSED = CYCLE_1 | {
    "lead": "L. W.",
    "fidelity": "mostly",
    "happened": "It rained.",
    "learned": "Umbrellas.",
    "decision": "adapt",
}


@pytest.mark.parametrize(
    ("change", "wanted", "words"),
    [
        ({"started": date(2026, 11, 23), "ends": date(2026, 11, 29)}, Stage.PLANNED, "begins 23 Nov 2026"),
        ({"ends": TODAY}, Stage.RUNNING, "running until 21 Nov 2026"),
        ({}, Stage.TO_STUDY, "ended 15 Nov 2026: say what happened"),
        ({"decision": "adopt"}, Stage.CLOSED, "closed"),
    ],
    ids=["planned", "running", "to study", "closed"],
)
def test_a_cycle_stands_where_its_days_and_its_decision_say(change, wanted, words):
    cycle = CYCLE_1 | change
    assert stage(cycle, TODAY) is wanted
    assert said(cycle, TODAY) == words


def test_a_cycle_without_an_end_runs_on():
    endless = {name: value for name, value in CYCLE_1.items() if name != "ends"}
    assert stage(endless, TODAY) is Stage.RUNNING
    assert said(endless, TODAY) == "running"


def test_the_next_cycle_copies_the_plan_forward_and_nothing_of_what_happened():
    following = next_cycle(CLOSED, TODAY)
    assert following == {
        "idea": "garden",
        "number": 2,
        "measure": "restraint",
        "prediction": "Fewer in the afternoons",
        "predicted": 4,
        "scale": "one_day",
        "lead": "L. W.",
        "started": TODAY,
        "ends": date(2026, 12, 4),
    }


def test_what_was_adopted_is_tried_on_a_larger_scale():
    assert next_cycle(CLOSED | {"decision": "adopt"}, TODAY)["scale"] == "one_week"
    assert next_cycle(CLOSED | {"decision": "adopt", "scale": "ward"}, TODAY)["scale"] == "ward"


def test_every_element_is_a_question_of_the_form():
    asked = {field.name for field in CYCLE.fields()}
    assert {name for names in ELEMENTS.values() for name in names} <= asked


def test_a_cycle_that_is_all_written_down_holds_every_element():
    assert all(written(CLOSED).values())
    assert documented([CLOSED]) == 1


def test_what_is_missing_lowers_the_share_and_open_cycles_do_not_count():
    bare = {"idea": "garden", "measure": "restraint", "prediction": "x", "predicted": 1, "started": TODAY}
    assert documented([CLOSED, bare]) == 1
    assert documented([bare | {"decision": "abandon"}]) == pytest.approx(6 / len(ELEMENTS))
    assert documented([bare]) is None


def test_what_the_form_demands_or_asks_for_later_is_most_of_what_a_cycle_should_hold():
    """Of the elements that reviews find missing, at least eight in ten are enforced or filled in."""
    demanded = {field.name for field in CYCLE.fields() if field.needed or field.finish}
    after = {"happened", "fidelity", "learned"}
    filled = {"number"}
    held = [
        title for title, names in ELEMENTS.items() if set(names) <= demanded | after | filled | {"decision"}
    ]
    assert len(held) / len(ELEMENTS) >= 0.8


def left(answers: dict[str, object]) -> list[str]:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return [
        problem.field for problem in check(CYCLE, answers, LISTS, now) if problem.strength is Strength.LATER
    ]


def test_a_decision_asks_what_happened_and_whether_it_was_done_as_planned():
    decided = CYCLE_1 | {"idea": KEY, "decision": "adapt"}
    assert left(decided) == ["fidelity", "happened"]
    assert left(decided | {"fidelity": "mostly", "happened": "It rained."}) == []
    assert left(CYCLE_1 | {"idea": KEY}) == []


def test_a_cycle_that_has_run_its_time_is_owed_until_somebody_decides():
    def owed_of(answers: dict[str, object]) -> list[tuple[str, bool]]:
        facts = Facts([Other("cycle", "c", answers)])
        now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        return [(each.title, each.overdue) for each in owed(facts, lambda _day: policy_from(DEFAULTS), now)]

    title = "PDSA cycle to study: Fewer in the afternoons"
    assert owed_of(CYCLE_1) == [(title, True)]
    assert owed_of(CYCLE_1 | {"ends": TODAY}) == [(title, False)]
    assert owed_of(CLOSED) == []
    assert owed_of({name: value for name, value in CYCLE_1.items() if name != "ends"}) == []
