"""T6, T7, T11 and T18: what lies on a disk is altered, and every alteration must be noticed."""

import contextlib
import itertools
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import sshsig
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.errors import Damaged, RrpError
from rrp_desktop.store import Home, Store
from rrp_desktop.store import open as opening
from rrp_desktop.store.open import check_pages, engine_for, patiently
from rrp_desktop.store.ring import QUICK, Key, SlotError, new_key, new_ring, open_slot, with_slot

PLACES, COPIES = 50, 10
_NAMESPACE: sshsig.Namespace = "rrp-bundle@v1"


def flipped_bits(asked: Asked) -> Outcome:
    """T6: one bit of the ward's file is another."""
    opening.PAUSE = 0.0
    chance = random.Random(asked.seed)
    home, key = _ward(asked.folder / "t6", incidents=200)
    content = home.ward.read_bytes()
    target = asked.folder / "flipped.rrp"
    found = 0
    for _ in range(asked.times):
        altered = bytearray(content)
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        target.write_bytes(altered)
        found += _is_damaged(target, key)
    target.write_bytes(content)
    faults = {"unnoticed": asked.times - found, "sound files called damaged": int(_is_damaged(target, key))}
    return Outcome("T6", {"flips": asked.times, "noticed": found}, faults)


def _is_damaged(file: Path, key: Key) -> bool:
    engine = engine_for(file, key)
    try:
        with patiently(engine) as connection:
            check_pages(connection)
    except Damaged:
        return True
    finally:
        engine.dispose()
    return False


def put_back(asked: Asked) -> Outcome:
    """T7: the log beside the file is gone, empty, cut or altered, or the file itself an older one."""
    chance = random.Random(asked.seed)
    crashed = asked.folder / "t7"
    older = _crashed(crashed)
    found = {"states": 0, "noticed": 0}
    faults = {"unnoticed": 0, "false alarms": 0}
    trial = asked.folder / "t7-trial"
    for spoil in (_nothing, *_rollbacks(crashed / "ward" / "ward.rrp-wal", older, chance)):
        home = wards.copied(crashed, trial)
        spoil(home)
        with wards.quickly():
            whole, told = _said(home)
        if whole:
            faults["false alarms"] += told
            continue
        found["states"] += 1
        found["noticed"] += told
        faults["unnoticed"] += not told
    faults["too few states that lost something"] = int(found["states"] < PLACES + COPIES)
    return Outcome("T7", found, faults)


def _crashed(folder: Path) -> list[Path]:
    """Leave in *folder* a ward whose log holds what its file does not; older states of the file beside it."""
    work = folder.with_name("t7-work")
    store = wards.opened(wards.make(work))
    [manager] = store.staff()
    older = []
    for number in range(COPIES):
        store.save("incident", wards.incident(number), by=manager)
        store.close()
        older.append(folder.with_name(f"older-{number}.rrp"))
        shutil.copyfile(work / "ward" / "ward.rrp", older[-1])
        store = wards.opened(wards.home_in(work))
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
    for number in range(PLACES):
        store.save("incident", wards.incident(number), by=manager)
    shutil.copytree(work, folder)
    store.close()
    return older


def _nothing(_home: Home) -> None:
    pass


