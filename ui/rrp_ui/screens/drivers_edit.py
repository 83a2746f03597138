"""Changes to the driver diagram, each one task for the store.

The starter set becomes the ward's own with the first change: then, and only then, it is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from rrp_desktop.improvement.drivers import (
    Driver,
    Leaf,
    Tree,
    answers_of,
    driver_from,
    moved,
    moved_under,
    next_place,
    tree_of,
    with_all_under,
)
from rrp_desktop.people import StaffMember
from rrp_ui.screens.ideas_asked import starter_drivers
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import Store

WHY = "Changed on the driver diagram"
_Change = Callable[[Driver, tuple[Driver, ...]], tuple[Driver, ...]]


@dataclass(frozen=True, slots=True)
class Diagram:
    """The ward's drivers and the ideas on them; *own* once a change was made."""

    drivers: tuple[Driver, ...]
    ideas: tuple[tuple[str, Leaf], ...]
    own: bool

    @property
    def tree(self) -> Tree:
        """The diagram as a tree."""
        return tree_of(self.drivers, self.ideas)


def read_diagram(store: "Store") -> Diagram:
    """The diagram as it stands, or the starter set where the ward has none of its own."""
    records = list(every(store, "driver"))
    standing = tuple(driver_from(each.key, each.answers) for each in records if "removed" not in each.answers)
    ideas = tuple(
        (
            each.answers.get("driver", ""),
            Leaf(each.key, each.answers["title"], each.answers["status"]),
        )
        for each in every(store, "idea")
    )
    return Diagram(standing if records else starter_drivers(store), ideas, bool(records))


def add(store: "Store", title: str, under: str, *, by: StaffMember) -> str:
    """A new driver called *title*, the last that is part of *under*; its key."""
    with store.many():
        keys = _own(store, by)
        whole = _known(store)
        part_of = keys.get(under, under)
        new = Driver("", title, part_of, next_place(whole, part_of))
        return store.save("driver", answers_of(new), by=by).key


def rename(store: "Store", key: str, title: str, *, by: StaffMember) -> str:
    """Call the driver *title* from now on; its key."""
    return _changed(store, key, lambda one, _whole: (replace(one, title=title),), by)


def move(store: "Store", key: str, by_steps: int, *, by: StaffMember) -> str:
    """Let the driver change places with its neighbour; its key."""
    return _changed(store, key, lambda one, whole: moved(whole, one.key, by_steps), by)


def hang(store: "Store", key: str, under: str, *, by: StaffMember) -> str:
    """Make the driver part of *under*, or a primary one where that is empty; its key."""
    with store.many():
        keys = _own(store, by)
        part_of = keys.get(under, under)
        return _changed(
            store, keys.get(key, key), lambda one, whole: (moved_under(whole, one.key, part_of),), by
        )


def remove(store: "Store", key: str, reason: str, today: date, *, by: StaffMember) -> tuple[str, ...]:
    """Take the driver and its parts off the diagram; their keys."""
    with store.many():
        keys = _own(store, by)
        gone = with_all_under(_known(store), keys.get(key, key))
        for driver in gone:
            answers = store.read("driver", driver.key).answers
            store.amend("driver", driver.key, {**answers, "removed": today}, reason, by=by)
    return tuple(driver.key for driver in gone)


def bring_back(store: "Store", keys: Iterable[str], *, by: StaffMember) -> None:
    """Put drivers that were removed back where they were."""
    with store.many():
        for key in keys:
            answers = dict(store.read("driver", key).answers)
            answers.pop("removed", None)
            store.amend("driver", key, answers, "undone", by=by)


def _changed(store: "Store", key: str, change: _Change, by: StaffMember) -> str:
    with store.many():
        keys = _own(store, by)
        whole = _known(store)
        one = next(each for each in whole if each.key == keys.get(key, key))
        for driver in change(one, whole):
            store.amend("driver", driver.key, answers_of(driver), WHY, by=by)
    return one.key


def _known(store: "Store") -> tuple[Driver, ...]:
    return read_diagram(store).drivers


def _own(store: "Store", by: StaffMember) -> dict[str, str]:
    """Make the starter set the ward's own, if it has no diagram yet; the new keys by the old ones."""
    if store.find("driver", limit=1):
        return {}
    keys: dict[str, str] = {}
    for driver in starter_drivers(store):
        own = replace(driver, under=keys.get(driver.under, ""))
        keys[driver.key] = store.save("driver", answers_of(own), by=by).key
    return keys
