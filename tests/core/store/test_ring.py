"""The key ring opens with the right secret, and with nothing else."""

import json
import random
from pathlib import Path

import pytest

from rrp_desktop.errors import Damaged, Refused
from rrp_desktop.recovery import new_recovery_code, read_recovery_code
from rrp_desktop.store.device import device_secret, make_device_secret
from rrp_desktop.store.ring import (
    GENERATIONS,
    QUICK,
    Ring,
    SlotError,
    keys_from,
    load_ring,
    new_key,
    new_ring,
    open_slot,
    save_ring,
    with_slot,
)

SECRET = b"four words nobody guesses"
FLIPS = 100


def _ring() -> Ring:
    key = new_key()
    return with_slot(new_ring("ward-1", key), key, "device", SECRET, QUICK)


def test_a_slot_gives_back_the_key_it_was_made_for():
    key = new_key()
    ring = with_slot(new_ring("ward-1", key), key, "recovery", SECRET)
    assert keys_from(ring, "recovery", SECRET) == (key,)


def test_another_secret_does_not_open_a_slot():
    with pytest.raises(SlotError):
        keys_from(_ring(), "device", SECRET + b"!")


def test_a_key_says_nothing_of_itself():
    key = new_key()
    assert key.secret.hex() not in repr(key)
    assert str(key.secret) not in repr(key)


ALTERED = {
    "v": 2,
    "ward": "ward-2",
    "slot": "00" * 8,
    "kind": "recovery",
    "kdf": "scrypt",
    "salt": "00" * 16,
    "nonce": "00" * 12,
    "ct": "00" * 64,
    "params": {"m": 19_456, "t": 3, "p": 1, "v": 19},
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_slot_with_any_field_altered_stays_shut(name: str):
    [slot] = _ring().slots
    with pytest.raises(SlotError):
        open_slot({**slot, name: ALTERED[name]}, "ward-1", SECRET)


@pytest.mark.parametrize(
    "params",
    [
        {"m": 8, "t": 1, "p": 1, "v": 19},
        {"m": 2**31, "t": 2, "p": 1, "v": 19},
        {"m": 19_456, "t": 10**9, "p": 1, "v": 19},
        {"m": 19_456, "t": 2, "p": 64, "v": 19},
        {"m": 19_456, "t": 2, "p": 1, "v": 16},
        {"m": True, "t": 2, "p": 1, "v": 19},
        {"m": 19_456, "t": 2, "p": 1},
        "none",
    ],
    ids=["weak", "memory bomb", "time bomb", "lanes", "old version", "not a number", "short", "not a table"],
)
def test_parameters_out_of_bounds_are_refused_before_they_are_used(params: object):
    [slot] = _ring().slots
    with pytest.raises(SlotError):
        open_slot({**slot, "params": params}, "ward-1", SECRET)


def test_no_flipped_bit_of_a_slot_opens_it_or_fails_in_another_way():
    """T11"""
    [slot] = _ring().slots
    spelled = json.dumps(slot).encode()
    chance = random.Random(11)
    for _ in range(FLIPS):
        flipped = bytearray(spelled)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        try:
            altered = json.loads(flipped)
        except ValueError:
            continue
        if altered != slot and isinstance(altered, dict):
            with pytest.raises(SlotError):
                open_slot(altered, "ward-1", SECRET)


def test_a_key_that_fits_its_slot_but_not_the_ring_is_damage():
    ring = _ring()
    other = Ring(ring.ward, 0, new_key().check(), ring.slots)
    with pytest.raises(Damaged, match="ring-damaged"):
        keys_from(other, "device", SECRET)


def test_each_save_is_a_new_generation_and_three_are_kept(tmp_path: Path):
    file = tmp_path / "ring.json"
    ring = _ring()
    for _ in range(GENERATIONS + 2):
        ring = save_ring(ring, file)
    assert load_ring(file) == ring
    assert ring.generation == GENERATIONS + 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ring.1.json", "ring.2.json", "ring.json"]


@pytest.mark.parametrize("spoil", ["half", "empty", "gone", "other"])
def test_a_spoilt_ring_gives_way_to_the_one_before(tmp_path: Path, spoil: str):
    file = tmp_path / "ring.json"
    first = save_ring(_ring(), file)
    save_ring(first, file)
    whole = file.read_bytes()
    if spoil == "gone":
        file.unlink()
    else:
        file.write_bytes({"half": whole[: len(whole) // 2], "empty": b"", "other": b'{"v":1}'}[spoil])
    assert load_ring(file) == first


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"v":2}', b"[" * 100_000])
def test_a_ring_that_cannot_be_read_is_called_damaged(tmp_path: Path, content: bytes):
    (tmp_path / "ring.json").write_bytes(content)
    with pytest.raises(Damaged, match="ring-damaged"):
        load_ring(tmp_path / "ring.json")


def test_no_ring_at_all_is_called_missing(tmp_path: Path):
    with pytest.raises(Damaged, match="ring-missing"):
        load_ring(tmp_path / "ring.json")


def test_a_recovery_code_survives_a_careless_hand():
    code = new_recovery_code()
    assert len(code) == 34
    careless = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert read_recovery_code(careless) == code


def test_a_mistyped_symbol_of_a_recovery_code_is_noticed():
    """The two check symbols miss one slip in 1,024."""
    code = new_recovery_code().replace("-", "")
    slips = [
        code[:place] + ("Z" if symbol != "Z" else "Y") + code[place + 1 :]
        for place, symbol in enumerate(code)
    ]
    assert sum(map(_refused, slips)) >= len(code) - 1


def _refused(typed: str) -> bool:
    try:
        read_recovery_code(typed)
    except Refused as refused:
        return refused.code == "recovery-mistyped"
    return False


@pytest.mark.parametrize("typed", ["", "ABCD", "ÄÖÜ", "0" * 28, "0" * 200])
def test_what_is_no_recovery_code_is_refused(typed: str):
    with pytest.raises(Refused, match="recovery-mistyped"):
        read_recovery_code(typed)


def test_the_device_secret_is_for_its_owner_alone(tmp_path: Path):
    file = tmp_path / "keys" / "ward.key"
    secret = make_device_secret(file)
    assert device_secret(file) == secret
    assert file.stat().st_mode & 0o077 == 0


def test_a_device_secret_that_is_gone_or_cut_short_is_none(tmp_path: Path):
    file = tmp_path / "ward.key"
    assert device_secret(file) is None
    file.write_bytes(b"short")
    assert device_secret(file) is None
