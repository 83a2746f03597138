"""Who is affected: rates with honest intervals, and nothing that tells of a few."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import related
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.affected import Affected, Group, affected, of_people
from rrp_desktop.reports.hidden import Cell, Inside, hidden, hidden_in_all, rounded
from rrp_desktop.reports.ratio import Person, rate_ratio
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock

NIGHTS = [(300, 200), (300, 300), (300, 50), (500, 300, 200), (500, 400, 90), (900, 500, 400, 300)]
MOST = 12
SETTLED = at(date(2027, 2, 1), time(9))
"""The half-year in which everything here happens, and a month, are over."""


Seen = tuple[int, tuple[int | None, ...]]


def _outputs(nights: Sequence[int]) -> dict[Seen, list[tuple[int, ...]]]:
    """Every ward of up to MOST people affected, by its total, known from elsewhere, and what is shown."""
    worlds: defaultdict[Seen, list[tuple[int, ...]]] = defaultdict(list)
    for people in product(range(MOST + 1), repeat=len(nights)):
        if sum(people) <= MOST:
            cells = [Cell(many, many, each) for many, each in zip(people, nights, strict=True)]
            out = hidden(cells)
            seen = tuple(None if at_ in out else many for at_, many in enumerate(people))
            worlds[sum(people), seen].append(people)
    return worlds


@pytest.mark.parametrize("nights", NIGHTS, ids=str)
def test_no_hidden_group_is_recovered_by_whoever_knows_the_rule_the_total_and_every_shown_number(
    nights: Sequence[int],
):
    attacked = 0
    for (total, seen), worlds in _outputs(nights).items():
        for place in (place for place, value in enumerate(seen) if value is None):
            possible = {world[place] for world in worlds}
            if total >= 5 and min(possible) < 5:
                attacked += 1
                assert len(possible) >= 4, (total, seen, possible)
            elif total < 5:
                assert possible == set(range(total + 1))
    assert attacked > 10


def _nested(nights: Sequence[int], most: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Every pair of tables of up to *most* people, the first of which counts some of the second's."""
    for wide in product(range(most + 1), repeat=len(nights)):
        if sum(wide) <= most:
            for narrow in product(*(range(many + 1) for many in wide)):
                yield narrow, wide


@pytest.mark.parametrize(("nights", "most"), [((300, 200), 24), ((300, 300, 200), 10)], ids=str)
def test_no_hidden_group_is_recovered_from_the_table_of_a_wider_or_a_narrower_measure(
    nights: Sequence[int], most: int
):
    names = "abc"[: len(nights)]
    many_cells = 2 * len(nights)
    worlds: defaultdict[tuple[Seen, ...], list[set[int]]]
    worlds = defaultdict(lambda: [set() for _ in range(many_cells)])
    for world in _nested(nights, most):
        tables = [
            {name: Cell(many, many, each) for name, many, each in zip(names, table, nights, strict=True)}
            for table in world
        ]
        out = hidden_in_all(tables, [Inside(0, 1, True)])
        seen = tuple(
            (
                sum(table),
                tuple(None if name in few else many for name, many in zip(names, table, strict=True)),
            )
            for table, few in zip(world, out, strict=True)
        )
        for possible, many in zip(worlds[seen], (*world[0], *world[1]), strict=True):
            possible.add(many)
    attacked = 0
    for tables_seen, found in worlds.items():
        cells_seen = [(total, value) for total, shown in tables_seen for value in shown]
        for (total, value), possible in zip(cells_seen, found, strict=True):
            if value is None and total and min(possible) < 5:
                attacked += 1
                assert len(possible) > 1, tables_seen
    assert attacked > 100


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9), st.integers(90, 3000)),
        min_size=2,
        max_size=7,
    )
)
def test_whoever_solves_for_a_small_group_finds_room_on_both_sides(drawn: list[tuple[int, int, int, int]]):
    """With every shown number exact, both totals, and the narrower measure counting some of the wider's."""
    tables = [
        {str(at): Cell(people, people + extra, nights) for at, (people, extra, nights) in enumerate(table)}
        for table in (
            [(one, extra, nights) for one, _, extra, nights in drawn],
            [(one + more, extra, nights) for one, more, extra, nights in drawn],
        )
    ]
    out = hidden_in_all(tables, [Inside(0, 1, True)])
    for table, few in zip(tables, out, strict=True):
        assert hidden(list(table.values())) <= {int(name) for name in few}
    (inner, outer), (narrow, wide) = tables, out
    together, rest = sum(inner[one].people for one in narrow), sum(outer[one].people for one in wide)
    for small in (one for one in narrow - wide if inner[one].people < 5):
        others = sum(outer[one].people for one in narrow - wide if one != small)
        assert others + rest >= together
    for small in (one for one in wide if outer[one].people < 5):
        least = sum(inner[one].people for one in wide - narrow if one != small)
        assert rest - least >= 4 or not wide - narrow


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(0, 3000)), min_size=1, max_size=9)
)
def test_small_groups_are_always_hidden_and_never_alone(drawn: list[tuple[int, int, int]]):
    cells = [Cell(people, people + more, nights) for people, more, nights in drawn]
    out = hidden(cells)
    for place, cell in enumerate(cells):
        if cell.people < 5 or cell.nights < 100:
            assert place in out
    assert len(out) != 1 or len(cells) == 1
    shown = len(cells) - len(out)
    together = sum(cells[place].people for place in out)
    assert not out or not shown or together >= 4


