"""The process that opens what arrives: it may read one pipe, write another, and nothing else.

What a bundle holds is decrypted, unpacked and parsed here and only here. On Linux it has no network, no
right to make files or processes, 512 MB of memory (a ward's ten years in one bundle take 390), and where it
may be had, another user's name. It knows no store. Whatever ends it, the bundle it was looking at is refused.

    length (4 bytes)  JSON     each way, one answer for each question
"""

import contextlib
import gc
import json
import struct
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, Any

from pyrage.x25519 import Identity

from rrp_desktop.bundle.keys import read_identities, read_public
from rrp_desktop.bundle.make import open_sealed
from rrp_desktop.bundle.seal import Sealed
from rrp_desktop.central.versions import arrival_of
from rrp_desktop.errors import Newer, RrpError

MEMORY = 512 << 20
_LENGTH = struct.Struct(">I")
_NOBODY = 65_534
_NO_NEW_PRIVILEGES, _NEW_USER, _NEW_NETWORK = 38, 0x10000000, 0x40000000


def say(pipe: IO[bytes], told: dict[str, Any], more: bytes = b"") -> None:
    """Write *told*, and *more* after it."""
    for part in (json.dumps(told).encode(), more):
        pipe.write(_LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def hear(pipe: IO[bytes], longest: int) -> tuple[dict[str, Any], bytes] | None:
    """What `say` wrote at the other end; None when there is nothing whole, or more than *longest*."""
    spelled, more = _part(pipe, longest), _part(pipe, longest)
    return None if spelled is None or more is None else (json.loads(spelled), more)


def _part(pipe: IO[bytes], longest: int) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size or (length := _LENGTH.unpack(head)[0]) > longest:
        return None
    content = pipe.read(length)
    return content if len(content) == length else None


def _give_up_rights() -> None:
    if sys.platform != "linux":
        return
    import ctypes
    import os
    import resource

    libc = ctypes.CDLL(None)
    root = os.geteuid() == 0
    # without root, a namespace of users is what allows one without a network; some machines allow neither
    libc.unshare(_NEW_NETWORK if root else _NEW_USER | _NEW_NETWORK)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError):
            resource.setrlimit(limit, (most, most))
    if root:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def main() -> None:
    """Answer until nobody asks."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    first = hear(questions, MEMORY)
    if first is None:
        return
    identities = read_identities(first[0]["identities"])
    # Python looks for the file behind this only when first asked, and by then may read no files
    datetime.strptime("2026", "%Y").replace(tzinfo=UTC)
    # what a bundle holds is a tree: looking for circles while it grows took a fifth of the time
    gc.freeze()
    gc.disable()
    _give_up_rights()
    while heard := hear(questions, MEMORY):
        _answer(answers, *heard, identities)
        gc.collect()


def _answer(answers: IO[bytes], told: dict[str, Any], body: bytes, identities: Sequence[Identity]) -> None:
    try:
        # nothing here holds the rows once they are versions: of ten years they are most of the memory
        sealed = Sealed(read_public(told["signer"]), told["sha256"], body)
        arrival = arrival_of(open_sealed(sealed, identities))
    except RrpError as error:
        kind = "newer" if isinstance(error, Newer) else "refused"
        say(answers, {kind: error.code, "sentence": error.sentence})
        return
    versions = [[each.section, each.place, each.rank, len(each.body)] for each in arrival.versions]
    bodies = b"".join(each.body for each in arrival.versions)
    head = {
        "manifest": arrival.manifest.spelled.decode(),
        "content_sha256": arrival.content_sha256,
        "versions": versions,
    }
    say(answers, head, bodies)


if __name__ == "__main__":
    main()
