"""How long a month's bundle takes, beside `zstd | age` on the very same bytes.

    python build_scripts/bench_bundle.py

The floor runs as the programs of the machine: they start, compress, encrypt, and write to nothing.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from pyrage.x25519 import Identity

from bench import NOW, PIN, Line, StoodStill, timed
from rrp_desktop.bundle import seal
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.make import Link, compose, make, open_sealed
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.events import Bus
from rrp_desktop.forms.export import Snapshot
from rrp_desktop.people import Role
from rrp_desktop.practice import make_practice_ward
from rrp_desktop.store import Home

TIMES = {"a month of the practice ward": 1, "the same with incidents eight times": 8}
ROUNDS = 15
_MONTH = date(2026, 10, 1)


def month(folder: Path) -> Snapshot:
    """October of the practice ward."""
    home = Home(folder / "ward", folder / "keys")
    store = make_practice_ward(
        home, clock=StoodStill(), bus=Bus(), new_id=lambda: str(uuid.uuid4()), end=NOW.date()
    )
    with closing(store):
        manager = next(member for member in store.staff() if member.role is Role.MANAGER)
        store.sign_in(manager.key, PIN)
        return store.snapshot(_MONTH)


def grown(snapshot: Snapshot, times: int) -> Snapshot:
    """*snapshot* with every incident so many times, under keys of their own."""
    rows = [row | {"key": str(uuid.uuid4())} for row in snapshot.sections["incidents"] for _ in range(times)]
    return replace(snapshot, sections=snapshot.sections | {"incidents": tuple(rows)})


def bundles(folder: Path, name: str, snapshot: Snapshot) -> Iterator[Line]:
    """Making, and opening, the bundle of one month."""
    centre = (Identity.generate(), Identity.generate())
    keys = recipients_of(centre)
    key = SigningKey.new()
    named = tuple(Recipient(each, "Bench") for each in keys)
    pack = Pack("Bench", 1, _MONTH, named, key.public)
    content = compose(snapshot, pack, key.public, Link(), NOW)
    bundle = make(snapshot, pack, key, Link(), NOW)
    (folder / "content").write_bytes(content)
    (folder / "identity").write_text(f"{centre[0]}\n")
    (folder / "body.age").write_bytes(seal.verify(bundle.data).body)
    recipients = " ".join(f"-r {each}" for each in keys)
    floor = timed(lambda: _shell(f"zstd -19 -q -c content | age {recipients}", folder), ROUNDS)[0]
    unpack = timed(lambda: _shell("age -d -i identity body.age", folder), ROUNDS)[0]
    incidents = len(snapshot.sections["incidents"])
    sizes = f"{incidents} incidents, {len(content) >> 10} KB to {len(bundle.data) >> 10} KB"
    sys.stdout.write(f"{name}: {sizes}\n")
    yield Line(
        "made, checked, sealed and signed",
        *timed(lambda: make(snapshot, pack, key, Link(), NOW), ROUNDS),
        floor,
        "zstd -19 | age on the same bytes",
        2_000,
    )
    sealing = timed(lambda: seal.seal(content, keys, key), ROUNDS)
    yield Line("of that: sealed and signed", *sealing, floor, "the same")
    yield Line(
        "verified, opened and checked",
        *timed(lambda: open_sealed(seal.verify(bundle.data), centre), ROUNDS),
        unpack,
        "age -d of the same file",
    )


def _shell(command: str, folder: Path) -> None:
    subprocess.run(["bash", "-c", command], cwd=folder, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    """Print every figure."""
    argparse.ArgumentParser(description="A month's bundle beside zstd and age.").parse_args()
    if lacking := [name for name in ("zstd", "age") if shutil.which(name) is None]:
        sys.stderr.write(f"This needs {' and '.join(lacking)}: sudo apt-get install {' '.join(lacking)}\n")
        return 1
    sys.stdout.write(f"{'':44} {'median':>9} {'95th':>9} {'floor':>9} {'times':>8}\n")
    with tempfile.TemporaryDirectory(prefix="rrp-bench-") as folder:
        found = month(Path(folder))
        for name, times in TIMES.items():
            for line in bundles(Path(folder), name, grown(found, times)):
                sys.stdout.write(f"{line.words()}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
