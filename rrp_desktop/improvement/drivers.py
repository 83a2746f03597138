"""The driver diagram as a tree: an aim, what drives it, what drives that, and the ideas that work on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rrp_desktop.forms.spec import Answers
from rrp_desktop.improvement.library import read_shipped

STARTER = "starter:"
"""Keys of drivers that are not the ward's own yet begin so."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver; `under` is the key of the one it is part of, empty for a primary one."""

    key: str
    title: str
    under: str = ""
    place: int = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A change idea on the diagram."""

    key: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A driver with what hangs on it."""

    driver: Driver
    branches: tuple["Branch", ...]
    ideas: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole diagram. `loose` are ideas that hang on no driver."""

    branches: tuple[Branch, ...]
    loose: tuple[Leaf, ...]


def starter_from(content: Mapping[str, Any]) -> tuple[Driver, ...]:
    """The drivers that *content*, shipped or a programme's own, offers to begin with."""
    found: list[Driver] = []
    for place, primary in enumerate(content["drivers"], 1):
        key = f"{STARTER}{place}"
        found.append(Driver(key, primary["title"], "", place))
        found += (
            Driver(f"{STARTER}{each['code']}", each["title"], key, at)
            for at, each in enumerate(primary["under"], 1)
        )
    return tuple(found)


@cache
def starter_set() -> tuple[Driver, ...]:
    """The drivers that come with the app, for a ward to make its own."""
    return starter_from(read_shipped("drivers"))


def driver_from(key: str, answers: Answers) -> Driver:
    """The driver that the record called *key* describes."""
    return Driver(key, answers["title"], answers.get("under", ""), answers.get("place", 999))


def answers_of(driver: Driver) -> dict[str, Any]:
    """What the record of *driver* holds."""
    under = {"under": driver.under} if driver.under else {}
    return {"title": driver.title, "place": driver.place, **under}


def tree_of(drivers: Iterable[Driver], ideas: Iterable[tuple[str, Leaf]]) -> Tree:
    """The diagram of *drivers* with *ideas*, each given with the key of its driver."""
    known = {driver.key: driver for driver in drivers}
    hanging: dict[str, list[Leaf]] = {}
    for on, leaf in ideas:
        hanging.setdefault(on if on in known else "", []).append(leaf)

    def branches(under: str) -> tuple[Branch, ...]:
        return tuple(
            Branch(each, branches(each.key), tuple(hanging.get(each.key, ())))
            for each in _among(known.values(), under)
        )

    return Tree(branches(""), tuple(hanging.get("", ())))


def moved(drivers: Sequence[Driver], key: str, by: int) -> tuple[Driver, ...]:
    """The drivers whose place changes when the one called *key* goes *by* steps among its like."""
    this = _called(drivers, key)
    like = _among(drivers, this.under)
    at = like.index(this)
    to = min(max(at + by, 0), len(like) - 1)
    like.insert(to, like.pop(at))
    return _renumbered(like)


def moved_under(drivers: Sequence[Driver], key: str, under: str) -> Driver:
    """The driver called *key*, last of those that are part of *under*."""
    return replace(_called(drivers, key), under=under, place=next_place(drivers, under))


def next_place(drivers: Iterable[Driver], under: str) -> int:
    """The place after all that are part of *under*."""
    return 1 + max((each.place for each in _among(drivers, under)), default=0)


def may_hang_under(drivers: Sequence[Driver], key: str) -> tuple[Driver, ...]:
    """The primary drivers that the one called *key* may become part of: none while it has parts itself."""
    if any(each.under == key for each in drivers):
        return ()
    own = _called(drivers, key).under
    return tuple(each for each in _among(drivers, "") if each.key not in (key, own))


def with_all_under(drivers: Sequence[Driver], key: str) -> tuple[Driver, ...]:
    """The driver called *key* and all that are part of it."""
    return tuple(each for each in drivers if key in (each.key, each.under))


def _called(drivers: Sequence[Driver], key: str) -> Driver:
    return next(each for each in drivers if each.key == key)


def _among(drivers: Iterable[Driver], under: str) -> list[Driver]:
    return sorted((each for each in drivers if each.under == under), key=lambda each: each.place)


def _renumbered(like: Sequence[Driver]) -> tuple[Driver, ...]:
    return tuple(replace(each, place=place) for place, each in enumerate(like, 1) if each.place != place)
