"""T23: small files that are, or say they are, very large."""

import multiprocessing
import struct
import time
from collections.abc import Mapping

import zstandard

from campaigns import months, wards
from campaigns.months import Month, framed, packed_quickly
from campaigns.outcome import Asked, Outcome
from rrp_desktop.errors import RrpError

_TIME, _MEMORY = 0.2, 128 << 20
_CAP = 64 << 20


def refused(asked: Asked) -> Outcome:
    """T23: small files that are, or say they are, very large, signed. Each in a process of its own."""
    month = months.made(asked.folder)
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


def _bombs(month: Month) -> Mapping[str, bytes]:
    line, _, rest = month.content.partition(b"\n")
    return {
        "a GiB, declared": framed(_zeros(1 << 30, declared=True)),
        "a GiB, undeclared": framed(_zeros(1 << 30, declared=False)),
        "a byte over the cap": framed(_zeros(_CAP + 1, declared=True)),
        "all the cap in noughts": framed(_zeros(_CAP, declared=True)),
        "two frames": framed(_zeros(1 << 10, declared=True) * 2),
        "a window of terabytes": framed(b"\x28\xb5\x2f\xfd\x04\xff" + bytes(9)),
        "2^62 bytes": struct.pack(">4sIQ", b"RRPZ", 1, 1 << 62).ljust(64 << 10, b"\0"),
        "a manifest of 10 MB": packed_quickly(b'{"a":"' + b"a" * (10 << 20) + b'"}\n'),
        "nested 60,000 deep": packed_quickly(b"[" * 60_000 + b"]" * 60_000 + b"\n"),
        "a number of 60,000 digits": packed_quickly(b'{"a":' + b"9" * 60_000 + b"}\n"),
        "150,000 rows of a KB": packed_quickly(line + b"\n" + (b'{"a":"' + b"a" * 380 + b'"}\n') * 150_000),
        "bad UTF-8": packed_quickly(line + b"\n" + b"\xff" + rest),
        "a mark of byte order": packed_quickly(b"\xef\xbb\xbf" + line + b"\n" + rest),
        "half a character": packed_quickly(b'{"a":"\\ud800"}\n'),
    }


def _in_a_child(month: Month, data: bytes) -> tuple[str, float, int] | None:
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


def _zeros(size: int, *, declared: bool) -> bytes:
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True, write_content_size=declared)
    stream = compressor.compressobj(size if declared else -1)
    pieces = [size >> 20 << 20, size & (1 << 20) - 1]
    whole = (stream.compress(bytes(1 << 20)) for _ in range(pieces[0] >> 20))
    return b"".join(whole) + stream.compress(bytes(pieces[1])) + stream.flush()
