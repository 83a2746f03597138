"""The key ring: the ward's random key, wrapped once for each way of opening it.

Each slot turns a secret into a key by argon2id and HKDF and wraps the ward's key with
ChaCha20-Poly1305; every other field of the slot is authenticated with it.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rrp_desktop.errors import Damaged, Refused
from rrp_desktop.place import place
from rrp_desktop.store.plain import spell

GENERATIONS = 3
SLOW = {"m": 65_536, "t": 3, "p": 4, "v": 19}
# A device's secret is 256 random bits already: nothing is gained by a slow start every morning.
QUICK = {"m": 19_456, "t": 2, "p": 1, "v": 19}
AIM, MOST = 0.5, 524_288
"""Seconds that opening a slot by words should take, and the memory (KiB) it may take for that."""
_BOUNDS = {"m": (19_456, 1_048_576), "t": (1, 10), "p": (1, 8), "v": (19, 19)}
_SLOT = {"v", "ward", "slot", "kind", "kdf", "params", "salt", "nonce", "ct"}
_HALF = {"check", "slots"}
_RING = {"v", "ward", "generation"} | _HALF
_LARGEST = 1_000_000


class SlotError(Refused):
    """A slot does not open: the secret is another, or the slot was altered."""

    def __init__(self) -> None:
        super().__init__("key-wrong", "This does not open the ward. Check it, and try again.")


@dataclass(frozen=True, slots=True)
class Key:
    """What the ward file is encrypted with."""

    secret: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def check(self) -> str:
        """A value that tells this key from any other and says nothing about it."""
        return hmac.new(self.secret + self.salt, b"rrp-key-check-v1", hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Ring:
    """The ward's id, a check value of its key, and the slots that hold the key."""

    ward: str
    generation: int
    check: str
    slots: tuple[Mapping[str, Any], ...]
    next: "Ring | None" = None
    """The ring for the key that the ward is changing to, until the change is through."""


def new_key() -> Key:
    """A fresh random key."""
    return Key(secrets.token_bytes(32), secrets.token_bytes(16))


def new_ring(ward: str, key: Key) -> Ring:
    """A ring without slots for *key*."""
    return Ring(ward, 0, key.check(), ())


def with_slot(ring: Ring, key: Key, kind: str, secret: bytes, params: Mapping[str, int] = SLOW) -> Ring:
    """*ring* with its slot of *kind* made anew for *secret*."""
    slot: dict[str, Any] = {
        "v": 1,
        "ward": ring.ward,
        "slot": secrets.token_hex(8),
        "kind": kind,
        "kdf": "argon2id",
        "params": dict(params),
        "salt": secrets.token_hex(16),
        "nonce": secrets.token_hex(12),
    }
    wrapped = ChaCha20Poly1305(_wrapping_key(slot, secret)).encrypt(
        bytes.fromhex(slot["nonce"]), key.secret + key.salt, spell(slot).encode()
    )
    others = tuple(each for each in ring.slots if each["kind"] != kind)
    return replace(ring, slots=(*others, {**slot, "ct": wrapped.hex()}))


def without_slot(ring: Ring, kind: str) -> Ring:
    """*ring* without its slot of *kind*."""
    return replace(ring, slots=tuple(each for each in ring.slots if each["kind"] != kind))


def kinds(ring: Ring) -> tuple[str, ...]:
    """What kinds of slot *ring* has."""
    return tuple(str(slot["kind"]) for slot in ring.slots)


def keys_from(ring: Ring, kind: str, secret: bytes) -> tuple[Key, ...]:
    """The ward's key, by *secret*; while the key is being changed, the new one after the old.

    SlotError when no slot of *kind* (or of a kind that begins with it and a colon) opens.
    """
    keys: list[Key] = []
    for half in (ring, *([ring.next] if ring.next else [])):
        for slot in half.slots:
            if str(slot["kind"]).partition(":")[0] == kind and (key := _opened(slot, half, secret)):
                keys.append(key)
                break
    if not keys:
        raise SlotError
    return tuple(keys)


def _opened(slot: Mapping[str, Any], ring: Ring, secret: bytes) -> Key | None:
    try:
        key = open_slot(slot, ring.ward, secret)
    except SlotError:
        return None
    if not hmac.compare_digest(key.check(), ring.check):
        raise _ring_damaged()
    return key


def open_slot(slot: Mapping[str, Any], ward: str, secret: bytes) -> Key:
    """The key in *slot*; SlotError, and nothing else, when it does not open."""
    try:
        if set(slot) != _SLOT or (slot["v"], slot["ward"], slot["kdf"]) != (1, ward, "argon2id"):
            raise SlotError
        sealed = {name: value for name, value in slot.items() if name != "ct"}
        opened = ChaCha20Poly1305(_wrapping_key(slot, secret)).decrypt(
            _bytes(slot["nonce"], 12), _bytes(slot["ct"], 64), spell(sealed).encode()
        )
    # Every way in which altered fields fail must look the same from outside.
    except Exception:  # noqa: BLE001
        raise SlotError from None
    return Key(opened[:32], opened[32:])


