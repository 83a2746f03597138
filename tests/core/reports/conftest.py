"""A ward of 32 weeks in which every shift is spoken for, made once and copied for each test."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest

from rrp_desktop.clock import DAY, at
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Home, Store, make_ward
from tests.core.store.conftest import CODE, PIN, VALUES, ToldClock, Ward, copy_of

FIRST = date(2026, 4, 6)
WEEKS = 32
LAST = FIRST + WEEKS * 7 * DAY - DAY


@pytest.fixture(scope="session")
def spoken_for(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoken-for")
    ward = Ward(Home(folder / "ward", folder / "keys"), ToldClock(at(LAST + 2 * DAY, time(12))))
    values = VALUES | {"ward.live_from": FIRST.isoformat()}
    store = make_ward(ward.home, values, manager="L. W.", pin=PIN, recovery_code=CODE, **ward.needs())
    [manager] = store.staff()
    nurse = store.add_staff("J. P.", Role.SHIFT, PIN, by=manager)
    with store.many():
        for days in range(7 * WEEKS):
            for shift in ("morning", "afternoon", "night"):
                told = {"day": FIRST + days * DAY, "shift": shift, "confirmation": "nil"}
                store.save("confirmation", told, by=nurse)
    store.close()
    return folder


@pytest.fixture
def ward(spoken_for: Path, tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(copy_of(spoken_for, tmp_path), ToldClock(at(LAST + 2 * DAY, time(12))))
    yield ward
    ward.close()


@pytest.fixture
def store(ward: Ward) -> Store:
    return ward.open()


@pytest.fixture
def clock(ward: Ward) -> ToldClock:
    return ward.clock


@pytest.fixture
def manager(store: Store) -> StaffMember:
    return next(member for member in store.staff() if member.role is Role.MANAGER)


@pytest.fixture
def nurse(store: Store) -> StaffMember:
    return next(member for member in store.staff() if member.role is Role.SHIFT)
