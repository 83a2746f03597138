"""What a ward owes, and by when: over shift change, midnight, both clock changes and a change of policy."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.clock import DAY, ShiftOn, at, local, midnight, shifts_between
from rrp_desktop.forms.beside import Other
from rrp_desktop.obligations import POLICY, Facts, Owed, Policy, owed, policy_from
from rrp_desktop.obligations.reviews import reviews_due
from rrp_desktop.settings import SETTINGS
from rrp_desktop.ward import ward_from

DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}
START = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ME = "person-1"
RESTRAINT = {
    "kinds": ("restraint",),
    "started_at": START,
    "person": ME,
    "interventions": ({"type": "11", "minutes": "1_to_5"},),
    "incident_number": "W-1",
}
INJECTION = RESTRAINT | {"kinds": ("rapid_tranquillisation",), "interventions": ({"type": "14"},)}
SECLUSION: dict[str, Any] = {"kind": "seclusion", "person": ME, "started_at": START}
SEGREGATION = SECLUSION | {"kind": "segregation"}


def policy(**changed: Any) -> Policy:
    values = {name.replace("__", "."): value for name, value in changed.items()}
    assert set(values) <= POLICY
    return policy_from(DEFAULTS | values)


def all_owed(*records: Other, now: datetime = START, **changed: Any) -> list[Owed]:
    return list(owed(Facts(records), lambda _day: policy(**changed), now))


def debrief(state: str, **more: Any) -> Other:
    return Other("debrief", "d", {"incident": "i", "party": "patient", "state": state, **more})


def incident(answers: dict[str, Any]) -> Other:
    return Other("incident", "i", answers)


CASES = {
    "debrief not offered": ([], "Offer a debrief: patient", 72 * HOUR),
    "debrief not yet": ([debrief("not_yet")], "Offer a debrief: patient", 72 * HOUR),
    "debrief offered": (
        [debrief("offered", offered_at=START + HOUR)],
        "Hold the debrief: patient",
        72 * HOUR,
    ),
    "debrief accepted, not held": ([debrief("accepted")], "Hold the debrief: patient", 72 * HOUR),
    "debrief held": ([debrief("accepted", held_at=START + HOUR)], None, None),
    "debrief declined": (
        [debrief("declined", offered_at=START + HOUR)],
        "Offer the debrief again: patient",
        HOUR + 7 * DAY,
    ),
    "debrief declined, with a day": (
        [debrief("declined", offered_at=START + HOUR, reoffer=date(2026, 11, 23))],
        "Offer the debrief again: patient",
        midnight(date(2026, 11, 24)) - START,
    ),
    "debrief declined twice": ([debrief("declined"), debrief("declined")], None, None),
    "another party's debrief": (
        [Other("debrief", "d", {"incident": "i", "party": "staff", "state": "accepted", "held_at": START})],
        "Offer a debrief: patient",
        72 * HOUR,
    ),
    "another incident's debrief": (
        [Other("debrief", "d", {"incident": "j", "party": "patient", "state": "declined"})],
        "Offer a debrief: patient",
        72 * HOUR,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_debrief_is_owed_until_it_was_held_or_declined_again(case: str):
    told, title, after = CASES[case]
    found = [(each.title, each.due - START) for each in all_owed(incident(RESTRAINT), *told)]
    assert found == ([(title, after)] if title else [])


def test_only_those_the_policy_names_are_offered_a_debrief():
    titles = {each.title for each in all_owed(incident(RESTRAINT), debrief__parties=["patient", "staff"])}
    assert titles == {"Offer a debrief: patient", "Offer a debrief: staff"}
    assert all_owed(incident({"kinds": ("violence",), "started_at": START})) == []


ANSWERS = {
    "monitoring": (INJECTION, "Monitoring after the injection", HOUR),
    "monitoring, from the injection": (
        INJECTION | {"interventions": ({"type": "14", "started_at": START + 5 * MINUTE},)},
        "Monitoring after the injection",
        HOUR + 5 * MINUTE,
    ),
    "lengths": (RESTRAINT | {"interventions": ({"type": "01"},)}, "How long it lasted", 12 * HOUR),
    "number": (
        {name: value for name, value in RESTRAINT.items() if name != "incident_number"},
        "Trust incident number",
        24 * HOUR,
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_is_missing_is_owed_from_when_it_happened(case: str):
    answers, title, after = ANSWERS[case]
    [found] = [each for each in all_owed(incident(answers)) if each.what == "answer"]
    assert (found.title, found.due - START, found.form, found.key) == (title, after, "incident", "i")


@pytest.mark.parametrize(
    "answers",
    [
        INJECTION | {"rt_monitoring": "refused"},
        INJECTION | {"interventions": ({"type": "16"},)},
        RESTRAINT | {"interventions": ({"type": "11", "started_at": START, "ended_at": START + MINUTE},)},
        RESTRAINT | {"interventions": ({"type": "05"},)},
        {"kinds": ("violence",), "started_at": START},
    ],
)
def test_an_answer_that_is_there_or_was_not_asked_is_not_owed(answers: dict[str, Any]):
    assert [each for each in all_owed(incident(answers)) if each.what == "answer"] == []


def test_a_death_waits_for_the_manager_and_for_nobody_else():
    death = incident({"kinds": ("self_harm",), "started_at": START, "suspected_suicide": "yes"})
    [held] = all_owed(death, now=START + MINUTE)
    assert (held.what, held.overdue) == ("held", True)
    assert owed(Facts([death], released=frozenset({"i"})), lambda _day: policy(), START) == ()


def reviewed(*held: tuple[str, timedelta]) -> dict[str, Any]:
    return {"reviews": tuple({"kind": kind, "held_at": START + after} for kind, after in held)}


REVIEWS = {
    "at the start": (
        SECLUSION,
        {
            "Nursing review": 2 * HOUR,
            "Medical review": HOUR,
            "First MDT review": 24 * HOUR,
            "Independent review": 8 * HOUR,
        },
    ),
    "after a round": (
        SECLUSION | reviewed(("medical", HOUR), ("nursing", 2 * HOUR), ("nursing", 3 * HOUR)),
        {
            "Nursing review": 5 * HOUR,
            "Medical review": 5 * HOUR,
            "First MDT review": 24 * HOUR,
            "Independent review": 8 * HOUR,
        },
    ),
    "after the MDT": (
        SECLUSION
        | reviewed(
            ("nursing", 19 * HOUR),
            ("medical", 19 * HOUR),
            ("first_mdt", 20 * HOUR),
            ("independent", 8 * HOUR),
        ),
        {"Nursing review": 21 * HOUR, "Medical review": 31 * HOUR, "MDT review": 44 * HOUR},
    ),
    "segregation": (
        SEGREGATION | reviewed(("medical", 20 * HOUR)),
        {"Medical review": 44 * HOUR, "MDT review": 7 * DAY, "External review": 91 * DAY},
    ),
}


@pytest.mark.parametrize("case", REVIEWS)
def test_reviews_are_due_by_the_policy(case: str):
    answers, wanted = REVIEWS[case]
    due = reviews_due(answers, [], policy())
    assert {title: when - START for title, when in due.items()} == wanted


def test_a_review_that_the_policy_does_not_ask_for_is_not_due():
    due = reviews_due(SECLUSION, [], policy(seclusion__nursing_minutes=0, seclusion__independent_hours=0))
    assert "Nursing review" not in due
    assert due["Independent review"] == START + 12 * HOUR
    assert reviews_due(SECLUSION, [], policy(seclusion__observation_minutes=15))[
        "Observation record"
    ] == START + timedelta(minutes=15)


def test_an_episode_that_ended_needs_no_review_and_one_names_its_person():
    ended = Other("episode", "e", SECLUSION | {"ended_at": START + HOUR})
    assert all_owed(ended, now=START + DAY) == []
    facts = Facts([Other("episode", "e", SECLUSION)], people={ME: "P-031"})
    titles = {each.title for each in owed(facts, lambda _day: policy(), START)}
    assert "Nursing review: P-031, seclusion since 13:34, 21 Nov 2026" in titles


def test_spells_within_two_days_add_up_to_an_independent_review():
    """12 h in 48 h: two spells of 5 h before this one leave 2 h."""
    earlier = [
        SECLUSION | {"started_at": START - hours * HOUR, "ended_at": START - (hours - 5) * HOUR}
        for hours in (40, 20)
    ]
    assert reviews_due(SECLUSION, earlier, policy())["Independent review"] == START + 2 * HOUR
    somebody = [Other("episode", "x", each | {"person": "person-2"}) for each in earlier]
    found = all_owed(Other("episode", "e", SECLUSION), *somebody)
    assert [each.due - START for each in found if each.title.startswith("Independent")] == [8 * HOUR]


_SPELLS = st.lists(st.integers(1, 200), min_size=2, max_size=8).map(
    lambda steps: [
        (START - sum(steps[: n + 1]) * 15 * MINUTE, START - sum(steps[:n]) * 15 * MINUTE)
        for n in range(1, len(steps), 2)
    ]
)


@given(_SPELLS, st.integers(1, 48))
def test_the_sum_of_spells_is_full_at_the_first_minute_at_which_it_is(
    spells: list[tuple[datetime, datetime]], hours: int
):
    others = [SECLUSION | {"started_at": start, "ended_at": end} for start, end in spells]
    wanted = policy(seclusion__independent_hours=0, seclusion__independent_sum_hours=hours)
    due = reviews_due(SECLUSION, others, wanted)["Independent review"]

    def full(moment: datetime) -> bool:
        since = moment - timedelta(hours=48)
        before = sum((max(end - max(start, since), timedelta(0)) for start, end in spells), timedelta(0))
        return moment - START + before >= hours * HOUR

    assert full(due)
    assert due == START or not full(due - timedelta(seconds=1))


AUTUMN, SPRING = date(2026, 10, 25), date(2026, 3, 29)
TURNS = [
    (at(AUTUMN, time(0, 30)), "01:30+0000"),
    (at(AUTUMN, time(1, 30), second=False), "02:30+0000"),
    (at(AUTUMN, time(1, 30), second=True), "03:30+0000"),
    (at(SPRING, time(0, 30)), "03:30+0100"),
    (at(date(2026, 11, 21), time(23)), "01:00+0000"),
]


@pytest.mark.parametrize(("began", "wall"), TURNS)
def test_two_hours_are_two_hours_whatever_the_clocks_do(began: datetime, wall: str):
    due = reviews_due(SECLUSION | {"started_at": began}, [], policy())["Nursing review"]
    assert due - began == 2 * HOUR
    assert f"{local(due):%H:%M%z}" == wall


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2040, 12, 31)),  # noqa: DTZ001
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)
def test_when_something_is_due_does_not_depend_on_when_one_asks(began: datetime, soon: int, more: int):
    """Sleep, shut-down and a change of the clocks lose nothing; what is overdue stays overdue."""
    began = began.replace(tzinfo=UTC)
    records = (
        incident(INJECTION | {"started_at": began}),
        Other("episode", "e", SECLUSION | {"started_at": began}),
        Other("hazard", "h", {"item": "Rail", "due": began.date()}),
    )
    first = all_owed(*records, now=began + soon * MINUTE)
    then = all_owed(*records, now=began + (soon + more) * MINUTE)
    assert [(each.title, each.due) for each in first] == [(each.title, each.due) for each in then]
    assert {each.title for each in first if each.overdue} <= {each.title for each in then if each.overdue}
    assert all(each.overdue == (began + soon * MINUTE > each.due) for each in first)


def test_a_changed_policy_holds_for_what_begins_afterwards_only():
    changed = date(2026, 11, 22)

    def on(day: date) -> Policy:
        return policy(debrief__hours=24) if day >= changed else policy()

    records = [
        Other("incident", key, RESTRAINT | {"started_at": moment})
        for key, moment in (("before", START), ("after", START + DAY))
    ]
    due = {each.key: each.due for each in owed(Facts(records), on, START + 3 * DAY)}
    assert due == {"before": START + 72 * HOUR, "after": START + DAY + 24 * HOUR}


REGISTERS = {
    "hazard": (
        Other("hazard", "h", {"item": "Rail", "due": date(2026, 10, 25)}),
        datetime(2026, 10, 26, tzinfo=UTC),
    ),
    "hazard closed": (
        Other("hazard", "h", {"item": "Rail", "due": AUTUMN, "closed": AUTUMN}),
        None,
    ),
    "hazard without a day": (Other("hazard", "h", {"item": "Rail"}), None),
    "review": (Other("hazard_review", "r", {"day": date(2025, 11, 21)}), midnight(date(2026, 11, 22))),
    "review with a day": (
        Other("hazard_review", "r", {"day": date(2025, 11, 21), "next_due": SPRING}),
        datetime(2026, 3, 29, 23, tzinfo=UTC),
    ),
    "restriction": (
        Other("restriction", "b", {"rule": "No lighters", "review_due": AUTUMN}),
        datetime(2026, 10, 26, tzinfo=UTC),
    ),
    "restriction ended": (
        Other("restriction", "b", {"rule": "No lighters", "review_due": AUTUMN, "ended": AUTUMN}),
        None,
    ),
}


@pytest.mark.parametrize("case", REGISTERS)
def test_the_registers_are_due_at_the_end_of_a_london_day(case: str):
    record, due = REGISTERS[case]
    assert [each.due for each in all_owed(record)] == ([due] if due else [])


def test_only_the_latest_review_of_the_ward_counts():
    reviews = [Other("hazard_review", day.isoformat(), {"day": day}) for day in (AUTUMN, SPRING)]
    assert [each.key for each in all_owed(*reviews)] == ["2026-10-25"]


def turns(day: date) -> list[ShiftOn]:
    ward = ward_from(DEFAULTS | {"ward.live_from": "2026-01-05"})
    return list(shifts_between(ward.shifts, day, day))


@pytest.mark.parametrize("day", [AUTUMN, SPRING, date(2026, 11, 20)])
def test_a_shift_nobody_spoke_for_is_due_at_its_end_and_overdue_two_hours_later(day: date):
    night = turns(day - DAY)[-1]
    facts = Facts(unconfirmed=[night])

    def overdue(now: datetime) -> bool:
        [shift] = owed(facts, lambda _day: policy(), now)
        assert shift.due == night.ends == at(day, time(7))
        return shift.overdue

    assert not overdue(night.ends + 2 * HOUR)
    assert overdue(night.ends + 2 * HOUR + timedelta(seconds=1))


def test_a_night_is_due_at_midnight_and_overdue_at_noon():
    facts = Facts(uncounted=[date(2026, 11, 20)])
    for now, late in ((datetime(2026, 11, 21, 12, tzinfo=UTC), False), (START, True)):
        [night] = owed(facts, lambda _day: policy(), now)
        assert (night.key, night.due, night.overdue) == (
            "2026-11-20",
            datetime(2026, 11, 21, tzinfo=UTC),
            late,
        )


def test_what_is_due_first_stands_first():
    found = all_owed(incident(INJECTION), Other("episode", "e", SECLUSION))
    assert [each.due for each in found] == sorted(each.due for each in found)
    assert len(found) > 4