def _rollbacks(log: Path, older: list[Path], chance: random.Random) -> Iterator[Callable[[Home], None]]:
    size = log.stat().st_size
    yield lambda home: _log(home).unlink()
    yield lambda home: _write(_log(home), bytes(size))
    for place in range(PLACES):
        yield _cut(size * place // PLACES)
        yield _flip(chance.randrange(size), 1 << chance.randrange(8))
    for copy in older:
        yield _older(copy)


def _cut(length: int) -> Callable[[Home], None]:
    return lambda home: os.truncate(_log(home), length)


def _flip(place: int, bit: int) -> Callable[[Home], None]:
    def flip(home: Home) -> None:
        content = bytearray(_log(home).read_bytes())
        content[place] ^= bit
        _write(_log(home), bytes(content))

    return flip


def _older(copy: Path) -> Callable[[Home], None]:
    def put(home: Home) -> None:
        _log(home).unlink()
        shutil.copyfile(copy, home.ward)

    return put


def _log(home: Home) -> Path:
    return home.folder / "ward.rrp-wal"


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _said(home: Home) -> tuple[bool, bool]:
    """Whether all that was saved is there, and whether the ward says that something is missing."""
    try:
        store = wards.opened(home)
    except RrpError:
        return False, True
    try:
        with store.reading() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM incident").scalar()
        return count == PLACES + COPIES, store.rolled_back() is not None
    finally:
        store.close()


def altered_slots(asked: Asked) -> Outcome:
    """T11: one bit of a slot of the ring is another, or one of its fields is."""
    key, secret = new_key(), b"secret of the slot"
    [slot] = with_slot(new_ring("ward", key), key, "device", secret, QUICK).slots
    changed = [{**slot, name: value} for name, value in _fields(slot)]
    flipped = list(itertools.islice(_flipped(slot, random.Random(asked.seed)), asked.times))
    # Nearly all of the time goes into argon2, which lets other threads run.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        said = Counter(threads.map(lambda each: _said_to(each, secret), changed + flipped))
    counts = {"flips": len(flipped), "fields": len(changed), "refused": said["refused"]}
    return Outcome("T11", counts, {name: said[name] for name in ("accepted", "failed in another way")})


def _flipped(slot: Mapping[str, Any], chance: random.Random) -> Iterator[Any]:
    """*slot* with one bit of its spelling changed, for ever."""
    spelt = json.dumps(slot).encode()
    while True:
        altered = bytearray(spelt)
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(ValueError):
            read = json.loads(altered)
            if read != slot and isinstance(read, dict):
                yield read


def _fields(slot: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in slot.items():
        wrong: tuple[Any, ...] = (None, 0, "", [], {}, f"{value}0")
        yield from ((name, other) for other in wrong if other != value)
    for name, value in slot["params"].items():
        others: tuple[Any, ...] = (-1, 0, value - 1, value + 1, 2**40, float(value), str(value), None, True)
        for other in others:
            yield "params", {**slot["params"], name: other}


def _said_to(slot: Any, secret: bytes) -> str:
    try:
        open_slot(slot, "ward", secret)
    except SlotError:
        return "refused"
    except Exception:  # noqa: BLE001
        return "failed in another way"
    return "accepted"


def altered_signatures(asked: Asked) -> Outcome:
    """T18: a signature is changed, byte by byte or from end to end."""
    chance = random.Random(asked.seed)
    key, message = SigningKey.new(), b"made up " * 50
    good = sshsig.sign(message, key, _NAMESPACE)
    counts, faults = {"changed": 0, "refused": 0}, {"accepted": 0, "failed in another way": 0}
    while counts["changed"] < asked.times:
        changed = _changed(good, chance)
        if changed == good:
            continue
        counts["changed"] += 1
        try:
            sshsig.signer(changed, message, _NAMESPACE)
        except RrpError:
            counts["refused"] += 1
        except Exception:  # noqa: BLE001
            faults["failed in another way"] += 1
        else:
            faults["accepted"] += 1
    return Outcome("T18", counts, faults)


def _changed(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    match chance.randrange(6):
        case 0:
            return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
        case 1:
            return content[:place] + content[place + 1 :]
        case 2:
            return content[:place] + chance.randbytes(1) + content[place:]
        case 3:
            return content[:place]
        case 4:
            other = chance.randrange(len(content))
            swapped = bytearray(content)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            return bytes(swapped)
        case _:
            return content + chance.choice((b"\n", b" ", b"=", b"\r\n", content))


def _ward(folder: Path, *, incidents: int) -> tuple[Home, Key]:
    home = wards.make(folder)
    store: Store = wards.opened(home)
    [manager] = store.staff()
    with store.many():
        for number in range(incidents):
            store.save("incident", wards.incident(number), by=manager)
    key = store._key  # noqa: SLF001
    store.close()
    return home, key
