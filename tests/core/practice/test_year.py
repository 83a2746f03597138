"""The practice year is plausible, whole, and the same every time."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from rrp_desktop.clock import DAY, at, day_of, local, midnight, shifts_between, week_of
from rrp_desktop.forms.check import check, later, stops
from rrp_desktop.forms.incident import RESTRICTIVE
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import Lists, lists_of
from rrp_desktop.forms.spec import Answers, kept
from rrp_desktop.measures import MEASURES
from rrp_desktop.practice.bronte import values
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import UNUSUAL_WEEK, WEEKS, WORKING_IDEA, Span, clock_changes
from rrp_desktop.practice.year import SEED, year
from rrp_desktop.settings import SETTINGS
from rrp_desktop.ward import Ward, ward_from

END = date(2026, 11, 21)
NOW = at(END, time(13, 34))
SPAN = Span(END)
SEEDS = pytest.mark.parametrize("seed", [SEED, 1, 2026])


def _ward(span: Span) -> Ward:
    return ward_from({name: setting.default for name, setting in SETTINGS.items()} | values(span.first))


def _lists(ward: Ward) -> Lists:
    return lists_of(
        place=ward.places,
        shift=tuple((shift.code, shift.title) for shift in ward.shifts),
        slot=tuple((slot.code, slot.title) for slot in ward.slots),
        measure=tuple((measure.name, measure.title) for measure in MEASURES.values()),
    )


@cache
def _year(seed: int = SEED, end: date = END, now: datetime = NOW) -> tuple[Entry, ...]:
    return year(_ward(Span(end)), end, now, seed)


def _latest(diary: tuple[Entry, ...], form: str) -> list[Answers]:
    return list({entry.key: entry.answers for entry in diary if entry.form == form}.values())


def _restrictive(diary: tuple[Entry, ...]) -> list[Answers]:
    return [answers for answers in _latest(diary, "incident") if set(answers["kinds"]) & set(RESTRICTIVE)]


def _weekly(diary: tuple[Entry, ...], span: Span = SPAN) -> list[int]:
    counted = Counter(week_of(day_of(answers["started_at"])) for answers in _restrictive(diary))
    return [counted[span.monday(week)] for week in range(WEEKS)]


def test_a_seed_and_an_end_always_give_the_same_diary():
    assert year(_ward(SPAN), END, NOW) == _year()
    assert _year(1) != _year(2026)


@SEEDS
def test_everything_written_passes_the_checks_of_the_moment_it_was_written(seed: int):
    lists = _lists(_ward(SPAN))
    for entry in _year(seed):
        assert stops(check(FORMS[entry.form], entry.answers, lists, entry.at)) == ()
        assert kept(FORMS[entry.form], entry.answers) == entry.answers


@SEEDS
def test_nothing_is_written_before_the_ward_began_or_after_now(seed: int):
    moments = [entry.at for entry in _year(seed)]
    assert moments == sorted(moments)
    assert midnight(SPAN.first) <= moments[0]
    assert moments[-1] <= NOW


@SEEDS
def test_amendments_give_a_reason_and_follow_what_they_amend(seed: int):
    seen: set[str] = set()
    for entry in _year(seed):
        assert (entry.key in seen) == bool(entry.reason)
        seen.add(entry.key)


@SEEDS
def test_whoever_is_named_in_an_entry_was_entered_before(seed: int):
    seen: set[str] = set()
    for entry in _year(seed):
        rows = (entry.answers, *entry.answers.get("concerns", ()), *entry.answers.get("affected", ()))
        assert {row[name] for row in rows for name in ("person", "incident") if name in row} <= seen
        seen.add(entry.key)


@SEEDS
def test_no_shift_is_confirmed_before_its_end_or_after_the_last_day(seed: int):
    ends = {
        (turn.day, turn.shift.code): turn.ends
        for turn in shifts_between(_ward(SPAN).shifts, SPAN.first, END - DAY)
    }
    for entry in _year(seed):
        if entry.form == "confirmation":
            assert entry.at > ends[entry.answers["day"], entry.answers["shift"]]


@SEEDS
def test_a_few_shifts_were_never_confirmed_and_one_of_them_is_recent(seed: int):
    confirmed = {(each["day"], each["shift"]) for each in _latest(_year(seed), "confirmation")}
    missing = [
        turn
        for turn in shifts_between(_ward(SPAN).shifts, SPAN.first, END - DAY)
        if (turn.day, turn.shift.code) not in confirmed
    ]
    began = [answers["started_at"] for answers in _latest(_year(seed), "incident")]
    assert 2 <= len(missing) <= 6
    assert any(turn.day > END - 10 * DAY for turn in missing)
    assert not any(turn.covers(moment) for turn in missing for moment in began)


@SEEDS
def test_the_weeks_step_down_when_the_first_idea_starts(seed: int):
    weeks = _weekly(_year(seed))
    before = weeks[:UNUSUAL_WEEK] + weeks[UNUSUAL_WEEK + 1 : WORKING_IDEA]
    assert 7.5 <= sum(before) / len(before) <= 9
    assert 5 <= sum(weeks[WORKING_IDEA:]) / (WEEKS - WORKING_IDEA) <= 6
    assert weeks[UNUSUAL_WEEK] == 19


@SEEDS
def test_the_unusual_week_is_mostly_about_one_person(seed: int):
    people = Counter(
        answers["person"]
        for answers in _restrictive(_year(seed))
        if week_of(day_of(answers["started_at"])) == SPAN.monday(UNUSUAL_WEEK)
    )
    assert people.most_common(1)[0][1] >= 14


@SEEDS
def test_three_people_are_in_most_of_the_restrictive_practice(seed: int):
    people = Counter(answers["person"] for answers in _restrictive(_year(seed)))
    assert sum(count for _, count in people.most_common(3)) > sum(people.values()) / 2
    assert len(people) > 20


@SEEDS
def test_counts_are_zero_on_more_days_than_chance_alone_would_leave(seed: int):
    daily = Counter(day_of(answers["started_at"]) for answers in _restrictive(_year(seed)))
    days = len(list(SPAN.days()))
    mean = sum(daily.values()) / days
    assert days - len(daily) > 1.2 * days * 2.718 ** (-mean)


@SEEDS
def test_interventions_are_mostly_physical_then_chemical_then_seclusion(seed: int):
    incidents = _restrictive(_year(seed))
    used = Counter(
        "seclusion" if row["type"] in ("05", "06") else "chemical" if row["type"] >= "14" else "physical"
        for answers in incidents
        for row in answers["interventions"]
    )
    assert used["physical"] > used["chemical"] > used["seclusion"] > 0
    assert 1.5 <= used.total() / len(incidents) <= 2


@SEEDS
def test_most_begins_between_three_in_the_afternoon_and_ten_at_night(seed: int):
    hours = [local(answers["started_at"]).hour for answers in _latest(_year(seed), "incident")]
    assert sum(15 <= hour < 22 for hour in hours) > len(hours) / 2


@SEEDS
def test_about_nine_huddles_in_ten_are_held_and_misses_have_reasons(seed: int):
    logged = _latest(_year(seed), "huddle")
    held = sum(answers["state"] == "held" for answers in logged)
    assert 0.88 <= held / (3 * (END - SPAN.first).days + 1) <= 0.93
    assert any(answers.get("not_held") == "staffing" for answers in logged)


@SEEDS
def test_the_beds_counted_are_the_people_who_slept_there(seed: int):
    people = _latest(_year(seed), "person")
    counted = _latest(_year(seed), "census")
    assert (END - SPAN.first).days - 2 <= len(counted) < (END - SPAN.first).days
    for census in counted:
        here = [
            person
            for person in people
            if person["admitted"] <= census["day"] < person.get("discharged", date.max)
        ]
        assert len(here) == census["occupied"] <= 18


@SEEDS
def test_nobody_is_in_an_incident_on_a_day_they_were_not_there(seed: int):
    people = {entry.key: entry.answers for entry in _year(seed) if entry.form == "person"}
    for answers in _latest(_year(seed), "incident"):
        person = people[answers["person"]]
        day = day_of(answers["started_at"])
        assert person["admitted"] < day < person.get("discharged", date.max)


@pytest.mark.parametrize(
    "end",
    [END, date(2027, 3, 28), date(2030, 3, 30), date(2030, 4, 1), date(2026, 10, 25), date(2024, 2, 29)],
    ids=str,
)
def test_both_clock_changes_lie_in_the_year_with_something_happening(end: date):
    span = Span(end)
    began = [answers["started_at"] for answers in _latest(_year(SEED, end, midnight(end + DAY)), "incident")]
    assert {day.month for day in clock_changes(span)} == {3, 10}
    for day in clock_changes(span):
        wall = time(1, 40) if day.month == 10 else time(0, 50)
        assert at(day, wall, second=day.month == 10) in began


def test_an_incident_in_the_repeated_hour_lasts_as_long_as_it_lasted():
    autumn = date(2026, 10, 25)
    [answers] = [
        each
        for each in _latest(_year(), "incident")
        if each["started_at"] == datetime(2026, 10, 25, 1, 40, tzinfo=UTC)
    ]
    assert day_of(answers["started_at"]) == autumn
    assert timedelta(0) < answers["ended_at"] - answers["started_at"] < timedelta(minutes=30)


@SEEDS
def test_the_last_days_are_quiet_with_something_left_to_finish(seed: int):
    lists = _lists(_ward(SPAN))
    incidents = _latest(_year(seed), "incident")
    open_since = [each["started_at"] for each in _latest(_year(seed), "episode") if "ended_at" not in each]
    unfinished = [each for each in incidents if later(check(FORMS["incident"], each, lists, NOW))]
    last = {
        kind: max(day_of(each["started_at"]) for each in incidents if kind in each["kinds"])
        for kind in RESTRICTIVE
    }
    assert last["restraint"] == last["rapid_tranquillisation"] == END - 5 * DAY
    assert last["seclusion"] == END - 12 * DAY
    assert [day_of(moment) for moment in open_since] == [END - 12 * DAY]
    assert len(unfinished) == 1


@SEEDS
def test_today_only_the_morning_huddle_is_there_with_three_actions_and_two_people(seed: int):
    today = [entry for entry in _year(seed) if day_of(entry.at) == END]
    [huddle] = [entry.answers for entry in today if entry.form == "huddle"]
    assert huddle["slot"] == "morning"
    assert len(huddle["concerns"]) == 2
    assert [action.get("done") for action in huddle["actions"]] == [None] * 3
    assert not [entry for entry in today if entry.form == "incident" and not entry.reason]


@SEEDS
def test_some_things_are_entered_late_and_for_somebody_else(seed: int):
    late = [entry for entry in _year(seed) if entry.form == "incident" and entry.entered_for]
    assert len(late) > 10
    assert all(entry.at - entry.answers["started_at"] > timedelta(hours=18) for entry in late)
