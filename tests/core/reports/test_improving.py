"""The improvement work read from a ward: aims on their way, tests beside what was measured, pages."""

import xml.etree.ElementTree as ET
from datetime import date, time
from itertools import pairwise
from typing import Any

import pytest

from rrp_desktop.clock import DAY, at
from rrp_desktop.forms.lists import Lists
from rrp_desktop.improvement.cycles import Stage
from rrp_desktop.improvement.drivers import Driver, Leaf, starter_set, tree_of
from rrp_desktop.improvement.score import floor
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.coach import read_visit, visit_page
from rrp_desktop.reports.drivers import diagram
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.reports.improving import measured, read_aims, read_facts, read_ideas
from rrp_desktop.reports.story import read_story, story_page
from rrp_desktop.store import Store
from tests.core.reports.conftest import FIRST, LAST
from tests.core.store.conftest import ToldClock

TODAY = LAST + 2 * DAY
BASELINE = FIRST + 12 * 7 * DAY - DAY
AIM = {
    "measure": "restraint",
    "better": "lower",
    "by_how": "percent",
    "percent": 25,
    "by_day": date(2027, 3, 31),
    "baseline_from": FIRST,
    "baseline_until": BASELINE,
}
CANARY = "Zebra-canary"


@pytest.fixture
def lists(store: Store) -> Lists:
    return store.lists()


def restraints(store: Store, by: StaffMember, first: date, weeks: int, each: int) -> None:
    """So many restraints in each of *weeks*."""
    row = {"type": "07", "minutes": "1_to_5"}
    with store.many():
        for week in range(weeks):
            for number in range(each):
                moment = at(first + (week * 7 + number) * DAY, time(10, number))
                answers = {"kinds": ("restraint",), "started_at": moment, "interventions": (row,)}
                store.save("incident", answers, by=by)


def idea(store: Store, by: StaffMember, **more: Any) -> str:
    answers = {"title": "Garden open", "status": "testing", "started": BASELINE + DAY, **more}
    return store.save("idea", answers | {"measures": ("restraint",)}, by=by).key


def cycle(idea: str, started: date, **more: Any) -> dict[str, Any]:
    plan = {"idea": idea, "number": 1, "measure": "restraint", "prediction": "Calmer", "predicted": 2}
    return plan | {"scale": "one_week", "started": started, "ends": started + 13 * DAY, **more}


def test_an_aim_is_told_from_its_frozen_window_and_the_newest_weeks(
    store: Store, manager: StaffMember, nurse: StaffMember, lists: Lists, clock: ToldClock
):
    restraints(store, nurse, FIRST, 12, 4)
    restraints(store, nurse, BASELINE + DAY, 20, 3)
    store.save("aim", AIM, by=manager)
    [aim] = read_aims(store, lists, clock.now())
    assert aim.title == "Restraint: 25% fewer by 31 Mar 2027"
    told = aim.standing
    assert (told.baseline, told.level, told.now, told.share) == (4, 3, 3, 1)
    restraints(store, nurse, FIRST + 6 * DAY, 1, 1)
    [later] = read_aims(store, lists, clock.now())
    assert later.standing.baseline == 4


def test_only_the_newest_aim_of_a_measure_counts(
    store: Store, manager: StaffMember, lists: Lists, clock: ToldClock
):
    for percent in (10, 50):
        store.save("aim", AIM | {"percent": percent}, by=manager)
        clock.at += DAY
    assert [aim.answers["percent"] for aim in read_aims(store, lists, clock.now())] == [50]


def test_an_aim_without_a_window_has_no_baseline(
    store: Store, manager: StaffMember, lists: Lists, clock: ToldClock
):
    bare = {name: value for name, value in AIM.items() if not name.startswith("baseline")}
    store.save("aim", bare, by=manager)
    [aim] = read_aims(store, lists, clock.now())
    assert aim.standing.baseline is None


def test_a_test_stands_beside_what_was_predicted_and_what_was_before(
    store: Store, manager: StaffMember, nurse: StaffMember
):
    began = FIRST + 20 * 7 * DAY
    restraints(store, nurse, began - 28 * DAY, 4, 4)
    restraints(store, nurse, began, 2, 3)
    told = measured(store, cycle(idea(store, manager), began), TODAY)
    assert told == (
        "Predicted: 2 incidents a week. Measured 24 Aug 2026 to 6 Sep 2026: 3 incidents a week "
        "(14 of 14 days known). The 4 weeks before: 4 incidents a week."
    )


