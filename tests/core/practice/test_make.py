"""The practice ward is a real ward file, typed in through the store."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from rrp_desktop.clock import DAY, at, midnight
from rrp_desktop.errors import Refused
from rrp_desktop.events import Bus
from rrp_desktop.measures import MEASURES
from rrp_desktop.practice import PIN, make_practice_ward
from rrp_desktop.practice.bronte import BANK
from rrp_desktop.practice.span import UNUSUAL_WEEK, WEEKS, WORKING_IDEA, Span
from rrp_desktop.store import Home, Store, open_ward

END = date(2026, 11, 21)
SPAN = Span(END)


class _Afternoon:
    """A PC's clock: 13:34 on the last day, until a test moves it."""

    def __init__(self) -> None:
        self.moment = at(END, time(13, 34))

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


def _new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture(scope="module")
def clock() -> _Afternoon:
    return _Afternoon()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def ward(home: Path, clock: _Afternoon) -> Iterator[Store]:
    store = make_practice_ward(Home(home), clock=clock, bus=Bus(), new_id=_new_id, end=END)
    yield store
    store.close()


def test_every_entry_stands_in_an_unbroken_chain(ward: Store):
    assert ward.check_chain() > 3000


def test_records_carry_the_time_they_were_made_and_who_made_them(ward: Store):
    known = {member.key for member in ward.staff()}
    incidents = ward.find("incident", limit=1000)
    assert {record.recorded_by for record in incidents} <= known
    assert all(record.answers["started_at"] < record.recorded_at for record in incidents)
    assert min(record.recorded_at for record in incidents) < midnight(SPAN.first + 7 * DAY)


def test_the_weekly_counts_step_down_and_leave_gaps_where_a_shift_was_not_confirmed(ward: Store):
    last = SPAN.monday(WEEKS) - DAY
    weeks = [each.count for each in ward.counts(MEASURES["restrictive"], SPAN.first, last, "week")]
    known = [count for count in weeks if count is not None]
    after = [count for count in weeks[WORKING_IDEA:] if count is not None]
    assert 1 <= weeks.count(None) <= 4
    assert weeks[UNUSUAL_WEEK] == 19 == max(known)
    assert sum(after) / len(after) < 6
    assert sum(known[:UNUSUAL_WEEK]) / UNUSUAL_WEEK > 7.5


def test_today_looks_five_days_back_to_a_restraint_and_twelve_to_seclusion(ward: Store):
    assert ward.days_since(["restraint"]).days == 5
    assert ward.days_since(["seclusion"]).days == 12


def test_a_few_things_are_left_to_finish(ward: Store):
    left = ward.to_finish()
    assert 4 <= len(left) <= 15
    assert {"record", "shift", "census"} <= {each.what for each in left}


def test_everybody_shown_signs_in_with_the_one_pin(ward: Store):
    shown = [member.shown for member in ward.staff()]
    assert len(shown) == 5
    assert all(ward.sign_in(member.key, PIN) for member in ward.staff())


def test_the_aim_and_both_ideas_are_there(ward: Store):
    [aim] = ward.find("aim")
    assert aim.answers["percent"] == 25
    assert {idea.answers["title"] for idea in ward.find("idea")} == {
        "Mutual help meeting",
        "Sensory room open",
    }


@pytest.mark.parametrize(
    "form",
    [
        "leave_tally",
        "leave",
        "hazard",
        "hazard_review",
        "restriction",
        "debrief",
        "episode",
        "cycle",
        "progress",
        "team_member",
        "team_meeting",
        "safewards",
        "voice",
    ],
)
def test_every_page_has_something_to_show(ward: Store, form: str):
    assert ward.find(form)


def test_the_leave_board_has_somebody_late_and_somebody_back(ward: Store, clock: _Afternoon):
    out = [leave.answers for leave in ward.find("leave") if "returned_at" not in leave.answers]
    assert [leave["planned_return"] < clock.now() for leave in out].count(True) == 1
    assert len(ward.find("leave")) == len(out) + 1


def test_the_working_idea_went_through_its_tests_until_it_was_adopted(ward: Store):
    [idea] = [each for each in ward.find("idea") if each.answers["status"] == "adopted"]
    tests = [each.answers for each in ward.find("cycle") if each.answers["idea"] == idea.key]
    assert [each["decision"] for each in reversed(tests)] == ["adapt", "adapt", "adopt"]


def test_afterwards_the_real_clock_counts_again(ward: Store, clock: _Afternoon):
    [charge] = [member for member in ward.staff() if "in charge" in member.shown]
    [bank] = [member for member in ward.staff() if member.shown == BANK.shown]
    clock.moment += timedelta(minutes=10)
    saved = ward.save("incident", {"kinds": ("violence",), "started_at": clock.moment}, by=charge)
    assert ward.read("incident", saved.key).recorded_at == clock.moment
    clock.moment = at(END, time(21, 30))
    with pytest.raises(Refused, match="pin-over"):
        ward.sign_in(bank.key, PIN)


def test_a_year_that_could_not_be_finished_leaves_nothing_of_itself(tmp_path: Path, clock: _Afternoon):
    told: list[object] = []
    bus = Bus()
    bus.listen(told.append)
    ids = iter([_new_id() for _ in range(50)])
    with pytest.raises(StopIteration):
        make_practice_ward(Home(tmp_path), clock=clock, bus=bus, new_id=ids.__next__, end=END)
    assert told == []
    store = open_ward(Home(tmp_path), clock=clock, bus=bus, new_id=_new_id)
    [manager] = store.staff()
    store.sign_in(manager.key, PIN)
    assert store.find("person") == ()
    store.close()
