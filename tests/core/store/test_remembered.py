"""What is remembered of earlier counts is what a whole count would give, whatever happened in between."""

from collections.abc import Callable
from datetime import date, time, timedelta
from random import Random
from typing import Any

import pytest

from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.remembered import MOST_NEWS, Remembered
from tests.core.store.conftest import ToldClock

FRIDAY = date(2026, 11, 20)
SINCE = FRIDAY - 20 * DAY
KINDS: tuple[dict[str, Any], ...] = (
    {"kinds": ("restraint",), "interventions": ({"type": "07"}, {"type": "08"})},
    {"kinds": ("restraint", "violence"), "interventions": ({"type": "07", "injury_staff": "minor"},)},
    {"kinds": ("violence",), "violence": ("physical",)},
    {"kinds": ("rapid_tranquillisation",), "rt_monitoring": "full", "interventions": ({"type": "14"},)},
    {"kinds": ("rapid_tranquillisation",), "rt_monitoring": "partly", "interventions": ({"type": "14"},)},
)
SHOWN = ("restrictive", "restraint", "violence_physical", "rt_monitored", "staff_injured")
SURE = {"same-event@started_at": "another"}


def _shown(store: Store, *, forget: bool = False) -> list[object]:
    """All that a chart reads."""
    if forget:
        store._kept = Remembered()
    found: list[object] = []
    for name in SHOWN:
        measure = MEASURES[name]
        found += store.counts(measure, SINCE, FRIDAY, "day")
        found.append(store.people_in(measure, FRIDAY - 6 * DAY, FRIDAY) if measure.of_people else None)
    return [*found, store.standing_of("idea"), store.days_since(("restraint",))]


class Writer:
    """Writes whatever the lot falls on."""

    def __init__(self, store: Store, who: StaffMember, rng: Random) -> None:
        self.store, self.who, self.rng = store, who, rng
        self.people = [store.save("person", {"ward_code": f"P-{number}"}, by=who).key for number in range(3)]
        self.incidents: list[str] = []
        self.log_many()
        self.whole = self.incidents.pop()
        """What others are merged into."""

    def _answers(self) -> dict[str, Any]:
        day = SINCE + self.rng.randrange(17) * DAY
        began = at(day, time(8, self.rng.randrange(60))) + timedelta(minutes=self.rng.randrange(600))
        return {**self.rng.choice(KINDS), "started_at": began, "person": self.rng.choice(self.people)}

    def log(self) -> None:
        self.incidents.append(self.store.save("incident", self._answers(), by=self.who, reasons=SURE).key)

    def log_many(self) -> None:
        with self.store.many():
            for _ in range(3):
                self.log()

    def amend(self) -> None:
        key = self.rng.choice(self.incidents)
        self.store.amend("incident", key, self._answers(), "as it was", by=self.who, reasons=SURE)

    def void(self) -> None:
        self.store.void("incident", self._taken(), "logged twice", by=self.who)

    def merge(self) -> None:
        self.store.merge(self._taken(), self.whole, "one event", by=self.who)

    def confirm(self) -> None:
        day, shift = SINCE + self.rng.randrange(17) * DAY, self.rng.choice(("morning", "afternoon", "night"))
        self.store.confirm_shift(day, shift, by=self.who)

    def idea(self) -> None:
        self.store.save(
            "idea",
            {"title": "Mutual help meeting", "measures": ("restraint",), "status": "testing"},
            by=self.who,
        )

    def look_back(self) -> None:
        with self.store.as_known_on(FRIDAY - self.rng.randrange(1, 3) * DAY):
            _shown(self.store)

    def _taken(self) -> str:
        return self.incidents.pop(self.rng.randrange(len(self.incidents)))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_remembered_is_what_a_whole_count_gives(
    store: Store, manager: StaffMember, clock: ToldClock, seed: int
):
    rng = Random(seed)
    clock.at = at(FRIDAY - 2 * DAY, time(12))
    writer = Writer(store, manager, rng)
    acts: tuple[Callable[[], None], ...]
    acts = (
        *(writer.log,) * 4,
        *(writer.amend, writer.void, writer.merge, writer.confirm, writer.look_back, writer.idea),
    )
    for _ in range(18):
        clock.goes_on(hours=2)
        if len(writer.incidents) < 3:
            writer.log_many()
        rng.choice(acts)()
        held = store._kept
        remembered = _shown(store)
        assert remembered == _shown(store, forget=True)
        store._kept = held


def test_after_many_events_all_is_counted_again(store: Store, manager: StaffMember):
    assert store.people_in(MEASURES["restraint"], SINCE, FRIDAY) == {}
    with store.many():
        for number in range(MOST_NEWS + 1):
            began = at(SINCE + number % 20 * DAY, time(8, number % 60))
            told = {**KINDS[0], "started_at": began}
            store.save("incident", told, by=manager, reasons=SURE)
    assert sum(store.people_in(MEASURES["restraint"], SINCE, FRIDAY).values()) == MOST_NEWS + 1


def test_nothing_is_remembered_of_what_was_taken_back(store: Store, manager: StaffMember):
    def seen() -> int:
        return sum(day.seen for day in store.counts(MEASURES["restraint"], SINCE, FRIDAY, "day"))

    told = {**KINDS[0], "started_at": at(FRIDAY, time(9))}
    assert seen() == 0

    def half_way() -> None:
        with store.many():
            store.save("incident", told, by=manager)
            assert seen() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert seen() == 0
    store.save("incident", {**told, "kinds": ("violence",), "interventions": ()}, by=manager)
    assert seen() == 0
