"""T16 and T17: bundles that strangers, and signers gone wrong, have altered."""

import random
from collections.abc import Callable

from campaigns import months
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import frame, seal
from rrp_desktop.bundle.make import Opened
from rrp_desktop.errors import RrpError


def altered_outside(asked: Asked) -> Outcome:
    """T16: a byte, a piece or an end of a bundle is another; no key but the ward's has signed it."""
    month = months.made(asked.folder)
    bundle = seal.seal(month.content, sorted(month.pack.keys), month.key)
    counts, faults = _tried(asked, bundle, seal.verify, lambda _changed, _said: True)
    return Outcome("T16", counts, faults)


def altered_inside(asked: Asked) -> Outcome:
    """T17: what is inside is altered, then sealed and signed as it should be, by a ward gone wrong."""
    month = months.made(asked.folder)
    content = month.content
    packed, rows = frame.pack(content), _rows(content)
    half = Asked(asked.times // 2, asked.folder, asked.seed)
    counts, faults = (
        {"changed": 0, "refused": 0, "with the same rows": 0},
        {"accepted": 0, "failed in another way": 0},
    )
    inner: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
        (packed, bytes),
        (content, months.packed_quickly),
    )
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


def _rows(content: bytes) -> bytes:
    return content.partition(b"\n")[2]


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
