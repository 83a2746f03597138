"""The ways to open the ward: by this PC, by somebody's passphrase, by the recovery code."""

from dataclasses import replace

from rrp_desktop.errors import Damaged, Refused
from rrp_desktop.passphrase import read_passphrase
from rrp_desktop.recovery import read_recovery_code
from rrp_desktop.store.device import device_secret, make_device_secret
from rrp_desktop.store.home import Home
from rrp_desktop.store.open import engine_for, patiently
from rrp_desktop.store.ring import QUICK, Key, Ring, SlotError, keys_from, kinds, with_slot

RECOVERY, DEVICE, USER = "recovery", "device", "user"
_NO_KEY = "This PC does not hold the ward's key. Enter a passphrase or the recovery code."


def keys_for(home: Home, ring: Ring, words: str | None) -> tuple[Key, ...]:
    """The keys that this PC, or the recovery code or passphrase *words*, takes from *ring*."""
    if words is None:
        try:
            return keys_from(ring, DEVICE, device_secret(home.device(ring.ward)) or b"")
        except SlotError:
            raise Refused("key-wrong", _NO_KEY) from None
    if is_code(words) or not words_in(ring):
        return keys_from(ring, RECOVERY, read_recovery_code(words).encode())
    return keys_from(ring, USER, read_passphrase(words).encode())


def is_code(words: str) -> bool:
    """Whether *words* are a recovery code."""
    try:
        read_recovery_code(words)
    except Refused:
        return False
    return True


def fitting(home: Home, keys: tuple[Key, ...]) -> Key:
    """The one of *keys* under which the ward's file is; the last when it is under none."""
    for key in keys[:-1]:
        engine = engine_for(home.ward, key)
        try:
            patiently(engine).close()
        except Damaged:
            continue
        finally:
            engine.dispose()
        return key
    return keys[-1]


def settled(ring: Ring, key: Key) -> Ring:
    """*ring* for *key* alone: a change of the key has gone through, or it has not."""
    half = ring.next if ring.next is not None and ring.next.check == key.check() else ring
    return Ring(ring.ward, ring.generation, half.check, half.slots)


def without_users(ring: Ring) -> Ring:
    """*ring* without anybody's passphrase."""
    return replace(ring, slots=tuple(slot for slot in ring.slots if not str(slot["kind"]).startswith(USER)))


def with_device(home: Home, ring: Ring, key: Key) -> Ring:
    """*ring* with a slot for this PC, by a secret made anew."""
    return with_slot(ring, key, DEVICE, make_device_secret(home.device(ring.ward)), QUICK)


def kind_of(key: str) -> str:
    """The kind of the slot that the member of staff *key* opens."""
    return f"{USER}:{key}"


def words_in(ring: Ring) -> list[str]:
    """The keys of the members of staff who have a passphrase."""
    return [kind.partition(":")[2] for kind in kinds(ring) if kind.partition(":")[0] == USER]
