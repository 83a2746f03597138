"""Charts of a real ward: rates, waits, decisions, and what may not be said."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from rrp_desktop.charts.figure import Figure, MarkKind, Role, State, Tone
from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import MEASURES, Shown
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.cells import safe
from rrp_desktop.reports.figures import figure_for, page_for
from rrp_desktop.reports.improving import read_aims
from rrp_desktop.reports.kinds import KINDS, fitting, kinds_for
from rrp_desktop.reports.points import csv_of
from rrp_desktop.store import Store
from tests.core.reports.conftest import FIRST, LAST, WEEKS
from tests.core.store.conftest import ToldClock

Log = Callable[..., str]


@pytest.fixture
def log(store: Store, nurse: StaffMember) -> Log:
    """Log a restraint on a day of a week; the clock stands two days after the last week."""

    def log(week: int, *, day: int = 0, hour: int = 10, **more: Any) -> str:
        began = at(FIRST + (7 * week + day) * DAY, time(hour))
        answers = {"kinds": ("restraint",), "started_at": began, "interventions": ({"type": "07"},), **more}
        reasons = {"same-event@started_at": "another one"}
        return store.save("incident", answers, by=nurse, reasons=reasons).key

    return log


def _weekly(store: Store, log: Log, counts: list[int], **more: Any) -> None:
    with store.many():
        for week, count in enumerate(counts):
            for number in range(count):
                log(week, day=number % 7, hour=9 + number // 7, **more)


def _values(figure: Figure) -> list[float | None]:
    return [point.value for point in figure.points if FIRST <= point.start <= LAST]


def _decide(store: Store, who: StaffMember, what: str, week: int, reason: str = "we know why") -> str:
    answers = {"measure": "restraint", "grain": "week", "day": FIRST + 7 * week * DAY}
    return store.save("chart_decision", {**answers, "decision": what, "reason": reason}, by=who).key


def test_a_rate_needs_every_midnight(store: Store, clock: ToldClock, nurse: StaffMember, log: Log):
    log(0)
    log(1)
    with store.many():
        for days in range(14):
            if days != 10:
                store.save("census", {"day": FIRST + days * DAY, "occupied": 20}, by=nurse)
    figure = figure_for(store, "restraint", now=clock.now(), rate=True)
    first, second = (point for point in figure.points if FIRST <= point.start < FIRST + 14 * DAY)
    assert first.value == pytest.approx(1000 / 140)
    assert (second.value, second.state) == (None, State.UNKNOWN)
    assert "6 of 7 midnights counted" in second.says
    assert figure.unit == "incidents per 1,000 bed days"


def test_hours_are_shown_as_hours(store: Store, clock: ToldClock, nurse: StaffMember):
    began = at(FIRST, time(10))
    episode = {"kind": "seclusion", "started_at": began, "ended_at": began + timedelta(minutes=90)}
    store.save("episode", episode, by=nurse)
    figure = figure_for(store, "seclusion_hours", now=clock.now())
    assert _values(figure)[:2] == [1.5, 0]
    assert figure.unit == "hours"


def test_a_share_of_nothing_is_a_gap(store: Store, clock: ToldClock, log: Log):
    log(0, kinds=("rapid_tranquillisation",), interventions=({"type": "14"},), rt_monitoring="full")
    figure = figure_for(store, "rt_monitored", now=clock.now())
    assert _values(figure)[:2] == [100.0, None]


def test_waits_are_told_by_the_hour_and_not_over_a_day_nobody_confirmed(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    clock.at = at(FIRST + 10 * DAY, time(12))
    for day in (0, 1, 4, 9):
        log(0, day=day)
    log(0, day=1, hour=22)
    for told in store.find("confirmation", since=FIRST + 5 * DAY, until=FIRST + 8 * DAY):
        store.void("confirmation", told.key, "a slip", by=manager)
    figure = figure_for(store, "restraint", now=clock.now(), kind="t")
    assert [point.value for point in figure.points] == [None, 1.0, 0.5, 2.5, None, None]
    whole = figure_for(store, "restraint", now=clock.now(), kind="g")
    assert [point.value for point in whole.points] == [None, 1.0, 0.0, 3.0, None, None]
    assert figure.points[-1].key is None


def test_nothing_is_said_of_runs_when_most_points_sit_on_the_median(store: Store, clock: ToldClock, log: Log):
    _weekly(store, log, [0] * 18 + [1] * 12)
    page = page_for(store, "restraint", now=clock.now())
    assert not [finding for finding in page.figure.words if finding.headline.startswith(("Shift", "Trend"))]
    assert {point.tone for point in page.figure.points} == {Tone.COMMON}
    assert page.figure.verdict.headline == "No run rules here."
    assert page.waits_say_more
    assert page.suggested is None


def test_a_run_that_is_over_is_not_what_holds_now(store: Store, clock: ToldClock, log: Log):
    _weekly(store, log, [7] * 10 + [2, 6, 3, 5, 2, 6] * 3 + [4, 4, 4, 4])
    words = page_for(store, "restraint", now=clock.now()).figure.words
    assert words[0].headline.startswith("No new change")
    assert [finding.headline for finding in words if "shift" in finding.headline.lower()] == [
        "Earlier shift, getting worse."
    ]


def test_a_new_middle_line_starts_where_somebody_decided_and_can_be_taken_back(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [6, 5, 7, 8] * 4 + [2, 3, 1, 2] * 4)
    page = page_for(store, "restraint", now=clock.now())
    assert page.suggested is not None
    assert page.suggested.day == FIRST + 16 * 7 * DAY
    key = _decide(store, manager, "rebase", 16, "the sensory room opened")
    page = page_for(store, "restraint", now=clock.now())
    centres = [line for line in page.figure.lines if line.role is Role.CENTRE]
    assert [line.values[0] for line in centres] == [6.5, 2.0]
    [decided] = page.decided
    assert decided.key == key
    assert decided.words.startswith("New middle line from 27 Jul 2026: the sensory room opened (L. W., ")
    assert page.suggested is None
    store.void("chart_decision", key, "too early", by=manager)
    page = page_for(store, "restraint", now=clock.now())
    assert page.decided == ()
    assert len({line.values[0] for line in page.figure.lines if line.role is Role.CENTRE}) == 1


def test_a_decision_holds_for_its_own_measure_and_grain_only(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [6, 7, 5, 6] * 4)
    _decide(store, manager, "leave_out", 3)
    for name, grain in (("restraint", "month"), ("restrictive", "week")):
        page = page_for(store, name, now=clock.now(), grain=grain)  # type: ignore[arg-type]
        assert page.decided == ()
        assert State.GHOST not in {point.state for point in page.figure.points}


def test_a_point_left_out_counts_for_nothing_and_says_why(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [4, 4, 30, 5, 5, 4, 5, 4, 5, 4])
    _decide(store, manager, "leave_out", 2, "the alarm was broken")
    figure = page_for(store, "restraint", now=clock.now()).figure
    [ghost] = [point for point in figure.points if point.state is State.GHOST]
    assert (ghost.start, ghost.value) == (FIRST + 14 * DAY, 30)
    assert "left out: the alarm was broken" in ghost.says


def test_a_baseline_ends_where_somebody_decided(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [8] * 12 + [2] * 20)
    _decide(store, manager, "freeze", 11)
    centre, after = (
        line
        for line in page_for(store, "restraint", now=clock.now()).figure.lines
        if line.role is Role.CENTRE
    )
    assert (centre.values[0], after.dashed, centre.last) == (8.0, True, 11)


def test_a_baseline_belongs_to_the_phase_it_ends_in(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [8] * 10 + [2] * 4 + [6] * 8)
    aim = {"measure": "restraint", "better": "lower", "by_how": "percent", "percent": 25}
    baseline = {"baseline_from": FIRST, "baseline_until": FIRST + 8 * 7 * DAY - DAY}
    store.save("aim", {**aim, **baseline, "by_day": LAST + 90 * DAY}, by=manager)
    _decide(store, manager, "rebase", 10)
    _decide(store, manager, "freeze", 13)
    figure = page_for(store, "restraint", now=clock.now()).figure
    spans = [
        (line.first, line.last, line.values[0], line.dashed)
        for line in figure.lines
        if line.role is Role.CENTRE
    ]
    last = len(figure.points) - 1
    assert spans == [(0, 7, 8, False), (8, 9, 8, True), (10, 13, 2, False), (14, last, 2, True)]
    [target] = [line for line in figure.lines if line.role is Role.TARGET]
    assert target.values[0] == 6


def test_what_is_shown_reaches_back_to_the_baseline_it_is_judged_by(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log, monkeypatch: pytest.MonkeyPatch
):
    def first() -> date:
        return page_for(store, "restraint", now=clock.now()).figure.points[0].start

    monkeypatch.setattr("rrp_desktop.reports.figures.SHOWN", timedelta(weeks=10))
    shown = first()
    assert shown > FIRST + 20 * 7 * DAY
    key = _decide(store, manager, "freeze", 11)
    assert first() == FIRST
    _decide(store, manager, "rebase", 20)
    assert first() == shown
    store.void("chart_decision", key, "a slip", by=manager)
    _decide(store, manager, "freeze", 31)
    assert first() == FIRST + 20 * 7 * DAY


def test_a_shift_worker_cannot_decide_about_a_chart(store: Store, nurse: StaffMember):
    with pytest.raises(Exception, match="not-allowed"):
        _decide(store, nurse, "rebase", 3)


def test_an_unusual_week_says_how_much_of_it_concerns_one_person(
    store: Store, clock: ToldClock, nurse: StaffMember, log: Log
):
    person = store.save("person", {"ward_code": "P-001"}, by=nurse).key
    _weekly(store, log, [4, 5, 3, 4, 5, 4, 3, 4, 5, 4, 3, 5, 0, 4, 5, 3, 4, 5, 4])
    for number in range(12):
        log(12, day=number % 6, hour=8 + 2 * (number // 6), person=person)
    for _ in range(3):
        log(12, day=6)
    words = [finding.sentence for finding in page_for(store, "restraint", now=clock.now()).figure.words]
    assert "12 of 15 incidents, week of 29 Jun 2026, concern one person." in words


def test_ideas_aims_and_new_definitions_are_marked(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log, monkeypatch: pytest.MonkeyPatch
):
    _weekly(store, log, [4] * 10)
    idea = {"title": "Sensory room", "status": "abandoned", "measures": ("restraint",)}
    days = {"started": FIRST + 20 * DAY, "stopped": FIRST + 60 * DAY}
    store.save("idea", {**idea, **days}, by=manager)
    store.save("idea", {**idea, "title": "Other", "measures": ("violence",), **days}, by=manager)
    aim = {"measure": "restraint", "better": "lower", "by_how": "percent", "percent": 25}
    store.save("aim", {**aim, "by_day": LAST + 90 * DAY}, by=manager)
    changed = replace(MEASURES["restraint"], changed=((FIRST + 40 * DAY, "Escorts counted too"),))
    monkeypatch.setitem(MEASURES, "restraint", changed)
    marks = {mark.label: mark.kind for mark in figure_for(store, "restraint", now=clock.now()).marks}
    assert marks == {
        "Sensory room": MarkKind.CHANGE,
        "Sensory room: stopped": MarkKind.CHANGE,
        "Escorts counted too": MarkKind.DEFINITION,
        "Aim set": MarkKind.CHANGE,
    }
    assert changed.definition == 2


def test_every_measure_is_drawn_by_every_kind_that_is_offered(store: Store, clock: ToldClock):
    for measure in MEASURES.values():
        for rate in (False, True) if measure.rated else (False,):
            for kind in kinds_for(measure, rate=rate):
                figure = figure_for(store, measure.name, now=clock.now(), kind=kind.code, rate=rate)
                assert figure.title.startswith(measure.title)
                assert kind.shown is Shown.BETWEEN or len(figure.points) >= WEEKS


def test_a_kind_that_does_not_fit_gives_way_to_one_of_its_sort():
    assert fitting(MEASURES["rt_monitored"], "c", rate=False).code == "mdc"
    assert fitting(MEASURES["restraint"], "u", rate=False).code == "mdc"
    assert fitting(MEASURES["entry_delay"], "t", rate=False).code == "anhoej"
    assert fitting(MEASURES["restraint"], "perla", rate=True) is KINDS["perla"]


def test_a_chart_of_ranges_says_how_far_a_week_is_from_the_one_before(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    """It has one rule, no better way, and no line of an aim that asks for something else."""
    _weekly(store, log, [4, 5, 3] * 5 + [12])
    _decide(store, manager, "leave_out", 1)
    aim = {"measure": "restraint", "better": "lower", "by_how": "percent", "percent": 25}
    store.save("aim", {**aim, "by_day": LAST + 90 * DAY}, by=manager)
    figure = page_for(store, "restraint", now=clock.now(), kind="mr").figure
    assert _values(figure)[:6] == [None, None, 1, 1, 1, 2]
    told = {point.start: point.says for point in figure.points}
    assert told[FIRST].endswith("nothing known just before it.")
    assert told[FIRST + 7 * DAY].endswith("not compared; left out: we know why.")
    week = FIRST + 15 * 7 * DAY
    assert "9 incidents up or down on the week before; above the upper limit" in told[week]
    assert {point.tone for point in figure.points if point.start == week} == {Tone.NEITHER}
    said = "9 incidents up or down on the week before, week of "
    assert any(each.sentence.startswith(said) for each in figure.words)
    assert figure.note.startswith("One rule: a point above the limit.")
    assert Role.TARGET not in {line.role for line in figure.lines}
    assert "moving ranges" in csv_of(figure).decode()


def test_an_i_prime_chart_is_offered_wherever_something_is_divided():
    offered = {
        (name, rate): {kind.code for kind in kinds_for(MEASURES[name], rate=rate)} & {"u", "p", "i_prime"}
        for name, rate in (
            ("restraint", False),
            ("restraint", True),
            ("seclusion_hours", True),
            ("rt_monitored", False),
            ("entry_delay", False),
        )
    }
    assert list(offered.values()) == [set(), {"u", "i_prime"}, {"i_prime"}, {"p", "i_prime"}, set()]


def test_the_points_go_to_a_spreadsheet_as_numbers_and_never_as_formulas(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    _weekly(store, log, [4, 5, 3] * 5)
    _decide(store, manager, "leave_out", 2, "=1+1")
    rows = list(
        csv.reader(
            io.StringIO(
                csv_of(page_for(store, "restraint", now=clock.now(), kind="mdc").figure).decode("utf-8-sig")
            )
        )
    )
    header, first = rows[1], next(row for row in rows if row[0] == FIRST.isoformat())
    told = dict(zip(header, first, strict=True))
    assert float(told["Value"]) == 4
    assert float(told["Lower limit"]) < float(told["Middle line"]) < float(told["Upper limit"])
    for cell in ("=1+1", "+1", "-1", "@x"):
        assert safe(cell) == f"'{cell}"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_weeks_before_the_baseline_of_an_aim_are_no_part_of_it(
    store: Store, clock: ToldClock, manager: StaffMember, log: Log
):
    """The line, what the aim asks for and how far the ward has come are all taken from its own weeks."""
    _weekly(store, log, [2] * 6 + [8] * 8 + [6] * 6)
    aim = {"measure": "restraint", "better": "lower", "by_how": "percent", "percent": 25}
    window = {"baseline_from": FIRST + 6 * 7 * DAY - DAY, "baseline_until": FIRST + 14 * 7 * DAY - DAY}
    store.save("aim", {**aim, **window, "by_day": LAST + 90 * DAY}, by=manager)
    figure = page_for(store, "restraint", now=clock.now()).figure
    centres = [line for line in figure.lines if line.role is Role.CENTRE]
    last = len(figure.points) - 1
    assert [(line.first, line.last, line.values[0]) for line in centres] == [
        (0, 5, 2),
        (6, 13, 8),
        (14, last, 8),
    ]
    assert [line.label for line in centres] == [
        "Earlier median 2",
        "",
        "Baseline median 8, too few crossings",
    ]
    [target] = [line for line in figure.lines if line.role is Role.TARGET]
    assert target.values[-1] == 6
    [now] = read_aims(store, store.lists(), clock.now())
    assert now.standing.baseline == 8
