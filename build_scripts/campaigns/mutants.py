"""T16, T17, T19, T23 and T25: bundles that strangers, and signers gone wrong, have altered."""

import hashlib
import multiprocessing
import os
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pyrage
import zstandard
from pyrage.x25519 import Identity

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import frame, seal, sshsig
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.make import Link, Opened, compose, open_sealed
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.export import Snapshot

VECTORS = Path(__file__).parents[2] / "tests/core/bundle/vectors/age.zip"
"""The C2SP test vectors for age, as published (cctv-age 0.2.0, CC0)."""
MERGES = Path(__file__).parents[2] / "tests/core/central/test_merge.py"
DIFFER = {
    "armor_hybrid",
    "armor_whitespace_outside",
    "hybrid",
    "hybrid_and_x25519",
    "hybrid_grease",
    "hybrid_multiple_recipients",
    "stanza_missing_body",
    "stanza_missing_final_line",
}
"""Where the library does otherwise: keys of a kind it does not have, stricter armour, laxer heads."""
_NOT_TRIED = {"scrypt_work_factor_23"}
"""Whether this opens depends on the machine; it takes 8 GiB where it does."""
_TIME, _MEMORY = 0.2, 128 << 20
_CAP = 64 << 20
_MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Month:
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


def altered_outside(asked: Asked) -> Outcome:
    """T16: a byte, a piece or an end of a bundle is another; no key but the ward's has signed it."""
    month = _month(asked.folder)
    bundle = seal.seal(month.content, sorted(month.pack.keys), month.key)
    counts, faults = _tried(asked, bundle, seal.verify, lambda _changed, _said: True)
    return Outcome("T16", counts, faults)


def altered_inside(asked: Asked) -> Outcome:
    """T17: what is inside is altered, then sealed and signed as it should be, by a ward gone wrong."""
    month = _month(asked.folder)
    content = month.content
    packed, rows = frame.pack(content), _rows(content)
    half = Asked(asked.times // 2, asked.folder, asked.seed)
    counts, faults = (
        {"changed": 0, "refused": 0, "with the same rows": 0},
        {"accepted": 0, "failed in another way": 0},
    )
    inner: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = ((packed, bytes), (content, _packed_quickly))
    for original, wrapped in inner:

        def open_changed(changed: bytes, wrapped: Callable[[bytes], bytes] = wrapped) -> Opened:
            return month.opened(month.signed(wrapped(changed)))

        def differs(changed: bytes, _said: object, original: bytes = original) -> bool:
            return original == packed or _rows(changed) != rows

        found, wrong = _tried(half, original, open_changed, differs)
        for total, more in ((counts, found), (faults, wrong)):
            for name, number in more.items():
                total[name] = total.get(name, 0) + number
    return Outcome("T17", counts, faults)


def _tried(
    asked: Asked,
    original: bytes,
    read: Callable[[bytes], object],
    matters: Callable[[bytes, object], bool],
) -> tuple[dict[str, int], dict[str, int]]:
    """Every one of many changed copies of *original*, read; what was accepted *matters* or says the same."""
    chance = random.Random(asked.seed)
    counts, faults = {"changed": 0, "refused": 0}, {"accepted": 0, "failed in another way": 0}
    while counts["changed"] < asked.times:
        changed = damaged(original, chance)
        if changed == original:
            continue
        counts["changed"] += 1
        try:
            said = read(changed)
        except RrpError:
            counts["refused"] += 1
        except Exception:  # noqa: BLE001
            faults["failed in another way"] += 1
        else:
            kind, name = (faults, "accepted") if matters(changed, said) else (counts, "with the same rows")
            kind[name] = kind.get(name, 0) + 1
    return counts, faults


def age_vectors(asked: Asked) -> Outcome:
    """T19: the C2SP test vectors for age, read by the library that opens bundles, as pinned here."""
    with ZipFile(VECTORS) as vectors:
        files = {name: vectors.read(name) for name in vectors.namelist()}
    differ = {name for name, file in files.items() if name not in _NOT_TRIED and not _agrees(file)}
    let_in = sum(_gets_into_a_bundle(file, asked.seed) for file in files.values())
    return Outcome(
        "T19",
        {"vectors": len(files), "differ as pinned": len(differ & DIFFER), "not tried": len(_NOT_TRIED)},
        {"other than pinned": len(differ ^ DIFFER), "malformed ones let into a bundle": let_in},
    )


def _vector(file: bytes) -> tuple[dict[str, str], list[Identity], bytes]:
    """What an age test vector says of itself, the identities to open it with, and its age file."""
    head, _, body = file.partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().splitlines()]
    said = dict(lines)
    if said.get("compressed") == "zlib":
        body = zlib.decompress(body)
    return said, [Identity.from_str(key) for name, key in lines if name == "identity" and _ours(key)], body


