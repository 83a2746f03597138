"""T2 and T2c: the power goes; whatever was said to be done is there in every state that may be left.

Five kinds of work are recorded, and states picked at random from all the moments of each. A state is opened
as any ward is. T2c is the control: where fewer things are synced, losses must be found.
"""

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from campaigns import killed, wards
from campaigns.outcome import Asked, Outcome
from campaigns.recording import Disk, Recording, library_in, record, say
from rrp_desktop.bundle.seal import verify
from rrp_desktop.errors import RrpError
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Home, Store, new_recovery_code, ring
from rrp_desktop.store.copies import look_over
from rrp_desktop.store.ledger import Ledger
from rrp_desktop.store.open import raw
from rrp_desktop.store.restore import restore

SAVES, DRAFTS, CHANGES, COPIES = 40, 60, 3, 4
EACH = 5_000
"""States after which the work is recorded anew."""
MUST_LOSE = 0.3
"""The share of states in which the control must find something lost or broken."""
_MEMORY = Path("/dev/shm")
_HALF_WRITTEN = (
    "SELECT count(*) FROM incident WHERE NOT EXISTS"
    " (SELECT * FROM revision WHERE form = 'incident' AND revision.key = incident.key)"
)


def cut_at_any_moment(asked: Asked) -> Outcome:
    """T2: as the app syncs."""
    found: Counter[str] = Counter()
    share, rest = divmod(asked.times, len(_WORK))
    with wards.in_memory(asked.folder) as folder, ProcessPoolExecutor(mp_context=wards.CONTEXT) as pool:
        killed.prepare(folder / "base")
        library_in(folder)
        for each in [
            pool.submit(_cut_one_kind, folder, kind, share + (number < rest), asked.seed + number)
            for number, kind in enumerate(_WORK)
        ]:
            found += each.result()
    counts = {"states": asked.times, "different": found["different"], "kinds of work": len(_WORK)}
    return Outcome("T2", counts, {name: found[name] for name in ("lost", "broken")})


def _cut_one_kind(folder: Path, kind: str, times: int, seed: int) -> Counter[str]:
    chance, found = random.Random(seed), Counter[str]()
    for first in range(0, times, EACH):
        recording = _recorded(folder, kind, f"{kind}({{}}, {chance.randrange(40)})")
        found += _cut(folder / kind, recording, _WORK[kind], min(EACH, times - first), chance)
    return found


