"""T22 and T25: months of a ward, the same wherever they are made and in whatever order they are merged."""

import hashlib
import os
import struct
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyrage
import zstandard
from pyrage.x25519 import Identity

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import frame, seal, sshsig
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.make import Link, Opened, compose, open_sealed
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.forms.export import Snapshot

_MERGES = Path(__file__).parents[2] / "tests/core/central/test_merge.py"
_MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a made-up ward, as it leaves, and the centre that may open it."""

    snapshot: Snapshot
    pack: Pack
    key: SigningKey
    centre: tuple[Identity, ...]

    @property
    def content(self) -> bytes:
        return compose(self.snapshot, self.pack, self.key.public, Link(), _MOMENT)

    def signed(self, packed: bytes) -> bytes:
        """*packed* sealed as a ward would, whatever it is."""
        body = pyrage.encrypt(packed, [each.to_public() for each in self.centre])
        return b"RRPB 1\n" + sshsig.sign(body, self.key, "rrp-bundle@v1") + body

    def opened(self, data: bytes) -> Opened:
        return open_sealed(seal.verify(data), self.centre)


def merged_in_any_order(asked: Asked) -> Outcome:
    """T22: bundles of a ward in another order, some of them twice, with forks, gaps and voids in them."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=0", str(_MERGES))
    asking = {**os.environ, "RRP_MERGES": str(asked.times)}
    told = subprocess.run(command, env=asking, capture_output=True, text=True, check=False)
    if told.returncode:
        sys.stdout.write(told.stdout[-4_000:])
    return Outcome("T22", {"histories": asked.times}, {"runs that failed": int(told.returncode != 0)})


def the_same_everywhere(asked: Asked) -> Outcome:
    """T25: one state of a ward makes one content, whatever the zone, the language or the seed of hashing."""
    home = _ward(asked.folder)
    digests = {hashlib.sha256(content_of(home)).hexdigest()}
    places = ("UTC", "Asia/Tokyo", "America/St_Johns", "Europe/London")
    for number in range(asked.times):
        surroundings = {
            "TZ": places[number % len(places)],
            "LC_ALL": ("C", "C.UTF-8")[number % 2],
            "PYTHONHASHSEED": str(number),
        }
        told = subprocess.run(
            [sys.executable, "-c", _DIGEST, str(Path(__file__).parents[1]), str(home)],
            env={**os.environ, **surroundings},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(told.stdout.strip())
    return Outcome(
        "T25", {"times": asked.times, "contents": len(digests)}, {"more than one": len(digests) - 1}
    )


_DIGEST = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from campaigns import months
print(hashlib.sha256(months.content_of(Path(sys.argv[2]))).hexdigest())
"""


def content_of(folder: Path) -> bytes:
    """What leaves of the made-up ward in *folder*, with a pack and a key that are always the same."""
    store = wards.opened(wards.home_in(folder))
    try:
        snapshot = store.snapshot(_this_month())
    finally:
        store.close()
    keys = ("age1" + "q" * 58, "age1" + "p" * 58)
    pack = Pack("Faults", 1, date(2026, 1, 1), tuple(Recipient(key, "Made up") for key in keys), _KEY.public)
    return compose(snapshot, pack, _KEY.public, Link(), _MOMENT)


_KEY = SigningKey(bytes(range(32)))


def _ward(folder: Path) -> Path:
    home = folder / "month"
    store = wards.opened(wards.make(home))
    try:
        by = wards.manager_of(store)
        with store.many():
            for number in range(20):
                store.save("incident", wards.incident(number), by=by)
    finally:
        store.close()
    return home


def made(folder: Path) -> Month:
    """The month of a ward that is made in *folder*."""
    store = wards.opened(wards.home_in(_ward(folder)))
    try:
        snapshot = store.snapshot(_this_month())
    finally:
        store.close()
    centre = (Identity.generate(), Identity.generate())
    named = tuple(Recipient(key, "Made up") for key in recipients_of(centre))
    return Month(snapshot, Pack("Faults", 1, date(2026, 1, 1), named, _KEY.public), _KEY, centre)


def _this_month() -> date:
    return datetime.now(UTC).date().replace(day=1)


def framed(zstd: bytes) -> bytes:
    """*zstd* as the inside of a bundle, whatever it is."""
    packed = struct.pack(">4sIQ", b"RRPZ", 1, len(zstd)) + zstd
    return packed.ljust(frame.bucket(len(packed)), b"\0")


def packed_quickly(content: bytes) -> bytes:
    """*content* as the inside of a bundle, in less time and more bytes than a ward takes."""
    return framed(zstandard.ZstdCompressor(level=1, write_checksum=True).compress(content))
