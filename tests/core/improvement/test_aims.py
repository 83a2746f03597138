"""Aims: templates that can be saved as they are, and progress told without promising anything."""

from datetime import UTC, date, datetime

import pytest

from rrp_desktop.forms.check import check, stops
from rrp_desktop.forms.improvement import AIM
from rrp_desktop.forms.lists import lists_of
from rrp_desktop.improvement.aims import TEMPLATES, begun_from, level_of, standing
from rrp_desktop.measures import MEASURES

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LISTS = lists_of(measure=tuple((name, each.title) for name, each in MEASURES.items()))
FEWER = {"measure": "restrictive", "better": "lower", "by_how": "percent", "percent": 25}
BY = {"by_day": date(2027, 3, 31), "baseline_from": date(2026, 6, 1), "baseline_until": date(2026, 8, 23)}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.code)
def test_every_template_is_enough_to_save(template):
    begun = begun_from(template, TODAY, date(2026, 1, 1))
    assert stops(check(AIM, begun, LISTS, NOW)) == ()
    assert (begun["baseline_from"], begun["baseline_until"]) == (date(2026, 8, 24), date(2026, 11, 15))


def test_a_third_in_eighteen_months_is_that():
    begun = begun_from(TEMPLATES[0], TODAY, date(2026, 1, 1))
    assert begun["percent"] == 33
    assert begun["by_day"] == date(2028, 5, 22)


def test_a_new_ward_has_the_weeks_it_has_as_its_baseline():
    young = begun_from(TEMPLATES[1], TODAY, date(2026, 10, 28))
    assert young["baseline_from"] == date(2026, 11, 2)
    assert "baseline_from" not in begun_from(TEMPLATES[1], TODAY, date(2026, 11, 16))


@pytest.mark.parametrize("missing", ["percent", "by_day"])
def test_an_aim_without_a_number_or_a_day_is_refused(missing):
    aim = {name: value for name, value in (FEWER | BY).items() if name != missing}
    assert [problem.field for problem in stops(check(AIM, aim, LISTS, NOW))] == [missing]


def test_an_aim_that_ends_before_its_baseline_is_refused():
    aim = FEWER | BY | {"by_day": date(2026, 8, 1)}
    assert [problem.code for problem in stops(check(AIM, aim, LISTS, NOW))] == ["end-before-start"]


@pytest.mark.parametrize(
    ("aim", "level"),
    [
        (FEWER, 6.0),
        (FEWER | {"better": "higher"}, 10.0),
        ({"better": "lower", "by_how": "amount", "amount": 5}, 5.0),
    ],
    ids=["fewer", "more", "to a number"],
)
def test_the_level_is_a_share_of_the_baseline_or_the_number_itself(aim, level):
    assert level_of(aim, 8.0) == level


def told(*weeks: float, aim=FEWER | BY, baseline: float | None = 8.0) -> str:
    return standing(aim, baseline, weeks, "incidents", TODAY).words


def test_progress_names_the_baseline_with_its_window_the_newest_weeks_the_aim_and_the_time_left():
    assert told(7, 7, 7, 7, 7, 7, 7, 7) == (
        "Baseline 8 incidents a week, 1 Jun 2026 to 23 Aug 2026. "
        "Last 8 known weeks: 7, 12% fewer. Aim: 6. "
        "About 5 tenths of the way. 18 weeks left, until 31 Mar 2027."
    )


def test_only_the_newest_weeks_say_where_a_ward_stands():
    assert standing(FEWER | BY, 8.0, [*[20.0] * 10, *[6.0] * 8], "incidents", TODAY).now == 6


def test_an_aim_that_is_reached_has_to_hold():
    reached = standing(FEWER | BY, 8.0, [5.0] * 8, "incidents", TODAY)
    assert reached.reached
    assert "now it has to hold" in reached.words


def test_a_ward_that_got_worse_is_none_of_the_way():
    assert "25% more" in told(*[10.0] * 8)
    assert "None of the way so far." in told(*[10.0] * 8)


def test_a_few_weeks_say_nothing():
    assert "Too few known weeks since to say where it stands: 3 of 4." in told(6, 6, 6)


def test_without_a_known_baseline_there_is_no_progress_to_tell():
    assert told(6, 6, 6, 6, baseline=None).startswith("No baseline yet")


def test_a_baseline_of_nothing_is_no_division_by_it():
    assert "from none" in told(*[2.0] * 8, baseline=0.0)
    assert "as before" in told(*[0.0] * 8, baseline=0.0)


def test_an_aim_whose_day_is_past_says_so():
    aim = FEWER | BY | {"by_day": date(2026, 11, 1)}
    assert told(*[7.0] * 8, aim=aim).endswith("The day was 1 Nov 2026.")
