"""T1 and T8: a process is killed (SIGKILL, at a random moment, opening included) while it writes.

It says what it has done only after the call for it returned; whatever it has said must be there.
"""

import hashlib
import itertools
import random
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle.seal import verify
from rrp_desktop.errors import RrpError
from rrp_desktop.store import Store, new_recovery_code, upgrade
from rrp_desktop.store.backup import HOURLY
from rrp_desktop.store.copies import look_over
from rrp_desktop.store.restore import restore
from rrp_desktop.store.ring import load_ring, save_ring

LONGEST_LIFE = 0.4
"""Seconds after its start at which a child is dead, at the latest; on a slow PC, longer."""

AGE = 50
"""Cycles after which a new ward takes the old one's place, so that checking it stays quick."""


PREPARED = 20
"""Incidents in the wards that `prepare` makes."""


def killed_while_saving(asked: Asked) -> Outcome:
    """T1: records are saved one by one."""
    lives = wards.Lives(random.Random(asked.seed), LONGEST_LIFE)
    found = {"acknowledged": 0, "kept unacknowledged": 0}
    faults = {"lost": 0, "broken": 0, "cycles with two or more kept unacknowledged": 0}
    for first in range(0, asked.times, AGE):
        folder = asked.folder / f"t1-{first}"
        wards.make(folder)
        said: set[str] = set()
        here: set[str] = set()
        with wards.quickly():
            for _ in range(min(AGE, asked.times - first)):
                heard, alive = wards.run_and_kill(save_until_killed, folder, lives.next())
                lives.heard(heard)
                said |= set(heard)
                faults["broken"] += not alive
                now = _sound(folder)
                if isinstance(now, str):
                    faults["broken"] += 1
                    break
                new = len(now - here - said)
                found["kept unacknowledged"] += new
                faults["cycles with two or more kept unacknowledged"] += new > 1
                here = now
        found["acknowledged"] += len(said)
        faults["lost"] += len(said - here)
    faults["campaigns that saved next to nothing"] = int(found["acknowledged"] < max(1, asked.times // 10))
    return Outcome("T1", {"cycles": asked.times, **found}, faults)


def save_until_killed(folder: Path, said: Connection) -> None:
    """The child: save one incident after another, and say each one's key once it is saved."""
    store = wards.opened(wards.home_in(folder))
    [member] = store.staff()
    for number in itertools.count():
        said.send_bytes(store.save("incident", wards.incident(number), by=member).key.encode())


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a child does until it is killed, and what must be true afterwards.

    `wrong` is told the ward's folder and what the child has said, and says what is not as it must be.
    `share` is how much of the asked number of cycles is enough.
    """

    do: Callable[[Path, Connection], None]
    wrong: Callable[[Path, list[str]], str]
    share: float
    longest_life: float = LONGEST_LIFE


def killed_at_everything_else(asked: Asked) -> Outcome:
    """T8: in a change of key, a migration, a save of the ring, a backup, an export, a draft, a restore."""
    base = asked.folder / "t8"
    prepare(base)
    counts, done = dict[str, int](), 0
    faults = {**{f"wrong after {name}": 0 for name in DEEDS}, "deeds that were never done": 0}
    with ProcessPoolExecutor(mp_context=wards.CONTEXT) as pool:
        cycles = {name: max(min(asked.times, 20), round(asked.times * DEEDS[name].share)) for name in DEEDS}
        for name, each in [
            (name, pool.submit(_kill_in, name, base, cycles[name], asked.seed)) for name in DEEDS
        ]:
            counts[f"kills in {name}"] = cycles[name]
            said, faults[f"wrong after {name}"] = each.result()
            done += said
    return Outcome("T8", {**counts, "acknowledged": done}, faults)


def _kill_in(name: str, base: Path, times: int, seed: int) -> tuple[int, int]:
    """Kill so often in the deed *name*: how much it said was done, and how often something was wrong."""
    deed, done, wrong = DEEDS[name], 0, 0
    lives = wards.Lives(random.Random(f"{seed} {name}"), deed.longest_life)
    folder = base.with_name(name.replace(" ", "-")) / "ward"
    with wards.quickly():
        for cycle in range(times):
            if cycle % AGE == 0 or name in _ALWAYS_ANEW:
                wards.copied(base, folder)
            said, alive = wards.run_and_kill(deed.do, folder, lives.next())
            lives.heard(said)
            done += len(said)
            found = deed.wrong(folder, said) if alive else "it ended by itself"
            if found:
                print(f"T8 {name}, cycle {cycle}: {found}", flush=True)
                wrong += 1
                wards.copied(base, folder)
    return done, wrong


def prepare(base: Path) -> None:
    """A ward in *base* with `PREPARED` incidents, a programme and a backup."""
    store = wards.opened(wards.make(base))
    [manager] = store.staff()
    wards.give_pack(store)
    with store.many():
        for number in range(PREPARED):
            store.save("incident", wards.incident(number), by=manager)
    store.back_up()
    store.close()


def _sound(folder: Path) -> set[str] | str:
    """The incidents of the ward in *folder*; or what is wrong with it."""
    try:
        store = wards.opened(wards.home_in(folder))
    except RrpError as error:
        return f"does not open ({error.code})"
    try:
        return wards.incidents(store)
    except RrpError as error:
        return f"is not sound ({error.code})"
    finally:
        store.close()


def whole(folder: Path, _said: list[str]) -> str:
    """What is wrong with the ward in *folder*, of which all of `prepare` must be there."""
    found = _sound(folder)
    if isinstance(found, str):
        return found
    return "" if len(found) >= PREPARED else "incidents are missing"


def _change_keys(folder: Path, said: Connection) -> None:
    store = wards.opened(wards.home_in(folder))
    [manager] = store.staff()
    setattr(Store, "back_up", lambda _store: None)  # noqa: B010
    while True:
        code = new_recovery_code()
        store.change_key(code, by=manager)
        said.send_bytes(code.encode())


def _keys_wrong(folder: Path, said: list[str]) -> str:
    home = wards.home_in(folder)
    if wrong := whole(folder, said):
        return wrong
    if load_ring(home.ring).next is not None:
        return "the ring was not settled"
    store = wards.opened(home)
    with store.reading() as connection:
        renewed = connection.exec_driver_sql("SELECT count(*) FROM revision WHERE action = 'renew'").scalar()
    store.close()
    before = folder / "renewed"
    had = int(before.read_text("ascii")) if before.exists() else 0
    before.write_text(str(renewed), "ascii")
    return "" if int(renewed or 0) >= had + len(said) else "a change of the key was lost"


_NEXT = '''"""A migration that is not there yet."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    op.add_column("incident", sa.Column("weather", sa.String()))
    op.execute("UPDATE incident SET weather = 'fog'")
'''


def _migrate(folder: Path, said: Connection) -> None:
    with next_release(folder):
        wards.opened(wards.home_in(folder)).close()
    said.send_bytes(b"9999")
    time.sleep(60)


@contextmanager
def next_release(folder: Path) -> Iterator[None]:
    """For a while, be a release that has one more migration."""
    had = upgrade.MIGRATIONS, upgrade.HEAD
    migrations = folder.with_name("next-release")
    if not migrations.exists():
        shutil.copytree(upgrade.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
        (migrations / "versions" / "9999_next.py").write_text(_NEXT.format(head=upgrade.HEAD), "utf-8")
    upgrade.MIGRATIONS, upgrade.HEAD = migrations, "9999"
    try:
        yield
    finally:
        upgrade.MIGRATIONS, upgrade.HEAD = had


def migration_wrong(folder: Path, said: list[str]) -> str:
    """What is wrong with the ward in *folder* once the migration that is not there yet has been made."""
    with next_release(folder):
        if wrong := whole(folder, said):
            return wrong
        store = wards.opened(wards.home_in(folder))
        with store.reading() as connection:
            foggy = connection.exec_driver_sql("SELECT count(*) FROM incident WHERE weather = 'fog'").scalar()
        store.close()
    return "" if foggy == PREPARED else "the migration is half done"


def _save_rings(folder: Path, said: Connection) -> None:
    home = wards.home_in(folder)
    ring = load_ring(home.ring)
    while True:
        ring = save_ring(ring, home.ring)
        said.send_bytes(str(ring.generation).encode())


def _ring_wrong(folder: Path, said: list[str]) -> str:
    try:
        ring = load_ring(wards.home_in(folder).ring)
    except RrpError as error:
        return error.code
    if said and ring.generation < int(said[-1]):
        return "a saved ring was lost"
    return whole(folder, said) if len(said) % 10 == 0 else ""


def _back_up(folder: Path, said: Connection) -> None:
    store = wards.opened(wards.home_in(folder))
    [manager] = store.staff()
    for number in itertools.count():
        store.save("incident", wards.incident(number), by=manager)
        said.send_bytes(store.back_up().name.encode())


def backup_wrong(folder: Path, said: list[str]) -> str:
    """What is wrong with the backups in *folder*, of which those *said* must be there."""
    if wrong := whole(folder, said):
        return wrong
    home = wards.home_in(folder)
    store = wards.opened(home)
    listed, key = {each.name for each in store.backups()}, store._key  # noqa: SLF001
    store.close()
    if not set(said[-HOURLY:]) <= listed:
        return "a backup that was made is not listed"
    for name in {*listed, *(each.name for each in home.backups.glob("ward-*.rrp"))}:
        try:
            look_over(home.backups / name, key)
        except RrpError as error:
            return f"a backup under its own name is bad ({error.code})"
    return ""


def _export(folder: Path, said: Connection) -> None:
    store = wards.opened(wards.home_in(folder))
    [manager] = store.staff()
    out = folder / "out"
    out.mkdir(exist_ok=True)
    while True:
        export = wards.hand_over_month(store, out, manager)
        said.send_bytes(f"{export.name} {export.sha256}".encode())


def export_wrong(folder: Path, said: list[str]) -> str:
    """What is wrong with the bundles in *folder*, of which those *said* must be there."""
    if wrong := whole(folder, said):
        return wrong
    out = folder / "out"
    bundles = {f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in out.glob("*.rrpb")}
    if not set(said) <= bundles:
        return "a bundle that was written is not there"
    for file in out.glob("*.rrpb"):
        try:
            verify(file.read_bytes())
        except RrpError as error:
            return f"a bundle under its own name is bad ({error.code})"
    # What the chain does not know of is made again under the same name.
    store = wards.opened(wards.home_in(folder))
    known = {each.name for each in store.exports()}
    store.close()
    for file in out.glob("*.rrpb"):
        if file.name not in known:
            file.unlink()
    return ""


def _keep_drafts(folder: Path, said: Connection) -> None:
    store = wards.opened(wards.home_in(folder))
    [manager] = store.staff()
    key = None
    for number in itertools.count():
        key = store.keep_draft(key, "incident", {"note": f"typed {number}"}, by=manager)
        said.send_bytes(f"{key} {number}".encode())


def _draft_wrong(folder: Path, said: list[str]) -> str:
    if wrong := whole(folder, said):
        return wrong
    if not said:
        return ""
    key, number = said[-1].split(" ")
    store = wards.opened(wards.home_in(folder))
    try:
        note = store.draft(key).answers["note"]
    except RrpError:
        return "a draft was lost"
    finally:
        store.close()
    return "" if int(note.removeprefix("typed ")) >= int(number) else "a draft is older than it was"


def _restore(folder: Path, said: Connection) -> None:
    home = wards.home_in(folder)
    for _ in itertools.count():
        store = wards.opened(home)
        [manager] = store.staff()
        backup, permit = store.backups()[0], store.permit_restore(by=manager)
        store.close()
        restore(home, home.backups / backup.name, permit=permit, **wards.needs()).close()
        said.send_bytes(b"restored")


_ALWAYS_ANEW = ("a migration",)
DEEDS = {
    "a change of key": Deed(_change_keys, _keys_wrong, 0.4, longest_life=1.0),
    "a migration": Deed(_migrate, migration_wrong, 0.2, longest_life=0.8),
    "saves of the ring": Deed(_save_rings, _ring_wrong, 1.0, longest_life=0.1),
    "backups": Deed(_back_up, backup_wrong, 0.3, longest_life=0.8),
    "exports": Deed(_export, export_wrong, 0.5),
    "drafts": Deed(_keep_drafts, _draft_wrong, 0.5),
    "restores": Deed(_restore, whole, 0.1, longest_life=1.0),
}
