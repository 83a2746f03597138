"""A real ward file for every test, copied from one made once, with a clock that is told the time."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rrp_desktop.events import Bus, Event
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code, open_ward

PIN = "2468"
CODE = new_recovery_code()
VALUES: dict[str, Any] = {
    "ward.name": "Brontë Ward",
    "ward.code": "BRONTE",
    "ward.live_from": "2026-01-05",
}


@dataclass
class ToldClock:
    """The time is what it is told to be; the seconds since the PC started go on with it."""

    at: datetime = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
    ticks: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks

    def goes_on(self, **by: float) -> None:
        step = timedelta(**by)
        self.at += step
        self.ticks += step.total_seconds()


@dataclass
class Ward:
    """One ward's home, and what it takes to open it."""

    home: Home
    clock: ToldClock = field(default_factory=ToldClock)
    events: list[Event] = field(default_factory=list)
    opened: Store | None = None

    @property
    def store(self) -> Store:
        assert self.opened is not None
        return self.opened

    def needs(self) -> dict[str, Any]:
        bus = Bus()
        bus.listen(self.events.append)
        return {"clock": self.clock, "bus": bus, "new_id": lambda: str(uuid.uuid4())}

    def open(self, **more: Any) -> Store:
        """The ward, opened, with its manager signed in."""
        self.opened = open_ward(self.home, **self.needs(), **more)
        return let_in(self.opened, Role.MANAGER)

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def again(self) -> Store:
        self.close()
        return self.open()


def let_in(store: Store, role: Role) -> Store:
    """*store*, with somebody of that *role* signed in, if there is anybody."""
    store._reader = next((each.key for each in store.staff() if each.role is role), None)
    return store


def copy_of(source: Path, target: Path) -> Home:
    """The ward in the folder *source*, copied to *target*."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    return Home(target / "ward", target / "keys")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new ward and its PC's key."""
    folder = tmp_path_factory.mktemp("made")
    ward = Ward(Home(folder / "ward", folder / "keys"), ToldClock(datetime(2026, 1, 4, 9, tzinfo=UTC)))
    store = make_ward(ward.home, VALUES, manager="L. W.", pin=PIN, recovery_code=CODE, **ward.needs())
    [manager] = store.staff()
    store.add_staff("S. O.", Role.FACILITATOR, PIN, by=manager)
    store.add_staff("J. P.", Role.SHIFT, PIN, by=manager)
    store.add_staff("C. V.", Role.COACH, PIN, by=manager)
    store.close()
    return folder


@pytest.fixture
def new_ward(made: Path, tmp_path: Path) -> Iterator[Callable[[], Ward]]:
    """Make further wards, each in a folder of its own."""
    wards: list[Ward] = []

    def make() -> Ward:
        wards.append(Ward(copy_of(made, tmp_path / f"ward-{len(wards)}")))
        return wards[-1]

    yield make
    for ward in wards:
        ward.close()


@pytest.fixture
def ward(new_ward: Callable[[], Ward]) -> Ward:
    return new_ward()


@pytest.fixture
def store(ward: Ward) -> Store:
    return ward.open()


@pytest.fixture
def clock(ward: Ward) -> ToldClock:
    return ward.clock


def _who(store: Store, role: Role) -> StaffMember:
    return next(member for member in store.staff() if member.role is role)


@pytest.fixture
def manager(store: Store) -> StaffMember:
    return _who(store, Role.MANAGER)


@pytest.fixture
def charge(store: Store) -> StaffMember:
    return _who(store, Role.FACILITATOR)


@pytest.fixture
def nurse(store: Store) -> StaffMember:
    return _who(store, Role.SHIFT)


@pytest.fixture
def coach(store: Store) -> StaffMember:
    return _who(store, Role.COACH)