def test_days_that_are_not_known_are_said_and_never_counted_as_nothing(store: Store, manager: StaffMember):
    told = measured(store, cycle(idea(store, manager), TODAY - DAY), TODAY)
    assert "not known (0 of 2 days known)" in told


def test_a_test_that_has_not_begun_has_only_its_prediction(store: Store, manager: StaffMember):
    assert (
        measured(store, cycle(idea(store, manager), TODAY + DAY), TODAY) == "Predicted: 2 incidents a week."
    )


def test_ideas_stand_with_their_cycles_in_order_and_open_ones_first(store: Store, manager: StaffMember):
    done = idea(store, manager, title="Done", status="adopted")
    garden = idea(store, manager)
    for number in (2, 1):
        store.save("cycle", cycle(garden, TODAY - 30 * DAY, number=number), by=manager)
    first, second = read_ideas(store, TODAY)
    assert (first.key, second.key) == (garden, done)
    assert [each.answers["number"] for each in first.cycles] == [1, 2]
    assert {each.stage for each in first.cycles} == {Stage.TO_STUDY}


@pytest.mark.parametrize("status", ["adopted", "adapted", "abandoned"])
def test_a_start_a_stop_and_what_was_decided_are_marked_on_every_linked_chart(
    store: Store, manager: StaffMember, clock: ToldClock, status: str
):
    decided, stopped = BASELINE + 30 * DAY, BASELINE + 60 * DAY
    idea(store, manager, status=status, decided=decided, stopped=stopped, measures=("restraint",))
    marks = {mark.label: mark.on for mark in figure_for(store, "restraint", now=clock.now()).marks}
    assert marks == {
        "Garden open": BASELINE + DAY,
        f"Garden open: {status}": decided,
        "Garden open: stopped": stopped,
    }
    assert figure_for(store, "seclusion", now=clock.now()).marks == ()


def test_the_floor_rises_with_the_record(
    store: Store, manager: StaffMember, nurse: StaffMember, lists: Lists, clock: ToldClock
):
    def now() -> str:
        aims = read_aims(store, lists, clock.now())
        return floor(read_facts(store, aims, read_ideas(store, TODAY)))

    restraints(store, nurse, FIRST, 12, 4)
    restraints(store, nurse, BASELINE + DAY, 20, 3)
    found = [now()]
    for role in ("lead", "data"):
        store.save("team_member", {"role": role, "who": "L. W."}, by=manager)
    store.save("aim", AIM, by=manager)
    found.append(now())
    garden = idea(store, manager)
    found.append(now())
    store.save("team_meeting", {"day": TODAY}, by=manager)
    found.append(now())
    test = cycle(garden, TODAY - 30 * DAY)
    key = store.save("cycle", test, by=manager).key
    found.append(now())
    closed = test | {"decision": "adopt", "happened": "Calm.", "fidelity": "always"}
    store.amend("cycle", key, closed, "", by=manager)
    found.append(now())
    assert found == ["0.5", "1.0", "1.5", "2.0", "2.5", "4.5"]


def test_the_story_tells_aim_ideas_what_was_learned_and_what_is_next(
    store: Store, manager: StaffMember, lists: Lists, clock: ToldClock
):
    store.save("aim", AIM, by=manager)
    garden = idea(store, manager)
    closed = {"decision": "adapt", "happened": "Rain.", "fidelity": "mostly", "learned": "Umbrellas help"}
    store.save("cycle", cycle(garden, TODAY - 40 * DAY, **closed), by=manager)
    store.save("cycle", cycle(garden, TODAY + DAY, number=2, prediction="Dry and calm"), by=manager)
    told = read_story(store, lists, clock.now())
    assert told.aim == "Restraint: 25% fewer by 31 Mar 2027"
    assert told.ideas == ("Garden open: being tested since 29 Jun 2026, 2 cycles",)
    assert told.learned == ("Garden open: Umbrellas help",)
    assert told.following == (f"Garden open: Dry and calm, from {_said(TODAY + DAY)}",)
    for slide in (True, False):
        page = story_page(told, slide=slide).svg()
        for words in ("What we changed", "Umbrellas help", "What we try next"):
            assert words in page