def test_the_measures_that_bound_each_other_are_known():
    def names(name: str) -> set[tuple[str, str]]:
        return {(one.name, other.name) for one, other in related(name)}

    assert {("prone", "restraint"), ("restraint", "restrictive"), ("prone", "restrictive")} <= names("prone")
    assert names("prone") == names("seclusion")
    assert names("violence") == {("violence_physical", "violence")}
    assert names("sexual_safety") == set()
    assert all(one.of_people and other.of_people for each in of_people() for one, other in related(each.name))


def test_numbers_are_rounded_to_the_nearest_five():
    assert [rounded(number) for number in (5, 7, 8, 12, 13)] == [5, 5, 10, 10, 15]


def test_a_ratio_is_worked_out_by_hand():
    people = (Person(4, 100), Person(0, 100))
    others = (Person(1, 100), Person(2, 100), Person(0, 100))
    ratio = rate_ratio(people, others)
    assert ratio is not None
    one, other = 2 * (4 + 4) / 16, 1.5 * (0 + 1 + 1) / 9
    freedom = (one + other) ** 2 / (one**2 / 1 + other**2 / 2)
    z = 1.959963984540054
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    assert ratio.value == pytest.approx(2)
    assert ratio.low == pytest.approx(2 * math.exp(-t * math.sqrt(one + other)))
    assert ratio.high == pytest.approx(2 * math.exp(t * math.sqrt(one + other)))


def test_an_interval_holds_the_truth_when_a_few_people_have_most_of_the_events():
    rng = Random(2026)

    def ward(many: int) -> list[Person]:
        nights = [1 + int(rng.expovariate(1 / 40)) for _ in range(many)]
        return [Person(_poisson(rng, 0.03 * each * rng.expovariate(1)), each) for each in nights]

    ratios = [rate_ratio(ward(25), ward(90)) for _ in range(1000)]
    held = sum(each is not None and each.low <= 1 <= each.high for each in ratios)
    assert 900 <= held <= 980


def _poisson(rng: Random, mean: float) -> int:
    count, left = 0, rng.expovariate(1)
    while left < mean:
        count += 1
        left += rng.expovariate(1)
    return count


def test_there_is_no_ratio_without_events_or_with_one_person():
    some = (Person(3, 50), Person(1, 50))
    assert rate_ratio((Person(0, 50), Person(0, 50)), some) is None
    assert rate_ratio((Person(5, 50),), some) is None
    assert rate_ratio((Person(5, 0), Person(1, 0)), some) is None


def _people(store: Store, who: StaffMember, code: str, many: int, events: int, **more: str) -> None:
    """*many* people of an ethnic category, the first *events* of them with an incident in September."""
    for number in range(many):
        answers = {"ward_code": f"P-{code}{number}", "ethnic_category": code, "admitted": date(2026, 8, 1)}
        key = store.save("person", {**answers, **more}, by=who).key
        if number < events:
            began = at(date(2026, 9, 1) + number * DAY, time(8 + ord(code) % 12))
            told = {"kinds": ("restraint",), "started_at": began, "interventions": ({"type": "07"},)}
            store.save("incident", {**told, "person": key}, by=who)


@pytest.fixture
def mixed(store: Store, nurse: StaffMember, clock: ToldClock) -> Store:
    """Groups of 12, 8 and 2 people affected."""
    with store.many():
        _people(store, nurse, "A", 20, 12, gender="2")
        _people(store, nurse, "M", 10, 8, gender="1")
        _people(store, nurse, "H", 6, 2, gender="1")
        began = at(date(2026, 9, 20), time(22))
        told = {"kinds": ("restraint",), "started_at": began, "interventions": ({"type": "07"},)}
        store.save("incident", told, by=nurse)
    return store


