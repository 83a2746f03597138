"""A centre, a clock that stands where it is put, and wards that send."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import enrol, frame, make
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.make import Bundle, Link
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.central.centre import Centre, found
from rrp_desktop.central.intake import Verdict
from rrp_desktop.forms.export import Snapshot
from tests.core.bundle.sample import CREATED, INSTALL, snapshot

NOW = datetime(2026, 11, 5, 10, 0, tzinfo=UTC)


class Stopped:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@dataclass
class Sender:
    """A ward as the centre sees it: a key, an epoch, and one bundle after another."""

    pack: Pack
    code: str = "RV5A1"
    key: SigningKey = field(default_factory=SigningKey.new)
    epoch: str = "e" * 32
    link: Link = field(default_factory=Link)
    identity: Identity = field(default_factory=Identity.generate)

    @property
    def card(self) -> bytes:
        name, issued, (recipient,) = f"Ward {self.code}", date(2026, 10, 1), recipients_of([self.identity])
        return enrol.write_card(self.code, name, "RV5", INSTALL, issued, self.key, recipient)

    def send(self, month: Snapshot | None = None, created: datetime | None = None, **known: Any) -> Bundle:
        """The ward's next bundle; a day later than the one before unless *created* says otherwise."""
        month = month or snapshot(self.link.seq, self.code, self.epoch, **known)
        when = created or CREATED + timedelta(days=self.link.seq)
        bundle = make.make(month, self.pack, self.key, self.link, when)
        self.link = bundle.following
        return bundle


@pytest.fixture(autouse=True)
def _packed_in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """How small a ward makes its file is for the tests of bundles; it is most of the work of making one."""
    monkeypatch.setattr(frame, "_LEVEL", 3)


@pytest.fixture
def clock() -> Stopped:
    return Stopped()


@pytest.fixture
def centre(tmp_path: Path, clock: Stopped) -> Iterator[Centre]:
    with found(tmp_path / "centre", tmp_path / "escrow", clock) as made:
        yield made


@pytest.fixture
def ward(centre: Centre) -> Sender:
    """An enrolled ward."""
    sender = Sender(centre.pack("South London")[0])
    centre.enrol(enrol.read_card(sender.card))
    return sender


@pytest.fixture
def take(centre: Centre, tmp_path: Path) -> Callable[..., Verdict]:
    """Put bytes into a folder as one bundle, and have the centre take the folder in."""

    def take(data: bytes | Bundle) -> Verdict:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        (folder / "month.rrpb").write_bytes(data.data if isinstance(data, Bundle) else data)
        (verdict,) = centre.intake(folder)
        return verdict

    return take
