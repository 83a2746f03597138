"""A blank is not a zero: nothing nobody spoke for is ever counted."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrp_desktop.clock import DAY, at, day_of, month_of, next_month, shifts_between, week_of
from rrp_desktop.errors import Refused
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.store import NotSaved, PeriodCount, Store
from tests.core.store.conftest import ToldClock

RESTRAINT = MEASURES["restraint"]
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
FRIDAY = date(2026, 11, 20)


def _incident(store: Store, who: StaffMember, day: date, wall: str, *kinds: str) -> str:
    kinds = kinds or ("restraint",)
    answers: dict[str, object] = {
        "kinds": kinds,
        "started_at": at(day, time.fromisoformat(wall), second=False),
    }
    if "restraint" in kinds:
        answers["interventions"] = ({"type": "07"}, {"type": "01"})
    return store.save("incident", answers, by=who).key


def _confirm(store: Store, who: StaffMember, day: date, *shifts: str) -> None:
    for shift in shifts or ("morning", "afternoon", "night"):
        store.confirm_shift(day, shift, by=who)


def _states(store: Store, day: date) -> list[str]:
    return [state.state for state in store.shift_states(day, day)]


def test_a_shift_is_unconfirmed_until_somebody_speaks_for_it(store: Store, nurse: StaffMember):
    assert _states(store, FRIDAY) == ["unconfirmed"] * 3
    _confirm(store, nurse, FRIDAY, "morning")
    _incident(store, nurse, FRIDAY, "15:00")
    assert _states(store, FRIDAY) == ["nil", "incident", "unconfirmed"]


def test_the_shift_that_runs_and_those_to_come_say_so(store: Store, clock: ToldClock):
    assert _states(store, FRIDAY + DAY) == ["unconfirmed", "running", "future"]
    clock.goes_on(hours=8)
    assert _states(store, FRIDAY + DAY) == ["unconfirmed", "unconfirmed", "running"]


def test_an_incident_after_midnight_belongs_to_the_night_before_and_counts_for_its_date(
    store: Store, nurse: StaffMember
):
    _incident(store, nurse, FRIDAY, "00:30")
    [thursday, friday] = store.days(FRIDAY - DAY, FRIDAY)
    assert (thursday.counts, friday.counts) == ({}, {"restraint": 1})
    assert [state.incidents for state in store.shift_states(FRIDAY - DAY, FRIDAY - DAY)] == [0, 0, 1]


def test_midnight_belongs_to_the_new_date(store: Store, nurse: StaffMember):
    _incident(store, nurse, FRIDAY, "00:00")
    assert [day.counts for day in store.days(FRIDAY - DAY, FRIDAY)] == [{}, {"restraint": 1}]


def test_a_day_is_known_when_every_shift_that_touches_it_is(store: Store, nurse: StaffMember):
    thursday = FRIDAY - DAY
    _confirm(store, nurse, thursday)
    [before] = store.days(thursday, thursday)
    assert not before.known
    assert [shift.turn.shift.code for shift in before.shifts] == ["night", "morning", "afternoon", "night"]
    _confirm(store, nurse, thursday - DAY, "night")
    [after] = store.days(thursday, thursday)
    assert (after.known, after.counts) == (True, {})


def test_today_is_not_known_however_much_is_confirmed(store: Store, nurse: StaffMember, clock: ToldClock):
    clock.goes_on(hours=7)
    _confirm(store, nurse, FRIDAY)
    _confirm(store, nurse, FRIDAY + DAY, "morning", "afternoon")
    assert not store.days(FRIDAY + DAY, FRIDAY + DAY)[0].known


def test_a_shift_is_not_spoken_for_before_its_last_hour(store: Store, nurse: StaffMember, clock: ToldClock):
    with pytest.raises(Refused, match="shift-not-over"):
        store.confirm_shift(FRIDAY + DAY, "afternoon", by=nurse)
    clock.goes_on(hours=6, minutes=30)
    assert store.confirm_shift(FRIDAY + DAY, "afternoon", by=nurse).revision == 1


def test_no_shift_is_expected_before_the_first_day(store: Store, nurse: StaffMember):
    live = date(2026, 1, 5)
    assert store.shift_states(live - 3 * DAY, live)[0].turn.day == live
    _confirm(store, nurse, live)
    before, first = store.days(live - DAY, live)
    assert (before.known, before.shifts, first.known) == (False, (), True)
    with pytest.raises(Refused, match="no-such-shift"):
        store.confirm_shift(live - DAY, "night", by=nurse)


def test_confirming_twice_changes_nothing(store: Store, nurse: StaffMember):
    first = store.confirm_shift(FRIDAY, "night", by=nurse)
    before = store.check_chain()
    assert store.confirm_shift(FRIDAY, "night", by=nurse).key == first.key
    assert store.check_chain() == before


def test_a_shift_that_has_not_begun_cannot_be_confirmed(store: Store, nurse: StaffMember):
    with pytest.raises(Refused, match="shift-not-begun"):
        store.confirm_shift(FRIDAY + DAY, "night", by=nurse)
    with pytest.raises(Refused, match="no-such-shift"):
        store.confirm_shift(FRIDAY, "twilight", by=nurse)


def test_a_confirmation_says_whether_anything_was_logged_and_whether_it_came_late(
    store: Store, nurse: StaffMember
):
    _incident(store, nurse, FRIDAY, "15:00")
    said = [
        store.read("confirmation", store.confirm_shift(day, shift, by=nurse).key).answers
        for day, shift in ((FRIDAY, "afternoon"), (FRIDAY, "morning"), (FRIDAY + DAY, "morning"))
    ]
    assert [(each["confirmation"], each["entered_later"]) for each in said] == [
        ("all", True),
        ("nil", True),
        ("nil", False),
    ]


def test_a_confirmation_undone_leaves_the_shift_open(store: Store, nurse: StaffMember):
    key = store.confirm_shift(FRIDAY, "night", by=nurse).key
    store.void("confirmation", key, "undone", by=nurse)
    assert _states(store, FRIDAY)[-1] == "unconfirmed"


def test_an_incident_and_its_interventions_are_counted_apart(store: Store, nurse: StaffMember):
    _confirm(store, nurse, FRIDAY - DAY)
    _confirm(store, nurse, FRIDAY)
    _incident(store, nurse, FRIDAY, "10:00", "restraint", "violence")
    counted = {
        name: store.counts(MEASURES[name], FRIDAY, FRIDAY, "day")[0].count
        for name in ("restrictive", "restraint", "restraint_positions", "prone", "violence", "self_harm")
    }
    assert counted == {
        "restrictive": 1,
        "restraint": 1,
        "restraint_positions": 2,
        "prone": 1,
        "violence": 1,
        "self_harm": 0,
    }


def test_a_week_has_a_count_only_when_all_of_it_is_known(store: Store, nurse: StaffMember):
    monday = week_of(FRIDAY) - 7 * DAY
    with store.many():
        for day in range(-1, 7):
            _confirm(store, nurse, monday + day * DAY)
        _incident(store, nurse, monday, "10:00")
    [week] = store.counts(RESTRAINT, monday + 2 * DAY, monday + 3 * DAY, "week")
    assert week == PeriodCount(monday, monday + 6 * DAY, 1, 1, 22, 22, True)
    [this] = store.counts(RESTRAINT, FRIDAY, FRIDAY, "week")
    assert (this.count, this.complete) == (None, False)


def test_one_shift_nobody_spoke_for_leaves_the_whole_week_open(store: Store, nurse: StaffMember):
    monday = week_of(FRIDAY) - 7 * DAY
    with store.many():
        for day in range(-1, 7):
            _confirm(store, nurse, monday + day * DAY, *(["morning", "night"] if day == 3 else []))
        _incident(store, nurse, monday, "10:00")
    [week] = store.counts(RESTRAINT, monday, monday, "week")
    assert (week.count, week.seen, week.shifts - week.confirmed) == (None, 1, 1)


def test_periods_are_whole_whatever_is_asked_for(store: Store):
    weeks = store.counts(RESTRAINT, date(2026, 10, 28), date(2026, 11, 4), "week")
    assert [(week.start, week.end) for week in weeks] == [
        (date(2026, 10, 26), date(2026, 11, 1)),
        (date(2026, 11, 2), date(2026, 11, 8)),
    ]
    months = store.counts(RESTRAINT, date(2026, 1, 31), date(2026, 2, 1), "month")
    assert [(month.start, month.end, month.complete) for month in months] == [
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 2, 1), date(2026, 2, 28), True),
    ]
    assert store.counts(RESTRAINT, FRIDAY, FRIDAY - DAY, "day") == ()


def test_huddles_are_counted_of_those_that_were_due(store: Store, charge: StaffMember):
    def log(slot: str, **more: object) -> None:
        store.save("huddle", {"day": FRIDAY, "slot": slot} | more, by=charge)

    log("morning", state="held", here=("nurse",))
    log("morning", state="held", here=("nurse",), quick=True)
    log("afternoon", state="not_held", not_held="staffing")
    [friday] = store.counts(MEASURES["huddles_held"], FRIDAY, FRIDAY, "day")
    assert (friday.count, friday.seen, friday.expected, friday.confirmed) == (None, 1, 3, 2)
    log("night", state="held", here=("nurse",))
    [friday] = store.counts(MEASURES["huddles_held"], FRIDAY, FRIDAY, "day")
    assert (friday.count, friday.expected) == (2, 3)


def test_huddles_that_are_not_due_yet_are_not_held_against_a_running_week(store: Store, charge: StaffMember):
    for day in (FRIDAY, FRIDAY + DAY):
        store.save("huddle", {"day": day, "slot": "morning", "state": "held", "here": ("nurse",)}, by=charge)
    [week] = store.counts(MEASURES["huddles_held"], FRIDAY, FRIDAY + 2 * DAY, "week")
    assert (week.complete, week.seen, week.expected) == (False, 2, 5 * 3 + 1)


def test_days_since_counts_from_the_last_and_tells_what_is_open(store: Store, nurse: StaffMember):
    assert store.days_since(["restraint"]).days is None
    _incident(store, nurse, FRIDAY - 10 * DAY, "10:00")
    _incident(store, nurse, FRIDAY - 4 * DAY, "10:00", "violence")
    since = store.days_since(["restraint", "seclusion"])
    assert (since.days, since.last) == (11, FRIDAY - 10 * DAY)
    open_shifts = [
        state for state in store.shift_states(FRIDAY - 11 * DAY, FRIDAY + DAY) if state.state == "unconfirmed"
    ]
    first = next(state for state in open_shifts if state.turn.days()[-1] > FRIDAY - 10 * DAY)
    assert since.unconfirmed == len(open_shifts) - open_shifts.index(first)
    assert store.days_since(["violence"]).days == 5


def test_the_best_span_is_one_in_which_every_shift_is_known(store: Store, nurse: StaffMember):
    live = date(2026, 1, 5)
    with store.many():
        for number in range(40):
            if number != 30:
                _confirm(store, nurse, live + number * DAY)
        _incident(store, nurse, live + 5 * DAY, "10:00")
        _incident(store, nurse, live + 25 * DAY, "10:00")
    assert store.days_since(["restraint"]).best == 20


class _EnoughError(Exception):
    pass


_HOURS = st.integers(-72, 72)


@pytest.mark.parametrize("change", [SPRING, AUTUMN, FRIDAY], ids=["spring", "autumn", "no change"])
def test_no_day_nobody_spoke_for_is_ever_counted(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock, change: date
):
    noon = datetime(change.year, change.month, change.day, 12, tzinfo=UTC)
    shifts = store.ward().shifts
    first, last = change - 4 * DAY, change + 4 * DAY

    @given(
        incidents=st.lists(st.tuples(_HOURS, st.integers(0, 59), st.booleans()), max_size=12),
        confirmed=st.sets(st.tuples(st.integers(-4, 4), st.sampled_from([shift.code for shift in shifts]))),
        now=st.integers(0, 96),
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(incidents: list[tuple[int, int, bool]], confirmed: set[tuple[int, str]], now: int) -> None:
        clock.at = noon + timedelta(hours=now)
        standing: list[datetime] = []
        spoken: set[tuple[date, str]] = set()
        with contextlib.suppress(_EnoughError), store.many():
            for hours, minutes, voided in incidents:
                started = noon + timedelta(hours=hours, minutes=minutes)
                if started > clock.at:
                    continue
                key = store.save("incident", {"kinds": ("violence",), "started_at": started}, by=nurse).key
                if voided:
                    store.void("incident", key, "mistake", by=manager)
                else:
                    standing.append(started)
            for offset, code in confirmed:
                with contextlib.suppress(Refused):
                    store.confirm_shift(change + offset * DAY, code, by=nurse)
                    spoken.add((change + offset * DAY, code))
            days = store.days(first, last)
            counts = store.counts(MEASURES["violence"], first, last, "day")
            raise _EnoughError
        turns = list(shifts_between(shifts, first - DAY, last))
        for day, state, count in zip(
            (first + number * DAY for number in range(9)), days, counts, strict=True
        ):
            touching = [turn for turn in turns if day in turn.days()]
            known = all(
                turn.ends <= clock.at
                and (
                    (turn.day, turn.shift.code) in spoken
                    or any(turn.starts <= moment < turn.ends for moment in standing)
                )
                for turn in touching
            )
            happened = sum(day_of(moment) == day for moment in standing)
            assert state.known == known
            assert state.counts.get("violence", 0) == happened
            assert (count.count, count.seen) == (happened if known else None, happened)

    hold()


def test_weeks_and_months_add_up_to_their_days(store: Store, nurse: StaffMember):
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    with store.many():
        for number in range(-1, 31):
            _confirm(store, nurse, first + number * DAY)
        for number in range(0, 31, 3):
            _incident(store, nurse, first + number * DAY, "01:30")
    days = store.counts(RESTRAINT, first, last, "day")
    [month] = store.counts(RESTRAINT, first, last, "month")
    assert month.count == sum(day.count or 0 for day in days) == 11
    assert (month.start, month.end) == (month_of(first), next_month(first) - DAY)
    assert month.shifts == 31 * 3 + 1


def test_a_confirmation_typed_as_a_form_is_held_to_the_same_rule(store: Store, nurse: StaffMember):
    for day, shift in ((FRIDAY + DAY, "night"), (FRIDAY + 2 * DAY, "morning")):
        answers = {"day": day, "shift": shift, "confirmation": "nil"}
        with pytest.raises(NotSaved) as caught:
            store.save("confirmation", answers, by=nurse)
        assert [problem.code for problem in caught.value.problems] == ["shift-not-begun"]


def test_a_closed_day_expects_nothing_and_is_never_a_zero(store: Store, manager: StaffMember):
    """Issue 5: the ward closed is hatched"""
    closed = FRIDAY - 5 * DAY
    store.change_setting("ward.closed", [[closed.isoformat(), (closed + DAY).isoformat()]], by=manager)
    assert store.shift_states(closed, closed + DAY) == ()
    assert [(day.closed, day.known) for day in store.days(closed, closed + DAY)][1] == (True, False)
    [day] = store.counts(MEASURES["restraint"], closed + DAY, closed + DAY, "day")
    assert (day.count, day.shifts) == (None, 0)
    [day] = store.counts(MEASURES["huddles_held"], closed, closed, "day")
    assert (day.count, day.expected) == (None, 0)
    with pytest.raises(Refused, match="no-such-shift"):
        store.confirm_shift(closed, "morning", by=manager)


def test_a_week_with_closed_days_is_known_by_the_others(store: Store, manager: StaffMember):
    monday = week_of(FRIDAY) - 7 * DAY
    store.change_setting("ward.closed", [[monday.isoformat(), (monday + DAY).isoformat()]], by=manager)
    _confirm(store, manager, monday - DAY, "night")
    for number in range(2, 7):
        _confirm(store, manager, monday + number * DAY)
    [week] = store.counts(MEASURES["restraint"], monday, monday, "week")
    assert (week.count, week.shifts) == (0, 16)


def test_closed_days_do_not_lengthen_a_wait(store: Store, manager: StaffMember):
    _incident(store, manager, FRIDAY - 9 * DAY, "10:00")
    before = store.days_since(("restraint",))
    first, last = FRIDAY - 5 * DAY, FRIDAY - 4 * DAY
    store.change_setting("ward.closed", [[first.isoformat(), last.isoformat()]], by=manager)
    after = store.days_since(("restraint",))
    assert before.days is not None
    assert (after.days, after.last) == (before.days - 2, before.last)


def test_a_time_closed_cannot_end_before_it_begins(store: Store, manager: StaffMember):
    with pytest.raises(Refused, match="setting-wrong"):
        store.change_setting("ward.closed", [["2026-11-20", "2026-11-19"]], by=manager)