def test_a_patient_s_words_are_on_the_story_only_when_they_are_chosen(
    store: Store, manager: StaffMember, lists: Lists, clock: ToldClock
):
    said = {"day": TODAY, "heard": "community", "words": CANARY, "idea": idea(store, manager)}
    store.save("voice", said, by=manager)
    store.save("voice", said | {"words": "Never linked"}, by=manager)
    without = story_page(read_story(store, lists, clock.now()), slide=True).svg()
    assert CANARY not in without
    assert read_story(store, lists, clock.now(), voice=True).voice in (CANARY, "Never linked")


def test_a_ward_without_any_of_it_has_a_story_and_a_visit_all_the_same(
    store: Store, lists: Lists, clock: ToldClock
):
    assert read_story(store, lists, clock.now()).aim == "Our aim: not set yet"
    assert "No aim yet" in visit_page(read_visit(store, lists, clock.now())).svg()


def test_a_visit_shows_six_whole_weeks_and_a_question_mark_where_a_week_is_not_known(
    store: Store, nurse: StaffMember, lists: Lists, clock: ToldClock
):
    restraints(store, nurse, LAST + DAY - 42 * DAY, 1, 3)
    clock.at = at(LAST + 9 * DAY, time(12))
    head, *rows = read_visit(store, lists, clock.now()).weeks
    told = {row[0]: row[1:] for row in rows}
    assert len(head) == 7
    assert told["Restraint"] == ("0", "0", "0", "0", "0", "?")
    assert told["Huddles held, %"][-1] == "0 of 21"
    assert told["Shifts confirmed, %"][-1] == "0%"


def test_a_visit_tells_of_no_incident_and_of_nobody(
    store: Store, nurse: StaffMember, manager: StaffMember, lists: Lists, clock: ToldClock
):
    person = store.save("person", {"ward_code": "P-777"}, by=nurse).key
    incident = {"kinds": ("violence",), "started_at": at(LAST, time(9)), "person": person, "note": CANARY}
    store.save("incident", incident, by=nurse)
    store.save("voice", {"day": TODAY, "heard": "debrief", "words": CANARY}, by=manager)
    page = visit_page(read_visit(store, lists, clock.now())).svg()
    assert CANARY not in page
    assert "P-777" not in page


def test_the_diagram_holds_every_driver_and_idea_and_nothing_falls_off_the_page():
    crowd = [Driver(f"{at}", f"Driver number {at} with a rather long name", "", at) for at in range(1, 13)]
    ideas = [(f"{at % 12 + 1}", Leaf(str(at), f"Idea {at}", "testing")) for at in range(40)]
    for drivers in (starter_set(), crowd):
        sheet = diagram("Ward", "Aim", tree_of(drivers, ideas), {"testing": "Being tested"})
        page = sheet.svg()
        assert all(f"Idea {at} (being tested)" in page for at in range(40))
        heights = [float(line.split('y="')[1].split('"')[0]) for line in page.splitlines() if "<text" in line]
        assert max(heights) <= sheet.height


def test_no_line_of_the_diagram_runs_through_a_box():
    drivers = starter_set()
    ideas = [("", Leaf("loose", "For the whole aim", "testing"))]
    ideas += [(driver.key, Leaf(driver.key, f"For {driver.title}", "testing")) for driver in drivers]
    page = ET.fromstring(diagram("Ward", "Aim", tree_of(drivers, ideas), {}).svg())
    boxes = [
        tuple(float(box.get(side, "")) for side in ("x", "y", "width", "height"))
        for box in page.iter("{http://www.w3.org/2000/svg}rect")
        if box.get("rx")
    ]
    assert len(boxes) == len(drivers) + len(ideas) + 1
    for line in page.iter("{http://www.w3.org/2000/svg}polyline"):
        places = [tuple(map(float, place.split(","))) for place in line.get("points", "").split()]
        for (x1, y1), (x2, y2) in pairwise(places):
            assert not any(
                min(x1, x2) < x + wide and x < max(x1, x2) and min(y1, y2) < y + high and y < max(y1, y2)
                for x, y, wide, high in boxes
            )


def _said(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