def slow_here(timer: Callable[[], float] = time.perf_counter) -> dict[str, int]:
    """Parameters that make this PC take about half a second to open a slot."""
    memory = SLOW["m"]
    while True:
        begun = timer()
        hash_secret_raw(b"timed", bytes(16), SLOW["t"], memory, SLOW["p"], 32, Type.ID, SLOW["v"])
        if timer() - begun >= AIM or memory >= MOST:
            return {**SLOW, "m": memory}
        memory *= 2


def _wrapping_key(slot: Mapping[str, Any], secret: bytes) -> bytes:
    params = slot["params"]
    if set(params) != set(_BOUNDS):
        raise SlotError
    for name, (least, most) in _BOUNDS.items():
        if type(params[name]) is not int or not least <= params[name] <= most:
            raise SlotError
    salt = _bytes(slot["salt"], 16)
    stretched = hash_secret_raw(secret, salt, params["t"], params["m"], params["p"], 32, Type.ID, params["v"])
    return HKDF(SHA256(), 32, salt=None, info=b"rrp-slot-v1").derive(stretched)


def _bytes(text: str, length: int) -> bytes:
    """The bytes that *text* spells in hex, in the one spelling there is."""
    spelt = bytes.fromhex(text)
    if len(spelt) != length or spelt.hex() != text:
        raise SlotError
    return spelt


def save_ring(ring: Ring, file: Path, *, forget: bool = False) -> Ring:
    """*ring*, one generation on, in *file*; those before it are kept beside it, unless to *forget* them."""
    ring = replace(ring, generation=ring.generation + 1)
    for older in range(GENERATIONS - 1, 0, -1):
        source = _generation(file, older - 1)
        if source.exists():
            place(source.read_bytes(), _generation(file, older), mode=0o600, over=True)
    place(written(ring), file, mode=0o600, over=True)
    if forget:
        for older in range(1, GENERATIONS):
            _generation(file, older).unlink(missing_ok=True)
    return ring


def written(ring: Ring) -> bytes:
    """*ring* as a file holds it."""
    content: dict[str, Any] = {"v": 1, "ward": ring.ward, "generation": ring.generation, **_half(ring)}
    if ring.next is not None:
        content |= {"v": 2, "next": _half(ring.next)}
    return spell(content).encode() + b"\n"


def _half(ring: Ring) -> dict[str, Any]:
    return {"check": ring.check, "slots": [dict(slot) for slot in ring.slots]}


def load_ring(file: Path) -> Ring:
    """The ring in *file*, or the generation before it when that is spoilt.

    Damaged with `ring-missing` when there is none, with `ring-damaged` when none can be read.
    """
    spoilt = False
    for older in range(GENERATIONS):
        try:
            return read_ring(_generation(file, older).read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, Damaged):
            spoilt = True
    if spoilt:
        raise _ring_damaged()
    raise Damaged(
        "ring-missing",
        f"The ward's key file {file.name} is missing, and nothing can be read without it. "
        "Put it back from a backup.",
    )


def read_ring(content: bytes) -> Ring:
    """The ring that a file holds; Damaged with `ring-damaged` when it holds none."""
    if len(content) > _LARGEST:
        raise _ring_damaged()
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        raise _ring_damaged() from None
    if not isinstance(held, dict) or set(held) != _RING | ({"next"} if held.get("v") == 2 else set()):
        raise _ring_damaged()
    of = held["ward"], held["generation"]
    if held["v"] not in (1, 2) or not isinstance(of[0], str) or type(of[1]) is not int:
        raise _ring_damaged()
    following = _whole(*of, held["next"]) if "next" in held else None
    return replace(_whole(*of, {name: held[name] for name in _HALF}), next=following)


def _whole(ward: str, generation: int, half: Any) -> Ring:
    if not isinstance(half, dict) or set(half) != _HALF or not isinstance(half["check"], str):
        raise _ring_damaged()
    slots = half["slots"]
    sound = isinstance(slots, list) and all(
        isinstance(slot, dict) and set(slot) == _SLOT and isinstance(slot["kind"], str) for slot in slots
    )
    if not sound:
        raise _ring_damaged()
    return Ring(ward, generation, half["check"], tuple(slots))


def _generation(file: Path, older: int) -> Path:
    return file.with_name(f"{file.stem}.{older}{file.suffix}") if older else file


def _ring_damaged() -> Damaged:
    return Damaged(
        "ring-damaged", "The ward's key file is damaged. Put it back from a backup, or ask IT to do so."
    )
