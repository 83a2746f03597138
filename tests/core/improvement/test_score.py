"""The progress score's floor: each step needs the ones before it, and people have the last word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.forms.lists.improvement import PROGRESS
from rrp_desktop.improvement.score import Facts, floor, missing, steps

WHOLE = Facts(
    roles=4,
    aim=True,
    baseline=True,
    ideas=3,
    meetings=6,
    begun=4,
    closed=3,
    share=1.1,
    shift=True,
    held_weeks=12,
)


@pytest.mark.parametrize(
    ("facts", "score"),
    [
        (Facts(), "0.5"),
        (Facts(roles=1, aim=True), "0.5"),
        (Facts(roles=2, aim=True), "1.0"),
        (Facts(roles=2, aim=True, baseline=True, ideas=1), "1.5"),
        (Facts(roles=2, aim=True, baseline=True, ideas=1, meetings=1), "2.0"),
        (Facts(roles=2, aim=True, baseline=True, ideas=1, begun=1), "2.5"),
        (replace(WHOLE, share=0.1, shift=False, held_weeks=0), "2.5"),
        (replace(WHOLE, share=0.2, shift=False, held_weeks=0), "3.0"),
        (replace(WHOLE, share=0.3, held_weeks=0), "3.5"),
        (replace(WHOLE, share=0.5, held_weeks=0), "4.0"),
        (replace(WHOLE, held_weeks=11), "4.0"),
        (WHOLE, "4.5"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_floor_is_the_last_step_that_the_record_speaks_for(facts, score):
    assert floor(facts) == score


def test_a_step_is_not_jumped():
    assert floor(replace(WHOLE, baseline=False)) == "1.0"
    assert missing(replace(WHOLE, baseline=False)) == "a baseline, and a first change idea"
    assert missing(WHOLE) == ""


def test_the_steps_are_the_scores_of_the_list_but_the_last():
    assert [step.code for step in steps(WHOLE)] == [option.code for option in PROGRESS][:-1]


@given(
    st.builds(
        Facts,
        roles=st.integers(0, 4),
        aim=st.booleans(),
        baseline=st.booleans(),
        ideas=st.integers(0, 3),
        meetings=st.integers(0, 3),
        begun=st.integers(0, 3),
        closed=st.integers(0, 3),
        share=st.none() | st.floats(-2, 2),
        shift=st.booleans(),
        held_weeks=st.integers(0, 20),
    )
)
def test_more_on_record_never_lowers_the_floor(facts):
    more = replace(
        facts, roles=4, aim=True, baseline=True, ideas=3, meetings=3, begun=3, closed=3, shift=True
    )
    assert float(floor(more)) >= float(floor(facts))