def _groups(told: Affected, title: str) -> dict[str, Group]:
    [split] = [split for split in told.splits if split.title == title]
    return {group.title: group for group in split.groups}


def test_the_ward_sees_its_own_numbers_for_care(mixed: Store, clock: ToldClock):
    told = affected(mixed, "restraint", now=clock.now(), protected=False)
    white = _groups(told, "Ethnic group")["White"]
    assert (told.since, told.until) == (date(2026, 4, 6), date(2026, 10, 31))
    assert (white.present, white.nights, white.events, white.affected) == (20, 20 * 92, 12, 12)
    assert white.rate == pytest.approx(1000 * 12 / (20 * 92))
    assert _groups(told, "Ethnic group")["Asian or Asian British"].affected == 2
    assert (told.unnamed, told.undated, told.unconfirmed) == (1, 0, 0)


def test_what_anybody_may_see_hides_the_few_and_what_would_tell_of_them(mixed: Store):
    told = affected(mixed, "restraint", now=SETTLED)
    assert (told.since, told.until) == (date(2026, 7, 1), date(2026, 12, 31))
    groups = _groups(told, "Ethnic group")
    assert {title for title, group in groups.items() if not group.shown} == {
        "Asian or Asian British",
        "Black or Black British",
    }
    white = groups["White"]
    assert (white.present, white.nights, white.events, white.affected) == (20, 3060, 10, 10)
    assert told.unnamed is None
    assert told.splits[0].complete == 100


def test_completeness_does_not_tell_how_many_are_hidden(mixed: Store, clock: ToldClock, nurse: StaffMember):
    mixed.save("person", {"ward_code": "P-Z", "admitted": date(2026, 8, 1)}, by=nurse)
    assert affected(mixed, "restraint", now=SETTLED).splits[0].complete is None
    assert affected(mixed, "restraint", now=clock.now(), protected=False).splits[0].complete == 97


def test_whoever_has_no_admission_date_is_in_no_rate(store: Store, clock: ToldClock, nurse: StaffMember):
    key = store.save("person", {"ward_code": "P-1", "gender": "1"}, by=nurse).key
    began = at(date(2026, 9, 1), time(10))
    told = {"kinds": ("violence",), "started_at": began, "person": key}
    store.save("incident", told, by=nurse)
    answer = affected(store, "violence", now=clock.now(), protected=False)
    male = _groups(answer, "Gender")["Male"]
    assert (male.events, male.rate, answer.undated) == (1, None, 1)


def _shown(told: Affected) -> Iterator[Group]:
    return (group for split in told.splits for group in split.groups if group.shown)


def test_every_measure_of_people_can_be_told(mixed: Store, clock: ToldClock):
    for measure in of_people():
        told = affected(mixed, measure.name, now=clock.now(), protected=False)
        assert told.title == measure.title
    for name in ("restrictive", "restraint_positions", "violence"):
        told = affected(mixed, name, now=SETTLED)
        assert all((group.affected or 0) >= 5 for group in _shown(told))


def test_the_views_of_two_days_are_the_same_or_of_other_days(
    mixed: Store, clock: ToldClock, nurse: StaffMember
):
    """Whatever is entered in between: nothing can be taken from the one to leave a few in the other."""
    clock.at = SETTLED
    first = affected(mixed, "restraint", now=clock.now())
    with mixed.many():
        _people(mixed, nurse, "J", 9, 9, gender="1")
    assert affected(mixed, "restraint", now=clock.now(), protected=False).splits[0].groups[2].affected == 11
    for day in (date(2027, 2, 2), date(2027, 3, 1), date(2027, 7, 31)):
        assert affected(mixed, "restraint", now=at(day, time(9))) == first
    assert affected(mixed, "restraint", now=at(date(2027, 1, 31), time(9))).until == date(2026, 6, 30)
    later = affected(mixed, "restraint", now=at(date(2027, 8, 1), time(9)))
    assert (later.since, later.until) == (date(2027, 1, 1), date(2027, 6, 30))


def test_a_ward_without_a_half_year_that_has_settled_is_told_nothing(mixed: Store):
    told = affected(mixed, "restraint", now=at(date(2026, 7, 31), time(9)))
    assert told.since > told.until
    assert not any(split.groups for split in told.splits)