def _ours(identity: str) -> bool:
    """Whether *identity* is of the one kind that the library has."""
    return identity.startswith("AGE-SECRET-KEY-1")


def _agrees(file: bytes) -> bool:
    """Whether the library does with the vector in *file* what the vector asks for."""
    said, identities, body = _vector(file)
    try:
        if "passphrase" in said:
            plain = pyrage.passphrase.decrypt(body, said["passphrase"])
        else:
            plain = pyrage.decrypt(body, identities)
    except pyrage.DecryptError:
        return said["expect"] != "success"
    return said["expect"] == "success" and hashlib.sha256(plain).hexdigest() == said["payload"]


def _gets_into_a_bundle(file: bytes, seed: int) -> bool:
    """Whether what the vectors say must fail gets past what is asked of a bundle, signed as it should be."""
    said, identities, body = _vector(file)
    key = SigningKey(random.Random(seed).randbytes(32))
    data = b"RRPB 1\n" + sshsig.sign(body, key, "rrp-bundle@v1") + body
    try:
        seal.unseal(seal.verify(data), identities)
    except RrpError:
        return False
    return said["expect"] != "success"


def merged_in_any_order(asked: Asked) -> Outcome:
    """T22: bundles of a ward in another order, some of them twice, with forks, gaps and voids in them."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=0", str(MERGES))
    asking = {**os.environ, "RRP_MERGES": str(asked.times)}
    told = subprocess.run(command, env=asking, capture_output=True, text=True, check=False)
    if told.returncode:
        sys.stdout.write(told.stdout[-4_000:])
    return Outcome("T22", {"histories": asked.times}, {"runs that failed": int(told.returncode != 0)})


def bombs(asked: Asked) -> Outcome:
    """T23: small files that are, or say they are, very large, signed. Each in a process of its own."""
    month = _month(asked.folder)
    found, faults = 0, {"accepted": 0, "slow": 0, "in too much memory": 0, "failed in another way": 0}
    made = _bombs(month)
    for name, packed in made.items():
        taken = _in_a_child(month, month.signed(packed))
        if taken is None:
            faults[f"died of {name}"] = 1
            continue
        what, seconds, memory = taken
        found += what == "refused"
        faults["accepted"] += what == "accepted"
        faults["failed in another way"] += what == "failed"
        faults["slow"] += seconds > _TIME
        faults["in too much memory"] += memory > _MEMORY
    return Outcome("T23", {"bombs": len(made), "refused": found}, faults)


def _bombs(month: _Month) -> Mapping[str, bytes]:
    line, _, rest = month.content.partition(b"\n")
    return {
        "a GiB, declared": _framed(_zeros(1 << 30, declared=True)),
        "a GiB, undeclared": _framed(_zeros(1 << 30, declared=False)),
        "a byte over the cap": _framed(_zeros(_CAP + 1, declared=True)),
        "all the cap in noughts": _framed(_zeros(_CAP, declared=True)),
        "two frames": _framed(_zeros(1 << 10, declared=True) * 2),
        "a window of terabytes": _framed(b"\x28\xb5\x2f\xfd\x04\xff" + bytes(9)),
        "2^62 bytes": struct.pack(">4sIQ", b"RRPZ", 1, 1 << 62).ljust(64 << 10, b"\0"),
        "a manifest of 10 MB": _packed_quickly(b'{"a":"' + b"a" * (10 << 20) + b'"}\n'),
        "nested 60,000 deep": _packed_quickly(b"[" * 60_000 + b"]" * 60_000 + b"\n"),
        "a number of 60,000 digits": _packed_quickly(b'{"a":' + b"9" * 60_000 + b"}\n"),
        "150,000 rows of a KB": _packed_quickly(line + b"\n" + (b'{"a":"' + b"a" * 380 + b'"}\n') * 150_000),
        "bad UTF-8": _packed_quickly(line + b"\n" + b"\xff" + rest),
        "a mark of byte order": _packed_quickly(b"\xef\xbb\xbf" + line + b"\n" + rest),
        "half a character": _packed_quickly(b'{"a":"\\ud800"}\n'),
    }


def _in_a_child(month: _Month, data: bytes) -> tuple[str, float, int] | None:
    """What became of *data*, in how many seconds and bytes; None when the child did not come back."""
    import resource

    ours, theirs = wards.CONTEXT.Pipe(duplex=False)

    def work() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        try:
            month.opened(data)
            what = "accepted"
        except RrpError:
            what = "refused"
        except Exception:  # noqa: BLE001
            what = "failed"
        seconds = time.process_time() - began
        theirs.send((what, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10))

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    theirs.close()
    child.join()
    with ours:
        told: tuple[str, float, int] | None = ours.recv() if child.exitcode == 0 else None
    return told


def the_same_everywhere(asked: Asked) -> Outcome:
    """T25: one state of a ward makes one content, whatever the zone, the language or the seed of hashing."""
    home = _ward(asked.folder)
    digests = set[str]()
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
from campaigns import mutants
print(hashlib.sha256(mutants.content_of(Path(sys.argv[2]))).hexdigest())
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


def _month(folder: Path) -> _Month:
    store = wards.opened(wards.home_in(_ward(folder)))
    try:
        snapshot = store.snapshot(_this_month())
    finally:
        store.close()
    centre = (Identity.generate(), Identity.generate())
    named = tuple(Recipient(key, "Made up") for key in recipients_of(centre))
    return _Month(snapshot, Pack("Faults", 1, date(2026, 1, 1), named, _KEY.public), _KEY, centre)


def _this_month() -> date:
    return datetime.now(UTC).date().replace(day=1)


def _rows(content: bytes) -> bytes:
    return content.partition(b"\n")[2]


def _framed(zstd: bytes) -> bytes:
    packed = struct.pack(">4sIQ", b"RRPZ", 1, len(zstd)) + zstd
    return packed.ljust(frame.bucket(len(packed)), b"\0")


def _packed_quickly(content: bytes) -> bytes:
    return _framed(zstandard.ZstdCompressor(level=1, write_checksum=True).compress(content))


def _zeros(size: int, *, declared: bool) -> bytes:
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True, write_content_size=declared)
    stream = compressor.compressobj(size if declared else -1)
    pieces = [size >> 20 << 20, size & (1 << 20) - 1]
    whole = (stream.compress(bytes(1 << 20)) for _ in range(pieces[0] >> 20))
    return b"".join(whole) + stream.compress(bytes(pieces[1])) + stream.flush()


def damaged(original: bytes, chance: random.Random) -> bytes:
    """*original* with something about it altered; as often in its first 800 bytes as anywhere."""
    place = chance.choice((chance.randrange(len(original)), chance.randrange(min(len(original), 800))))
    size = chance.choice((1, 1, 2, 8, 64))
    noise = chance.randbytes(size)
    head, tail = original[:place], original[place:]
    match chance.randrange(8):
        case 0:
            return head + bytes([tail[0] ^ 1 << chance.randrange(8)]) + tail[1:]
        case 1:
            return head + noise + tail
        case 2:
            return head + tail[size:]
        case 3:
            return head
        case 4:
            return original + noise
        case 5:
            return head + bytes(size) + tail[size:]
        case 6:
            return head + tail[size : 2 * size] + tail[:size] + tail[2 * size :]
        case _:
            return head + noise + tail[size:]