def cut_with_fewer_syncs(asked: Asked) -> Outcome:
    """T2c: as SQLite syncs unless told otherwise, and as nobody does."""
    chance = random.Random(asked.seed)
    with wards.in_memory(asked.folder) as folder:
        killed.prepare(folder / "base")
        seldom = _recorded(folder, "saves", "saves({}, 0, synchronous='NORMAL')")
        full = _recorded(folder, "saves", "saves({}, 0)")
        never = replace(full, steps=[step for step in full.steps if step.what != b"s"])
        counts, faults = {"states": 0}, {}
        for name, recording in (("synced seldom", seldom), ("never synced", never)):
            found = _cut(folder / "saves", recording, _WORK["saves"], asked.times // 2, chance)
            bad = found["lost"] + found["broken"]
            counts["states"] += asked.times // 2
            counts[f"lost or broken when {name}"] = bad
            faults[f"too few of them when {name}"] = int(bad < MUST_LOSE * (asked.times // 2))
    return Outcome("T2c", counts, faults)


def saves(folder: Path, first: int, *, synchronous: str = "FULL") -> None:
    """Work: incidents, one by one, by two starts of the app."""
    for start in (first, first + SAVES // 2):
        store, manager = _opened(folder)
        raw(store._connection).execute(f"PRAGMA synchronous={synchronous}")  # noqa: SLF001
        for number in range(start, start + SAVES // 2):
            say(store.save("incident", wards.incident(number), by=manager).key)
        store.close()


def drafts(folder: Path, first: int) -> None:
    """Work: a draft, at every change, and saves between."""
    store, manager = _opened(folder)
    key = None
    for number in range(DRAFTS):
        key = store.keep_draft(key, "incident", {"note": f"{number} typed {'made up ' * first}"}, by=manager)
        say(f"{key} {number}")
        if number % 10 == 0:
            store.save("incident", wards.incident(number), by=manager)
    store.close()


def changes_of_key(folder: Path, _first: int) -> None:
    """Work: one new key after another."""
    store, manager = _opened(folder)
    for _ in range(CHANGES):
        store.change_key(new_recovery_code(), by=manager)
        say("changed")
    store.close()


def copies_out(folder: Path, first: int) -> None:
    """Work: backups and bundles."""
    store, manager = _opened(folder)
    (folder / "out").mkdir()
    for number in range(first, first + COPIES):
        store.save("incident", wards.incident(number), by=manager)
        say(store.back_up().name)
        say(wards.hand_over_month(store, folder / "out", manager).name)
    store.close()


def restores(folder: Path, first: int) -> None:
    """Work: a backup in the place of the ward, and saves in that."""
    home = wards.home_in(folder)
    store, manager = _opened(folder)
    backup, permit = store.backups()[0], store.permit_restore(by=manager)
    store.save("incident", wards.incident(first), by=manager)
    store.close()
    store = restore(home, home.backups / backup.name, permit=permit, **wards.needs())
    for number in range(first, first + 3):
        say(store.save("incident", wards.incident(number), by=manager).key)
    store.close()


def _opened(folder: Path) -> tuple[Store, StaffMember]:
    store = wards.opened(wards.home_in(folder))
    return store, wards.manager_of(store)


def _recorded(folder: Path, name: str, work: str) -> Recording:
    wards.copied(folder / "base", folder / name)
    return record(work.format(f"Path({str(folder / name)!r})"), folder / name)


Wrong = Callable[[Home, Store, list[str]], str]


def _cut(folder: Path, recording: Recording, wrong: Wrong, times: int, chance: random.Random) -> Counter[str]:
    """How many of so many states of *recording* are sound, lost and broken."""
    moments = Counter(chance.choices(range(len(recording.steps) + 1), k=times))
    disk, said, seen = Disk(recording), list[str](), dict[int, str]()
    found: Counter[str] = Counter()
    with wards.quickly():
        for moment in range(len(recording.steps) + 1):
            for _ in range(moments[moment]):
                left = disk.left(chance)
                same = hash((frozenset(left.items()), len(said)))
                if same not in seen:
                    seen[same] = _verdict(folder, left, wrong, said)
                found[seen[same]] += 1
            if moment < len(recording.steps):
                step = recording.steps[moment]
                said.append(step.content.decode()) if step.what == b"a" else disk.take(step)
    found["different"] = len(seen)
    return found


def _verdict(folder: Path, left: Mapping[str, bytes], wrong: Wrong, said: list[str]) -> str:
    shutil.rmtree(folder)
    for name, content in left.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    home = wards.home_in(folder)
    try:
        store = wards.opened(home)
        try:
            return wrong(home, store, said) or "sound"
        finally:
            store.close()
    except RrpError as error:
        return "lost" if error.code in ("rolled-back", "no-such-draft") else "broken"
    finally:
        home.unlock()


def _saves_wrong(_home: Home, store: Store, said: list[str]) -> str:
    with store.reading() as connection:
        there = set(connection.exec_driver_sql("SELECT key FROM incident").scalars())
        half = connection.exec_driver_sql(_HALF_WRITTEN).scalar()
    if not set(said) <= there or len(there) < killed.PREPARED:
        return "lost"
    Ledger.check_chain(store)
    return "broken" if half else ""


def _drafts_wrong(home: Home, store: Store, said: list[str]) -> str:
    if said:
        key, number = said[-1].split(" ")
        if int(store.draft(key).answers["note"].split(" ")[0]) < int(number):
            return "lost"
    return _saves_wrong(home, store, [])


def _keys_wrong(home: Home, store: Store, said: list[str]) -> str:
    with store.reading() as connection:
        changed = connection.exec_driver_sql(
            "SELECT count(*) FROM revision WHERE action = 'renew'"
        ).scalar_one()
    if changed < len(said):
        return "lost"
    return "broken" if ring.load_ring(home.ring).next is not None else _saves_wrong(home, store, [])


def _copies_wrong(home: Home, store: Store, said: list[str]) -> str:
    listed, out = {each.name for each in store.backups()}, home.folder.parent / "out"
    bundles = {file.name for file in out.glob("*.rrpb")}
    if not set(said) <= listed | bundles:
        return "lost"
    for file in home.backups.glob("ward-*.rrp"):
        _once(file, lambda file: look_over(file, store._key))  # noqa: SLF001
    for name in bundles:
        _once(out / name, lambda file: verify(file.read_bytes()))
    return _saves_wrong(home, store, [])


_FOUND_WHOLE: set[str] = set()


def _once(file: Path, look: Callable[[Path], object]) -> None:
    """Look at *file*, unless a file of that content was found whole before."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest not in _FOUND_WHOLE:
        look(file)
        _FOUND_WHOLE.add(digest)


_WORK: dict[str, Wrong] = {
    "saves": _saves_wrong,
    "drafts": _drafts_wrong,
    "changes_of_key": _keys_wrong,
    "copies_out": _copies_wrong,
    "restores": _saves_wrong,
}
"""Each kind of work, and what must be true after it was cut short."""
