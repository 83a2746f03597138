"""Whoever holds every table of who is affected at once, of all measures, cannot work out a hidden number."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import date, time
from itertools import combinations, permutations
from random import Random
from typing import Any

import pytest

from rrp_desktop.clock import at
from rrp_desktop.measures import Measure, related
from rrp_desktop.reports import affected as reported
from rrp_desktop.reports.affected import Affected, Split, affected
from rrp_desktop.reports.hidden import Cell
from rrp_desktop.store.people_counted import Presence

NOW = at(date(2026, 11, 21), time(9))
AGES = ("18_24", "25_34", "25_34", "25_34", "35_44", "65_over")
FAMILY = ("restrictive", "restraint", "prone", "mechanical", "seclusion")
WIDER = {"prone": "restraint", "mechanical": "restraint"}
INSIDE = [
    (one.name, other.name, one.counts is other.counts)
    for one, other in related("restraint")
    if {one.name, other.name} <= set(FAMILY)
]
Numbers = dict[tuple[str, str], tuple[int, int]]
"""People and events by measure and group."""


class Made:
    """A ward in which everybody's events are drawn by lot: what `affected` reads, and nothing else."""

    live_from = date(2020, 1, 1)

    def __init__(self, rng: Random) -> None:
        self.people = [self._somebody(rng, f"P-{number}") for number in range(rng.randrange(25, 90))]
        share = rng.random()
        some: dict[str | None, int]
        some = {each.key: rng.randrange(1, 6) for each in self.people if rng.random() < share}
        self.events: dict[str, dict[str | None, int]] = {"restrictive": dict(some)}
        for name in FAMILY[1:]:
            wide = self.events[WIDER.get(name, "restrictive")]
            self.events[name] = {
                key: rng.randrange(1, 1 + many) for key, many in wide.items() if rng.random() < 0.6
            }

    @staticmethod
    def _somebody(rng: Random, key: str) -> Presence:
        ethnic = rng.choice("AAAAAABBMMNHHLZ")
        codes: dict[str, str | None] = {
            "ethnic_category": ethnic,
            "gender": rng.choice("11112229"),
            "age_band": rng.choice(AGES),
            "learning_disability": rng.choice(("yes", "no", "no", "no", None)),
            "autism": rng.choice(("yes", "no", "no", "no")),
        }
        return Presence(key, codes, rng.randrange(2, 150))

    def ward(self) -> "Made":
        return self

    def as_known_on(self, _day: date) -> nullcontext[None]:
        return nullcontext()

    def presence(self, _since: date, _until: date) -> list[Presence]:
        return self.people

    def people_in(self, measure: Measure, _since: date, _until: date) -> Mapping[str | None, int]:
        return self.events.get(measure.name, {})

    def counts(self, *_asked: object) -> tuple[()]:
        return ()


def _tables(ward: Made, *, protected: bool) -> dict[str, Affected]:
    store: Any = ward
    return {name: affected(store, name, now=NOW, protected=protected) for name in FAMILY}


def _splits(ward: Made) -> Iterator[tuple[dict[str, Split], dict[str, Split]]]:
    """Each characteristic as it is shown and as it is, by measure."""
    shown, true = (_tables(ward, protected=protected) for protected in (True, False))
    for at_ in range(len(shown["restraint"].splits)):
        yield (
            {name: told.splits[at_] for name, told in shown.items()},
            {name: told.splits[at_] for name, told in true.items()},
        )


def _recovered(shown: Mapping[str, Split], true: Mapping[str, Split]) -> set[tuple[str, str]]:
    """The small hidden cells that can have no other number, to whoever knows every total and shown number.

    To the last event, though they are rounded. A cell is safe when there is another ward that would look
    the same and in which it differs.
    """
    world: Numbers = {
        (name, group.title): (group.affected or 0, group.events or 0)
        for name, split in true.items()
        for group in split.groups
    }
    dark = {(name, group.title) for name, split in shown.items() for group in split.groups if not group.shown}
    happened = {name for (name, _), (people, _events) in world.items() if people}
    alone = len(true["restraint"].groups) == 1
    left = set() if alone else {cell for cell in dark if world[cell][0] < 5 and cell[0] in happened}
    for other in _others(world, dark):
        left = {cell for cell in left if other[cell] == world[cell]}
        if not left:
            break
    return left


def _others(world: Numbers, dark: set[tuple[str, str]]) -> Iterator[Numbers]:
    """Wards that look the same: one person, with some events, is of another group in some of the tables."""
    titles = sorted({title for _, title in dark})
    for one, other in permutations(titles, 2):
        both = [name for name in FAMILY if (name, one) in dark and (name, other) in dark]
        for size in range(1, len(both) + 1):
            for names in combinations(both, size):
                for events in (0, 1, 2, 3):
                    moved = dict(world)
                    for name in names:
                        here, theirs = world[name, one], world[name, other]
                        many = events or here[1] // max(1, here[0])
                        moved[name, one] = (here[0] - 1, here[1] - many)
                        moved[name, other] = (theirs[0] + 1, theirs[1] + many)
                    if _possible(moved):
                        yield moved


def _possible(world: Numbers) -> bool:
    if any(not 0 <= people <= events or bool(people) != bool(events) for people, events in world.values()):
        return False
    return all(
        world[narrow, title][0] <= world[wide, title][0]
        and (not same or world[narrow, title][1] <= world[wide, title][1])
        for narrow, wide, same in INSIDE
        for name, title in world
        if name == narrow
    )


def _attack() -> tuple[int, int]:
    """How many small hidden cells there were, and how many could be worked out."""
    dark = found = 0
    for seed in range(12):
        for shown, true in _splits(Made(Random(seed))):
            dark += sum(not group.shown for split in shown.values() for group in split.groups)
            found += len(_recovered(shown, true))
    return dark, found


def test_no_hidden_number_is_recovered_from_all_tables_together():
    dark, found = _attack()
    assert dark > 200
    assert found == 0


def test_the_attack_succeeds_where_only_the_small_are_hidden(monkeypatch: pytest.MonkeyPatch):
    def weak(tables: list[Mapping[str, Cell]], _inside: object) -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset(title for title, cell in table.items() if min(cell.people, cell.events) < 5)
            for table in tables
        )

    monkeypatch.setattr(reported, "hidden_in_all", weak)
    assert _attack()[1] > 20
