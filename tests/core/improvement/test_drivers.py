"""The driver diagram: the starter set, and every change to a tree."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.improvement.drivers import (
    STARTER,
    Driver,
    Leaf,
    answers_of,
    driver_from,
    may_hang_under,
    moved,
    moved_under,
    next_place,
    starter_set,
    tree_of,
    with_all_under,
)

RULES, CARE = Driver("rules", "Rules", "", 1), Driver("care", "Care", "", 2)
FEW, FAIR = Driver("few", "Few", "rules", 1), Driver("fair", "Fair", "rules", 2)
DRIVERS = (RULES, CARE, FEW, FAIR)


def after(changed: tuple[Driver, ...]) -> list[str]:
    """The titles of the tree once *changed* is written."""
    now = {each.key: each for each in DRIVERS} | {each.key: each for each in changed}
    tree = tree_of(now.values(), ())
    return [
        title
        for branch in tree.branches
        for title in (branch.driver.title, *(each.driver.title for each in branch.branches))
    ]


def test_the_starter_set_has_two_levels_and_every_second_one_hangs_on_a_first():
    drivers = starter_set()
    primary = {each.key for each in drivers if not each.under}
    assert len(primary) == 5
    assert all(each.under in primary for each in drivers if each.under)
    assert all(each.key.startswith(STARTER) for each in drivers)
    assert len({each.key for each in drivers}) == len(drivers)


def test_ideas_hang_on_their_driver_and_those_without_one_are_loose():
    ideas = [("few", Leaf("1", "Garden open", "testing")), ("gone", Leaf("2", "Tea", "planned"))]
    tree = tree_of(DRIVERS, ideas)
    [few, _fair] = tree.branches[0].branches
    assert [leaf.title for leaf in few.ideas] == ["Garden open"]
    assert [leaf.title for leaf in tree.loose] == ["Tea"]


def test_a_driver_changes_places_with_its_neighbour():
    assert after(moved(DRIVERS, "fair", -1)) == ["Rules", "Fair", "Few", "Care"]
    assert after(moved(DRIVERS, "rules", 1)) == ["Care", "Rules", "Few", "Fair"]


def test_a_driver_at_the_edge_stays_there():
    assert moved(DRIVERS, "few", -1) == ()
    assert moved(DRIVERS, "care", 1) == ()


def test_a_driver_moves_to_another_branch_as_its_last():
    there = moved_under(DRIVERS, "few", "care")
    assert there == replace(FEW, under="care", place=1)
    assert after((there,)) == ["Rules", "Fair", "Care", "Few"]


def test_a_driver_with_parts_hangs_under_no_other():
    assert may_hang_under(DRIVERS, "rules") == ()
    assert may_hang_under(DRIVERS, "few") == (CARE,)
    assert may_hang_under(DRIVERS, "care") == (RULES,)


def test_what_is_removed_takes_its_parts_along():
    assert with_all_under(DRIVERS, "rules") == (RULES, FEW, FAIR)


def test_a_driver_comes_back_from_its_record_as_it_was():
    for driver in DRIVERS:
        assert driver_from(driver.key, answers_of(driver)) == driver


@given(st.lists(st.tuples(st.sampled_from(["rules", "care", "few", "fair"]), st.integers(-3, 3)), max_size=8))
def test_however_often_drivers_move_none_is_lost_and_no_two_share_a_place(steps):
    now = {each.key: each for each in DRIVERS}
    for key, by in steps:
        now |= {each.key: each for each in moved(tuple(now.values()), key, by)}
    places = [(each.under, each.place) for each in now.values()]
    assert len(set(places)) == len(DRIVERS)
    assert next_place(now.values(), "rules") == 3
