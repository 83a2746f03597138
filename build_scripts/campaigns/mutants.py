"""T16 and T17: bundles that strangers, and signers gone wrong, have altered."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from campaigns import months
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import frame, seal
from rrp_desktop.bundle.make import Opened, read
from rrp_desktop.errors import RrpError

T = TypeVar("T")


def altered_outside(asked: Asked) -> Outcome:
    """T16: a byte, a piece or an end of a bundle is another; no key but the ward's has signed it."""
    month = months.made(asked.folder)
    bundle = seal.seal(month.content, sorted(month.pack.keys), month.key)
    counts, faults = _tried(asked, bundle, seal.verify, lambda _read: False)
    return Outcome("T16", counts, faults)


def altered_inside(asked: Asked) -> Outcome:
    """T17: what is inside is altered, then sealed and signed as it should be, by a ward gone wrong.

    Zstandard has a bit that nobody reads, and more than one way to say the same: rows that are all as they
    were may be taken in.
    """
    month = months.made(asked.folder)
    content, half = month.content, replace(asked, times=asked.times // 2)
    rows = read(content).sections

    def opened(packed: bytes) -> Opened:
        return month.opened(month.signed(packed))

    def opened_within(changed: bytes) -> Opened:
        return opened(months.packed_quickly(changed))

    def same(read: Opened) -> bool:
        return read.sections == rows

    tried = (
        _tried(half, frame.pack(content), opened, same),
        _tried(half, content, opened_within, same),
    )
    counts, faults = (sum(each, Counter()) for each in zip(*tried, strict=True))
    return Outcome("T17", counts, dict.fromkeys(_FAULTS, 0) | faults)


_FAULTS = ("accepted", "failed in another way")


def _tried(
    asked: Asked, original: bytes, read: Callable[[bytes], T], same: Callable[[T], bool]
) -> tuple[Counter[str], Counter[str]]:
    """Every one of many changed copies of *original*, read; what was accepted should say the *same*."""
    chance = random.Random(asked.seed)
    counts, faults = Counter[str](changed=0, refused=0), Counter[str](dict.fromkeys(_FAULTS, 0))
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
            if same(said):
                counts["with the same rows"] += 1
            else:
                faults["accepted"] += 1
    return counts, faults


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
